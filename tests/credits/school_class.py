"""A class with results to enter: a school, its coordinator, a certificate of three units, students."""

from datetime import date, datetime

from django.test import Client

from enrolments.models import Enrolment, Student
from tests import factories
from vetportal import clock

ENTERED = datetime(2019, 5, 1, 10, 0, tzinfo=clock.MELBOURNE)
OCTOBER = datetime(2019, 10, 28, 10, 0, tzinfo=clock.MELBOURNE)
ENDED = date(2019, 10, 25)
CERTIFICATE = "SIT20316"
UNITS = tuple(f"{CERTIFICATE}{letter}" for letter in "ABC")


class SchoolClass:
    """Entered in May, before the census; the tests then stand in October."""

    def __init__(self, students: int = 3, units: int = 3, code: str = "7001") -> None:
        with clock.at(ENTERED):
            self.year = factories.open_year(2019)
            self.school = factories.school(code, name=f"College {code}")
            self.editor = factories.user(f"editor{code}", school=self.school)
            self.viewer = factories.user(f"viewer{code}", school=self.school, school_role="VIEWER")
            hours = {f"{CERTIFICATE}{chr(ord('A') + place)}": 60 for place in range(units)}
            self.certificate = factories.qualification(CERTIFICATE, units=hours)
            self.units = [
                each.unit for each in self.certificate.packaged_units.select_related("unit").order_by("pk")
            ]
            self.students: list[Student] = []
            self.enrolments: list[Enrolment] = []
            for place in range(students):
                who = factories.student(
                    self.school,
                    student_number=f"S{place:04}",
                    family_name=f"Name{place:03}",
                    given_names="Kim",
                )
                self.students.append(who)
                self.enrolments.append(
                    factories.enrolment(who, self.certificate, by=self.editor, hours=[60] * len(self.units))
                )

    def client(self, user=None) -> Client:
        """The coordinator, signed in, or somebody else."""
        client = Client()
        client.force_login(user or self.editor)
        return client

    def page(self, name: str) -> str:
        """The address of a page of the school below its code."""
        return f"/school/{self.school.code}/{name}"

    def cell(self, student: int, unit: int) -> str:
        """The name of the grid's field of a student in a unit, by their places."""
        return f"r-{self.students[student].pk}-{self.units[unit].pk}"
