"""A rate table: weighting levels and the rates that follow from them, checked to the cent."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from import_export import fields
from tablib import Dataset

from enrolments.resources import widgets
from enrolments.resources.loading import RegisterFile
from enrolments.resources.report import Report
from enrolments.resources.shapes import Shape, Values
from funding.actions.refusals import Refused
from funding.models import BandRate
from funding.resources.bands import band_code
from funding.resources.drafts import DraftResource, Rows, newest_version, year_of
from funding.rules.completeness import BANDS, BASE_BAND
from funding.rules.rates import band_rate
from vetportal import written
from vetportal.accounts.models import User
from vetportal.files.problems import FileRefused, RowProblem
from vetportal.money import dollars, thousandths

_HIGHEST_RATE = 10_000_000  # cents: a hundred thousand dollars for one full-time enrolment is a slip
_HIGHEST_WEIGHTING = 100_000
_STATUSES = ("indicative", "confirmed")


def _weighting(text: str) -> int:
    return written.fixed_point(text, 3, example="3.347")


class BandRateResource(DraftResource):
    """One band. Its rate is checked and not kept, because it follows from the weighting level."""

    key = ("code",)
    kind = "bands"
    part = "bands"
    stored = ("code", "weighting_level", "full_rate_hours", "stated_rate", "source")

    code = fields.Field("code", "band", widgets.Cell(band_code))
    weighting_level = fields.Field("weighting_level", "weighting", widgets.Cell(_weighting))
    full_rate_hours = fields.Field("full_rate_hours", "full_rate_hours", widgets.whole(9_999))
    rate = fields.Field(None, "rate", widgets.Cell(written.cents))
    effective_from = fields.Field(None, "effective_from", widgets.day())
    effective_to = fields.Field(None, "effective_to", widgets.day())

    class Meta(DraftResource.Meta):
        model = BandRate
        fields = ("code", "weighting_level", "full_rate_hours", "rate", "effective_from", "effective_to")

    def before_import(self, dataset: Dataset, **kwargs) -> None:
        super().before_import(dataset, **kwargs)
        self._ordered = [field for field in self._ordered if field.attribute]
        self.first = dict(zip(dataset.headers, dataset[0], strict=True))
        base = [row for row in dataset.dict if row["band"].strip() == BASE_BAND]
        self.base_rate = _cents_or_none(base[0]["rate"]) if base else None

    def before_import_row(self, row: Values, **kwargs) -> None:
        errors = {}
        for column, check in (("weighting", self._check_weighting), ("rate", self._check_rate)):
            try:
                check(row)
            except ValidationError as error:
                errors[column] = error
            except ValueError as error:
                errors[column] = ValidationError(str(error), code="not_a_number")
        if errors:
            raise ValidationError(errors)

    def _check_weighting(self, row: Values) -> None:
        if not 0 < _weighting(row["weighting"]) <= _HIGHEST_WEIGHTING:
            raise ValidationError(
                "A weighting level is more than 0 and at most 100.000.", code="weighting_range"
            )

    def _check_rate(self, row: Values) -> None:
        rate = written.cents(row["rate"])
        if not 0 < rate <= _HIGHEST_RATE:
            raise ValidationError("A rate is more than $0.00 and at most $100,000.00.", code="rate_range")
        level = _weighting(row["weighting"])
        if self.base_rate and rate != (expected := band_rate(level, self.base_rate)):
            raise ValidationError(
                f"{thousandths(level)} times the rate of band 8, {dollars(self.base_rate)}, "
                f"is {dollars(expected)}. Correct the weighting level or the rate.",
                code="rate_mismatch",
            )

    def after_init_instance(self, instance: BandRate, new: bool, row: Values, **kwargs) -> None:
        super().after_init_instance(instance, new, row, **kwargs)
        if new:
            instance.full_rate_hours = 0  # not stated yet; it stops publishing until it is

    def validate_instance(self, instance: BandRate, import_validation_errors=None, validate_unique=True):
        instance.source = f"Rate table {self.report.filename}"
        super().validate_instance(instance, import_validation_errors, validate_unique)

    def figures(self) -> dict[str, Any]:
        stated = {
            "base_rate": self.base_rate,
            "effective_from": written.day(self.first["effective_from"]),
            "effective_to": written.day(self.first["effective_to"]),
        }
        is_new = self.origin is None or self.origin.base_rate != self.base_rate
        return stated | ({"base_rate_source": f"Rate table {self.report.filename}"} if is_new else {})

    def ordered(self, rows: Sequence[models.Model]) -> list[models.Model]:
        return sorted(rows, key=lambda row: BANDS.index(row.code) if row.code in BANDS else len(BANDS))


def _cents_or_none(text: str) -> int | None:
    try:
        return written.cents(text)
    except ValueError:
        return None


def check_table(rows: Rows, report: Report, by: User | None) -> Rows:
    """A rate table is whole: one year, one kind, one period, and every band once."""
    year = year_of(rows)
    version = newest_version(year)
    if version and version.are_rates_stated:
        raise FileRefused(
            "rates_stated",
            f"The rates of {year} are stated band by band, so no rate follows from a weighting level. "
            "Load them with the file of the year (figure stated_rate).",
        )
    named = {values["band"].strip().lower() for _, values in rows}
    missing = tuple(code for code in BANDS if code not in named)
    if missing:
        raise FileRefused(
            "bands_missing",
            f"A rate table holds every band. Missing: {', '.join(missing)}. A band is never taken as $0.00.",
            missing,
        )
    kinds = {values["status"].strip().casefold() for _, values in rows}
    if len(kinds) != 1 or not kinds <= set(_STATUSES):
        raise FileRefused("status_unknown", "Write indicative in the column “status”, the same in every row.")
    if kinds == {"confirmed"}:
        report.notes.append(
            "The table calls its rates confirmed. It was read as a draft: confirmed rates are worked out "
            "by a confirmed run from the cap, and rates that were paid stay as they are."
        )
    _check_period(rows, year, report)
    return rows


def _check_period(rows: Rows, year: int, report: Report) -> None:
    periods = {(values["effective_from"], values["effective_to"]) for _, values in rows}
    if len(periods) != 1:
        raise FileRefused("periods_mixed", "All bands of a table are in force from the same day to the same.")
    try:
        first, last = map(written.day, periods.pop())
    except ValueError as error:
        report.problems.append(RowProblem(rows[0][0], "effective_from", "date", str(error)))
        return
    if not (first <= last and first.year == last.year == year):
        raise FileRefused("period_wrong", f"The first and the last day must lie in {year}, in that order.")


RATES = RegisterFile(
    "rates",
    (
        Shape(
            ("year", "status", "band", "weighting", "rate", "effective_from", "effective_to"),
            ("full_rate_hours",),
        ),
    ),
    (BandRateResource,),
    check=check_table,
    refusals=(Refused,),
)
