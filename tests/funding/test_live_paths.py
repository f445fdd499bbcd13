"""By whatever path a fact changes, the live state follows: all that the census guard knows, and more."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection

from enrolments.models import (
    Enrolment,
    EnrolmentYear,
    Provider,
    Qualification,
    School,
    SchoolReturn,
    SchoolSize,
    Student,
)
from funding import queries
from funding.actions import live
from funding.models import ChangedFact, FundingYear, LiveCell, LiveEntry, LiveYear
from tests import factories
from tests.enrolments.census_changes import CHANGES, Change, build_scene, set_row
from tests.funding.live_equality import assert_live_is_full, live_state

pytestmark = pytest.mark.django_db

OPEN = "2019-05-06T23:00"


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _return(s: SimpleNamespace, status: str) -> None:
    SchoolReturn.objects.update_or_create(
        school=s.school,
        year_id=2019,
        defaults={
            "status": status,
            "certified_by": factories.user("principal"),
            "certified_at": factories.OPEN_DAY,
            "decided_by": factories.officer("officer"),
            "decided_at": factories.OPEN_DAY,
        },
    )


MORE = [
    Change("enrolment: raw SQL", lambda s: _sql("UPDATE enrolments_enrolment SET delivery = 'SBAT'")),
    Change("unit: raw SQL", lambda s: _sql("DELETE FROM enrolments_unitenrolment")),
    Change("student: overseas", lambda s: set_row(s.student, is_overseas=True)),
    Change("student: birth date, raw SQL", lambda s: Student.objects.update(date_of_birth=date(1999, 1, 1))),
    Change("school: specialist", lambda s: School.objects.update(is_specialist=True)),
    Change("certificate: generalist", lambda s: Qualification.objects.update(is_generalist=True)),
    Change("certificate: code", lambda s: set_row(s.certificate, code="SIT99999")),
    Change("certificate: teach-out", lambda s: set_row(
        s.certificate, superseded_by=s.other, teach_out_date=date(2019, 1, 1))),
    Change("provider: TAFE network", lambda s: Provider.objects.update(is_tafe_network=False)),
    Change("provider: another one", lambda s: set_row(s.entry, provider=factories.provider("0417"))),
    Change("size: new row", lambda s: SchoolSize.objects.create(
        school=s.school, year_id=2019, students=80, source="invented")),
    Change("subjects", lambda s: set_row(s.entry, subjects=6)),
    Change("return: approved", lambda s: _return(s, "APPROVED")),
]  # fmt: skip


@pytest.fixture
def scene(clock) -> SimpleNamespace:
    built = build_scene(clock)
    built.entry.provider = factories.provider()
    built.entry.save()
    for year in (2019, 2020):
        factories.published_rules(year, bands={built.certificate: "1", built.other: "2"}, cap=400_000)
    live.keep_current()
    clock(OPEN)
    return built


@pytest.mark.parametrize("change", [*CHANGES, *MORE], ids=lambda change: change.path)
def test_the_live_state_follows(scene, change) -> None:
    change.make(scene)
    assert_live_is_full(2019, 2020)


def test_it_follows_a_return_that_is_approved_and_sent_back(scene) -> None:
    waiting = live_state(2019)
    _return(scene, "APPROVED")
    assert_live_is_full(2019, 2020)
    assert live_state(2019) == live_state(2019, as_if_approved=True) != waiting
    SchoolReturn.objects.update(status="DRAFT", certified_at=None, decided_at=None)
    assert_live_is_full(2019, 2020)
    assert live_state(2019) == waiting


def test_what_funding_does_not_read_leaves_no_mark(scene) -> None:
    set_row(scene.entry, version=7)
    set_row(scene.student, family_name="Other")
    set_row(scene.school, name="Another name", is_open=False)
    set_row(scene.certificate, title="Another title")
    assert not ChangedFact.objects.exists()


def test_publishing_other_rules_decides_the_year_again(scene) -> None:
    published = queries.published_year(2019)
    published.status = FundingYear.Status.REPLACED
    published.save(update_fields=["status"])
    live.keep_current()
    assert not LiveYear.objects.filter(pk=2019).exists()
    factories.published_rules(2019, bands={scene.certificate: "8"}, cap=500_000, version=2)
    assert_live_is_full(2019, 2020)
    assert set(LiveEntry.objects.filter(year=2019).values_list("band", flat=True)) <= {"8", ""}


def test_a_frozen_year_is_no_longer_live_and_the_other_one_stays(scene, clock) -> None:
    clock("2019-05-07T10:00")
    set_row(EnrolmentYear.objects.get(pk=2019), frozen_at=factories.CLOSED_DAY)
    live.keep_current()
    assert set(LiveEntry.objects.values_list("year", flat=True)) == {2020}
    assert set(LiveCell.objects.values_list("year", flat=True)) <= {2020}
    assert_live_is_full(2020)


def test_every_table_that_funding_reads_is_watched(scene) -> None:
    """A table that is rebuilt on SQLite loses its triggers: see vetportal.change_marks."""
    text = str(queries.facts_of(Enrolment.objects.all()).query)
    read = {
        model
        for model in connection.introspection.table_names()
        if model.startswith("enrolments_") and f'"{model}"' in text
    }
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(query[connection.vendor])
        names = {name for (name,) in cursor.fetchall()}
    assert len(read) >= 10
    assert {f"{table}_marks_update" for table in read} <= names
