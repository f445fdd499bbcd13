"""What a file does once it is confirmed, and what it never does."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from enrolments import exports
from enrolments.actions import entry, people, uploads
from enrolments.actions.refusals import Conflict, Refused
from enrolments.forms.entry import EnrolmentForm, UnitForm
from enrolments.forms.people import StudentForm
from enrolments.lookups import RegisterInMemory
from enrolments.models import Enrolment, EnrolmentUpload, Student, UnitEnrolment, UploadRow, window
from enrolments.uploads.enrolment_file import COLUMNS, ERRORS_COLUMN
from tests import factories
from tests.enrolments.file_cases import row, sheet
from tests.enrolments.reference_world import NOW, World
from vetportal import clock
from vetportal.audit.models import AuditEvent
from vetportal.files.problems import FileRefused
from vetportal.files.writer import write_csv, write_xlsx

_COUNTED = ("new_students", "new_enrolments", "changed_enrolments", "unchanged_enrolments")
NAMES = [
    "O’Brien",
    "O'Brien",
    "Ng",
    "Þórsdóttir",
    "Nguyễn",
    "李",
    "محمد",
    "van der Berg",
    "Smith-Jones",
    "'=1",
]
PAYLOADS = ["=1+1", "+1+cmd|' /C calc'!A0", "-1", "@SUM(A1)", "|calc", "%0A", '=HYPERLINK("a","b")',
            "{{ settings.SECRET_KEY }}{% load static %}", "<script>alert(1)</script>", "＝1+1"]  # fmt: skip


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with clock.at(NOW):
        yield World()


def counts(upload: EnrolmentUpload) -> tuple[int, ...]:
    return tuple(upload.summary[name] for name in _COUNTED)


def hours_of(number: str) -> dict[str, int | None]:
    units = UnitEnrolment.objects.filter(enrolment__student__student_number=number)
    return dict(units.values_list("unit__code", "hours"))


def save(world: World, content: bytes) -> EnrolmentUpload:
    return world.confirm(world.stage(content))


def test_a_file_adds_students_enrolments_and_units(world: World) -> None:
    saved = save(world, sheet(row(), row(unit_code="SITXCCS003", hours="25"), row(student_number="2B")))
    assert counts(saved) == (2, 2, 0, 0)
    assert hours_of("100000001") == {"SITXFSA001": 15, "SITXCCS003": 25}
    enrolment = Enrolment.objects.get(student__student_number="2B")
    assert (enrolment.program, enrolment.delivery, enrolment.provider.code) == ("VCE", "EXTERNAL", "3075")
    assert (enrolment.entered_by, enrolment.entered_at, enrolment.version) == (world.editor, NOW, 1)
    assert enrolment.campus == enrolment.student.campus == world.school.campuses.get(number=1)


def test_the_same_file_again_changes_nothing(world: World) -> None:
    content = sheet(row(), row(unit_code="SITXCCS003"))
    save(world, content)
    before = list(Enrolment.objects.values_list())
    assert counts(save(world, content)) == (0, 0, 0, 1)
    assert list(Enrolment.objects.values_list()) == before


def test_what_is_not_in_the_file_stays(world: World) -> None:
    save(world, sheet(row(), row(unit_code="SITXCCS003", hours="25"), row(student_number="2B")))
    saved = save(world, sheet(row(hours="20", program="VCAL", delivery="SCHOOL", provider_code="")))
    assert counts(saved) == (0, 0, 1, 0)
    assert hours_of("100000001") == {"SITXFSA001": 20, "SITXCCS003": 25}
    assert hours_of("2B") == {"SITXFSA001": 15}
    changed = Enrolment.objects.get(student__student_number="100000001")
    assert (changed.program, changed.delivery, changed.provider, changed.version) == (
        "VCAL",
        "SCHOOL",
        None,
        2,
    )


def test_a_credit_transfer_stays_one(world: World) -> None:
    save(world, sheet(row()))
    UnitEnrolment.objects.update(is_credit_transfer=True)
    save(world, sheet(row(hours="20")))
    assert UnitEnrolment.objects.filter(hours=20, is_credit_transfer=True).count() == 1


def test_the_stored_name_stays(world: World) -> None:
    save(world, sheet(row(student_number="012345678", date_of_birth="2003-03-14")))
    world.known.refresh_from_db()
    assert world.known.name == "Nguyen, Mai Linh"


def test_saving_twice_saves_once(world: World) -> None:
    upload = world.stage(sheet(row()))
    world.confirm(upload)
    events = AuditEvent.objects.count()
    assert world.confirm(upload).status == EnrolmentUpload.Status.CONFIRMED
    assert (Enrolment.objects.count(), AuditEvent.objects.count()) == (1, events)


def test_a_dropped_file_is_not_saved(world: World) -> None:
    upload = world.stage(sheet(row()))
    uploads.drop(upload=upload, by=world.editor)
    assert not UploadRow.objects.exists()
    with pytest.raises(Refused, match="dropped"):
        world.confirm(upload)
    assert not Enrolment.objects.exists()


def test_dropping_a_saved_file_undoes_nothing(world: World) -> None:
    upload = save(world, sheet(row()))
    assert uploads.drop(upload=upload, by=world.editor).status == EnrolmentUpload.Status.CONFIRMED


def test_only_its_owner_saves_a_file(world: World) -> None:
    upload = world.stage(sheet(row()))
    colleague = factories.user(school=world.school)
    with pytest.raises(Refused, match="somebody else"):
        uploads.confirm(upload=upload, by=colleague, check=None)


def test_an_entry_changed_after_the_preview_is_not_overwritten_unseen(world: World) -> None:
    save(world, sheet(row()))
    upload = world.stage(sheet(row(hours="20")))
    held = Enrolment.objects.get()
    entry.change(enrolment=held, version=1, program="VCAL", delivery="SCHOOL", provider=None,
                 subjects=None, units=[(held.units.get().unit, 40)],
                 by=factories.user(school=world.school))  # fmt: skip
    with pytest.raises(Conflict, match="changed after you opened the preview"):
        world.confirm(upload)
    assert hours_of("100000001") == {"SITXFSA001": 40}
    upload.refresh_from_db()
    assert counts(world.confirm(upload)) == (0, 0, 1, 0)
    assert hours_of("100000001") == {"SITXFSA001": 20}


def test_a_preview_that_was_renewed_elsewhere_must_be_read_again(world: World) -> None:
    upload = world.stage(sheet(row()))
    with pytest.raises(Conflict):
        world.confirm(upload, seen="the mark of an older preview")
    assert not Enrolment.objects.exists()


def test_a_student_corrected_after_the_preview_is_compared_again(world: World) -> None:
    upload = world.stage(sheet(row(student_number="012345678", family_name="Nguyen", given_names="Mai Linh",
                                   date_of_birth="2003-03-14")))  # fmt: skip
    people.change_student(student=world.known, version=1, by=world.editor, date_of_birth=date(2003, 3, 15))
    with pytest.raises(Conflict):
        world.confirm(upload)
    assert [code for _, code, _ in UploadRow.objects.get().errors] == ["student_conflict"]
    upload.refresh_from_db()
    with pytest.raises(Refused, match="has errors"):
        world.confirm(upload)
    assert not Enrolment.objects.exists()


def test_a_file_staged_in_time_is_not_saved_after_the_census(world: World) -> None:
    upload = world.stage(sheet(row()))
    with clock.at(factories.CLOSED_DAY), pytest.raises(window.EntryClosed):
        world.confirm(upload)
    assert not Student.objects.filter(student_number="100000001").exists()


def test_a_signed_return_takes_no_file(world: World) -> None:
    factories.approved_return(world.school, principal=factories.user(), by=factories.officer())
    with pytest.raises(FileRefused) as refused:
        world.stage(sheet(row()))
    assert refused.value.code == "return_signed"
    assert not EnrolmentUpload.objects.exists()


def test_a_file_that_nobody_saves_is_swept_after_a_day(world: World) -> None:
    old = world.stage(sheet(row()))
    with clock.at(NOW + timedelta(hours=24)):
        kept = world.stage(sheet(row(hours="20")))
    with clock.at(NOW + timedelta(hours=24, seconds=1)):
        world.stage(sheet(row(hours="21")))
    old.refresh_from_db()
    assert old.status == EnrolmentUpload.Status.DROPPED
    assert (old.rows.count(), kept.rows.count()) == (0, 1)


def test_the_same_file_sent_twice_waits_once(world: World) -> None:
    first, second = world.stage(sheet(row())), world.stage(sheet(row()))
    waiting = EnrolmentUpload.objects.filter(status=EnrolmentUpload.Status.STAGED)
    assert list(waiting) == [second]
    assert not first.rows.exists()


def test_the_record_says_what_was_saved_and_no_name(world: World) -> None:
    save(world, sheet(row()))
    save(world, sheet(row(hours="20")))
    event = AuditEvent.objects.filter(action="confirm_upload").order_by("-pk").first()
    enrolment = Enrolment.objects.get()
    unit = str(enrolment.units.get().unit_id)
    assert event.before["enrolments"][str(enrolment.pk)][-1] == {unit: 15}
    assert event.after["enrolments"][str(enrolment.pk)][-1] == {unit: 20}
    assert (event.after["rows"], event.after["changed_enrolments"], event.at) == (1, 1, NOW)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_can_be_uploaded_and_changes_nothing(world: World, kind: str) -> None:
    """Names of every kind, formulas and template syntax come back letter by letter."""
    names = [*NAMES, *PAYLOADS]
    rows = [("7001", f"5{n:03}", name, "Jane", "2003-02-11", "VCE", "SIT20316", "SITXFSA001", "15", "3075",
             "EXTERNAL") for n, name in enumerate(names)]  # fmt: skip
    save(world, b"".join(write_csv(COLUMNS, rows)))
    stored = Student.objects.filter(student_number__startswith="5").order_by("student_number")
    assert list(stored.values_list("family_name", flat=True)) == names
    entries = exports.rows_of(Enrolment.objects.filter(school=world.school))
    written = (
        b"".join(write_csv(COLUMNS, entries)) if kind == "csv" else write_xlsx(COLUMNS, entries, sheet="E")
    )
    upload = world.stage(written, filename=f"export.{kind}")
    assert (upload.warning_rows, counts(upload)) == (0, (0, 0, 0, len(names)))


def test_marked_rows_can_be_corrected_and_uploaded(world: World) -> None:
    """The column that says what is wrong is ignored, whatever it says."""
    upload = world.stage(sheet(row(), row(student_number="2B", hours="=1+1"), row(student_number="3C")))
    marked = list(exports.marked_rows(upload, rejected_only=False))
    assert [bool(each[-1]) for each in marked] == [False, True, False]
    assert [each[1] for each in exports.marked_rows(upload, rejected_only=True)] == ["2B"]
    assert marked[1][-1].startswith("hours: “=1+1” is not a number.")
    corrected = [[*each[:8], "15", *each[9:]] for each in marked]
    again = world.stage(b"".join(write_csv((*COLUMNS, ERRORS_COLUMN), corrected)))
    assert (again.error_rows, counts(again)) == (0, (3, 3, 0, 0))


MISTAKES = [
    ("student_number", "1.00E+08"),
    ("date_of_birth", "05/13/2003"),
    ("date_of_birth", ""),
    ("family_name", ""),
    ("certificate_code", "NOPE001"),
    ("certificate_code", ""),
    ("program", "IB"),
    ("delivery", ""),
    ("provider_code", ""),
    ("provider_code", "9999"),
    ("unit_code", "NOPE001"),
    ("hours", "1_5"),
    ("hours", "0.5"),
    ("hours", "1000"),
]


@pytest.mark.parametrize(("column", "typed"), MISTAKES)
def test_a_page_and_a_file_say_the_same(world: World, column: str, typed: str) -> None:
    """One form class checks both, so one mistake has one sentence."""
    content = sheet(row(**{column: typed}))
    told = world.stage(content).rows.get()
    values, register = (
        dict(zip(COLUMNS, row(**{column: typed}).split(","), strict=True)),
        RegisterInMemory.load(),
    )
    certificate = register.qualification(values["certificate_code"])
    forms = [
        StudentForm(values, today=NOW.date()),
        EnrolmentForm(values, register=register, year=world.year, today=NOW.date()),
        UnitForm(values, register=register, qualification=certificate),
    ]
    said = [[each.field, each.code, each.sentence] for form in forms for each in form.findings()]
    assert told.errors == said != []
