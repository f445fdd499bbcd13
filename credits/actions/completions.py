"""Recording which students completed a certificate as a whole."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from credits.actions import records
from credits.models import CertificateCompletion
from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import Qualification, School, Student
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail
from vetportal.money import day


class Completion(NamedTuple):
    """What somebody says of one student; `completed_on` None: not completed. `version` 0: none was stored."""

    student: Student
    completed_on: date | None
    version: int = 0


@transaction.atomic
def save_completions(
    *, school: School, qualification: Qualification, said: Sequence[Completion], by: User
) -> int:
    """Record, change or take back completions of a certificate; returns how many were written.

    Raises Refused for a student of another school and for a day to come, Conflict where somebody else
    changed one of them meanwhile. Credit is worked out anew in the same transaction.
    """
    stamp = clock.now()
    students = [each.student.pk for each in said]
    # As every save of results does: the students first, so that nobody waits in a circle.
    own = Student.objects.select_for_update(no_key=True).filter(school=school, pk__in=students).order_by("pk")
    if len(own.values_list("pk", flat=True)) != len(set(students)):
        raise Refused("One of these students belongs to another school. Choose students of your school.")
    held = {
        each.student_id: each
        for each in CertificateCompletion.objects.filter(student__in=students, qualification=qualification)
    }
    changed = [each for each in said if _differs(each, held)]
    _check(changed, held)
    for each in changed:
        _write(each, held.get(each.student.pk), qualification, by, stamp)
    if changed:
        _record(school, qualification, changed, held, by, stamp)
        records.rework(student_ids=[each.student.pk for each in changed], stamp=stamp)
    return len(changed)


def fault_of(completed_on: date, student: Student, today: date) -> str:
    """What is wrong with the day on which a student completed a certificate; empty if nothing is."""
    if completed_on > today:
        return f"{day(completed_on)} is still to come. Enter the day once the certificate is completed."
    if completed_on.year < student.date_of_birth.year + 10:
        return f"{day(completed_on)} is before {student.name} turned 10. Check the date."
    return ""


def _differs(each: Completion, held: dict[int, CertificateCompletion]) -> bool:
    stored = held.get(each.student.pk)
    return (stored.completed_on if stored else None) != each.completed_on


def _check(changed: Iterable[Completion], held: dict[int, CertificateCompletion]) -> None:
    today = clock.today()
    for each in changed:
        stored = held.get(each.student.pk)
        if each.version != (stored.version if stored else 0):
            raise Conflict(
                f"Somebody else changed the completion of {each.student.name} while you had it open. Nothing "
                "of yours was saved. Look at what is stored now, then save again."
            )
        fault = fault_of(each.completed_on, each.student, today) if each.completed_on else ""
        if fault:
            raise Refused(fault)


def _write(
    each: Completion,
    stored: CertificateCompletion | None,
    qualification: Qualification,
    by: User,
    stamp: datetime,
) -> None:
    if each.completed_on is None:
        if stored:
            CertificateCompletion.objects.filter(pk=stored.pk).delete()
        return
    row = stored or CertificateCompletion(student=each.student, qualification=qualification, version=0)
    CertificateCompletion(
        pk=row.pk,
        student=each.student,
        qualification=qualification,
        completed_on=each.completed_on,
        version=row.version + 1,
        recorded_by=by,
        recorded_at=stamp,
    ).save()


def _record(
    school: School,
    qualification: Qualification,
    changed: Sequence[Completion],
    held: dict[int, CertificateCompletion],
    by: User,
    stamp: datetime,
) -> None:
    """One event for the certificate: keys and dates, no names."""
    before = {str(pk): row.completed_on.isoformat() for pk, row in held.items()}
    concerned = {str(each.student.pk) for each in changed}
    trail.record(
        by=by,
        action="save_completions",
        subject=school,
        chain=school.code,
        before={
            "certificate": qualification.code,
            "completed": {k: before.get(k) for k in sorted(concerned)},
        },
        after={
            "certificate": qualification.code,
            "completed": {
                str(each.student.pk): each.completed_on.isoformat() if each.completed_on else None
                for each in sorted(changed, key=lambda each: each.student.pk)
            },
        },
        at=stamp,
    )
