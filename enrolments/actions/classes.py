"""Enrolling a class: many students in one certificate with the same units, in a handful of queries."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import IntegrityError, transaction

from enrolments.actions.entry import RECORDED_LATE, UnitEntry, entries_of
from enrolments.actions.refusals import Refused
from enrolments.models import (
    Enrolment,
    EnrolmentYear,
    Provider,
    Qualification,
    School,
    Student,
    UnitEnrolment,
    window,
)
from vetportal.accounts.models import User
from vetportal.audit import trail


class ClassEntered(NamedTuple):
    """What enrolling a class did: `skipped` are the students who were in the certificate already."""

    enrolments: int
    hours: int
    skipped: list[Student]


def enrol_class(
    *,
    school: School,
    year: EnrolmentYear,
    qualification: Qualification,
    program: str,
    delivery: str,
    provider: Provider | None,
    units: Iterable[UnitEntry | tuple],
    students: Sequence[Student],
    by: User,
    subjects: int | None = None,
) -> ClassEntered:
    """Enrol students of a school in one certificate; those who are in it already are left as they are.

    After the freeze they are recorded late, off the census. Pressing the button twice enrols nobody twice.
    Raises Refused for a student of another school, window.EntryClosed outside the window.
    """
    entries = entries_of(units)
    if any(each.school_id != school.pk for each in students):
        raise Refused("One of these students belongs to another school. Choose students of your school.")
    with window.recording_window(year=year.pk, school_id=school.pk) as (stamp, is_late):
        there = already_in(qualification, year, students)
        new = [each for each in dict.fromkeys(students) if each.pk not in there]
        common = {"school": school, "year": year, "qualification": qualification, "program": program,
                  "delivery": delivery, "provider": provider, "subjects": subjects, "on_census": not is_late,
                  "entered_by": by, "entered_at": stamp, "changed_by": by, "changed_at": stamp}  # fmt: skip
        made = _insert([Enrolment(student=each, campus_id=each.campus_id, **common) for each in new])
        UnitEnrolment.objects.bulk_create(
            UnitEnrolment(enrolment=enrolment, **each._asdict()) for enrolment in made for each in entries
        )
        if made:
            _record(made, entries)
    each_hours = sum(each.hours or 0 for each in entries if not each.is_credit_transfer)
    skipped = [each for each in dict.fromkeys(students) if each.pk in there]
    return ClassEntered(len(made), each_hours * len(made), skipped)


def already_in(qualification: Qualification, year: EnrolmentYear, students: Sequence[Student]) -> set[int]:
    """The primary keys of those students who are in a certificate in a year already."""
    held = Enrolment.objects.filter(student__in=students, qualification=qualification, year=year)
    return set(held.values_list("student_id", flat=True))


def _insert(enrolments: list[Enrolment]) -> list[Enrolment]:
    try:
        with transaction.atomic():
            return Enrolment.objects.bulk_create(enrolments)
    except IntegrityError:
        raise Refused(
            "Somebody else enrolled one of these students a moment ago. Nothing was saved; save again and "
            "that student is left out."
        ) from None


def _record(made: list[Enrolment], entries: Sequence[UnitEntry]) -> None:
    """One audit record for the class: its enrolments differ by their students only."""
    first = made[0]
    after = {
        "certificate": first.qualification.code,
        "year": first.year_id,
        "program": first.program,
        "delivery": first.delivery,
        "provider": first.provider.code if first.provider else "",
        "subjects": first.subjects,
        **({} if first.on_census else RECORDED_LATE),
        "units": [[each.unit.code, each.hours, each.is_credit_transfer] for each in entries],
        "enrolments": {str(each.pk): each.student.student_number for each in made},
    }
    trail.record(
        by=first.entered_by,
        action="enrol_class",
        subject=first.school,
        chain=first.school.code,
        after=after,
        at=first.entered_at,
    )
