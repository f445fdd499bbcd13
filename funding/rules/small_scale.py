"""Small-scale adjustment: more for a full-time enrolment in a school with few students in all.

SRP Reference 143 (from 2023), "Small-scale adjustment". Neither its steps nor its rates were published where
they could be read: an administrator enters them, and the portal says so.
"""

from collections.abc import Iterable

from funding.rules.demand import Counted, Demand, sum_by_school_and_band
from funding.rules.facts import Allocation, EnrolmentFacts, YearRules

COMPONENT = "SMALL_SCALE"


def small_scale_rate(facts: EnrolmentFacts, rules: YearRules) -> int:
    """Cents for a full-time enrolment: the step that the school's number of students falls in, or 0.

    A school whose number of students is not known gets 0; the year's checks say which schools these are.
    """
    if COMPONENT not in rules.components or facts.school_students is None:
        return 0
    students = facts.school_students
    return next((step.rate for step in rules.small_scale if students <= step.up_to_students), 0)


def small_scale_lines(outcomes: Iterable[Counted], rules: YearRules) -> tuple[Allocation, ...]:
    """Lines in cents by school and band: funded hours / full-rate hours x the rate of the school's step."""
    small = [outcome for outcome in outcomes if outcome.small_scale_rate]
    rate_of = {outcome.school_id: outcome.small_scale_rate for outcome in small}
    demand: tuple[Demand, ...] = sum_by_school_and_band(
        small, rules.bands, lambda outcome: outcome.funded_hours, 1
    )
    return tuple(line.allocation(COMPONENT, rate_of[line.school_id]) for line in demand)
