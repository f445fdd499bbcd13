"""Whether a result can be so: what is wrong with it, and what is only unusual."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from credits.models import Outcome
from credits.queries.standing import Key, Standing
from enrolments.models import NominalHours, Qualification, Student, Unit
from vetportal.money import day

_YOUNGEST = 10  # years; nobody has a result of vocational training before
_LATEST_END = 5  # years after the year of study, for a unit that goes on


class ResultChange(NamedTuple):
    """A result as somebody enters it. `outcome` is empty to remove it, `version` 0 where none was stored.

    `qualification` is None for a unit on its own. `ended_on` may only be None where the result is removed.
    """

    student: Student
    unit: Unit
    qualification: Qualification | None
    year: int
    outcome: str
    ended_on: date | None
    version: int = 0
    national_outcome: str = ""

    @property
    def key(self) -> Key:
        """What tells this result from every other."""
        return self.student.pk, self.qualification and self.qualification.pk, self.unit.pk, self.year


class Finding(NamedTuple):
    """One thing found in a result: the field that it is about, a code, and the sentence to show."""

    field: str
    code: str
    sentence: str


def faults_of(change: ResultChange, standing: Standing, today: date) -> list[Finding]:
    """Everything that keeps a result from being saved."""
    stored = standing.results.get(change.key)
    if not change.outcome:
        return []
    found = _of_date(change, today)
    if stored is None and change.qualification is not None:
        found += _of_enrolment(change, change.qualification, standing)
    return found


def _of_date(change: ResultChange, today: date) -> list[Finding]:
    ended, born = change.ended_on, change.student.date_of_birth
    if ended is None:
        return [Finding("ended_on", "date_required", "Enter the date of the result, for example 25/10/2019.")]
    if ended > today and change.outcome != Outcome.CONTINUING:
        sentence = (
            f"{day(ended)} is still to come. Enter the day on which the unit ended, or choose Continuing "
            "while it goes on."
        )
        return [Finding("ended_on", "date_in_future", sentence)]
    if ended.year > change.year + _LATEST_END:
        sentence = (
            f"{day(ended)} is more than {_LATEST_END} years after {change.year}, the year of study. Check "
            "the date."
        )
        return [Finding("ended_on", "date_too_late", sentence)]
    if ended.year < born.year + _YOUNGEST:
        sentence = (
            f"{day(ended)} is before {change.student.name} turned {_YOUNGEST}, who was born on {day(born)}. "
            "Check the date of the result."
        )
        return [Finding("ended_on", "date_before_birth", sentence)]
    if ended.year < change.year:
        sentence = (
            f"{day(ended)} is before 1 January {change.year}, when the study of that year began. Correct the "
            "date, or enter the result for the year in which the unit was studied."
        )
        return [Finding("ended_on", "date_before_enrolment", sentence)]
    return []


def _of_enrolment(change: ResultChange, qualification: Qualification, standing: Standing) -> list[Finding]:
    units = standing.enrolled.get((change.student.pk, qualification.pk, change.year))
    if units is None:
        sentence = (
            f"{change.student.name} is not enrolled in {qualification.code} in {change.year}. Check the "
            "certificate and the year, or record the unit on its own, without a certificate."
        )
        return [Finding("certificate_code", "not_enrolled", sentence)]
    if change.unit.pk not in units:
        sentence = (
            f"{change.unit.code} is not among the units of {change.student.name} in {qualification.code} in "
            f"{change.year}. Record it as a unit on its own, without a certificate, or add it to the "
            "enrolment first."
        )
        return [Finding("unit_code", "unit_not_enrolled", sentence)]
    return []


def without_hours(units: Iterable[Unit]) -> set[int]:
    """The keys of those units for which no source states nominal hours."""
    keys = {each.pk for each in units}
    stated = NominalHours.objects.filter(unit__in=keys).values_list("unit_id", flat=True)
    return keys - set(stated)


def hours_missing(unit: Unit) -> Finding:
    """What is said of a unit whose hours nobody has stated yet."""
    return Finding(
        "unit_code",
        "hours_missing",
        f"No source states nominal hours for {unit.code}. The result is kept; its credit waits until the "
        "department enters the hours.",
    )


def document_needed(name: str, unit: Unit) -> Finding:
    """What is said of a credit transfer whose document nobody has recorded yet."""
    return Finding(
        "outcome",
        "document_needed",
        f"A document is needed for the credit transfer of {unit.code} to {name}. The result is kept; record "
        "the evidence of the transfer next.",
    )
