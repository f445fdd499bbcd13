"""Horizontal bars: a category a row, one bar a series, the value written at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from vetportal.charts.across import Scale, room
from vetportal.charts.figures import (
    LABELS,
    TONES,
    FigureTable,
    Key,
    Series,
    Value,
    all_values,
    check,
    figure_table,
    legend,
    percent,
    slug,
)

BAR_HEIGHT = 14
BAR_STEP = 17
GROUP_GAP = 12
# A longer label stands on a line of its own above its bars, where it has the whole width.
LONGEST_BESIDE = 13
LABEL_LINE = 18


@dataclass(frozen=True)
class Bar:
    """One bar; `x` and `width` as percentages, `y` in pixels, its value written at `label_x`."""

    tone: str
    x: str
    width: str
    y: int
    label: str
    label_x: str
    label_y: int


@dataclass(frozen=True)
class Group:
    """The bars of one category."""

    label: str
    label_y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars in groups, measured from the line at `zero_x`; empty where labels stand above."""

    key: str
    title: str
    description: str
    height: int
    zero_x: str
    groups: tuple[Group, ...]
    legend: tuple[Key, ...]
    table: FigureTable


def grouped_bars(
    *,
    title: str,
    description: str,
    categories: Sequence[str],
    series: Series,
    unit: str,
    axis: str = "",
    key: str = "",
) -> BarChart:
    """Bars side by side for each category, one tone a series.

    Raises ValueError when a series has not one value for each category, or there are more series than tones.
    """
    check(categories, series)
    scale = _scale(categories, series, unit)
    tones = TONES[1:2] if len(series) == 1 else TONES[: len(series)]
    above = LABEL_LINE if _stand_above(categories) else 0
    step = above + BAR_STEP * len(series) + GROUP_GAP
    groups = tuple(
        _group(label, position * step, above, [values[position] for _, values in series], tones, scale, unit)
        for position, label in enumerate(categories)
    )
    return BarChart(
        key=key or slug(title),
        title=title,
        description=description,
        height=max(step * len(categories) - GROUP_GAP + 4, 1),
        zero_x="" if above else percent(scale.place(0)),
        groups=groups,
        legend=legend(series, tones),
        table=figure_table(axis, categories, series, unit),
    )


def signed_bars(
    *,
    title: str,
    description: str,
    values: Sequence[tuple[str, Value]],
    unit: str = "dollars",
    axis: str = "",
    key: str = "",
) -> BarChart:
    """One bar a line, to the left of zero where it is negative: payments by term with their adjustment."""
    return grouped_bars(
        title=title,
        description=description,
        categories=[label for label, _ in values],
        series=[("Amount" if unit == "dollars" else "Value", [value for _, value in values])],
        unit=unit,
        axis=axis,
        key=key,
    )


def _scale(categories: Sequence[str], series: Series, unit: str) -> Scale:
    values = all_values(series)
    left = 0.0 if _stand_above(categories) else room(categories)
    return Scale.of(values, left=left, right=room([LABELS[unit](value) for value in values]))


def _stand_above(categories: Sequence[str]) -> bool:
    return any(len(label) > LONGEST_BESIDE for label in categories)


def _group(
    label: str, top: int, above: int, values: Sequence[Value], tones: Sequence[str], scale: Scale, unit: str
) -> Group:
    first = top + above + 2
    bars = tuple(
        _bar(tone, value, first + BAR_STEP * row, scale, unit)
        for row, (tone, value) in enumerate(zip(tones, values, strict=True))
    )
    middle = first + (BAR_STEP * len(values) - (BAR_STEP - BAR_HEIGHT)) // 2
    return Group(label, top + above // 2 if above else middle, bars)


def _bar(tone: str, value: Value, y: int, scale: Scale, unit: str) -> Bar:
    zero = scale.place(0)
    end = zero if value is None else scale.place(value)
    return Bar(
        tone="negative" if value is not None and value < 0 else tone,
        x=percent(min(zero, end)),
        width=percent(abs(end - zero)),
        y=y,
        label=LABELS[unit](value),
        label_x=percent(max(zero, end)),
        label_y=y + BAR_HEIGHT // 2,
    )
