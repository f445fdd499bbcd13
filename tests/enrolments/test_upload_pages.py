"""The pages of files: who may open them, what they show, and the way from a file to saved entries."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from enrolments.models import Enrolment, EnrolmentUpload, UploadRow
from funding.queries import estimates
from funding.queries import upload_worth as uploads
from tests import factories
from tests.enrolments.file_cases import row, sheet
from tests.enrolments.reference_world import NOW, World
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit.models import AuditEvent
from vetportal.files.reader import read_table

FILES = "/school/7001/files/"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.at(NOW):
        yield World()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, content: bytes, *, name: str = "enrolments.csv", to: str = FILES) -> HttpResponse:
    return client.post(to, {"file": SimpleUploadedFile(name, content)}, follow=True)


def body(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_from_a_file_to_saved_entries(world: World) -> None:
    editor = signed_in(world.editor)
    page = send(editor, sheet(row(), row(unit_code="SITXCCS003")))
    assert "Save all 2 rows" in page.text
    assert not Enrolment.objects.exists()
    address, seen = page.redirect_chain[-1][0], page.context["upload"].summary["mark"]
    saved = editor.post(f"{address}save/", {"seen": seen}, follow=True)
    assert "Everything in enrolments.csv is saved." in saved.text
    assert Enrolment.objects.get().units.count() == 2
    again = editor.post(f"{address}save/", {"seen": seen}, follow=True)
    assert (again.status_code, Enrolment.objects.count(), UploadRow.objects.count()) == (200, 1, 0)
    assert "1 new, 0 changed" in editor.get(FILES).text
    same = send(editor, sheet(row(), row(unit_code="SITXCCS003")))
    assert "Nothing to save: all of this is stored already" in same.text
    assert "Save all" not in same.text


def test_errors_stand_with_row_column_and_advice(world: World) -> None:
    editor = signed_in(world.editor)
    page = send(
        editor, sheet(row(), row(student_number="2B", hours="abc"), row(student_number="3C", hours="abc"))
    )
    assert "2 of 3 rows have errors, so nothing can be saved" in page.text
    assert "Rows 3, 4" in page.text
    assert "“abc” is not a number. Write the hours as a whole number, for example 15." in page.text
    assert "Save all" not in page.text
    refused = editor.post(f"{page.redirect_chain[-1][0]}save/")
    assert refused.status_code == 422
    assert "Correct them and upload the file again." in refused.text


def test_a_file_refused_whole_is_told_beside_the_field(world: World) -> None:
    page = send(signed_in(world.editor), b"")
    assert page.status_code == 422
    assert page.text.count("The file is empty. Check that you chose the right file.") == 2
    missing = signed_in(world.editor).post(FILES)
    assert missing.status_code == 422
    assert "Choose a file first." in missing.text


def test_text_from_a_file_is_only_text(world: World) -> None:
    hostile = "<script>alert(1)</script>{{ settings.SECRET_KEY }}"
    page = send(signed_in(world.editor), sheet(row(given_names=hostile)), name="<b>.csv")
    assert hostile not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ settings.SECRET_KEY }}" in page.text


def test_a_viewer_is_refused_and_recorded(world: World) -> None:
    viewer = signed_in(world.viewer)
    assert [viewer.get(FILES).status_code, send(viewer, sheet(row())).status_code] == [403, 403]
    event = AuditEvent.objects.get()
    assert (event.action, event.by_id, event.after["code"]) == (
        "refuse_upload",
        world.viewer.pk,
        "role_missing",
    )


def test_nobody_opens_the_file_of_another(world: World) -> None:
    page = send(signed_in(world.editor), sheet(row()))
    address = page.redirect_chain[-1][0]
    colleague = signed_in(factories.user(school=world.school))
    stranger = signed_in(world.other_editor)
    for path in (address, f"{address}rows/"):
        assert [who.get(path).status_code for who in (colleague, stranger)] == [404, 404]
    for path in (f"{address}save/", f"{address}drop/"):
        assert [who.post(path).status_code for who in (colleague, stranger)] == [404, 404]
    assert stranger.get(address.replace("7001", "7002")).status_code == 404
    assert send(stranger, sheet(row())).status_code == 404
    assert EnrolmentUpload.objects.get().status == EnrolmentUpload.Status.STAGED
    assert not Enrolment.objects.exists()


def test_a_file_is_refused_on_7_may(world: World) -> None:
    with clock.at(factories.CLOSED_DAY):
        page = signed_in(world.editor).get(FILES)
        assert "Entry for 2019 is closed" in page.text
        assert "Upload and check" not in page.text
        assert send(signed_in(world.editor), sheet(row())).status_code == 422
    assert not EnrolmentUpload.objects.exists()


def test_a_dropped_file_says_so(world: World) -> None:
    editor = signed_in(world.editor)
    address = send(editor, sheet(row())).redirect_chain[-1][0]
    assert "was dropped. Nothing was saved from it." in editor.post(f"{address}drop/", follow=True).text
    assert "Nothing was saved from it" in editor.get(address).text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(("content", "rows"), [("", 0), ("students", 1), ("enrolments", 2)])
def test_templates_can_be_read_back(world: World, kind: str, content: str, rows: int) -> None:
    world.confirm(world.stage(sheet(row(student_number="012345678", date_of_birth="2003-03-14"),
                                    row(student_number="012345678", date_of_birth="2003-03-14",
                                        unit_code="SITXCCS003"))))  # fmt: skip
    response = signed_in(world.editor).get(f"{FILES}template/", {"format": kind, "with": content})
    assert response["Content-Disposition"].startswith("attachment; filename=")
    table = read_table(body(response), filename=f"a.{kind}", required=("student_number", "delivery"))
    assert [each.values["student_number"] for each in table.rows] == ["012345678"] * rows


def test_rejected_rows_come_back_in_the_same_columns(world: World) -> None:
    editor = signed_in(world.editor)
    address = send(editor, sheet(row(), row(student_number="2B", hours="x"))).redirect_chain[-1][0]
    only = body(editor.get(f"{address}rows/")).decode()
    assert only.count("\r\n") == 2
    assert "hours: “x” is not a number." in only
    assert body(editor.get(f"{address}rows/?rows=all&format=csv")).decode().count("\r\n") == 3


def test_the_change_in_dollars_is_what_saving_then_shows(world: World) -> None:
    """New, changed and unfundable enrolments: the preview's figure is the estimate after saving."""
    bands = {world.qualification("SIT20316"): "6", world.qualification("CUA30915"): "5a"}
    factories.published_rules(bands=bands)
    world.confirm(world.stage(sheet(row(), row(student_number="2B", hours="100"))))
    upload = world.stage(
        sheet(
            row(hours="40"),
            row(student_number="3C", certificate_code="CUA30915", unit_code="CUAMPF301", hours="70"),
            row(student_number="4D", date_of_birth="1990-01-01"),
            row(student_number="2B", hours="100", delivery="SBAT"),
            row(student_number="5E", program="NONE"),
        )
    )
    worth = uploads.worth_of(upload)
    before = estimates.of_school(world.school, world.year)
    assert (worth.before.total, before.funded) == (before.total, 2)
    page = signed_in(world.editor).get(f"{FILES}{upload.pk}/")
    assert "What it changes in dollars" in page.text
    world.confirm(upload)
    after = estimates.of_school(world.school, world.year)
    assert (worth.after.total, worth.after.funded) == (after.total, after.funded) == (after.total, 2)
    assert worth.change == after.total - before.total != 0
    assert {each.enrolments for each in worth.hindrances} == {1}
    (risk,) = worth.at_risk
    assert (risk.student_number, risk.enrolment_id, risk.cents) == ("5E", None, worth.at_risk_cents)
    assert risk.cents > 0
    assert "At risk in this file, entry by entry" in page.text


def test_a_preview_costs_the_same_for_many_rows(world: World, django_assert_max_num_queries) -> None:
    """Pinned: the page of a file of a thousand rows, with its worth, and the list of files."""
    factories.published_rules()
    editor = signed_in(world.editor)
    upload = world.stage(sheet(*(row(student_number=f"9{n:04}", hours="0") for n in range(1000))))
    with django_assert_max_num_queries(32):
        assert editor.get(f"{FILES}{upload.pk}/").status_code == 200
    with django_assert_max_num_queries(12):
        assert editor.get(FILES).status_code == 200


def test_two_thousand_rows_are_not_asked_one_by_one(world: World, django_assert_max_num_queries) -> None:
    """Staging and saving take a handful of statements, whatever the number of rows."""
    content = sheet(*(row(student_number=f"9{n:05}") for n in range(2000)))
    with django_assert_max_num_queries(22):
        upload = world.stage(content)
    with django_assert_max_num_queries(32):
        world.confirm(upload)
    assert Enrolment.objects.count() == 2000
