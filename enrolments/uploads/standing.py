"""What a school has entered already, in memory, so that the rows of a file can be held against it."""

from datetime import date
from typing import NamedTuple

from enrolments.models import Enrolment, EnrolmentYear, School, Student, UnitEnrolment


class HeldStudent(NamedTuple):
    """A student as stored."""

    pk: int
    family_name: str
    given_names: str
    date_of_birth: date
    campus_id: int

    @property
    def name(self) -> str:
        """Family name first."""
        return f"{self.family_name}, {self.given_names}" if self.given_names else self.family_name


class HeldUnit(NamedTuple):
    """A unit of an enrolment as stored; hours are None while they are missing."""

    pk: int
    hours: int | None
    is_credit_transfer: bool


class HeldEnrolment(NamedTuple):
    """An enrolment as stored, its units by the primary key of the unit."""

    pk: int
    version: int
    program: str
    delivery: str
    provider_id: int | None
    withdrawn_date: date | None
    subjects: int | None
    on_census: bool
    units: dict[int, HeldUnit]


class Standing(NamedTuple):
    """Students by their number; enrolments of the year by student number and key of the qualification.

    `is_late`: the census is frozen, so its enrolments stay as they are and new ones are recorded late.
    """

    students: dict[str, HeldStudent]
    enrolments: dict[tuple[str, int], HeldEnrolment]
    is_late: bool = False


def standing_of(
    *, school: School, year: EnrolmentYear, is_locked: bool = False, is_late: bool = False
) -> Standing:
    """All that a school has entered for a year; `is_locked` keeps others from changing it meanwhile."""
    students = Student.objects.filter(school=school).values_list(
        "student_number", "pk", "family_name", "given_names", "date_of_birth", "campus_id"
    )
    enrolments = Enrolment.objects.filter(school=school, year=year).order_by("pk")
    if is_locked:
        enrolments = enrolments.select_for_update(of=("self",))
    found: dict[int, tuple[tuple[str, int], HeldEnrolment]] = {
        pk: ((number, qualification_id), HeldEnrolment(pk, *rest, units={}))
        for pk, number, qualification_id, *rest in enrolments.values_list(
            "pk",
            "student__student_number",
            "qualification_id",
            "version",
            "program",
            "delivery",
            "provider_id",
            "withdrawn_date",
            "subjects",
            "on_census",
        )
    }
    units = UnitEnrolment.objects.filter(enrolment__school=school, enrolment__year=year)
    for enrolment_id, unit_id, *held in units.values_list(
        "enrolment_id", "unit_id", "pk", "hours", "is_credit_transfer"
    ):
        if enrolment_id in found:
            found[enrolment_id][1].units[unit_id] = HeldUnit(*held)
    held_students = {number: HeldStudent(*held) for number, *held in students}
    return Standing(held_students, dict(found.values()), is_late)
