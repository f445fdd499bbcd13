"""Rows that go into a draft of the year's rules, never into a version that is published."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from tablib import Dataset

from enrolments.resources.report import Report
from enrolments.resources.rows import RegisterResource
from enrolments.resources.shapes import Values
from funding.actions import years
from funding.actions.refusals import Refused
from funding.models import FundingYear
from funding.rules import bounds
from vetportal import written
from vetportal.accounts.models import User
from vetportal.files.problems import FileRefused

Rows = list[tuple[int, Values]]


def year_of(rows: Rows) -> int:
    """The one year that a file is about. Raises FileRefused for several, and for none that can be read."""
    texts = {values["year"] for _, values in rows}
    try:
        found = {written.whole_number(text) for text in texts}
    except ValueError as error:
        raise FileRefused("year_unreadable", f"The column “year” cannot be read: {error}") from error
    if len(found) != 1:
        raise FileRefused(
            "years_mixed", "A file holds the rules of one year. Make one file for each year.", tuple(texts)
        )
    year = found.pop()
    if year not in bounds.YEARS:
        raise FileRefused("year_range", "Write the year with four digits, for example 2020.", tuple(texts))
    return year


def newest_version(year: int) -> FundingYear | None:
    """The draft of a year, or the version that a draft would start from."""
    return FundingYear.objects.filter(year=year).order_by("-version").first()


def draft_of(year: int, by: User | None) -> FundingYear:
    """The year's draft, started where there is none. Raises Refused without a person to answer for it."""
    if by is None:
        raise Refused("Say in whose name the draft is changed: --by USERNAME, an administrator.")
    version = newest_version(year)
    if version and version.status == FundingYear.Status.DRAFT:
        return version
    return years.draft(year=year, by=by)


class DraftResource(RegisterResource):
    """Rows of one part of a version. They are compared with the newest version and saved by one action."""

    part = ""  # the name in funding.actions.year_record.PARTS
    stored: tuple[str, ...] = ()  # fields of the model that the action takes

    class Meta(RegisterResource.Meta):
        use_bulk = False

    def __init__(self, *, report: Report, by: User | None = None, fills_gaps_only: bool = False) -> None:
        super().__init__(report=report, by=by, fills_gaps_only=fills_gaps_only)
        self.year = 0
        self.origin: FundingYear | None = None
        self._added: list[models.Model] = []

    def rows_of(self, rows: Rows) -> Iterator[tuple[int, Values]]:
        """The rows without their year, which is the same in all of them."""
        self.year = year_of(rows)
        self.origin = newest_version(self.year)
        return super().rows_of(rows)

    def get_queryset(self) -> models.QuerySet:
        return self._meta.model.objects.filter(funding_year=self.origin)

    def save_instance(self, instance: models.Model, is_create: bool, row: Values, **kwargs) -> None:
        """Collect; all rows are saved together once every row is right."""
        if is_create:
            self._added.append(instance)

    def figures(self) -> dict[str, Any]:
        """Fields of the version itself that the file states."""
        return {}

    def ordered(self, rows: Sequence[models.Model]) -> list[models.Model]:
        """The rows in the order in which they are kept."""
        return list(rows)

    def after_import(self, dataset: Dataset, result: Any, **kwargs) -> None:
        if result.has_errors() or result.has_validation_errors():
            return
        figures = {
            name: value
            for name, value in self.figures().items()
            if self.origin is None or getattr(self.origin, name) != value
        }
        if not (figures or self.counts.new or self.counts.changed):
            return
        rows = self.ordered([*self._held.values(), *self._added])
        plain = [{name: getattr(row, name) for name in self.stored} for row in rows]
        version = draft_of(self.year, self.by)
        years.change(version=version, by=self.by, figures=figures, parts={self.part: plain})
        self.report.notes.append(
            f"Saved in the draft of {version}. Another administrator must publish it before it counts."
        )
