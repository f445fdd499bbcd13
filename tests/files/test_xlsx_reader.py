"""Workbooks: typed cells arrive as text, and nothing is lost silently."""

import datetime as dt
import io

import openpyxl
import pytest
import xlsxwriter

from tests.files.samples import (
    GOOD,
    ROWS,
    SHARED,
    SHEET,
    csv_bytes,
    read,
    refusal,
    values,
    with_parts,
    with_sheet,
    xlsx_bytes,
)


def _cell(value: object, number_format: str = "General") -> str:
    def change(book: openpyxl.Workbook) -> None:
        book.active["C2"] = value
        book.active["C2"].number_format = number_format

    return values(read(xlsx_bytes(*ROWS, change=change)))[0][2]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (15.0, "General", "15"),
        (15, "0.00", "15"),
        (15.5, "General", "15.5"),
        (0.1 + 0.2, "General", "0.3"),
        (-3, "General", "-3"),
        (1e300, "General", "1e+300"),
        (12345678901234567890.0, "General", "1.23456789012346e+19"),
        (True, "General", "TRUE"),
        (dt.date(2003, 2, 11), "dd/mm/yyyy", "2003-02-11"),
        (dt.datetime(2003, 2, 11, 6, 30), "dd/mm/yyyy hh:mm", "2003-02-11 06:30:00"),  # noqa: DTZ001 - a cell has no zone
        (dt.time(6, 30), "hh:mm", "06:30:00"),
        (99999999, "dd/mm/yyyy", "99999999"),
        (" 0012 ", "@", "0012"),
        (None, "General", ""),
    ],
)
def test_typed_cells_become_text(value: object, number_format: str, text: str) -> None:
    assert _cell(value, number_format) == text


def test_dates_counted_from_1904() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.active["C2"] = dt.date(2003, 2, 11)

    content = xlsx_bytes(*ROWS, change=change)
    assert values(read(content))[0][2] == "2003-02-11"


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!"])
def test_error_cells_keep_their_text(error: str) -> None:
    assert _cell(error) == error


def test_a_formula_that_was_never_calculated_shows_itself() -> None:
    assert _cell("=10+5") == "=10+5"


def test_a_calculated_formula_gives_its_value() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    for line, row in enumerate([("student_number", "family_name", "hours"), *ROWS]):
        sheet.write_row(line, 0, row)
    sheet.write_formula(1, 2, "=10+5", None, 15)
    sheet.write_formula(2, 2, "=NA()", None, "#N/A")
    book.close()
    assert [row[2] for row in values(read(buffer.getvalue()))] == ["15", "#N/A"]


def test_a_formula_whose_result_is_an_empty_text_is_empty() -> None:
    def change(part: bytes) -> bytes:
        return part.replace(b"<f>10+5</f><v />", b'<f>""</f><v></v>').replace(b'r="C2"', b'r="C2" t="str"')

    content = xlsx_bytes(("1", "Citizen", "=10+5"))
    assert values(read(content))[0][2] == "=10+5"
    assert values(read(with_parts(content, {SHEET: change})))[0][2] == ""


def test_the_content_decides_not_the_name() -> None:
    assert values(read(GOOD, filename="file.csv")) == list(ROWS)
    assert refusal(csv_bytes(*ROWS), filename="file.xlsx").code == "file_unreadable"
    assert (
        refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, filename="a.xls").code == "file_unreadable"
    )


@pytest.mark.parametrize("dimension", [b"A1:C2", b"A1", b"A1:XFD1048576", b"Z9:A1"])
def test_the_stated_dimension_is_not_believed(dimension: bytes) -> None:
    content = with_sheet(b'<dimension ref="A1:C3"', b'<dimension ref="' + dimension + b'"')
    assert values(read(content)) == list(ROWS)


def test_shared_texts_are_read() -> None:
    assert values(read(SHARED)) == list(ROWS)


def test_hidden_rows_count_with_a_note() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.active.row_dimensions[3].hidden = True

    table = read(xlsx_bytes(*ROWS, change=change))
    assert values(table) == list(ROWS)
    assert table.notes[0].startswith("1 hidden row")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_never_read(state: str) -> None:
    def change(book: openpyxl.Workbook) -> None:
        hidden = book.create_sheet("Secret", 0)
        hidden.append(["student_number", "family_name", "hours"])
        hidden.append(["9", "Hidden", "99"])
        hidden.sheet_state = state
        book.active = 1
        book.create_sheet("Notes")

    table = read(xlsx_bytes(*ROWS, change=change))
    assert values(table) == list(ROWS)
    assert not any("Secret" in note for note in table.notes)
    assert any("Notes" in note for note in table.notes)


def test_a_blank_first_column_and_first_line() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.active.insert_cols(1)
        book.active.insert_rows(1, 2)

    table = read(xlsx_bytes(*ROWS, change=change))
    assert values(table) == list(ROWS)
    assert [(row.number, row.line) for row in table.rows] == [(1, 4), (2, 5)]


def test_a_value_without_a_heading_is_reported() -> None:
    table = read(xlsx_bytes((*ROWS[0], "stray"), ROWS[1]))
    assert [(p.number, p.code) for p in table.problems] == [(1, "row_length")]


def test_cells_without_addresses_are_read_in_order() -> None:
    def strip(part: bytes) -> bytes:
        for name in (f"{letter}{line}" for letter in "ABC" for line in (1, 2, 3)):
            part = part.replace(f' r="{name}"'.encode(), b"")
        return part

    assert values(read(with_parts(GOOD, {SHEET: strip}))) == list(ROWS)


def test_cells_that_only_have_a_colour_are_not_values() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book.active["ZZ90000"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF0000")

    assert values(read(xlsx_bytes(*ROWS, change=change))) == list(ROWS)


def test_the_longest_cell_of_excel_is_read() -> None:
    assert _cell("&" * 32_767) == "&" * 32_767
