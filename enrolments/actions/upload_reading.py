"""Reading and checking a file as a whole: its rows, what was noticed, and what saving it would do."""

from collections.abc import Sequence
from typing import NamedTuple

from enrolments.models import EnrolmentYear, School
from enrolments.uploads.enrolment_file import (
    COLUMNS,
    ERRORS_COLUMN,
    SUBJECTS_COLUMN,
    Check,
    CheckedRow,
)
from enrolments.uploads.plan import plan_of
from enrolments.uploads.standing import Standing, standing_of
from vetportal import clock
from vetportal.files.problems import FileRefused
from vetportal.files.reader import read_table
from vetportal.files.table import Row, Table


class Contents(NamedTuple):
    """What was read from a file."""

    rows: list[CheckedRow]
    notes: list[str]
    summary: dict


def read(
    content: bytes, filename: str, check: Check, *, school: School, year: EnrolmentYear, is_late: bool
) -> Contents:
    """Read and check a file; raises FileRefused where it cannot be taken as a whole."""
    optional = (SUBJECTS_COLUMN, ERRORS_COLUMN)
    table = read_table(content, filename=filename, required=COLUMNS, optional=optional)
    if not table.rows:
        raise FileRefused("file_empty", "The file has headings and no rows below them. Nothing was stored.")
    problems = [each for each in table.problems if each.column != ERRORS_COLUMN]
    standing = standing_of(school=school, year=year, is_late=is_late)
    rows = check(_as_said(table), problems, school=school, year=year, today=clock.today(), standing=standing)
    return Contents(rows, [*table.notes, f"Read as: {table.encoding}."], summary_of(rows, standing))


def _as_said(table: Table) -> list[Row]:
    """The rows without the cells of a column that the file does not have."""
    if SUBJECTS_COLUMN not in table.columns:
        for row in table.rows:
            del row.values[SUBJECTS_COLUMN]
    return table.rows


def summary_of(rows: Sequence[CheckedRow], standing: Standing) -> dict:
    """Counts and mark of what saving would do; empty while there are errors."""
    if any(each.errors for each in rows):
        return {}
    plan = plan_of((each.clean for each in rows), standing)
    return {**plan.counts(), "mark": plan.mark()}
