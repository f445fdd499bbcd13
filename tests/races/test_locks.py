"""People who meet at the same rows wait for each other and never for a deadlock. PostgreSQL only.

A new row takes a lock on the rows that it refers to when its transaction commits, so whoever changes such a
row must not hold it against that.
"""

import threading
import time
from datetime import date

import pytest
from django.db import transaction

from enrolments.actions import entry, people
from enrolments.models import EnrolmentYear, Student, window
from tests import factories
from tests.enrolments import returns_cast
from tests.races.savers import TOO_LONG_SECONDS, all_at_once
from vetportal import clock

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast() -> returns_cast.Cast:
    return returns_cast.build(entries=1)


def test_a_birth_date_never_moves_beside_a_signature(cast) -> None:
    """Who signs waits for a birth date that is being saved, and reads the new one."""
    who, new = cast.entries[0].student, date(2002, 1, 1)
    saved = threading.Event()

    def correct() -> None:
        with transaction.atomic():
            people.change_student(student=who, version=who.version, by=cast.editor, date_of_birth=new)
            saved.set()
            time.sleep(0.3)

    def sign() -> date:
        assert saved.wait(TOO_LONG_SECONDS)
        with window.signing(year=2019, school_id=cast.school.pk):
            return Student.objects.get(pk=who.pk).date_of_birth

    with clock.at(factories.OPEN_DAY):
        corrected, signed = all_at_once([correct, sign])
    assert corrected.error is None
    assert signed.value == new


def test_correcting_a_student_beside_somebody_who_enrols_them(cast) -> None:
    """One holds the student and waits for the school's record; the other holds that and needs the student."""
    who = cast.entries[0].student
    other = factories.qualification("BSB30115", level=3)
    recorded = threading.Event()

    def enrol() -> None:
        with transaction.atomic():
            entry.enter(
                student=who, year=EnrolmentYear.objects.get(pk=2019), qualification=other, program="VCE",
                delivery="SCHOOL", provider=None, units=[], by=cast.editor,
            )  # fmt: skip
            recorded.set()
            time.sleep(0.5)

    def correct() -> None:
        assert recorded.wait(TOO_LONG_SECONDS)
        people.change_student(student=who, version=who.version, by=cast.editor, given_names="Corrected")

    with clock.at(factories.OPEN_DAY):
        answers = all_at_once([enrol, correct])
    assert [answer.error for answer in answers] == [None, None]
    who.refresh_from_db()
    assert who.given_names == "Corrected"
