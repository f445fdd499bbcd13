"""A small state whose two censuses are past, for the tests of runs and payments."""

from collections.abc import Callable
from datetime import datetime

import pytest

from enrolments.models import School
from funding.actions import census
from tests import factories
from vetportal.accounts.models import User


@pytest.fixture
def ada(db) -> User:
    """An administrator."""
    return factories.administrator("ada")


@pytest.fixture
def bob(db) -> User:
    """Another administrator."""
    return factories.administrator("bob")


@pytest.fixture
def state(db, clock: Callable[[str], datetime]) -> list[School]:
    """Two schools, one of them rural, with enrolments of 2018 and 2019; both censuses past."""
    clock("2018-05-01T10:00")
    factories.open_year(2018)
    certificate = factories.qualification("SIT20316")
    schools = [factories.school("7001"), factories.school("7002", location_index=2500)]
    editor, principal, officer = (factories.user(name) for name in ("editor", "principal", "officer"))
    for school in schools:
        who = factories.student(school)
        factories.enrolment(who, certificate, by=editor, hours=[60, 60, 60], year_id=2018)
        factories.approved_return(school, 2018, principal=principal, by=officer)
    clock("2019-05-01T10:00")
    factories.open_year(2019)
    for school in schools:
        for hours in ([60, 60, 60], [60, 30], [None]):
            factories.enrolment(factories.student(school), certificate, by=editor, hours=hours)
        factories.approved_return(school, principal=principal, by=officer)
    factories.published_rules(bands={certificate: "1"}, cap=400_000)
    clock("2019-05-07T09:00")
    census.freeze(year=2018, by=None)
    return schools
