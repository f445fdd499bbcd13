"""Each limit is accepted at the limit and refused one beyond it."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest

from tests.files.samples import COLUMNS, csv_bytes, read, refusal, with_members, xlsx_bytes
from vetportal.files.limits import DEPARTMENT_UPLOAD, MEGABYTE, SCHOOL_UPLOAD

Maker = Callable[..., bytes]
both = pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes])


def test_the_settled_figures() -> None:
    assert (SCHOOL_UPLOAD.bytes, SCHOOL_UPLOAD.rows, SCHOOL_UPLOAD.columns) == (20 * MEGABYTE, 20_000, 50)
    assert (SCHOOL_UPLOAD.unpacked_bytes, SCHOOL_UPLOAD.members) == (100 * MEGABYTE, 200)
    assert (DEPARTMENT_UPLOAD.bytes, DEPARTMENT_UPLOAD.rows) == (200 * MEGABYTE, 1_000_000)


@both
def test_bytes(make: Maker) -> None:
    content = make(("1", "Citizen", "15"))
    assert read(content, limits=replace(SCHOOL_UPLOAD, bytes=len(content))).rows
    assert refusal(content, limits=replace(SCHOOL_UPLOAD, bytes=len(content) - 1)).code == "file_too_large"


@both
def test_rows(make: Maker) -> None:
    content = make(*[(str(n), "Citizen", "15") for n in range(1, 31)])
    assert len(read(content, limits=replace(SCHOOL_UPLOAD, rows=30)).rows) == 30
    assert refusal(content, limits=replace(SCHOOL_UPLOAD, rows=29)).code == "too_many_rows"


@both
def test_blank_rows_do_not_count_up_to_twice_the_limit(make: Maker) -> None:
    near = make(("1", "A", "15"), *[("", "", "")] * 8, ("2", "B", "15"))
    far = make(("1", "A", "15"), *[("", "", "")] * 9, ("2", "B", "15"))
    assert len(read(near, limits=replace(SCHOOL_UPLOAD, rows=5)).rows) == 2
    assert refusal(far, limits=replace(SCHOOL_UPLOAD, rows=5)).code == "too_many_rows"


@both
def test_columns(make: Maker) -> None:
    header = [*COLUMNS, *(f"extra{n}" for n in range(7))]
    content = make([str(n) for n in range(10)], header=header)
    assert read(content, limits=replace(SCHOOL_UPLOAD, columns=10)).rows
    assert refusal(content, limits=replace(SCHOOL_UPLOAD, columns=9)).code == "too_many_columns"


@both
def test_columns_of_a_data_row(make: Maker) -> None:
    content = make([str(n) for n in range(10)])
    assert read(content, limits=replace(SCHOOL_UPLOAD, columns=10)).problems
    assert refusal(content, limits=replace(SCHOOL_UPLOAD, columns=9)).code == "too_many_columns"


def test_unpacked_bytes() -> None:
    content = xlsx_bytes(("1", "Citizen", "15"))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    assert read(content, limits=replace(SCHOOL_UPLOAD, unpacked_bytes=unpacked)).rows
    refused = refusal(content, limits=replace(SCHOOL_UPLOAD, unpacked_bytes=unpacked - 1))
    assert refused.code == "unpacked_too_large"


def test_members() -> None:
    content = with_members(xlsx_bytes(("1", "Citizen", "15")), ("xl/media/a.png", b""))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        count = len(archive.namelist())
    assert read(content, limits=replace(SCHOOL_UPLOAD, members=count)).rows
    assert refusal(content, limits=replace(SCHOOL_UPLOAD, members=count - 1)).code == "archive_suspicious"


def test_a_full_school_file_is_accepted_and_one_row_more_is_not() -> None:
    lines = [(str(n), "Citizen", "15") for n in range(20_001)]
    assert len(read(csv_bytes(*lines[:-1])).rows) == 20_000
    assert refusal(csv_bytes(*lines)).code == "too_many_rows"
