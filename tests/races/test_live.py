"""Savers beside those who bring the live state up to date: no mark is lost, nobody waits for a deadlock."""

import time

import pytest
from django.db import transaction

from enrolments.actions import entry
from enrolments.models import Enrolment, Qualification
from funding.actions import live
from funding.models import ChangedFact, LiveEntry
from tests import factories
from tests.enrolments import returns_cast
from tests.funding.live_equality import assert_live_is_full
from tests.races.savers import all_at_once
from vetportal import clock

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 3
ENTRIES = 12


@pytest.fixture
def cast() -> returns_cast.Cast:
    built = returns_cast.build(entries=ENTRIES)
    with clock.at(factories.OPEN_DAY):
        factories.published_rules(bands={factories.qualification(): "5"}, cap=5_000_000)
    live.keep_current()
    return built


def save(held: Enrolment, hours: int) -> None:
    """As a request: the save, and then the live state follows."""
    units = [(each.unit, hours, False) for each in held.units.select_related("unit")]
    entry.change(
        enrolment=held, version=held.version, program="VCE", delivery="SCHOOL", provider=None, units=units,
        subjects=None, by=held.entered_by,
    )  # fmt: skip
    live.follow_save()


def test_savers_beside_readers_lose_no_mark(cast) -> None:
    with clock.at(factories.OPEN_DAY):
        for number in range(ROUNDS):
            rows = list(Enrolment.objects.order_by("pk").select_related("entered_by"))
            saving = [lambda row=row, n=number: save(row, 10 + n * 7) for row in rows]
            reading = [live.keep_current for _ in range(4)]
            answers = all_at_once([*saving, *reading])
            assert [answer.error for answer in answers if answer.error] == []
            assert_live_is_full(2019)
    assert LiveEntry.objects.count() == ENTRIES


def test_a_change_of_a_certificate_reaches_an_enrolment_that_was_not_committed_yet(cast) -> None:
    """Each is decided with what was committed, whoever comes first: the later mark finds the enrolment."""
    certificate = Qualification.objects.get()

    def change_certificate() -> None:
        with transaction.atomic():
            Qualification.objects.filter(pk=certificate.pk).update(is_generalist=True)
            time.sleep(0.15)
        live.keep_current()

    def enter() -> None:
        time.sleep(0.05)
        with transaction.atomic():
            student = factories.student(cast.school)
            factories.enrolment(student, certificate, by=cast.editor, hours=[60, 60])
            time.sleep(0.05)
        live.keep_current()

    with clock.at(factories.OPEN_DAY):
        answers = all_at_once([change_certificate, enter])
        assert [answer.error for answer in answers if answer.error] == []
        assert_live_is_full(2019)
    assert not LiveEntry.objects.exclude(reasons__contains="GENERALIST").exists()


def test_who_only_follows_a_save_does_not_wait_for_one_who_is_at_it(cast) -> None:
    def at_it() -> None:
        with transaction.atomic():
            Enrolment.objects.filter(pk=cast.entries[0].pk).update(delivery="SBAT")
            live.keep_current()
            time.sleep(0.5)

    def follows() -> float:
        time.sleep(0.1)
        Enrolment.objects.filter(pk=cast.entries[1].pk).update(delivery="SBAT")
        start = time.monotonic()
        assert live.follow_save() == 0
        return time.monotonic() - start

    with clock.at(factories.OPEN_DAY):
        held, followed = all_at_once([at_it, follows])
        assert held.error is None
        assert followed.error is None, followed.error
        assert followed.value < 0.3
        assert ChangedFact.objects.exists(), "what it left stays marked"
        assert_live_is_full(2019)
