"""The core share of a school, explained: what a program of five or six subjects holds for a certificate."""

from collections import Counter
from typing import NamedTuple

from funding.queries.school_funding import Reading
from funding.rules.calculation_rows import CalculationRow
from funding.rules.core_share import CorePart, core_parts, subjects_at
from funding.rules.facts import YearRules
from vetportal.money import dollars, hundredths


class Core(NamedTuple):
    """The notional core share of a reading in cents, how it comes about, and who counts more than once."""

    cents: int
    rows: tuple[CalculationRow, ...]
    in_several: int


def of_reading(reading: Reading) -> Core:
    """The core share of the funded enrolments; it is never paid here."""
    parts = core_parts(reading.outcomes, reading.rules)
    rows = tuple(CalculationRow(_sentence(part, reading.rules), part.cents) for part in parts)
    return Core(sum(part.cents for part in parts), rows, _in_several(reading))


def _sentence(part: CorePart, rules: YearRules) -> str:
    subjects = subjects_at(part.rate, rules)
    sentence = f"{hundredths(part.full_time)} full-time enrolments × {dollars(part.rate)}"
    if subjects is None:
        return sentence
    return f"{sentence}: ${rules.core_delivery_dollars:,} shared by {subjects} subjects"


def _in_several(reading: Reading) -> int:
    """Students who are funded in more than one certificate."""
    certificates = Counter(row.student_number for row in reading.rows if row.is_funded and row.student_number)
    return sum(1 for count in certificates.values() if count > 1)
