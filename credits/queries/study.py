"""What one student studied and studies, and the scheme that a page shows it under."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from credits.models import CreditRecord, CreditScheme
from credits.queries.facts import present_study_of, results_of, unit_facts
from credits.queries.schemes import published
from credits.rules.facts import ResultFacts, UnitFacts
from enrolments.models import Student


class Study(NamedTuple):
    """A student's results, the units of present enrolments as planned ones, and the facts of all units."""

    results: list[ResultFacts]
    planned: list[ResultFacts]
    units: dict[str, UnitFacts]

    @property
    def commencements(self) -> set[int]:
        """The years in which the student began anything."""
        studied = (*self.results, *self.planned)
        return {year for each in studied for year in (each.commenced, each.first_begun) if year}


class SchemeChoice(NamedTuple):
    """The versions that a page offers, and the one it shows. Empty and None where nothing is published."""

    offered: list[CreditScheme]
    shown: CreditScheme | None


def study_of(student: Student, more_units: Iterable[str] = ()) -> Study:
    """The study of a student, with the facts of these units besides."""
    results = results_of([student.pk]).get(student.pk, [])
    planned = present_study_of(student)
    codes = {code for each in (*results, *planned) for code in each.codes} | set(more_units)
    return Study(results, planned, unit_facts(codes))


def choose(wanted: str, commencements: set[int] | None = None) -> SchemeChoice:
    """The published schemes by rank, and the one that `wanted` names, by default the first.

    Of several versions of one code those are offered that are for study begun in one of these years; the
    newest where none is. A version with a standard counts all study of who first began in its years.
    """
    by_code: dict[str, list[CreditScheme]] = {}
    for each in published():
        by_code.setdefault(each.code, []).append(each)
    offered = [each for versions in by_code.values() for each in _fitting(versions, commencements)]
    shown = next((each for each in offered if name_of(each) == wanted), offered[0] if offered else None)
    return SchemeChoice(offered, shown)


def name_of(scheme: CreditScheme) -> str:
    """What an address calls a version: "TCE-1"."""
    return f"{scheme.code}-{scheme.version}"


def _fitting(versions: Sequence[CreditScheme], years: set[int] | None) -> Sequence[CreditScheme]:
    if years is None:
        return versions
    first = {min(years)} if years else years
    fitting = [
        each
        for each in versions
        if any(_holds(each, year) for year in (first if each.standard_total is not None else years))
    ]
    return fitting or versions[:1]


def _holds(scheme: CreditScheme, year: int) -> bool:
    first, last = scheme.commence_from, scheme.commence_to
    return (first is None or first <= year) and (last is None or year <= last)


def stored_record(student: Student, scheme: CreditScheme) -> CreditRecord | None:
    """The record as it was last worked out and stored."""
    return CreditRecord.objects.filter(student=student, scheme=scheme).first()
