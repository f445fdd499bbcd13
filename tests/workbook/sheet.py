"""A sheet of the officer's workbook: given figures as they are, what is worked out as a visible formula."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

Case = Mapping[str, Any]
Value = str | int | float | dt.date | None


class Formula(NamedTuple):
    """A formula with columns of its row in braces (of the row above with ^), and the value expected of it."""

    text: str
    value: Value


Cell = Value | Formula


class Column(NamedTuple):
    """A heading, how it is written ("money", "whole", "rate", "index", "date", "text"), and its cell."""

    heading: str
    look: str
    of: Callable[[Case], Cell]


@dataclass(frozen=True)
class Sheet:
    """A sheet with one row a case. `about` says above the table what it shows and by which clause."""

    name: str
    about: str
    cases: Sequence[Case]
    columns: Sequence[Column]


FIRST_ROW = 3
NUMBER_FORMATS = {
    "money": "$#,##0.00;-$#,##0.00",
    "dollars": "$#,##0",
    "whole": "#,##0",
    "weight": "0.000",
    "index": "0.0000",
    "percent": "0.0",
    "date": "d mmmm yyyy",
    "text": "@",
    "check": "General",
}
WIDTHS = {"text": 16, "check": 11, "date": 16}
HEADS = {"Case": 58, "Source": 64}


def write(workbook: Workbook, sheet: Sheet) -> None:
    """Write a sheet; the last column says whether the formula agrees with what the case expects."""
    page = workbook.add_worksheet(sheet.name)
    looks = {look: workbook.add_format({"num_format": text}) for look, text in NUMBER_FORMATS.items()}
    page.write_string(0, 0, sheet.name, workbook.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, 0, sheet.about)
    head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    places = {column.heading: place for place, column in enumerate(sheet.columns)}
    for place, column in enumerate(sheet.columns):
        page.write_string(FIRST_ROW - 1, place, column.heading, head)
        page.set_column(place, place, HEADS.get(column.heading, WIDTHS.get(column.look, 13)))
    for line, case in enumerate(sheet.cases):
        row = FIRST_ROW + line
        named = {heading: xl_rowcol_to_cell(row, place) for heading, place in places.items()}
        named |= {f"^{heading}": xl_rowcol_to_cell(row - 1, place) for heading, place in places.items()}
        for place, column in enumerate(sheet.columns):
            _write_cell(page, row, place, column.of(case), looks[column.look], named)
    page.freeze_panes(FIRST_ROW, 1)


def _write_cell(page: Any, row: int, place: int, cell: Cell, look: Any, named: Mapping[str, str]) -> None:
    if isinstance(cell, Formula):
        text = cell.text
        for heading, reference in named.items():
            text = text.replace("{" + heading + "}", reference)
        assert "{" not in text, f"{cell.text} names a column that is not there"
        page.write_formula(row, place, "=" + text, look, cell.value)
    elif isinstance(cell, dt.date):
        page.write_datetime(row, place, dt.datetime.combine(cell, dt.time()), look)
    elif cell is None:
        page.write_blank(row, place, None, look)
    elif isinstance(cell, str):
        page.write_string(row, place, cell, look)
    else:
        page.write_number(row, place, cell, look)


def given(heading: str, look: str, read: Callable[[Case], Value]) -> Column:
    """A figure that the case states."""
    return Column(heading, look, read)


def worked(
    heading: str, look: str, text: str | Callable[[Case], str], value: Callable[[Case], Value]
) -> Column:
    """A figure that the sheet works out, with the value that the case expects of it."""
    return Column(heading, look, lambda case: Formula(text(case) if callable(text) else text, value(case)))


def named_case() -> list[Column]:
    """The first columns of every sheet: what the case is called and which sentence it rests on."""
    return [
        given("Case", "text", lambda case: case["name"]),
        given("Source", "text", lambda case: case["source"]),
    ]


def agrees(worked_out: str, expected: str) -> Column:
    """The column that compares; to the cent, because a sheet counts in binary fractions."""
    return Column(
        "Agrees",
        "check",
        lambda _case: Formula(f'IF(ROUND({{{worked_out}}}-{{{expected}}},4)=0,"agrees","differs")', "agrees"),
    )


def number(text: str) -> float | int:
    """ "1,130.32" as the number that a sheet holds."""
    plain = text.replace(",", "")
    return float(plain) if "." in plain else int(plain)
