"""Payment lines of a run: what it decides to pay, after what was paid before."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db.models import Sum

from funding import queries
from funding.actions.refusals import Refused
from funding.models import FundingRun, PaymentLine
from funding.rules import instalments
from funding.rules.facts import Calculation, YearRules
from vetportal import bulk

Account = tuple[int, str]  # school, component

_COLUMNS = ("run", "school", "component", "line", "amount")


def paid_before(year: int) -> dict[Account, int]:
    """Cents that the released indicative run of a year pays to each school and component.

    Raises Refused while an indicative run waits for its release: the adjustment takes off what it pays.
    """
    released = queries.latest_run(year, FundingRun.Kind.INDICATIVE, released_only=True)
    if released is None and queries.latest_run(year, FundingRun.Kind.INDICATIVE):
        raise Refused(f"Release the indicative run of {year} first: the adjustment takes off what it pays.")
    if released is None:
        return {}
    lines = PaymentLine.objects.filter(run=released).values_list("school_id", "component")
    return {(school, component): paid for school, component, paid in lines.annotate(paid=Sum("amount"))}


def schedule(
    *, run: FundingRun, calculation: Calculation, rules: YearRules, paid: Mapping[Account, int]
) -> int:
    """Write the payment lines that this run decides; returns their number.

    A school that was paid before and earns nothing now gets its lines too: the adjustment takes the money
    back, and terms 3 and 4 stand there as 0.
    """
    due: dict[Account, int] = defaultdict(int)
    for line in calculation.allocations:
        due[line.school_id, line.component] += line.amount
    return bulk.insert_rows(PaymentLine, _COLUMNS, lines_due(run, due, rules, paid))


def lines_due(
    run: FundingRun, due: Mapping[Account, int], rules: YearRules, paid: Mapping[Account, int]
) -> Iterator[tuple]:
    """Run, school, component, line and cents of every payment line that these amounts lead to."""
    for account in sorted({*due, *paid}):
        amount = due.get(account, 0)
        if rules.kind == FundingRun.Kind.INDICATIVE:
            amounts = instalments.indicative_lines(amount, rules.instalments)
        else:
            amounts = instalments.confirmed_lines(amount, paid.get(account, 0), rules.instalments)
        for name, cents in amounts.items():
            yield (run.pk, *account, name, cents)
