"""The officer's workbook says what the cases say, and its formulas come to what the cases expect."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.rules.cases import CASES, read
from tests.workbook import engine
from tests.workbook.__main__ import PAGE, sheets, write_workbook
from tests.workbook.sheet import FIRST_ROW, Formula

ON_SHEETS = {
    "acquittal", "ages", "agreements", "at_risk", "band_rates", "cap", "core_share", "core_share_of_students",
    "corrections", "credit_transfers", "eligibility", "policy", "ref143", "rural", "rural_rate_moves",
    "scenarios", "school_year", "tafe_supplement", "targeted", "waterfall",
}  # fmt: skip


def cells(path: Path, *, values: bool = False) -> dict[str, list[tuple]]:
    book = load_workbook(path, data_only=values)
    return {page.title: list(page.iter_rows(values_only=True)) for page in book}


@pytest.fixture(scope="module")
def worked_out() -> dict[tuple[str, int, int], Any]:
    """The workbook in the docs, worked out by an engine that is not the portal's."""
    return engine.values_of(PAGE)


def test_the_workbook_in_the_docs_is_in_step_with_the_cases(tmp_path):
    """If this fails: python -m tests.workbook."""
    write_workbook(tmp_path / "now.xlsx", sheets(), {})
    assert cells(PAGE) == cells(tmp_path / "now.xlsx")


@pytest.mark.parametrize("sheet", sheets(), ids=lambda sheet: sheet.name)
def test_every_formula_comes_to_what_its_case_expects(sheet, worked_out):
    differing, compared = [], 0
    for line, case in enumerate(sheet.cases):
        for place, column in enumerate(sheet.columns):
            cell = column.of(case)
            if isinstance(cell, Formula) and cell.expected is not None:
                compared += 1
                found = worked_out[sheet.name, FIRST_ROW + line, place]
                if not same(found, cell.expected):
                    differing.append(f"{case['name']}, {column.heading}: {found}, not {cell.expected}")
    assert differing == []
    assert compared >= len({case["name"] for case in sheet.cases})


def same(found: object, expected: object) -> bool:
    """To the cent, because a sheet counts in binary fractions."""
    if isinstance(expected, str):
        return found == expected
    return isinstance(found, int | float) and abs(found - expected) < 0.0001


def test_a_program_that_only_shows_it_shows_what_the_formulas_come_to(worked_out):
    shown = cells(PAGE, values=True)
    formulas = [
        (name, row, place)
        for name, rows in cells(PAGE).items()
        for row, cells_of_row in enumerate(rows)
        for place, cell in enumerate(cells_of_row)
        if str(cell).startswith("=")
    ]
    assert len(formulas) > 1000
    for name, row, place in formulas:
        assert same(shown[name][row][place] or "", worked_out[name, row, place] or "")


def test_every_case_stands_on_a_sheet():
    named = {case["name"] for sheet in sheets() for case in sheet.cases}
    assert {case["name"] for file in ON_SHEETS for case in read(file)} == named


def test_there_are_at_least_120_cases_and_each_has_a_source():
    cases = [case for file in sorted(ON_SHEETS) for case in read(file)]
    assert len(cases) >= 120
    assert all(case["name"] and case["source"] for case in cases)
    assert {file for file in ON_SHEETS if not (CASES / f"{file}.yaml").exists()} == set()
