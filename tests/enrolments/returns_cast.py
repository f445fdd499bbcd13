"""A school with two enrolments on an open day, and the people around its return."""

from dataclasses import dataclass
from datetime import date

from enrolments.models import Enrolment, EnrolmentYear, School
from tests import factories
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import SchoolRole


@dataclass
class Cast:
    """Who and what a test of returns needs. All names are invented."""

    school: School
    year: EnrolmentYear
    editor: User
    principal: User
    officer: User
    second_officer: User
    entries: list[Enrolment]


def build(code: str = "8001", *, entries: int = 2) -> Cast:
    """A school with entries of 2019, entered by its editor on an open day."""
    school = factories.school(code, name=f"School {code}", region="North", town="Invented")
    with clock.at(factories.OPEN_DAY):
        year = factories.open_year()
        editor = factories.user(f"editor{code}", school=school)
        certificate = factories.qualification()
        built = [
            factories.enrolment(factories.student(school), certificate, by=editor, hours=[60, 60])
            for _ in range(entries)
        ]
    return Cast(
        school=school,
        year=year,
        editor=editor,
        principal=factories.user(f"principal{code}", school=school, school_role=SchoolRole.PRINCIPAL),
        officer=factories.officer("officer"),
        second_officer=factories.officer("second-officer"),
        entries=built,
    )


def add_entry(cast: Cast, *, hours: list[int | None], born: date = date(2003, 2, 11)) -> Enrolment:
    """One more entry of the school; the clock must be at an open day."""
    student = factories.student(cast.school, born=born)
    return factories.enrolment(student, factories.qualification(), by=cast.editor, hours=hours)
