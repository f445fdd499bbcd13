"""The lists of credit records say how old they are, and when the rules are newer."""

import pytest

from credits.actions import records
from credits.actions.schemes import load_shipped
from credits.models import CreditScheme, LevelRuling
from credits.queries.freshness import freshness_of
from enrolments.models import NominalHours
from tests import factories
from vetportal import clock as portal_clock
from vetportal.accounts.roles import SchoolRole
from vetportal.audit import trail

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(clock, client):
    clock("2019-05-01T10:00")
    factories.open_year()
    at = factories.school("7001")
    by = factories.user("coordinator", school=at, school_role=SchoolRole.EDITOR)
    factories.result(factories.student(at), factories.unit("SITXFSA001", 15), None, by=by, year=2018)
    load_shipped(by=None)
    client.force_login(by)
    return at


def behind(school=None, code="TCE") -> bool:
    return freshness_of(CreditScheme.objects.get(code=code), school).is_behind


def page(client, school) -> str:
    return client.get(f"/school/{school.code}/credits/").content.decode()


def test_a_scheme_without_records_is_behind_until_they_are_worked_out(client, school):
    assert "may be older than the rules" in page(client, school)
    records.rework_all()
    assert not behind(school)
    text = page(client, school)
    assert "oldest record shown was worked out" in text
    assert "may be older" not in text


def test_a_ruling_that_was_left_to_the_command_is_told_until_it_has_run(clock, school):
    records.rework_all()
    clock("2019-05-02T10:00")
    LevelRuling.objects.create(
        unit=factories.unit("SITXFSA001"), level=2, reason="r", source="s",
        recorded_by=factories.administrator("ada"), recorded_at=portal_clock.now(),
    )  # fmt: skip
    assert behind(school)
    clock("2019-05-02T11:00")
    records.rework_all()
    assert not behind(school)


def test_changed_hours_are_told_until_the_command_has_run(clock, school):
    records.rework_all()
    clock("2019-05-02T10:00")
    NominalHours.objects.update(hours=45)
    trail.record(by=None, action="register.import", subject=NominalHours.objects.first(), after={})
    assert behind(school)
    clock("2019-05-02T11:00")
    records.rework_all()
    assert not behind(school)


def test_a_run_that_changes_nothing_makes_the_lists_current_too(clock, school):
    records.rework_all()
    clock("2019-05-02T10:00")
    unused = factories.unit("SITXFSA002", 15).nominal_hours.get()
    trail.record(by=None, action="register.import", subject=unused, after={})
    assert behind(school)
    clock("2019-05-02T11:00")
    assert records.rework_all().written == 0
    assert not behind(school)


def test_a_run_for_one_scheme_or_school_makes_only_that_current(clock, school):
    records.rework_all()
    clock("2019-05-02T10:00")
    trail.record(by=None, action="register.import", subject=NominalHours.objects.first(), after={})
    clock("2019-05-02T11:00")
    records.rework_all(scheme_code="TCE", school=school)
    assert not behind(school)
    assert behind()
    assert behind(school, "SACE")
    records.rework_all(scheme_code="TCE")
    assert not behind()
    assert behind(school, "SACE")


def test_where_each_save_kept_its_record_no_run_is_needed(school):
    records.rework(student_ids=list(school.students.values_list("pk", flat=True)), stamp=portal_clock.now())
    assert not behind(school)
    late = factories.student(school)
    by = factories.user("late", school=school)
    factories.result(late, factories.unit("SITXFSA001"), None, by=by, year=2018)
    assert behind(school), "a result that is no newer than the scheme, and no record of it"
    records.rework(student_ids=[late.pk], stamp=portal_clock.now())
    assert not behind(school)
