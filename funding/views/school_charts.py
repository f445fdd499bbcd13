"""Drawings of one school's funding."""

from collections.abc import Sequence

from funding.queries.estimates import Estimate
from funding.queries.released import Schedule
from funding.rules.facts import Allocation, YearRules
from vetportal import charts
from vetportal.rounding import divide_half_up

Series = Sequence[tuple[str, Sequence[Allocation]]]


def fte_by_band(rules: YearRules, series: Series) -> charts.BarChart | None:
    """Full-time enrolments in each band that any of the series has; None where there is nothing."""
    return _by_band(
        rules,
        series,
        title="Full-time enrolments by band",
        description="Funded full-time enrolments of your school in each band.",
        unit="fte",
    )


def dollars_by_band(rules: YearRules, series: Series) -> charts.BarChart | None:
    """Targeted funding in each band; None where there is nothing."""
    return _by_band(
        rules,
        series,
        title="Targeted funding by band",
        description="Targeted VET funding of your school in each band, without the rural weighting.",
        unit="dollars",
    )


def _by_band(rules: YearRules, series: Series, *, unit: str, **words: str) -> charts.BarChart | None:
    figures = [(name, _figures(lines, unit)) for name, lines in series]
    held = {band for _, values in figures for band in values}
    codes = [band.code for band in rules.bands if band.code in held]
    if not codes:
        return None
    return charts.grouped_bars(
        categories=[f"Band {code}" for code in codes],
        series=[(name, [values.get(code, 0) for code in codes]) for name, values in figures],
        unit=unit,
        axis="Band",
        **words,
    )


def _figures(lines: Sequence[Allocation], unit: str) -> dict[str, int]:
    return {
        line.band: line.amount if unit == "dollars" else divide_half_up(line.quantity * 100, line.divisor)
        for line in lines
        if line.component == "TARGETED"
    }


def of_estimate(estimate: Estimate) -> charts.BarChart | None:
    """The small drawing of the front page."""
    return fte_by_band(estimate.rules, [("Eligible", estimate.targeted)])


def payments(schedule: Schedule) -> charts.BarChart | None:
    """A school's payments by term; None before anything is released."""
    if not schedule.payments:
        return None
    return charts.signed_bars(
        title=f"Payments of {schedule.year} by term",
        description="Released payments to your school; the adjustment settles terms 1 and 2.",
        values=[
            ("Adjustment" if each is schedule.adjustment else each.name, each.paid)
            for each in schedule.payments
        ],
        axis="Payment",
    )
