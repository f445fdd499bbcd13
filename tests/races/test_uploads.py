"""Files saved by several people at the same moment: each whole or not at all. PostgreSQL only."""

from collections.abc import Iterator
from functools import partial

import pytest

from enrolments.actions.refusals import Conflict
from enrolments.models import Enrolment, EnrolmentUpload, Student, UnitEnrolment
from tests import factories
from tests.enrolments.file_cases import row, sheet
from tests.enrolments.reference_world import NOW, World
from tests.races.savers import all_at_once
from vetportal import clock
from vetportal.audit.models import AuditEvent

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

SAVERS = 10


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    with clock.at(NOW):
        yield World()


def staged_by_many(world: World) -> list[EnrolmentUpload]:
    """Files of as many people with the same twenty students, each with hours of its own: 1, 2, 3, ..."""
    return [
        world.stage(
            sheet(*(row(student_number=f"9{n}", hours=f"{place}") for n in range(20))),
            owner=factories.user(school=world.school),
        )
        for place in range(1, SAVERS + 1)
    ]


def test_one_file_saved_ten_times_at_once_is_saved_once(world: World) -> None:
    upload = world.stage(sheet(*(row(student_number=f"9{n}") for n in range(50))))
    answers = all_at_once([partial(world.confirm, upload)] * SAVERS)
    assert [each.error for each in answers] == [None] * SAVERS
    assert (Student.objects.filter(school=world.school).count(), Enrolment.objects.count()) == (51, 50)
    assert AuditEvent.objects.filter(action="confirm_upload").count() == 1


def test_of_files_with_the_same_new_students_one_is_saved_and_the_others_say_so(world: World) -> None:
    """Nobody's hours overwrite another's unseen, and no file is saved in part."""
    answers = all_at_once([partial(world.confirm, upload) for upload in staged_by_many(world)])
    saved = [place for place, each in enumerate(answers, start=1) if each.error is None]
    assert len(saved) == 1
    assert {type(each.error) for each in answers if each.error} == {Conflict}
    assert set(UnitEnrolment.objects.values_list("hours", flat=True)) == set(saved)
    assert (Enrolment.objects.count(), UnitEnrolment.objects.count()) == (20, 20)
    confirmed = EnrolmentUpload.objects.filter(status=EnrolmentUpload.Status.CONFIRMED)
    assert confirmed.count() == AuditEvent.objects.filter(action="confirm_upload").count() == 1


def test_of_files_that_change_the_same_enrolments_one_is_saved(world: World) -> None:
    """Each preview showed the hours before; who comes second reads the new ones first."""
    world.confirm(world.stage(sheet(*(row(student_number=f"9{n}") for n in range(20)))))
    answers = all_at_once([partial(world.confirm, upload) for upload in staged_by_many(world)])
    saved = [place for place, each in enumerate(answers, start=1) if each.error is None]
    assert len(saved) == 1
    assert set(UnitEnrolment.objects.values_list("hours", flat=True)) == set(saved)
    assert set(Enrolment.objects.values_list("version", flat=True)) == {2}
