"""A stored run calculated again from its own facts and rules: it must come to the same."""

from collections.abc import Iterator

from django.db.models import Q

from funding.actions import reconciliation
from funding.models import (
    EnrolmentOutcome,
    FundingRun,
    PaymentLine,
    Remittance,
    RunDecision,
    SchoolAllocation,
)
from funding.queries import ledger
from funding.queries.corrected import facts_of_run
from funding.queries.ledger import Standing
from funding.rules import calculation_rows
from funding.rules.allocation import allocate
from funding.rules.digest import digest
from funding.rules.errors import CannotCalculate
from funding.rules.explanation import allocation_rows
from funding.rules.facts import Allocation, Calculation, Outcome, YearRules
from funding.rules.replay import kept_fields, kept_line_fields
from funding.rules.year_rules import from_json
from vetportal.money import dollars, whole


def differences_of(run: FundingRun) -> list[str]:
    """What a recalculation of a stored run finds to differ, in sentences; empty where all is the same.

    Facts, base rate, outcomes, lines with their calculation rows, total and payment lines are compared.
    """
    rules = from_json(run.rules)
    facts = list(facts_of_run(run))
    found = []
    if digest(facts) != run.facts_sha256:
        found.append("The facts of its census have another fingerprint than those that it used.")
    try:
        calculation = allocate(facts, rules)
    except CannotCalculate as error:
        return [*found, f"Its facts and rules lead to no result. {error}"]
    return [
        *found,
        *_figures(run, calculation),
        *_outcomes(run, calculation),
        *_lines(run, calculation),
        *_rows(run, rules),
        *reconciliation.problems_of(run, before=_ledger_before(run)),
    ]


def _ledger_before(run: FundingRun) -> Standing:
    """The ledger of the year as it stood when the run was calculated."""
    shown = Q(run__year=run.year, run__pk__lt=run.pk, run__decisions__what=RunDecision.What.RELEASED)
    beside = Q(adjustment__year=run.year, adjustment__decision__at__lte=run.calculated_at)
    lines = PaymentLine.objects.filter(shown | beside)
    sent = Remittance.objects.filter(year=run.year, sent_at__lte=run.calculated_at)
    return ledger.standing_of(lines, sent)


def _figures(run: FundingRun, calculation: Calculation) -> Iterator[str]:
    if calculation.base_rate != run.base_rate:
        stated = dollars(run.base_rate)
        yield f"The base rate comes to {dollars(calculation.base_rate)}; the run states {stated}."
    if calculation.total != run.total:
        yield f"The total comes to {dollars(calculation.total)}; the run states {dollars(run.total)}."
    if calculation.leftover != run.leftover:
        yield (
            f"{dollars(calculation.leftover)} of the cap are left; the run states {dollars(run.leftover)}."
        )


def _outcomes(run: FundingRun, calculation: Calculation) -> Iterator[str]:
    kept = kept_fields(run.engine)
    found = {each.enrolment_id: each[:kept] for each in calculation.outcomes}
    rows = EnrolmentOutcome.objects.filter(run=run).values_list(*Outcome._fields)
    stated = {}
    for row in rows.iterator(chunk_size=5_000):
        outcome = Outcome._make(row)
        outcome = outcome._replace(reasons=tuple(str(outcome.reasons).split()))
        stated[outcome.enrolment_id] = outcome[:kept]
    different = sum(1 for key in {*stated, *found} if stated.get(key) != found.get(key))
    if different:
        yield f"{_count(different, 'enrolment is', 'enrolments are')} decided differently."


def _lines(run: FundingRun, calculation: Calculation) -> Iterator[str]:
    """A correction also states, as an explicit zero, a line that is no longer there."""
    kept = kept_line_fields(run.engine)
    rows = SchoolAllocation.objects.filter(run=run).values_list(*Allocation._fields)
    stated = {line[:kept] for line in map(Allocation._make, rows) if line.quantity}
    found = {line[:kept] for line in calculation.allocations if line.quantity}
    different = len({line[:3] for line in stated ^ found})
    if different:
        yield f"{_count(different, 'line', 'lines')} of the schools would be other than stated."


def _rows(run: FundingRun, rules: YearRules) -> Iterator[str]:
    """The stored calculation rows; runs of the first engine stored none."""
    different = 0
    rows = SchoolAllocation.objects.filter(run=run).values_list(*Allocation._fields, "rows")
    for *figures, stored in rows.iterator(chunk_size=2_000):
        line = Allocation._make(figures)
        if stored and line.quantity:
            now = calculation_rows.to_json(allocation_rows(line, rules, run.base_rate))
            different += stored != now
    if different:
        yield f"The calculation of {_count(different, 'line', 'lines')} reads differently now."


def _count(number: int, one: str, many: str) -> str:
    return f"{whole(number)} {one if number == 1 else many}"
