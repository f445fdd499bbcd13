"""What becomes of each of the files in file_cases.

Every case is staged and, where it has no error, saved. A file with an error stores nothing; each attempt
leaves one audit event.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

import pytest

from enrolments.actions import uploads
from enrolments.models import Enrolment, EnrolmentUpload, Student, UnitEnrolment, UploadRow
from tests.enrolments.file_cases import ACCEPTED, REFUSED, REJECTED, WARNED, row, sheet
from tests.enrolments.reference_world import NOW, World
from vetportal import clock
from vetportal.audit.models import AuditEvent
from vetportal.files.problems import FileRefused


class Answer(NamedTuple):
    """What became of a file: refused as a whole, rejected for rows, or saved."""

    outcome: str
    codes: set[str]
    rows: list[int] = []
    warnings: set[str] = frozenset()


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.at(NOW):
        yield World()


def tables() -> list:
    return [list(model.objects.order_by("pk").values_list()) for model in (Student, Enrolment, UnitEnrolment)]


def send(world: World, content: bytes, **kwargs) -> Answer:
    """Stage the file, save it where it may be, and hold the promises that every case shares."""
    before, events = tables(), AuditEvent.objects.count()
    try:
        upload = world.stage(content, **kwargs)
    except FileRefused as refusal:
        assert not EnrolmentUpload.objects.exists()
        answer = Answer("reject_file", {refusal.code})
    else:
        answer = _answer(world, upload)
    assert AuditEvent.objects.count() == events + (1 if answer.outcome.startswith("reject") else 2)
    if answer.outcome.startswith("reject"):
        assert tables() == before
    said = json.dumps(list(AuditEvent.objects.values_list("before", "after")))
    assert hashlib.sha256(content).hexdigest() in said
    assert not [each for each in ("Citizen", "Jane", "Nguyen", "2003-02-11") if each in said]
    return answer


def _answer(world: World, upload: EnrolmentUpload) -> Answer:
    rows = list(upload.rows.order_by("number"))
    codes = {code for each in rows for _, code, _ in each.errors}
    if codes:
        assert upload.error_rows == sum(1 for each in rows if each.errors)
        with pytest.raises(uploads.Refused, match="has errors"):
            world.confirm(upload)
        return Answer("reject_rows", codes, [each.number for each in rows if each.errors])
    warnings = {code for each in rows for _, code, _ in each.warnings}
    world.confirm(upload)
    assert not UploadRow.objects.exists()
    return Answer("accept", set(), [], warnings)


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=list(ACCEPTED))
def test_a_file_that_means_no_harm_is_saved(world: World, content: bytes) -> None:
    assert send(world, content) == Answer("accept", set())
    assert UnitEnrolment.objects.filter(enrolment__school=world.school).exists()
    stored = Student.objects.get(student_number="100000001")
    assert stored.date_of_birth in (date(2003, 2, 11), date(1998, 5, 7))


@pytest.mark.parametrize(("content", "rows", "code"), REJECTED.values(), ids=list(REJECTED))
def test_a_wrong_row_keeps_the_whole_file_out(
    world: World, content: bytes, rows: list[int], code: str
) -> None:
    assert send(world, content) == Answer("reject_rows", {code}, rows)


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=list(REFUSED))
def test_a_file_that_cannot_be_read_is_refused_whole(world: World, content: bytes, code: str) -> None:
    assert send(world, content) == Answer("reject_file", {code})


@pytest.mark.parametrize(("content", "code"), WARNED.values(), ids=list(WARNED))
def test_a_warning_keeps_nothing_out(world: World, content: bytes, code: str) -> None:
    assert send(world, content) == Answer("accept", set(), [], {code})


def test_a_superseded_certificate_is_refused_after_its_teach_out(world: World) -> None:
    music = world.qualification("CUS30109")
    music.teach_out_date = date(2019, 4, 30)
    music.save()
    content = sheet(row(certificate_code="CUS30109", unit_code="CUAMPF301"))
    assert send(world, content) == Answer("reject_rows", {"certificate_taught_out"}, [1])


def test_the_file_is_refused_when_entry_is_closed_in_melbourne(world: World) -> None:
    """14:00 UTC on 6 May is midnight in Melbourne; a microsecond before, the file is taken."""
    with clock.at(datetime.fromisoformat("2019-05-06T14:00:00+00:00")):
        assert send(world, sheet(row())) == Answer("reject_file", {"collection_closed"})
    with clock.at(datetime.fromisoformat("2019-05-06T13:59:59.999999+00:00")):
        assert send(world, sheet(row())) == Answer("accept", set())


def test_somebody_without_the_role_is_refused(world: World) -> None:
    assert send(world, sheet(row()), owner=world.viewer) == Answer("reject_file", {"role_missing"})
    assert send(world, sheet(row()), owner=world.other_editor) == Answer("reject_file", {"role_missing"})


def test_the_same_sentence_for_another_school_and_for_none(world: World) -> None:
    """A row of another school must not tell whether that school, or a student of it, exists."""
    known = row(school_code="7002", student_number="200000001")
    upload = world.stage(sheet(known, row(school_code="7009", student_number="200000002")))
    told = [each.errors[0][2].replace("7009", "7002") for each in upload.rows.order_by("number")]
    assert told[0] == told[1]


def test_a_hostile_file_name_is_made_harmless(world: World) -> None:
    upload = world.stage(sheet(row()), filename='../../a"b\r\nSet-Cookie: x=1\u202e' + "n" * 300 + ".csv")
    assert upload.filename.isprintable()
    assert not set('"/\\\r\n:') & set(upload.filename)
    assert len(upload.filename) <= 100
