"""Hostile workbooks are refused at once, in words, without reading what they would have us read."""

import io
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest

from tests.files.samples import (
    GOOD,
    ROWS,
    SHARED,
    SHEET,
    read,
    refusal,
    values,
    with_members,
    with_parts,
    with_sheet,
    xlsx_bytes,
)
from vetportal.files.limits import MEGABYTE, SCHOOL_UPLOAD
from vetportal.files.problems import FileRefused
from vetportal.files.sheet_scan import scan_sheet


def _far(address: str) -> bytes:
    def change(book: openpyxl.Workbook) -> None:
        book.active[address] = "x"

    return xlsx_bytes(*ROWS, change=change)


def _swap(old: bytes, new: bytes) -> Callable[[], bytes]:
    return lambda: with_sheet(old, new)


def _xxe() -> bytes:
    return with_sheet(
        b"<worksheet",
        b'<!DOCTYPE worksheet [<!ENTITY xxe SYSTEM "file:///etc/hostname">]><worksheet',
    )


def _entities_elsewhere() -> bytes:
    return with_members(GOOD, ("xl/theme/theme2.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'))


def _bomb() -> bytes:
    return with_sheet(b"</sheetData>", b"</sheetData>" + b" " * (120 * MEGABYTE))


def _bomb_in_a_picture() -> bytes:
    return with_members(GOOD, ("xl/media/image1.png", b"\0" * (120 * MEGABYTE)))


def _repeated_text() -> bytes:
    """A text of 30,000 characters in 19,000 cells: 570 MB from a small file."""
    lines = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(10, 19_010))
    return with_parts(
        SHARED,
        {
            SHEET: lambda part: part.replace(b"</sheetData>", lines.encode() + b"</sheetData>"),
            "xl/sharedStrings.xml": lambda part: part.replace(b"student_number", b"s" * 30_000),
        },
    )


def _shared_index(index: bytes) -> bytes:
    return with_parts(SHARED, {SHEET: lambda part: part.replace(b"<v>0</v>", b"<v>" + index + b"</v>")})


def _flood_of_cells() -> bytes:
    return with_sheet(b"</sheetData>", b'<row r="9">' + b"<c/>" * 7_000_000 + b"</row></sheetData>")


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
        (_swap(b"Citizen", b"x" * (99 * MEGABYTE)), {"unpacked_too_large"}),
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
    began = time.process_time()  # whatever else the machine does
    refused = refusal(content, filename="a.xlsx")
    assert refused.code in codes
    assert time.process_time() - began < 10
    assert "etc" not in refused.sentence


def test_the_far_corner_costs_nothing() -> None:
    content = _far("XFD1048576")
    began = time.process_time()
    refusal(content)
    assert time.process_time() - began < 1


def test_an_encrypted_member_is_called_by_its_name() -> None:
    assert "protected by a password" in refusal(_encrypted()).sentence


@pytest.mark.parametrize("rows", ["2 2", "3 2", "1 1 2"])
def test_rows_out_of_order_are_refused_before_the_cells_are_read(rows: str) -> None:
    sheet = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in rows.split())
    with pytest.raises(FileRefused) as caught:
        scan_sheet(_only(sheet), None, limits=SCHOOL_UPLOAD)
    assert "not in order" in caught.value.sentence


@pytest.mark.parametrize("last", [8, 4])
def test_too_many_rows_are_refused_before_the_cells_are_read(last: int) -> None:
    """Either the rows with values, or the lines down to the last of them."""
    lines = range(1, 5) if last == 4 else (1, last)
    sheet = _only("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in lines))
    assert scan_sheet(sheet, None, limits=replace(SCHOOL_UPLOAD, rows=4)).last_row == last - 1
    with pytest.raises(FileRefused) as caught:
        scan_sheet(sheet, None, limits=replace(SCHOOL_UPLOAD, rows=last // 2 - 1 if last == 8 else 2))
    assert caught.value.code == "too_many_rows"


def _only(rows: str) -> bytes:
    return f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()


def test_a_department_may_unpack_more() -> None:
    wide = replace(SCHOOL_UPLOAD, unpacked_bytes=200 * MEGABYTE)
    assert values(read(_bomb_in_a_picture(), limits=wide)) == list(ROWS)
