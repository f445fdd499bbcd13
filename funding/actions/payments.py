"""Payment lines of a run, and the machine's reconciliation before a person may release it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.db.models import Sum

from funding import queries
from funding.actions.refusals import Refused
from funding.models import FundingRun, PaymentLine, SchoolAllocation
from funding.rules import instalments
from funding.rules.facts import Calculation, YearRules
from vetportal import bulk
from vetportal.money import dollars

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
    return bulk.insert_rows(PaymentLine, _COLUMNS, _lines(run, due, rules, paid))


def _lines(
    run: FundingRun, due: Mapping[Account, int], rules: YearRules, paid: Mapping[Account, int]
) -> Iterator[tuple]:
    for account in sorted({*due, *paid}):
        amount = due.get(account, 0)
        if rules.kind == FundingRun.Kind.INDICATIVE:
            amounts = instalments.indicative_lines(amount, rules.instalments)
        else:
            amounts = instalments.confirmed_lines(amount, paid.get(account, 0), rules.instalments)
        for name, cents in amounts.items():
            yield (run.pk, *account, name, cents)


def unreconciled(run: FundingRun) -> list[str]:
    """What does not add up in a run, in sentences; empty when everything does."""
    allocated = _sums(SchoolAllocation.objects.filter(run=run))
    problems = []
    if sum(allocated.values()) != run.total:
        schools = dollars(sum(allocated.values()))
        problems.append(f"Schools' lines add up to {schools}, the state's total is {dollars(run.total)}.")
    if run.leftover is not None and run.leftover < 0:
        problems.append(f"The total is {dollars(-run.leftover)} above the cap.")
    if run.kind == FundingRun.Kind.CONFIRMED:
        problems += _years_that_do_not_close(run, allocated)
    return problems


def _years_that_do_not_close(run: FundingRun, allocated: Mapping[Account, int]) -> list[str]:
    """Accounts whose five payment lines differ from their confirmed amount."""
    lines = _sums(PaymentLine.objects.filter(run=run))
    before = paid_before(run.year)
    wrong = [
        account
        for account in {*allocated, *lines, *before}
        if lines.get(account, 0) + before.get(account, 0) != allocated.get(account, 0)
    ]
    return (
        [f"The payment lines of {len(wrong)} schools do not add up to their confirmed amount."]
        if wrong
        else []
    )


def _sums(rows) -> dict[Account, int]:
    grouped = rows.order_by().values_list("school_id", "component").annotate(cents=Sum("amount"))
    return {(school, component): cents for school, component, cents in grouped}
