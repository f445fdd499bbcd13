"""The subjects of a student's program: optional on pages and in files, kept where a file is silent."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from enrolments import exports
from enrolments.forms.entry import EnrolmentForm
from enrolments.lookups import RegisterInMemory
from enrolments.models import Enrolment, EnrolmentUpload
from enrolments.uploads.enrolment_file import COLUMNS
from tests.enrolments.file_cases import row, sheet
from tests.enrolments.reference_world import NOW, World
from vetportal import clock
from vetportal.audit.models import AuditEvent


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.at(NOW):
        yield World()


def with_subjects(*subjects: str, **changed: str) -> bytes:
    """A file with the optional column: one unit a row, all of one student."""
    units = ("SITXFSA001", "SITXCCS003", "SITHCCC001")
    lines = [f"{row(unit_code=unit, **changed)},{each}" for unit, each in zip(units, subjects, strict=False)]
    return sheet(*lines).replace(b"delivery\r\n", b"delivery,Subjects\r\n", 1)


def stored() -> int | None:
    return Enrolment.objects.get().subjects


def test_the_settled_columns_stay() -> None:
    assert len(COLUMNS) == 11
    assert "subjects" not in COLUMNS


def test_a_file_with_the_column_sets_it_and_one_without_leaves_it(world: World) -> None:
    world.confirm(world.stage(with_subjects("6", "6")))
    assert stored() == 6
    again = world.stage(with_subjects("6", "6"))
    assert again.summary["unchanged_enrolments"] == 1
    world.confirm(world.stage(sheet(row(hours="20"))))
    assert stored() == 6
    world.confirm(world.stage(with_subjects("5", hours="20")))
    assert stored() == 5
    assert Enrolment.objects.get().version == 3
    event = AuditEvent.objects.filter(action="confirm_upload").order_by("-pk").first()
    key = str(Enrolment.objects.get().pk)
    assert (event.before["enrolments"][key][-2], event.after["enrolments"][key][-2]) == (6, 5)
    world.confirm(world.stage(with_subjects("", hours="20")))
    assert stored() is None


@pytest.mark.parametrize("typed", ["0", "13", "-1", "5.5", "five", "1e1", "99999999999999999999"])
def test_a_file_with_another_number_is_refused(world: World, typed: str) -> None:
    upload = world.stage(with_subjects(typed))
    assert [each[:2] for each in upload.rows.get().errors] == [["subjects", "subjects_range"]]
    assert not upload.summary


def test_two_rows_of_an_enrolment_say_the_same(world: World) -> None:
    upload = world.stage(with_subjects("5", "6"))
    errors = [each.errors for each in upload.rows.order_by("number")]
    assert errors[0] == []
    assert errors[1][0][:2] == ["subjects", "enrolment_conflict"]


def test_the_column_comes_back_with_the_rows_to_correct(world: World) -> None:
    upload = world.stage(with_subjects("5", "x"))
    assert exports.columns_of(upload) == (*COLUMNS, "subjects")
    assert [each[-2] for each in exports.marked_rows(upload, rejected_only=False)] == ["5", "x"]
    without = world.stage(sheet(row(hours="x")))
    assert exports.columns_of(without) == COLUMNS
    editor = Client()
    editor.force_login(world.editor)
    listed = editor.get(f"/school/7001/files/{upload.pk}/", {"show": "all"})
    assert 'data-label="Subjects"' in listed.text
    assert 'data-label="Subjects"' not in editor.get(f"/school/7001/files/{without.pk}/").text
    rejected = b"".join(editor.get(f"/school/7001/files/{upload.pk}/rows/"))
    assert rejected.splitlines()[0].endswith(b"delivery,subjects,errors")


@pytest.mark.parametrize(("typed", "read"), [("", None), ("1", 1), ("06", 6), ("6.0", 6), (" 12 ", 12)])
def test_numbers_as_people_write_them(world: World, typed: str, read: int | None) -> None:
    form = EnrolmentForm(
        {"certificate_code": "SIT20316", "program": "VCE", "delivery": "SCHOOL", "subjects": typed},
        register=RegisterInMemory.load(), year=world.year, today=NOW.date(),
    )  # fmt: skip
    assert form.is_valid(), form.errors
    assert form.cleaned_data["subjects"] == read


def test_the_page_takes_shows_and_changes_it(world: World) -> None:
    editor = Client()
    editor.force_login(world.editor)
    address = f"/school/7001/students/{world.known.pk}/enrol/"
    typed = {"certificate_code": "SIT20316", "program": "VCE", "delivery": "SCHOOL", "provider_code": "",
             "unit": ["SITXFSA001"], "hours-SITXFSA001": "15"}  # fmt: skip
    form = editor.get(address, {"certificate": "SIT20316"}).text
    assert "Subjects in the student’s program" in form
    assert "$1,225" in form
    assert "$1,021" in form
    refused = editor.post(address, typed | {"subjects": "13"})
    assert refused.status_code == 422
    assert "is not a number of subjects" in refused.text
    assert 'value="13"' in refused.text
    page = editor.post(address, typed | {"subjects": "6"}, follow=True)
    assert "Subjects in the program</dt><dd>6</dd>" in page.text
    held = Enrolment.objects.get()
    edit = f"/school/7001/enrolments/{held.pk}/edit/"
    assert 'name="subjects" value="6"' in editor.get(edit).text
    page = editor.post(edit, typed | {"subjects": "", "version": "1"}, follow=True)
    assert "Subjects in the program</dt><dd>The usual number</dd>" in page.text
    history = editor.get(f"/school/7001/students/{world.known.pk}/").text
    assert 'Subjects: <span class="was">6</span>' in history
    assert stored() is None


def test_one_row_more_does_not_lose_it(world: World) -> None:
    editor = Client()
    editor.force_login(world.editor)
    typed = {"certificate_code": "SIT20316", "subjects": "6", "add": "yes", "add_unit": "SITXFSA001"}
    page = editor.post(f"/school/7001/students/{world.known.pk}/enrol/", typed)
    assert 'name="subjects" value="6"' in page.text


def test_the_database_keeps_it_between_1_and_12(world: World) -> None:
    world.confirm(world.stage(with_subjects("6")))
    for wrong in (0, 13):
        with pytest.raises(IntegrityError), transaction.atomic():
            Enrolment.objects.update(subjects=wrong)


def test_a_file_of_the_column_waits_like_any_other(world: World) -> None:
    world.stage(with_subjects("6"))
    assert EnrolmentUpload.objects.get().rows.get().values["subjects"] == "6"


def test_the_template_has_no_such_column(world: World) -> None:
    editor = Client()
    editor.force_login(world.editor)
    for content in ("", "students", "enrolments"):
        answer = editor.get("/school/7001/files/template/", {"with": content})
        assert b"subjects" not in b"".join(answer)
    assert "<code>subjects</code>" in editor.get("/school/7001/files/").text


def test_the_uploaded_column_is_not_noted_as_unknown(world: World) -> None:
    upload = world.stage(with_subjects("6"))
    assert not any("Subjects" in note for note in upload.notes)


def test_a_class_takes_it_through_every_step(world: World) -> None:
    editor = Client()
    editor.force_login(world.editor)
    data = {"certificate": "SIT20316", "program": "VCE", "delivery": "SCHOOL", "provider_code": "",
            "subjects": "6", "unit": ["SITXFSA001"], "hours-SITXFSA001": "15"}  # fmt: skip
    students = editor.get("/school/7001/class/", data | {"step": "students"}).text
    assert 'name="subjects" value="6"' in students
    chosen = data | {"student": [world.known.pk]}
    assert "<dd>6</dd>" in editor.post("/school/7001/class/", chosen | {"step": "check"}).text
    editor.post("/school/7001/class/", chosen | {"step": "save"})
    assert stored() == 6
