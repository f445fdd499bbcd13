"""VET materials: an amount for each certificate enrolment, by the materials band of the certificate.

SRP Reference 143 (from 2023): materials bands are "allocated per VET certificate enrolment per year", so not
by hours. A school-based apprentice attracts materials and nothing else.
"""

from collections.abc import Iterable, Sequence

from funding.rules.demand import Counted
from funding.rules.facts import Allocation, EnrolmentFacts, YearRules

COMPONENT = "MATERIALS"


def materials_band(facts: EnrolmentFacts, reasons: Sequence[str], rules: YearRules) -> str:
    """The materials band that is paid for an enrolment; empty where none is.

    `reasons` are those against targeted funding; only some of them stop materials, too.
    """
    if COMPONENT not in rules.components or any(code in rules.materials_exclusions for code in reasons):
        return ""
    return rules.materials_band_of.get(facts.qualification_code, "")


def materials_lines(outcomes: Iterable[Counted], rules: YearRules) -> tuple[Allocation, ...]:
    """Lines in cents by school and materials band, in the order of the codes."""
    sums: dict[tuple[int, str], tuple[int, int]] = {}
    for outcome in outcomes:
        if outcome.materials_band:
            key = (outcome.school_id, outcome.materials_band)
            enrolments, hours = sums.get(key, (0, 0))
            sums[key] = (enrolments + outcome.enrolments, hours + outcome.hours)
    return tuple(_line(school, code, sums[school, code], rules) for school, code in sorted(sums))


def _line(school_id: int, code: str, summed: tuple[int, int], rules: YearRules) -> Allocation:
    enrolments, hours = summed
    rate = rules.materials[code]
    return Allocation(school_id, COMPONENT, code, enrolments, hours, enrolments, 1, rate, enrolments * rate)
