"""A sheet of the officer's workbook: given figures as they are, what is worked out as a visible formula."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook

Case = Mapping[str, Any]
Value = str | int | float | dt.date | None


class Formula(NamedTuple):
    """A formula with columns of its row in braces, and what its case expects of it, where the case says.

    {Rate} is the cell in the column Rate, {^Rate} that of the row above, {^^Rate} that of two rows above.
    """

    text: str
    expected: Value = None


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
    "exact": "#,##0.00####",
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


Values = Mapping[tuple[str, int, int], Any]  # what formulas come to, by sheet, row and column from 0


def write(workbook: Workbook, sheet: Sheet, values: Values) -> None:
    """Write a sheet; the last column says whether the formula agrees with what the case expects.

    `values` are for programs that show a workbook without working it out.
    """
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
        for place, column in enumerate(sheet.columns):
            at = FIRST_ROW + line, place
            cell = column.of(case)
            if isinstance(cell, Formula):
                text = _with_cells(cell.text, at[0], places)
                page.write_formula(*at, "=" + text, looks[column.look], values.get((sheet.name, *at), 0))
            else:
                _write_figure(page, at, cell, looks[column.look])
    page.freeze_panes(FIRST_ROW, 1)


def _write_figure(page: Any, at: tuple[int, int], figure: Value, look: Any) -> None:
    if isinstance(figure, dt.date):
        page.write_datetime(*at, dt.datetime.combine(figure, dt.time()), look)
    elif figure is None:
        page.write_blank(*at, None, look)
    elif isinstance(figure, str):
        page.write_string(*at, figure, look)
    else:
        page.write_number(*at, figure, look)


def _with_cells(text: str, row: int, places: Mapping[str, int]) -> str:
    """A formula with the cells that its columns in braces stand for. Raises KeyError for none of these."""
    return re.sub(
        r"\{(\^*)([^}]+)\}", lambda named: xl_rowcol_to_cell(row - len(named[1]), places[named[2]]), text
    )


def given(heading: str, look: str, read: Callable[[Case], Value]) -> Column:
    """A figure that the case states."""
    return Column(heading, look, read)


def worked(
    heading: str,
    look: str,
    text: str | Callable[[Case], str],
    expected: Callable[[Case], Value] = lambda _case: None,
) -> Column:
    """A figure that the sheet works out, and what the case expects of it, where it says."""
    return Column(heading, look, lambda case: Formula(text(case) if callable(text) else text, expected(case)))


def named_case() -> list[Column]:
    """The first columns of every sheet: what the case is called and which sentence it rests on."""
    return [
        given("Case", "text", lambda case: case["name"]),
        given("Source", "text", lambda case: case["source"]),
    ]


def agrees(worked_out: str, expected: str) -> Column:
    """The column that compares; to the cent, because a sheet counts in binary fractions."""
    return check(f"ROUND({{{worked_out}}}-{{{expected}}},4)=0")


def check(condition: str) -> Column:
    """The last column: whether the row comes to what is expected."""
    return worked("Agrees", "check", f'IF({condition},"agrees","differs")', lambda _case: "agrees")


def growing(
    heading: str, look: str, text: str, expected: Callable[[Case], Value] = lambda _case: None
) -> Column:
    """A sum over the rows of a case: the part of this row (`place` from 0), and what stands above it."""

    def summed(row: Case) -> str:
        return f"{text}+{{^{heading}}}" if row["place"] else text

    return worked(heading, look, summed, expected)


def at_last(column: Column) -> Column:
    """A column that is filled in the last row of a case only (`is_last`)."""
    return column._replace(of=lambda row: column.of(row) if row["is_last"] else "")


def number(text: str) -> float | int:
    """ "1,130.32" as the number that a sheet holds."""
    plain = text.replace(",", "")
    return float(plain) if "." in plain else int(plain)
