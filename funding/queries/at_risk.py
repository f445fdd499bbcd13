"""Entries that earn nothing now and would earn if they were mended, one by one, most dollars first."""

from collections.abc import Iterable
from typing import NamedTuple

from enrolments.models import School
from funding.queries.estimates import Estimate, Mend
from funding.queries.school_funding import names_of
from funding.rules.eligibility import RULE_BY_CODE, Rule


class AtRisk(NamedTuple):
    """One entry: whose, the reasons against it, the cents it would earn; no key where it is not stored."""

    enrolment_id: int | None
    student: str
    student_number: str
    certificate: str
    rules: tuple[Rule, ...]
    cents: int


def rules_of(mend: Mend) -> tuple[Rule, ...]:
    """The reasons of a mend as rules."""
    return tuple(RULE_BY_CODE[code] for code in mend.reasons)


def of_entries(school: School, estimate: Estimate, most: int) -> list[AtRisk]:
    """The stored entries of a school that are worth most if mended, at most so many."""
    shown = estimate.mends[:most]
    names = names_of(school, estimate.year.year) if shown else {}
    return [_stored(mend, names[mend.enrolment_id]) for mend in shown]


def _stored(mend: Mend, named: Iterable[str]) -> AtRisk:
    student, number, certificate, _title = named
    return AtRisk(mend.enrolment_id, student, number, certificate, rules_of(mend), mend.cents)
