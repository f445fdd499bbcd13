"""What a new version of a year's rules starts from: a copy of an earlier one, or nothing."""

from datetime import date
from typing import Any

from django.db import models

from funding.actions import year_record
from funding.models import (
    BandRate,
    FundingYear,
    InstalmentShare,
    LearningStage,
    MaterialsBand,
    SkillsFirstRate,
    SmallScaleStep,
    YearComponent,
)
from funding.rules.components import COMPONENT_BY_CODE

# What a new year must state anew: the figure is carried over to start from, its source is not, so that nobody
# publishes last year's figure without having looked; amounts that nothing follows from are left empty.
_STATED_ANEW = (
    "census_source", "base_rate_source", "core_source", "cap_source", "rural_source", "tafe_source"
)  # fmt: skip
_LEFT_EMPTY = ("rural_rate", "cap")
# Rows whose amounts are published every year anew.
_ROWS_STATED_ANEW = (SkillsFirstRate, MaterialsBand, SmallScaleStep, LearningStage)

# Reference 56 pays these everywhere; the rest is switched on by the administrator.
_FIRST_COMPONENTS = ("TARGETED", "RURAL")


def newest_before(year: int) -> FundingYear | None:
    """The newest version of an earlier year that somebody has published; a draft proves nothing."""
    earlier = FundingYear.objects.filter(year__lt=year).exclude(status=FundingYear.Status.DRAFT)
    return earlier.order_by("-year", "-version").first()


def copied(origin: FundingYear, year: int) -> dict[str, Any]:
    """The figures of an earlier version for a new one of a year; see the constants above."""
    figures = {name: getattr(origin, name) for name in year_record.FIGURES}
    if origin.year == year:
        return figures
    figures |= dict.fromkeys(_STATED_ANEW, "") | dict.fromkeys(_LEFT_EMPTY)
    return figures | _whole_year(year) | {"census_date": _same_day(origin.census_date, year)}


def empty(year: int) -> dict[str, Any]:
    """Nothing is stated yet: 0 and empty texts, each of which stops publishing."""
    fields = [FundingYear._meta.get_field(name) for name in year_record.FIGURES]
    blank = {field.name: "" for field in fields if isinstance(field, models.TextField)}
    zero = {
        field.name: 0
        for field in fields
        if isinstance(field, models.IntegerField) and not field.null and not field.has_default()
    }
    return blank | zero | _whole_year(year) | {"census_date": date(year, 12, 31)}


def _whole_year(year: int) -> dict[str, date]:
    return {"effective_from": date(year, 1, 1), "effective_to": date(year, 12, 31)}


def _same_day(origin: date, year: int) -> date:
    """The same day of another year, to start from; 29 February becomes 28 February."""
    return origin.replace(year=year, day=min(origin.day, 28) if origin.month == 2 else origin.day)


def copy_rows(origin: FundingYear | None, version: FundingYear) -> None:
    """Give a new version the rows of its origin; what another year must state anew is left open."""
    if origin is None:
        YearComponent.objects.bulk_create(
            YearComponent(funding_year=version, code=code, source=COMPONENT_BY_CODE[code].source)
            for code in _FIRST_COMPONENTS
        )
        return
    for part in year_record.PARTS:
        rows = getattr(origin, part)
        copies = [row for row in rows.order_by("pk") if _lasts(row, version)]
        for row in copies:
            if origin.year != version.year:
                _state_anew(row, are_rates_stated=version.are_rates_stated)
            row.pk, row.funding_year = None, version
        rows.model.objects.bulk_create(copies)


def _state_anew(row: models.Model, *, are_rates_stated: bool) -> None:
    """Empty what another year must say for itself."""
    if isinstance(row, InstalmentShare):
        row.pay_date = None
    elif isinstance(row, _ROWS_STATED_ANEW) or (isinstance(row, BandRate) and are_rates_stated):
        row.source = ""


def _lasts(row: models.Model, version: FundingYear) -> bool:
    """Whether a row still says something in the year of the version: a rate that has ended does not."""
    if not isinstance(row, SkillsFirstRate) or row.effective_to is None:
        return True
    return row.effective_to >= version.effective_from
