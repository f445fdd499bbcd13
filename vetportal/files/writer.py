"""The one writer of downloads: no cell can start a formula, numbers stay numbers, empty stays empty."""

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO, Any

import xlsxwriter  # type: ignore[import-untyped]

from vetportal.files.quoting import is_risky, protect, protect_apostrophe

Cell = str | int | Decimal | dt.date | None

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FLUSH_AT = 32 * 1024
# What XML cannot hold, and the controls that terminals obey; tab and line breaks may stay.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_EXCEL_ROWS = 1_048_576
_EXCEL_TEXT = 32_767
_EXCEL_DIGITS = 15
_EXCEL_FIRST_DAY = dt.date(1900, 3, 1)  # Excel counts a 29 February 1900 that never was
_CUT_MARK = " … (cut: too long for one Excel cell, see the CSV file)"


def safe_cell(value: Cell) -> str:
    """One cell of a CSV file: protected text, a plain number, an ISO date, or nothing for None.

    Raises TypeError for anything else (a float or a truth value has no agreed form), ValueError for a
    Decimal that is not a number.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return protect(_visible(value))
    if isinstance(value, dt.date):
        return _day(value).isoformat()
    return format(_number(value), "f") if isinstance(value, Decimal) else str(_number(value))


def write_csv(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, byte_order_mark: bool = True
) -> Iterator[bytes]:
    """Stream a CSV file in UTF-8 with CRLF line ends, in pieces of about 32 KB.

    The byte order mark lets Excel recognise the encoding. `read_table` gives back the same texts.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    if byte_order_mark:
        yield _BYTE_ORDER_MARK
    writer.writerow([safe_cell(column) for column in columns])
    for row in rows:
        writer.writerow([safe_cell(value) for value in row])
        if buffer.tell() >= _FLUSH_AT:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8")


def write_xlsx(
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    sheet: str,
    target: IO[bytes] | None = None,
) -> bytes:
    """Write an Excel workbook of one sheet: text cells, number cells, date cells, no formulas.

    Writes to `target` if given and then returns b"". Memory does not grow with the rows; the working files
    go away also when `rows` raises. Raises ValueError for more rows than a sheet can hold, and as safe_cell.
    """
    output = io.BytesIO() if target is None else target
    with tempfile.TemporaryDirectory() as folder:
        workbook = xlsxwriter.Workbook(
            output,
            {
                "constant_memory": True,
                "tmpdir": folder,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        try:
            _Sheet(workbook, sheet).fill(columns, rows)
        except BaseException:
            workbook.filename = io.BytesIO()  # half a table must not reach the target
            raise
        finally:
            workbook.close()
    return output.getvalue() if isinstance(output, io.BytesIO) and target is None else b""


class _Sheet:
    def __init__(self, workbook: Any, name: str) -> None:
        self.workbook = workbook
        self.sheet = workbook.add_worksheet(name)
        self.formats: dict[str, Any] = {}

    def fill(self, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        bold = self.workbook.add_format({"bold": True})
        for place, column in enumerate(columns):
            self.sheet.write_string(0, place, protect_apostrophe(_visible(column)), bold)
        self.sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, start=1):
            if line >= _EXCEL_ROWS:
                raise ValueError("An Excel sheet holds at most 1,048,575 rows; write a CSV file instead.")
            for place, value in enumerate(row):
                self._write(line, place, value)

    def _write(self, line: int, place: int, value: Cell) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            self._write_text(line, place, value)
        elif isinstance(value, dt.date):
            self._write_day(line, place, _day(value))
        else:
            self._write_number(line, place, _number(value))

    def _write_text(self, line: int, place: int, text: str) -> None:
        text = _fitting(protect_apostrophe(_visible(text)))
        # The quote prefix keeps the cell a text when somebody edits it in Excel.
        style = self._format(quote_prefix=True) if is_risky(text) else None
        self.sheet.write_string(line, place, text, style)

    def _write_day(self, line: int, place: int, day: dt.date) -> None:
        if day < _EXCEL_FIRST_DAY:
            self.sheet.write_string(line, place, day.isoformat())
        else:
            self.sheet.write_datetime(line, place, day, self._format(num_format="yyyy-mm-dd"))

    def _write_number(self, line: int, place: int, number: int | Decimal) -> None:
        if len(Decimal(number).normalize().as_tuple().digits) > _EXCEL_DIGITS:
            self.sheet.write_string(line, place, safe_cell(number))
        elif isinstance(number, Decimal):
            decimals = max(0, -int(number.as_tuple().exponent))
            style = self._format(num_format=f"0.{'0' * decimals}" if decimals else "0")
            self.sheet.write_number(line, place, number, style)
        else:
            self.sheet.write_number(line, place, number)

    def _format(self, **properties: object) -> Any:
        key = repr(properties)
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format(properties)
        return self.formats[key]


def _day(value: dt.date) -> dt.date:
    if isinstance(value, dt.datetime):
        raise TypeError("An instant must be given as a date or as text in the zone that people expect.")
    return value


def _number(value: object) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"A cell cannot hold a {type(value).__name__}.")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError("A cell cannot hold a Decimal that is not a number.")
    return value


def _visible(text: str) -> str:
    """Controls become their pictures (U+2400 and on) or the replacement mark; nothing vanishes unseen."""
    return _UNWRITABLE.sub(_picture, text)


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def _fitting(text: str) -> str:
    """Excel counts UTF-16 units; a longer text is cut and says so, rather than dropped."""
    if len(text) <= _EXCEL_TEXT // 2 or len(text.encode("utf-16-le")) // 2 <= _EXCEL_TEXT:
        return text
    units = text.encode("utf-16-le")[: 2 * (_EXCEL_TEXT - len(_CUT_MARK))]
    return units.decode("utf-16-le", errors="ignore") + _CUT_MARK
