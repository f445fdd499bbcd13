"""Good files, and the ways to break them. Every person and code in them is invented."""

import io
import zipfile
from collections.abc import Callable, Sequence

import openpyxl
import pytest
import xlsxwriter

from vetportal.files.limits import SCHOOL_UPLOAD, Limits
from vetportal.files.problems import FileRefused
from vetportal.files.reader import read_table
from vetportal.files.table import Table

COLUMNS = ("student_number", "family_name", "hours")
ROWS = (("100000001", "Citizen", "15"), ("100000002", "Smith", "25"))
SHEET = "xl/worksheets/sheet1.xml"


def csv_bytes(
    *lines: Sequence[str], header: Sequence[str] = COLUMNS, delimiter: str = ",", eol: str = "\r\n"
) -> bytes:
    """A CSV file without quoting."""
    return "".join(delimiter.join(line) + eol for line in (header, *lines)).encode()


def xlsx_bytes(
    *lines: Sequence[object],
    header: Sequence[str] = COLUMNS,
    change: Callable[[openpyxl.Workbook], None] | None = None,
) -> bytes:
    """A workbook as openpyxl writes it, after `change` had its way with it."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (header, *lines):
        sheet.append(list(line))
    if change is not None:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_parts(content: bytes, changes: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """The archive with some parts rewritten."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changes.get(name, bytes)(old.read(name)))
    return buffer.getvalue()


def with_members(content: bytes, *members: tuple[str, bytes]) -> bytes:
    """The archive with further members; a name that exists already comes in twice."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, part in members:
            archive.writestr(name, part)
    return buffer.getvalue()


def read(content: bytes, *, filename: str = "file.csv", limits: Limits = SCHOOL_UPLOAD) -> Table:
    return read_table(content, filename=filename, required=COLUMNS, limits=limits)


def refusal(content: bytes, *, filename: str = "file.csv", limits: Limits = SCHOOL_UPLOAD) -> FileRefused:
    """The refusal that reading the file ends in."""
    with pytest.raises(FileRefused) as caught:
        read(content, filename=filename, limits=limits)
    assert caught.value.sentence.endswith(".")
    return caught.value


def values(table: Table) -> list[tuple[str, ...]]:
    return [tuple(row.values[name] for name in COLUMNS) for row in table.rows]


GOOD = xlsx_bytes(*ROWS)


def _shared_texts() -> bytes:
    """The same table as Excel stores it: each text once, cells refer to it by number."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"strings_to_numbers": False})
    sheet = book.add_worksheet()
    for line, row in enumerate((COLUMNS, *ROWS)):
        sheet.write_row(line, 0, row)
    book.close()
    return buffer.getvalue()


SHARED = _shared_texts()


def with_sheet(old: bytes, new: bytes) -> bytes:
    """The good workbook with one replacement in the XML of its sheet."""

    def swap(part: bytes) -> bytes:
        assert old in part
        return part.replace(old, new)

    return with_parts(GOOD, {SHEET: swap})
