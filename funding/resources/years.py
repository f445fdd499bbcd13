"""A year's rules as a table: one figure a row, each with the sentence that sets it."""

from typing import Any

from django.db import transaction

from enrolments.resources.loading import RegisterFile
from enrolments.resources.report import Counts, Report
from enrolments.resources.shapes import Shape
from funding.actions import year_record, years
from funding.actions.refusals import Refused
from funding.models import FundingYear
from funding.resources.drafts import Rows, draft_of, newest_version, year_of
from funding.resources.year_sheet import Sheet
from vetportal.accounts.models import User
from vetportal.files.problems import RowProblem


def take(rows: Rows, report: Report, by: User | None) -> None:
    """Put the figures of the file into the year's draft, started where there is none."""
    year = year_of(rows)
    version = newest_version(year)
    sheet = Sheet(version.scheme) if version else Sheet()
    for number, values in sorted(rows, key=_scheme_first):
        try:
            sheet.read(values)
        except ValueError as error:
            report.problems.append(RowProblem(number, "value", "invalid", str(error)))
    if report.problems:
        return
    before = _snapshot(version)
    with transaction.atomic():
        version = draft_of(year, by)
        after = _snapshot(years.change(version=version, by=by, **sheet.arguments()))
        counts = _counts(before, after)
        if not (counts.new or counts.changed):
            transaction.set_rollback(True)
    report.counts.append(counts)
    if counts.new or counts.changed:
        report.notes.append(f"Saved in the draft of {version}. Another administrator must publish it.")


def _scheme_first(row: tuple[int, dict[str, str]]) -> bool:
    """The model says which bands there may be, so it is read before them."""
    return row[1]["figure"].strip() != "scheme"


def _snapshot(version: FundingYear | None) -> dict[str, Any]:
    return year_record.snapshot(version) if version else {}


def _counts(before: dict[str, Any], after: dict[str, Any]) -> Counts:
    was, _ = year_record.changes(before, after)
    new = sum(name not in before for name in was)
    return Counts("figures", new, len(was) - new, len(after) - len(was))


YEARS = RegisterFile(
    "years", (Shape(("year", "figure", "item", "value", "source")),), take=take, refusals=(Refused,)
)
