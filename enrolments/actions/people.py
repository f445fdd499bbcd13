"""Adding and changing students. Names may be corrected at any time; a birth date is guarded by the census."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from enrolments.actions.entry_refusals import FieldRefused, StaleEntry
from enrolments.models import Campus, Enrolment, EnrolmentYear, School, Student, window
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail

_DETAILS = (
    "student_number",
    "family_name",
    "given_names",
    "date_of_birth",
    "year_level",
    "home_group",
    "campus",
    "is_overseas",
)
_FACTS = ("date_of_birth", "is_overseas")  # what funding reads of a student


@transaction.atomic
def add_student(
    *,
    school: School,
    student_number: str,
    family_name: str,
    given_names: str,
    date_of_birth: date,
    campus: Campus,
    by: User,
    year_level: int | None = None,
    home_group: str = "",
    is_overseas: bool = False,
) -> Student:
    """Add a student to a school. Raises FieldRefused where the number belongs to another student."""
    student = Student(
        school=school,
        student_number=student_number,
        family_name=family_name,
        given_names=given_names,
        date_of_birth=date_of_birth,
        year_level=year_level,
        home_group=home_group,
        campus=campus,
        is_overseas=is_overseas,
    )
    _save(student)
    trail.record(by=by, action="add_student", subject=student, chain=school.code, after=_said(student))
    return student


@transaction.atomic
def change_student(*, student: Student, version: int, by: User, **details) -> Student:
    """Change some of a student's details, named as in `_DETAILS`.

    Raises StaleEntry when the student is no longer at `version`, FieldRefused for a number in use, and
    window.EntryClosed for a birth date or a fee status that a closed census still has to read, or for another
    campus while the return is signed.
    """
    held = Student.objects.select_for_update(no_key=True).get(pk=student.pk)
    if held.version != version:
        raise StaleEntry(held)
    before, facts, campus = _said(held), _facts(held), held.campus_id
    for name in _DETAILS:
        if name in details:
            setattr(held, name, details[name])
    after = _said(held)
    if after == before and held.campus_id == campus:
        return held
    if _facts(held) != facts:
        _hold_windows(held)
    held.version += 1
    _save(held)
    if held.campus_id != campus:
        _move_open_enrolments(held, by)
    changed = [name for name in after if after[name] != before[name]]
    trail.record(
        by=by,
        action="change_student",
        subject=held,
        chain=held.school.code,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return held


def _facts(student: Student) -> list[object]:
    return [getattr(student, name) for name in _FACTS]


def _save(student: Student) -> None:
    try:
        with transaction.atomic():
            student.save()
    except IntegrityError:
        other = Student.objects.filter(school=student.school_id, student_number=student.student_number)
        existing = other.exclude(pk=student.pk).first()
        if existing is None:
            raise
        raise FieldRefused(
            "student_number",
            "student_number_taken",
            f"Student number {existing.student_number} belongs to {existing.name} already. Use another "
            "number, or open that student.",
            existing,
        ) from None


def _unfrozen_years(student: Student) -> QuerySet[EnrolmentYear]:
    """The years whose census has still to read this student's enrolments."""
    years = EnrolmentYear.objects.filter(frozen_at=None, enrolments__student=student)
    return years.distinct().order_by("pk")


def _hold_windows(student: Student) -> None:
    """A birth date moves as an entry does: nobody signs beside it until the transaction ends."""
    for year in _unfrozen_years(student):
        with window.entry_window(year=year.pk, school_id=student.school_id):
            pass  # its locks stay


def _move_open_enrolments(student: Student, by: User) -> None:
    """Enrolments follow a student to another campus while they can change; closed years stay as they were."""
    now = clock.now()
    for year in _unfrozen_years(student):
        if not window.is_open(year, student.school_id, now):
            continue
        with window.entry_window(year=year.pk, school_id=student.school_id) as stamp:
            enrolments = Enrolment.objects.filter(student=student, year=year).select_related("campus")
            for enrolment in enrolments.order_by("pk"):
                _move(enrolment, student, by, stamp)


def _move(enrolment: Enrolment, student: Student, by: User, stamp: datetime) -> None:
    before = {"campus": enrolment.campus.name}
    enrolment.campus = student.campus
    enrolment.version += 1
    enrolment.changed_by, enrolment.changed_at = by, stamp
    enrolment.save()
    trail.record(
        by=by,
        action="change_enrolment",
        subject=enrolment,
        chain=student.school.code,
        before=before,
        after={"campus": student.campus.name},
        at=stamp,
    )


def _said(student: Student) -> dict[str, object]:
    values = {name: getattr(student, name) for name in _DETAILS}
    return {**values, "date_of_birth": student.date_of_birth.isoformat(), "campus": student.campus.name}
