"""A school's plan: certificates with numbers of students, and what they would lead to. Nothing is stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from funding.rules.allocation import bands_by_code, decide
from funding.rules.cells import Cell, Settlement, cells_of, settle_cells
from funding.rules.facts import EnrolmentFacts, Outcome, YearRules
from funding.rules.instalments import first_lines

# Reasons that lie in the certificate, its delivery or the school, not in one student or an unfinished entry.
OF_A_ROW = frozenset(
    {
        "CERTIFICATE_I",
        "DIPLOMA_OR_ABOVE",
        "CERTIFICATE_IV_WITHOUT_APPROVAL",
        "ABOVE_CERTIFICATE_III_WITHOUT_APPROVAL",
        "EXCLUDED_CERTIFICATE",
        "GENERAL_EDUCATION_FOR_ADULTS",
        "GENERALIST",
        "SCHOOL_BASED_APPRENTICESHIP",
        "HEAD_START",
        "ENROLLED_INDEPENDENTLY",
        "NOT_GOVERNMENT_SCHOOL",
        "SUPERSEDED",
        "NO_BAND",
    }
)


class PlannedRow(NamedTuple):
    """Students who all take one certificate for the same hours in the same way."""

    facts: EnrolmentFacts
    students: int


class Plan(NamedTuple):
    """What a plan comes to: the outcome of one student of each row, and the lines of the school."""

    outcomes: tuple[Outcome, ...]
    settlement: Settlement


def planned(rows: Sequence[PlannedRow], others: Iterable[EnrolmentFacts], rules: YearRules) -> Plan:
    """The plan at the base rate of the rules (indicative ones: no cap is solved here).

    `others` are enrolments that the plan does not change. Raises CannotCalculate where a rate is missing.
    """
    bands = bands_by_code(rules)
    outcomes = tuple(decide(row.facts, rules, bands) for row in rows)
    kept = cells_of(decide(facts, rules, bands) for facts in others)
    cells = [
        cell for row, outcome in zip(rows, outcomes, strict=True) for cell in _times(outcome, row.students)
    ]
    return Plan(outcomes, settle_cells([*kept, *cells], rules, as_if_approved=True))


def _times(outcome: Outcome, students: int) -> Iterable[Cell]:
    """The cell of so many enrolments that are all alike; none where nothing is paid."""
    if not students:
        return ()
    return [
        cell._replace(
            enrolments=students, hours=cell.hours * students, funded_hours=cell.funded_hours * students
        )
        for cell in cells_of([outcome])
    ]


def is_of_a_row(outcome: Outcome) -> bool:
    """Whether an enrolment belongs to a row of a plan: it is funded, or no such enrolment would be."""
    return OF_A_ROW.issuperset(outcome.reasons)


def payments(
    indicative: Mapping[str, int], due: Mapping[str, int], paid_by: YearRules | None, rules: YearRules
) -> dict[str, int]:
    """Cents of each payment line of the year, in its order, over all components.

    `indicative` are the released indicative amounts by component and `paid_by` the rules that they were paid
    by (None before a release): those lines stand. `due` are the confirmed amounts by component.
    """
    confirmed = replace(rules, kind="CONFIRMED")
    lines = {instalment.line: 0 for instalment in rules.instalments}
    for component in sorted({*indicative, *due}):
        early = (
            first_lines(component, indicative.get(component, 0), 0, replace(paid_by, kind="INDICATIVE"))
            if paid_by
            else {}
        )
        late = first_lines(component, due.get(component, 0), sum(early.values()), confirmed)
        for line, cents in {**early, **late}.items():
            lines[line] += cents
    return lines
