"""Writes docs/funding-cases.xlsx from tests/cases: python -m tests.workbook"""

import datetime as dt
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import xlsxwriter

from tests.workbook import (
    agreements,
    amounts,
    cap,
    duties,
    eligibility,
    engine,
    later_years,
    payments,
    waterfall,
    what_if,
)
from tests.workbook.sheet import Sheet, Values, write

PAGE = Path(__file__).parents[2] / "docs" / "funding-cases.xlsx"
READ_ME = (
    "Every clause of the funding rules as cases that can be checked by hand.",
    "",
    "The figures are those of tests/cases, by which the portal's own calculation is tested.",
    "Given figures stand as they are; everything worked out is a formula: open a cell to see it.",
    "The last column of a sheet compares the formula with what the case expects.",
    "Source: SRP Reference 56 for 2019 unless a case says otherwise. Schools, certificates of a band, caps,",
    "rural rates, Skills First rates and the amounts of 2023 are invented, because none were published.",
    "",
    "Written by: python -m tests.workbook",
)


def sheets() -> list[Sheet]:
    """All sheets, in the order in which a calculation goes."""
    parts = (eligibility, amounts, cap, payments, later_years, what_if, waterfall, agreements, duties)
    return [make() for part in parts for make in part.SHEETS]


def write_workbook(path: Path, made: Iterable[Sheet], values: Values) -> None:
    """Write the workbook; the same cases always give the same cells."""
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.set_properties({"title": "VET funding cases", "created": dt.datetime(2019, 5, 6)})  # noqa: DTZ001 - a document's date has no zone
        page = workbook.add_worksheet("Read me")
        page.set_column(0, 0, 100)
        for row, line in enumerate(READ_ME):
            page.write_string(row, 0, line)
        for sheet in made:
            write(workbook, sheet, values)


def main() -> None:
    """Write it, let the engine work it out, and write it with what the engine found."""
    made = sheets()
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / PAGE.name
        write_workbook(draft, made, {})
        write_workbook(PAGE, made, engine.values_of(draft))
    sys.stdout.write(f"Wrote {PAGE.name}: {sum(len(sheet.cases) for sheet in made)} rows.\n")


if __name__ == "__main__":
    main()
