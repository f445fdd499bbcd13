"""A school on an open day, with somebody for each role."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest

from enrolments.models import Enrolment, EnrolmentYear, Provider, Qualification, School
from tests import factories
from vetportal.accounts.models import User
from vetportal.accounts.roles import SchoolRole


@dataclass(frozen=True)
class Place:
    """A government school with people and a provider."""

    school: School
    year: EnrolmentYear
    editor: User
    principal: User
    provider: Provider
    certificate: Qualification

    def enrol(self, **fields) -> Enrolment:
        """One more student, by default in training purchased from the provider."""
        values = {"delivery": "EXTERNAL", "provider": self.provider, **fields}
        certificate = values.pop("certificate", self.certificate)
        who = factories.student(self.school)
        return factories.enrolment(who, certificate, by=self.editor, hours=[60, 60], **values)


@pytest.fixture
def place(db, clock: Callable[[str], datetime]) -> Place:
    """1 May 2019, nothing entered."""
    clock("2019-05-01T10:00")
    school = factories.school("8371", name="Wangaratta Invented College", town="Wangaratta", region="North")
    return Place(
        school=school,
        year=factories.open_year(),
        editor=factories.user("editor", school=school),
        principal=factories.user("principal", school=school, school_role=SchoolRole.PRINCIPAL),
        provider=factories.provider("21859", name="Invented RTO", is_tafe_network=False),
        certificate=factories.qualification("SIT20316"),
    )
