"""Works a workbook out with an engine that is not the portal's and not a spreadsheet program's."""

import re
import warnings
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string


def values_of(path: Path) -> dict[tuple[str, int, int], Any]:
    """What every cell comes to, by sheet, row and column from 0."""
    names = {name.upper(): name for name in load_workbook(path, read_only=True).sheetnames}
    found = {}
    for key, cell in _solution(path).items():
        if at := re.fullmatch(r"'\[[^]]+\](.+)'!([A-Z]+)(\d+)", key):
            place = names[at[1]], int(at[3]) - 1, column_index_from_string(at[2]) - 1
            value = cell.value[0, 0]
            found[place] = value.item() if hasattr(value, "item") else value
    return found


def _solution(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of the engine and of what it is built on
        from formulas import ExcelModel

        return ExcelModel().loads(str(path)).finish(circular=False).calculate()
