"""A file with errors comes back with what is wrong in each row; corrected, it is saved whole, and earns."""

import csv
import io

from playwright.sync_api import Page, expect

from enrolments.models import Enrolment, UnitEnrolment
from enrolments.uploads.enrolment_file import COLUMNS
from tests import factories
from tests.journeys import worlds
from tests.journeys.pages import cents, go, heading, inspect, press
from tests.journeys.worlds import World
from vetportal.files.writer import write_csv, write_xlsx

STUDENTS = 3
FULL_TIME = 113_032  # cents: 337.71 x 3.347
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Where the first file is wrong, by the line that a spreadsheet shows, and what the page must say about it.
FAULTS = {
    3: ("hours", "7.5 hours", "7.5 hours"),
    12: ("unit_code", "SITXFSA999", "SITXFSA999"),
    20: ("date_of_birth", "31/2/2003", "no day"),
}


def test_a_file_is_corrected_and_saved(browse, clock):
    world = worlds.open_school(clock)
    factories.published_rules(bands={world.certificate: "1"})
    page = browse(world.editor)
    page.goto(world.page())
    go(page, "Files")
    inspect(page, "a0-files")
    _refuse_what_is_no_table(page)
    _send_with_errors(page, world)
    corrected = _correct(page, world)
    assert not Enrolment.objects.exists()
    _send(page, "corrected.csv", "text/csv", corrected)
    _read_the_dollars(page, before=0, after=STUDENTS * FULL_TIME)
    _save(page, STUDENTS)
    _send_a_workbook(page, world)
    go(page, "Enrolments")
    expect(page.get_by_role("table")).to_contain_text("1–4 of 4")


def _rows(world: World, students: range) -> list[dict[str, str]]:
    """One row for each of the eight units of each student."""
    return [
        {
            "school_code": world.school.code,
            "student_number": f"0420{place}",
            "family_name": worlds.NAMES[place],
            "given_names": "Kim",
            "date_of_birth": "2003-04-23",
            "program": "VCE",
            "certificate_code": world.certificate.code,
            "unit_code": unit,
            "hours": str(hours),
            "provider_code": "3075",
            "delivery": "EXTERNAL",
        }
        for place in students
        for unit, hours in worlds.UNITS.items()
    ]


def _cells(rows: list[dict[str, str]]) -> list[list[str]]:
    return [[row[column] for column in COLUMNS] for row in rows]


def _send(page: Page, name: str, kind: str, content: bytes) -> None:
    go(page, "Files")
    page.get_by_label("File with enrolments").set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    press(page, "Upload and check")


def _refuse_what_is_no_table(page: Page) -> None:
    _send(page, "notes.csv", "text/csv", b"%PDF-1.7 not a table at all")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was stored")
    inspect(page, "a1-file-refused", status=422)


def _send_with_errors(page: Page, world: World) -> None:
    rows = _rows(world, range(STUDENTS))
    for line, (column, wrong, _) in FAULTS.items():
        rows[line - 2][column] = wrong
    _send(page, "term1.csv", "text/csv", b"".join(write_csv(COLUMNS, _cells(rows))))
    heading(page, "term1.csv")
    errors = page.get_by_role("table", name="Errors")
    for line, (column, _, sentence) in FAULTS.items():
        row = errors.get_by_role("row").filter(has=page.get_by_role("cell", name=f"Row {line}", exact=True))
        expect(row).to_contain_text(column)
        expect(row).to_contain_text(sentence)
    expect(page.get_by_role("button", name="Save all")).to_have_count(0)
    inspect(page, "a2-file-errors")


def _correct(page: Page, world: World) -> bytes:
    """Download what was rejected, put it right beside the sentences, and send the whole file back."""
    rejected = _downloaded(page, "Only the rows with errors (CSV)")
    assert [row["errors"] != "" for row in rejected] == [True] * len(FAULTS)
    whole = _downloaded(page, "Whole file (CSV)")
    right = _rows(world, range(STUDENTS))
    for line, (column, wrong, sentence) in FAULTS.items():
        row = whole[line - 2]
        assert row[column] == wrong
        assert sentence in row["errors"]
        row[column] = right[line - 2][column]
    columns = (*COLUMNS, "errors")
    return b"".join(write_csv(columns, [[row[column] for column in columns] for row in whole]))


def _downloaded(page: Page, link: str) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def _read_the_dollars(page: Page, *, before: int, after: int) -> None:
    worth = page.get_by_role("region", name="What it changes in dollars")
    expect(worth).to_be_visible()
    shown = [cents(each.inner_text()) for each in worth.locator(".kpi-value").all()]
    assert shown == [before, after, after - before]
    inspect(page, "a3-file-ready")


def _save(page: Page, students: int) -> None:
    press(page, f"Save all {students * len(worlds.UNITS)} rows")
    expect(page.get_by_role("status").first).to_contain_text("is saved")
    inspect(page, "a4-file-saved")
    assert Enrolment.objects.count() == students
    assert UnitEnrolment.objects.count() == students * len(worlds.UNITS)


def _send_a_workbook(page: Page, world: World) -> None:
    rows = _rows(world, range(STUDENTS, STUDENTS + 1))
    _send(page, "late.xlsx", XLSX, write_xlsx(COLUMNS, _cells(rows), sheet="Enrolments"))
    heading(page, "late.xlsx")
    _read_the_dollars(page, before=STUDENTS * FULL_TIME, after=(STUDENTS + 1) * FULL_TIME)
    press(page, f"Save all {len(worlds.UNITS)} rows")
    expect(page.get_by_role("status").first).to_contain_text("late.xlsx is saved")
