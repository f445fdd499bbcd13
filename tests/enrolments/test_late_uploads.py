"""Files after the freeze: what they add is recorded late, and what is on the census may only be repeated."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from enrolments.actions.refusals import Conflict, Refused
from enrolments.actions.upload_writing import write
from enrolments.models import Enrolment, EnrolmentUpload, Student, UnitEnrolment, window
from enrolments.uploads.plan import staged_plan
from funding.actions import census
from funding.models import CensusEntry
from tests import factories
from tests.enrolments.file_cases import row, sheet
from tests.enrolments.reference_world import NOW, World
from vetportal import clock
from vetportal.audit.models import AuditEvent
from vetportal.files.problems import FileRefused

FROZEN = datetime(2019, 6, 3, 9, 0, tzinfo=clock.MELBOURNE)
LATE = datetime(2019, 9, 2, 10, 0, tzinfo=clock.MELBOURNE)
OVER = datetime(2020, 1, 1, 0, 0, tzinfo=clock.MELBOURNE)
NEW = {"student_number": "2B", "family_name": "Late", "given_names": "Lee"}


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Student 100000001 is on the census with two units; the return is approved, the census frozen."""
    with clock.at(NOW):
        built = World()
        built.confirm(built.stage(sheet(row(), row(unit_code="SITXCCS003", hours="25"))))
        factories.approved_return(built.school, principal=factories.user(), by=factories.officer())
    with clock.at(FROZEN):
        census.freeze(year=2019, by=None)
        built.year.refresh_from_db()
    with clock.at(LATE):
        yield built


def on_the_census() -> list:
    entries = Enrolment.objects.of_census()
    return [list(entries.values()), list(UnitEnrolment.objects.filter(enrolment__in=entries).values()),
            list(CensusEntry.objects.values())]  # fmt: skip


def codes(upload: EnrolmentUpload) -> list[list[tuple[str, str]]]:
    rows = upload.rows.order_by("number").values_list("errors", flat=True)
    return [[(column, code) for column, code, _ in errors] for errors in rows]


def test_what_a_file_adds_is_off_the_census(world: World) -> None:
    before = on_the_census()
    upload = world.stage(sheet(row(), row(**NEW), row(**NEW, unit_code="SITXCCS003")))
    assert upload.summary["late_enrolments"] == 1
    world.confirm(upload)
    made = Enrolment.objects.get(student__student_number="2B")
    assert (made.on_census, made.units.count(), made.entered_at) == (False, 2, LATE)
    assert on_the_census() == before
    event = AuditEvent.objects.filter(action="confirm_upload").order_by("-pk").first()
    assert (event.after["late_enrolments"], event.after["unchanged_enrolments"]) == (1, 1)


def test_a_late_enrolment_is_changed_by_a_file(world: World) -> None:
    world.confirm(world.stage(sheet(row(**NEW))))
    world.confirm(world.stage(sheet(row(**NEW, hours="40"))))
    made = Enrolment.objects.get(student__student_number="2B")
    assert (made.units.get().hours, made.on_census, made.version) == (40, False, 2)


@pytest.mark.parametrize(
    ("changed", "column", "said"),
    [
        ({"hours": "40"}, "hours", "with 15 hours in SITXFSA001"),
        ({"unit_code": "SITHCCC001", "hours": "25"}, "unit_code", "without SITHCCC001"),
        ({"program": "VCAL"}, "program", "with VCE"),
        ({"delivery": "SBAT"}, "delivery", "with EXTERNAL"),
        ({"provider_code": "0260"}, "provider_code", "with another provider"),
    ],
)
def test_a_row_that_would_change_the_census_keeps_the_whole_file_out(
    world: World, changed: dict, column: str, said: str
) -> None:
    before = on_the_census()
    upload = world.stage(sheet(row(**changed), row(**NEW)))
    assert codes(upload) == [[(column, "census_frozen")], []]
    assert said in upload.rows.first().errors[0][2]
    with pytest.raises(Refused, match="has errors"):
        world.confirm(upload)
    assert on_the_census() == before
    assert not Student.objects.filter(student_number="2B").exists()


def test_the_same_rows_again_change_nothing(world: World) -> None:
    before = on_the_census()
    upload = world.stage(sheet(row(), row(unit_code="SITXCCS003", hours="25")))
    assert (upload.error_rows, upload.summary["unchanged_enrolments"]) == (0, 1)
    world.confirm(upload)
    assert on_the_census() == before


def test_the_writer_itself_refuses_the_census(world: World) -> None:
    """What is written in bulk meets no guard, so a plan that slipped through is refused once more."""
    upload = world.stage(sheet(row(**NEW)))
    upload.rows.update(values=upload.rows.get().values | {"student_number": "100000001", "hours": "40"})
    plan = staged_plan(upload)
    plan.standing = plan.standing._replace(is_late=True)
    with pytest.raises(Refused, match="on the census"):
        write(plan, school=world.school, year=world.year, by=world.editor, stamp=LATE)


def test_a_preview_from_before_the_freeze_is_read_again(world: World) -> None:
    """Who read that the file would be funded is told otherwise before anything is saved."""
    mays = [datetime(2020, 5, day, 10, 0, tzinfo=clock.MELBOURNE) for day in (4, 7, 8)]
    world.year = factories.open_year(2020)
    with clock.at(mays[0]):
        upload = world.stage(sheet(row(**NEW)))
    with clock.at(mays[1]):
        census.freeze(year=2020, by=None)
    with clock.at(mays[2]):
        with pytest.raises(Conflict, match="read it again"):
            world.confirm(upload)
        assert not Enrolment.objects.filter(year_id=2020).exists()
        upload.refresh_from_db()
        assert upload.summary["late_enrolments"] == 1
        world.confirm(upload)
    assert not Enrolment.objects.get(year_id=2020).on_census


def test_between_the_census_and_the_freeze_and_after_the_year_no_file_is_taken(world: World) -> None:
    upload = world.stage(sheet(row(**NEW)))
    with clock.at(OVER):
        with pytest.raises(window.LateClosed):
            world.confirm(upload)
        with pytest.raises(FileRefused) as refused:
            world.stage(sheet(row(**NEW)))
    assert refused.value.code == "late_closed"
    world.year = factories.open_year(2020)
    with clock.at(datetime(2020, 5, 7, 0, 0, tzinfo=clock.MELBOURNE)), pytest.raises(FileRefused) as closed:
        world.stage(sheet(row(**NEW)))
    assert closed.value.code == "collection_closed"


def test_the_pages_of_files_say_that_it_is_late(world: World) -> None:
    factories.published_rules()
    editor = Client()
    editor.force_login(world.editor)
    page = editor.get("/school/7001/files/")
    assert "What you record now is not funded in 2019" in page.text
    assert "recorded late" in page.text
    content = SimpleUploadedFile("late.csv", sheet(row(), row(**NEW)))
    preview = editor.post("/school/7001/files/", {"file": content}, follow=True)
    assert "What you record now is not funded in 2019" in preview.text
    assert "a student in a certificate, recorded late" in preview.text
    assert "Save all 2 rows" in preview.text
