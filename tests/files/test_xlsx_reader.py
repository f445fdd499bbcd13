"""Workbooks: typed cells arrive as text, nothing is lost silently, hostile archives are refused at once."""

import datetime as dt
import io
import time
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter

from tests.files.samples import (
    COLUMNS,
    ROWS,
    SHEET,
    csv_bytes,
    read,
    refusal,
    values,
    with_members,
    with_parts,
    xlsx_bytes,
)
from vetportal.files.limits import MEGABYTE, Limits

GOOD = xlsx_bytes(*ROWS)


def _with_shared_texts() -> bytes:
    """The same table as Excel stores it: each text once, cells refer to it by number."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_numbers": False})
    sheet = book.add_worksheet()
    for line, row in enumerate((COLUMNS, *ROWS)):
        sheet.write_row(line, 0, row)
    book.close()
    return buffer.getvalue()


SHARED = _with_shared_texts()


def _sheet(old: bytes, new: bytes) -> bytes:
    def swap(part: bytes) -> bytes:
        assert old in part
        return part.replace(old, new)

    return with_parts(GOOD, {SHEET: swap})


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
        (dt.datetime(2003, 2, 11, 6, 30), "dd/mm/yyyy hh:mm", "2003-02-11 06:30:00"),  # noqa: DTZ001
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
    assert values(read(_sheet(b'<dimension ref="A1:C3"', b'<dimension ref="' + dimension + b'"'))) == list(
        ROWS
    )


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


def _far(address: str) -> bytes:
    def change(book: openpyxl.Workbook) -> None:
        book.active[address] = "x"

    return xlsx_bytes(*ROWS, change=change)


def _swap(old: bytes, new: bytes) -> Callable[[], bytes]:
    return lambda: _sheet(old, new)


def _xxe() -> bytes:
    return _sheet(
        b"<worksheet",
        b'<!DOCTYPE worksheet [<!ENTITY xxe SYSTEM "file:///etc/hostname">]><worksheet',
    )


def _entities_elsewhere() -> bytes:
    return with_members(GOOD, ("xl/theme/theme2.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'))


def _bomb() -> bytes:
    return _sheet(b"</sheetData>", b"</sheetData>" + b" " * (120 * MEGABYTE))


def _bomb_in_a_picture() -> bytes:
    return with_members(GOOD, ("xl/media/image1.png", b"\0" * (120 * MEGABYTE)))


def _repeated_text() -> bytes:
    """A text of 30,000 characters in 19,000 cells: 570 MB from a small file."""
    lines = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(10, 19_010))
    strings = lambda part: part.replace(b"student_number", b"s" * 30_000)  # noqa: E731
    return with_parts(
        SHARED,
        {
            SHEET: lambda part: part.replace(b"</sheetData>", lines.encode() + b"</sheetData>"),
            "xl/sharedStrings.xml": strings,
        },
    )


def _shared_index(index: bytes) -> bytes:
    return with_parts(SHARED, {SHEET: lambda part: part.replace(b"<v>0</v>", b"<v>" + index + b"</v>")})


def _flood_of_cells() -> bytes:
    return _sheet(b"</sheetData>", b'<row r="9">' + b"<c/>" * 7_000_000 + b"</row></sheetData>")


def _duplicates() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return with_members(GOOD, (SHEET, b"<worksheet/>"))


def _renamed(name: str) -> Callable[[], bytes]:
    return lambda: with_members(GOOD, (name, b"x"))


def _docx() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document xmlns:w='w'/>")
    return buffer.getvalue()


def _many_members() -> bytes:
    return with_members(GOOD, *((f"xl/media/{n}.png", b"") for n in range(200)))


def _encrypted() -> bytes:
    """The flag bit set in the local and the central header of every member."""
    content = bytearray(GOOD)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(mark, start + 1)
    return bytes(content)


def _lying_size() -> bytes:
    """A member that says it unpacks to 10 bytes."""
    bomb = bytearray(_bomb())
    start = bomb.find(b"PK\x01\x02", bomb.find(b"PK\x01\x02"))
    while bomb[start + 46 : start + 46 + len(SHEET)] != SHEET.encode():
        start = bomb.find(b"PK\x01\x02", start + 1)
    bomb[start + 24 : start + 28] = (10).to_bytes(4, "little")
    return bytes(bomb)


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (lambda: _far("XFD1048576"), {"too_many_rows", "too_many_columns"}),
        (lambda: _far("A1048576"), {"too_many_rows"}),
        (lambda: _far("XFD2"), {"too_many_columns"}),
        (_bomb, {"unpacked_too_large"}),
        (_bomb_in_a_picture, {"unpacked_too_large"}),
        (_repeated_text, {"unpacked_too_large"}),
        (_flood_of_cells, {"unpacked_too_large"}),
        (_lying_size, {"file_unreadable"}),
        (_xxe, {"file_unreadable"}),
        (_entities_elsewhere, {"file_unreadable"}),
        (lambda: GOOD[: len(GOOD) // 2], {"file_unreadable"}),
        (lambda: b"PK\x03\x04", {"file_unreadable"}),
        (_docx, {"file_unreadable"}),
        (_encrypted, {"file_unreadable"}),
        (_duplicates, {"archive_suspicious"}),
        (_renamed("XL/Worksheets/Sheet1.xml"), {"archive_suspicious"}),
        (_renamed("../../etc/cron.d/x"), {"archive_suspicious"}),
        (_renamed("/etc/x"), {"archive_suspicious"}),
        (_renamed("xl\\..\\x"), {"archive_suspicious"}),
        (_many_members, {"archive_suspicious"}),
        (_swap(b"</sheetData>", b"</sheetData><sheetData/>"), {"file_unreadable"}),
        (_swap(b'<row r="3"', b'<row r="2"'), {"file_unreadable"}),
        (_swap(b'r="B2"', b'r="A2"'), {"file_unreadable"}),
        (_swap(b'r="B2"', b'r="B9"'), {"file_unreadable"}),
        (_swap(b'r="C3"', b'r="ZZZZ3"'), {"file_unreadable"}),
        (lambda: _shared_index(b"7777"), {"file_unreadable"}),
        (lambda: _shared_index(b"-1"), {"file_unreadable"}),
        (_swap(b'ref="A1:C3"', b'ref="nonsense"'), {"file_unreadable"}),
        (_swap(b"</row>", b"<row>"), {"file_unreadable"}),
        (
            lambda: with_parts(GOOD, {SHEET: lambda part: part.decode().encode("utf-16")}),
            {"file_unreadable"},
        ),
        (
            lambda: with_parts(
                GOOD, {"xl/workbook.xml": lambda p: p.replace(b'state="visible"', b'state="hidden"')}
            ),
            {"file_unreadable"},
        ),
        (lambda: xlsx_bytes(header=()), {"file_empty"}),
    ],
)
def test_hostile_workbooks_are_refused_within_ten_seconds(make: Callable[[], bytes], codes: set[str]) -> None:
    content = make()
    assert len(content) < MEGABYTE
    began = time.perf_counter()
    refused = refusal(content, filename="a.xlsx")
    assert refused.code in codes
    assert time.perf_counter() - began < 10
    assert "etc" not in refused.sentence


def test_the_far_corner_costs_nothing() -> None:
    content = _far("XFD1048576")
    began = time.perf_counter()
    refusal(content)
    assert time.perf_counter() - began < 1


def test_a_department_may_unpack_more() -> None:
    wide = Limits(bytes=MEGABYTE, rows=10, columns=10, unpacked_bytes=200 * MEGABYTE, members=200)
    assert values(read(_bomb(), limits=wide)) == list(ROWS)
