"""The officer's workbook says what the cases say, and its formulas come to what the cases expect."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.rules.cases import CASES, read
from tests.workbook.__main__ import PAGE, sheets, write_workbook

OTHERS = {"credit_points", "agreements"}  # not cases of funding


def cells(path: Path) -> dict[str, list[tuple]]:
    book = load_workbook(path)
    return {page.title: list(page.iter_rows(values_only=True)) for page in book}


def test_the_workbook_in_the_docs_is_in_step_with_the_cases(tmp_path):
    """If this fails: python -m tests.workbook."""
    write_workbook(tmp_path / "now.xlsx", sheets())
    assert cells(PAGE) == cells(tmp_path / "now.xlsx")


@pytest.mark.filterwarnings("ignore")  # those of the engine and of what it is built on
def test_every_formula_comes_to_what_its_case_expects():
    """An engine that is not the portal's works the sheets out."""
    from formulas import ExcelModel

    solution = ExcelModel().loads(str(PAGE)).finish(circular=False).calculate()
    said = [each.value[0, 0] for each in solution.values() if hasattr(each, "value")]
    expected = sum(
        1 for rows in cells(PAGE).values() for row in rows for cell in row if "agrees" in str(cell)
    )
    assert said.count("differs") == 0
    assert said.count("agrees") == expected > 100


def test_there_are_at_least_120_cases_and_each_has_a_source():
    files = {path.stem for path in CASES.glob("*.yaml")} - OTHERS
    cases = [case for name in sorted(files) if isinstance(read(name), list) for case in read(name)]
    assert len(cases) >= 120
    assert all(case["name"] and case["source"] for case in cases)
