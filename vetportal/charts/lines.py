"""Values over years or terms as lines from zero upwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vetportal.charts.figures import (
    LABELS,
    FigureTable,
    Key,
    Series,
    Value,
    all_values,
    check,
    figure_table,
    percent,
    slug,
)
from vetportal.rounding import divide_half_up

HEIGHT = 200
TOP, FLOOR = 16, 168
TONES = ("solid", "light", "pale")


@dataclass(frozen=True)
class Point:
    """One value of a line."""

    x: str
    y: int
    label: str


@dataclass(frozen=True)
class Stroke:
    """The straight piece between two points that follow each other."""

    x1: str
    y1: int
    x2: str
    y2: int


@dataclass(frozen=True)
class Line:
    """One series as a line; its last value is written `label_dy` pixels from its last point."""

    name: str
    tone: str
    label_dy: int
    points: tuple[Point, ...]
    strokes: tuple[Stroke, ...]


@dataclass(frozen=True)
class Tick:
    """One category on the axis."""

    x: str
    label: str


@dataclass(frozen=True)
class LineChart:
    """Values over years or terms."""

    key: str
    title: str
    description: str
    height: int
    floor: int
    ticks: tuple[Tick, ...]
    lines: tuple[Line, ...]
    legend: tuple[Key, ...]
    table: FigureTable


def line(
    *,
    title: str,
    description: str,
    categories: Sequence[str],
    series: Series,
    unit: str,
    axis: str = "",
    key: str = "",
) -> LineChart:
    """Lines from zero upwards, one a series; errors as in grouped_bars."""
    check(categories, series)
    highest = max(all_values(series), default=0) or 1
    xs = [_spread(position, len(categories)) for position in range(len(categories))]
    top_end = max((values[-1] for _, values in series if values and values[-1] is not None), default=0)
    lines = tuple(
        _line(name, tone, xs, values, highest, unit, top_end)
        for tone, (name, values) in zip(TONES[: len(series)], series, strict=True)
    )
    return LineChart(
        key=key or slug(title),
        title=title,
        description=description,
        height=HEIGHT,
        floor=FLOOR,
        ticks=tuple(Tick(percent(x), label) for x, label in zip(xs, categories, strict=True)),
        lines=lines,
        legend=tuple(Key(drawn.name, drawn.tone) for drawn in lines) if len(lines) > 1 else (),
        table=figure_table(axis, categories, series, unit),
    )


def _line(
    name: str, tone: str, xs: Sequence[float], values: Sequence[Value], highest: int, unit: str, top_end: int
) -> Line:
    depth = FLOOR - TOP
    places = [
        None
        if value is None
        else Point(percent(x), FLOOR - divide_half_up(depth * value, highest), LABELS[unit](value))
        for x, value in zip(xs, values, strict=True)
    ]
    # A year that is not known leaves a gap: nothing is drawn across it.
    strokes = tuple(
        Stroke(start.x, start.y, end.x, end.y) for start, end in pairwise(places) if start and end
    )
    is_lower = bool(values) and values[-1] is not None and values[-1] < top_end
    points = tuple(point for point in places if point)
    return Line(name, tone, 20 if is_lower else -10, points, strokes)


def _spread(position: int, count: int) -> float:
    """Where the nth of so many categories stands, with room for half a label at both ends."""
    return 50.0 if count == 1 else 8 + 84 * position / (count - 1)
