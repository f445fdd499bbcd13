"""The deadline is one instant for many savers at once, and of two who sign one wins. PostgreSQL only.

The closing instant is brought to the database's own clock: census.closes_at is moved for these tests to a
fraction of a second ahead, so that savers truly meet it. Nothing else is replaced.
"""

import time
from datetime import datetime, timedelta

import pytest
from django.db import models, transaction

from enrolments.actions import returns
from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import Enrolment, EnrolmentYear, SchoolReturn, window
from enrolments.rules import census
from tests import factories
from tests.enrolments import returns_cast
from tests.races.savers import Answer, all_at_once, database_now
from vetportal import clock
from vetportal.audit import trail
from vetportal.audit.models import AuditEvent

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

SAVERS = 30  # PostgreSQL of the tests takes 50 connections; each saver saves twice, at different moments
ROUNDS = 2


@pytest.fixture
def cast() -> returns_cast.Cast:
    return returns_cast.build(entries=SAVERS)


@pytest.fixture
def closing(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    """closing["at"] is the instant at which entry closes."""
    moved: dict[str, datetime] = {}
    monkeypatch.setattr(census, "closes_at", lambda _census_date, _zone: moved["at"])
    return moved


def saver(entry: Enrolment, *, wait: float, slow: float):
    """Somebody who saves one enrolment after a moment; the machine hesitates between decision and saving."""

    def save() -> datetime:
        time.sleep(wait)
        with window.entry_window(year=2019, school_id=entry.school_id) as stamp:
            time.sleep(slow)
            mine = Enrolment.objects.get(pk=entry.pk)
            mine.delivery, mine.changed_at = "SBAT", stamp
            mine.save(update_fields=["delivery", "changed_at"])
        return stamp

    return save


def naive_saver(entry: Enrolment, *, wait: float, slow: float):
    """The ordinary way: is it open? then save, each with its own look at the clock and no lock."""

    def save() -> datetime:
        time.sleep(wait)
        year = EnrolmentYear.objects.get(pk=2019)
        if year.frozen_at is not None or not window.is_open(year, entry.school_id, clock.now()):
            raise window.EntryClosed("closed")
        time.sleep(slow)
        with transaction.atomic():
            stamp = clock.now()
            # A plain queryset has no guard: this saver is meant to be naive.
            models.QuerySet(Enrolment).filter(pk=entry.pk).update(delivery="SBAT", changed_at=stamp)
        return stamp

    return save


def closer(closing: dict[str, datetime]):
    """The freeze: waits for the instant, takes the year for itself and copies what is there."""

    def close() -> set[int]:
        while database_now() < closing["at"]:
            time.sleep(0.002)
        with transaction.atomic():
            year = EnrolmentYear.objects.select_for_update().get(pk=2019)
            copied = set(Enrolment.objects.filter(delivery="SBAT").values_list("pk", flat=True))
            year.frozen_at = clock.now()
            year.save(update_fields=["frozen_at"])
        return copied

    return close


def race(cast, closing, make) -> tuple[list[Answer], set[int]]:
    """Savers before, at and after the instant, beside the closer; their answers and what was copied."""
    models.QuerySet(EnrolmentYear).filter(pk=2019).update(frozen_at=None)  # the year of the round before
    closing["at"] = database_now() + timedelta(hours=1)
    Enrolment.objects.update(delivery="SCHOOL")
    closing["at"] = database_now() + timedelta(seconds=0.6)
    calls = [
        make(entry, wait=1.2 * place / SAVERS, slow=0.02 * (place % 3))
        for place, entry in enumerate(cast.entries)
    ]
    *answers, closed = all_at_once([*calls, closer(closing)])
    assert closed.error is None, closed.error
    return answers, closed.value


def leaks(cast, closing, answers: list[Answer], copied: set[int]) -> list[str]:
    """Every way in which the deadline was not one instant."""
    found = []
    for entry, answer in zip(cast.entries, answers, strict=True):
        accepted = answer.error is None
        if accepted and answer.value >= closing["at"]:
            found.append(f"{entry.pk} was stamped {answer.value - closing['at']} after the deadline")
        if accepted and entry.pk not in copied:
            found.append(f"{entry.pk} was told that it is saved, but the copy lacks it")
        if not accepted and entry.pk in copied:
            found.append(f"{entry.pk} was refused, but the copy has it")
    return found


def test_none_is_accepted_after_the_deadline_and_none_is_lost(cast, closing) -> None:
    """60 savers around the instant: a saver is told yes exactly when the frozen copy has the row."""
    accepted = refused = 0
    for _ in range(ROUNDS):
        answers, copied = race(cast, closing, saver)
        assert leaks(cast, closing, answers, copied) == []
        errors = [answer.error for answer in answers if answer.error]
        assert all(isinstance(error, window.EntryClosed) for error in errors), errors
        refused += len(errors)
        accepted += len(answers) - len(errors)
    assert accepted > 10
    assert refused > 10
    assert accepted + refused == SAVERS * ROUNDS


def test_control_looking_first_and_saving_then_leaks(cast, closing) -> None:
    """The same race with the ordinary check must break, or the race above proves nothing."""
    found = []
    for _ in range(25):
        found += leaks(cast, closing, *race(cast, closing, naive_saver))
        if found:
            return
    pytest.fail("the naive saver never leaked: the race is not sharp enough")


def sign_beside_savers(cast) -> tuple[list[Answer], set[int]]:
    """The principal signs while the school's people save: their answers, and what the principal read."""
    calls = [saver(entry, wait=0.01 * place, slow=0.03) for place, entry in enumerate(cast.entries)]

    def sign() -> set[int]:
        time.sleep(0.15)
        with window.signing(year=2019, school_id=cast.school.pk):
            read = set(Enrolment.objects.filter(delivery="SBAT").values_list("pk", flat=True))
            certified(cast)
            time.sleep(0.05)
        return read

    with clock.at(factories.OPEN_DAY):
        *answers, signed = all_at_once([*calls, sign])
    assert signed.error is None, signed.error
    return answers, signed.value


def accepted_of(cast, answers: list[Answer]) -> set[int]:
    return {entry.pk for entry, answer in zip(cast.entries, answers, strict=True) if answer.error is None}


def test_a_signature_covers_exactly_what_is_saved(cast) -> None:
    """Savers beside the principal: who was told yes is in what was signed, the others were refused."""
    answers, signed = sign_beside_savers(cast)
    accepted = accepted_of(cast, answers)
    assert accepted == signed
    assert 0 < len(accepted) < SAVERS
    assert all(isinstance(each.error, window.ReturnSigned) for each in answers if each.error)


def test_control_without_the_lock_on_the_school_a_signature_misses_entries(cast, monkeypatch) -> None:
    monkeypatch.setattr(window, "_lock_school", lambda *_args, **_kwargs: None)
    answers, signed = sign_beside_savers(cast)
    assert accepted_of(cast, answers) - signed


def certified(cast) -> SchoolReturn:
    return returns.certify(school=cast.school, year=2019, is_nil=False, by=cast.principal)


def test_two_who_approve_at_once_one_wins() -> None:
    with clock.at(factories.OPEN_DAY):
        for number in range(10):
            cast = returns_cast.build(f"82{number:02}", entries=1)
            held = certified(cast)
            answers = all_at_once(
                [
                    lambda by=by, held=held: returns.approve(school_return=held, version=held.version, by=by)
                    for by in (cast.officer, cast.second_officer)
                ]
            )
            errors = [answer.error for answer in answers if answer.error]
            assert len(errors) == 1, errors
            assert isinstance(errors[0], Conflict)
            assert "was approved by" in str(errors[0])
    assert AuditEvent.objects.filter(action="approve_return").count() == 10
    assert list(trail.broken_events()) == []


def test_approving_and_returning_at_once_one_wins() -> None:
    with clock.at(factories.OPEN_DAY):
        for number in range(10):
            cast = returns_cast.build(f"83{number:02}", entries=1)
            held = certified(cast)
            answers = all_at_once([
                lambda held=held, cast=cast: returns.approve(
                    school_return=held, version=held.version, by=cast.officer),
                lambda held=held, cast=cast: returns.return_(
                    school_return=held, version=held.version, reason="Check.", by=cast.second_officer),
                lambda held=held, cast=cast: returns.reopen(
                    school_return=held, version=held.version, by=cast.principal),
            ])  # fmt: skip
            assert [type(answer.error) for answer in answers].count(type(None)) == 1
            assert all(isinstance(answer.error, Refused) for answer in answers if answer.error)
            assert SchoolReturn.objects.get(pk=held.pk).version == held.version + 1


def test_two_equal_certify_posts_leave_one_record(cast) -> None:
    with clock.at(factories.OPEN_DAY):
        answers = all_at_once([lambda: certified(cast), lambda: certified(cast)])
    assert [answer.error for answer in answers] == [None, None]
    assert AuditEvent.objects.filter(action="certify_return").count() == 1
    assert SchoolReturn.objects.get(school=cast.school).version == 2


def test_a_freeze_and_an_approval_never_cross(cast) -> None:
    """Approved before the freeze copies it, or refused because of the freeze: nothing between."""
    with clock.at(factories.OPEN_DAY):
        held = certified(cast)

    def freeze() -> str:
        with transaction.atomic():
            year = EnrolmentYear.objects.select_for_update().get(pk=2019)
            time.sleep(0.05)
            status = SchoolReturn.objects.get(pk=held.pk).status
            year.frozen_at = factories.CLOSED_DAY
            year.save(update_fields=["frozen_at"])
        return status

    def approving() -> SchoolReturn:
        return returns.approve(school_return=held, version=held.version, by=cast.officer)

    with clock.at(factories.CLOSED_DAY):
        approval, frozen = all_at_once([approving, freeze])
    assert frozen.error is None
    assert SchoolReturn.objects.get(pk=held.pk).status == frozen.value
    assert approval.error is None or isinstance(approval.error, window.YearFrozen)
    assert (approval.error is None) == (frozen.value == "APPROVED")
