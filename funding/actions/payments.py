"""Payment lines of a run: what it decides to pay, after what was paid before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from enrolments.models import School
from funding import queries
from funding.actions.refusals import Refused
from funding.models import FundingRun, PaymentLine
from funding.queries.ledger import Standing, standing
from funding.rules import instalments, ledger
from funding.rules.facts import Allocation, YearRules
from funding.rules.ledger import Account
from vetportal import bulk

_COLUMNS = ("run", "school", "component", "line", "amount")


def standing_before(run: FundingRun) -> Standing:
    """The ledger that a run which is not released yet adds to.

    Raises Refused while an indicative run waits for its release: the adjustment takes off what it pays.
    """
    if run.kind == FundingRun.Kind.CONFIRMED:
        refuse_before_indicative(run.year)
    return standing(run.year)


def refuse_before_indicative(year: int) -> None:
    """Raise Refused while an indicative run is calculated and not released."""
    released = queries.latest_run(year, FundingRun.Kind.INDICATIVE, released_only=True)
    if released is None and queries.latest_run(year, FundingRun.Kind.INDICATIVE):
        raise Refused(f"Release the indicative run of {year} first: the adjustment takes off what it pays.")


def amounts_due(allocations: Iterable[Allocation]) -> dict[Account, int]:
    """Cents by school and component."""
    due: dict[Account, int] = defaultdict(int)
    for line in allocations:
        due[line.school_id, line.component] += line.amount
    return due


def schedule(*, run: FundingRun, due: Mapping[Account, int], rules: YearRules) -> int:
    """Write the payment lines that this run decides; returns their number.

    An account that was paid before and earns nothing now gets its lines too: the money goes back, and what
    stays at nothing stands there as 0. Raises Refused, naming schools, where adjustments take back too much.
    """
    return bulk.insert_rows(PaymentLine, _COLUMNS, list(lines_due(run, due, rules, standing_before(run))))


def lines_due(
    run: FundingRun, due: Mapping[Account, int], rules: YearRules, before: Standing
) -> Iterator[tuple]:
    """Run, school, component, line and cents of every payment line that these amounts lead to."""
    too_much: set[int] = set()
    for account in sorted({*due, *before.of_runs}):
        try:
            amounts = _amounts(run, account, due.get(account, 0), rules, before)
        except ledger.TakesBackTooMuch:
            too_much.add(account[0])
            continue
        for name, cents in amounts.items():
            yield (run.pk, *account, name, cents)
    if too_much:
        raise Refused(_takes_too_much(too_much))


def _amounts(
    run: FundingRun, account: Account, due: int, rules: YearRules, before: Standing
) -> dict[str, int]:
    component = account[1]
    lines, beside = before.of_runs.get(account, {}), before.beside.get(account, {})
    if run.corrects_id:
        still_open = ledger.open_lines(component, rules, before.sent)
        return ledger.correction_lines(due, lines, beside, still_open)
    wanted = instalments.first_lines(component, due, sum(lines.values()), rules)
    return ledger.carried(wanted, ledger.added(lines, beside))


def _takes_too_much(school_ids: Iterable[int]) -> str:
    schools = School.objects.filter(pk__in=school_ids).order_by("name")
    names = ", ".join(f"{school.name} ({school.code})" for school in schools[:5])
    return (
        f"Manual adjustments take back more than the year pays to {names}. "
        "Enter an adjustment that gives back the rest, then calculate again."
    )
