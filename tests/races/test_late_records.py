"""A freeze beside people who record: each row is in the copy, or late, or refused; nothing between.

PostgreSQL only.
"""

import threading
import time

import pytest
from django.db import models, transaction

from enrolments.actions import entry
from enrolments.models import Enrolment, EnrolmentYear, window
from tests import factories
from tests.enrolments import returns_cast
from tests.races.savers import TOO_LONG_SECONDS, Answer, all_at_once
from vetportal import clock

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

SAVERS = 30
FEW = 10
ROUNDS = 5


@pytest.fixture
def cast() -> returns_cast.Cast:
    return returns_cast.build(entries=1)


def race(cast: returns_cast.Cast) -> tuple[list[Answer], set[int]]:
    """Savers before, at and after a freeze that copies the census; their answers and what was copied.

    The clock stands on an open day, so that only the freeze decides on which side a row comes to stand. The
    freeze begins once a few have saved; the last ten savers begin while it holds the year.
    """
    with clock.at(factories.OPEN_DAY):
        students = [factories.student(cast.school) for _ in range(SAVERS)]
    saved, held = threading.Semaphore(0), threading.Event()

    def saver(place: int):
        def save() -> Enrolment:
            if place < SAVERS - FEW:
                time.sleep(0.02 * place)
            else:
                assert held.wait(TOO_LONG_SECONDS)
            made = entry.enter(
                student=students[place], year=EnrolmentYear.objects.get(pk=2019), program="VCE",
                qualification=cast.entries[0].qualification, delivery="SCHOOL", provider=None, units=[],
                by=cast.editor,
            )  # fmt: skip
            saved.release()
            return made

        return save

    def freeze() -> set[int]:
        assert all(saved.acquire(timeout=TOO_LONG_SECONDS) for _ in range(FEW))
        with transaction.atomic():
            year = EnrolmentYear.objects.select_for_update(no_key=True).get(pk=2019)
            copied = set(Enrolment.objects.values_list("pk", flat=True))
            held.set()
            time.sleep(0.1)
            year.frozen_at = clock.now()
            year.save(update_fields=["frozen_at"])
        return copied

    with clock.at(factories.OPEN_DAY):
        *answers, frozen = all_at_once([*(saver(place) for place in range(SAVERS)), freeze])
    assert frozen.error is None, frozen.error
    return answers, frozen.value


def crossed(answers: list[Answer], copied: set[int]) -> set[int]:
    """Rows that are on the census and not in the copy, or in the copy and late."""
    assert [answer.error for answer in answers if answer.error] == []
    return {answer.value.pk for answer in answers if answer.value.on_census != (answer.value.pk in copied)}


def test_a_row_is_in_the_copy_or_late(cast) -> None:
    answers, copied = race(cast)
    assert crossed(answers, copied) == set()
    sides = [answer.value.on_census for answer in answers]
    assert min(sides.count(True), sides.count(False)) >= FEW


def test_control_without_the_lock_on_the_year_rows_cross(cast, monkeypatch) -> None:
    monkeypatch.setattr(window, "_lock", lambda _year: None)
    for _ in range(ROUNDS):
        if crossed(*race(cast)):
            return
        _thaw()
    pytest.fail("no row ever crossed: the race is not sharp enough")


def _thaw() -> None:
    """The year of the next round, past the guard; what was late in the one before goes."""
    models.QuerySet(Enrolment).filter(on_census=False).delete()
    models.QuerySet(EnrolmentYear).filter(pk=2019).update(frozen_at=None)
