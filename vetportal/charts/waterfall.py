"""From one total to another: each step hangs where the one before it ended, its sign written beside it."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vetportal import money
from vetportal.charts.across import Scale, room
from vetportal.charts.figures import FigureTable, percent, slug

BAR_HEIGHT = 14
STEP = 25
_TOTAL, _MORE, _LESS = "solid", "light", "negative"


@dataclass(frozen=True)
class Bar:
    """One total or step; `x` and `width` as percentages, `y` in pixels, the amount written at `label_x`."""

    name: str
    tone: str
    x: str
    width: str
    y: int
    middle: int
    label: str
    label_x: str


@dataclass(frozen=True)
class Link:
    """The line from the end of one bar to the next."""

    x: str
    y1: int
    y2: int


@dataclass(frozen=True)
class WaterfallChart:
    """Bars from the first total to the last, measured from the line at `zero_x`."""

    key: str
    title: str
    description: str
    height: int
    zero_x: str
    bars: tuple[Bar, ...]
    links: tuple[Link, ...]
    table: FigureTable


def waterfall(
    *,
    title: str,
    description: str,
    start: tuple[str, int],
    steps: Sequence[tuple[str, int]],
    end: tuple[str, int],
    axis: str = "",
    key: str = "",
) -> WaterfallChart:
    """Totals and steps in cents, drawn downwards from `start` to `end`.

    Raises ValueError unless the start and the steps add up to the end.
    """
    reached = _reached(start[1], steps, end[1])
    spans = [
        _total(start),
        *(
            _Span(name, _signed(cents), first, last, _MORE if last >= first else _LESS)
            for (name, cents), (first, last) in zip(steps, itertools.pairwise(reached), strict=True)
        ),
        _total(end),
    ]
    left, right = room([each.name for each in spans]), room([each.label for each in spans])
    scale = Scale.of(reached, left=left, right=right)
    bars = tuple(_bar(place, span, scale) for place, span in enumerate(spans))
    return WaterfallChart(
        key=key or slug(title),
        title=title,
        description=description,
        height=STEP * len(bars) - (STEP - BAR_HEIGHT) + 4,
        zero_x=percent(scale.place(0)),
        bars=bars,
        links=_links(reached, scale),
        table=_table(axis, start, steps, end, reached),
    )


def _reached(start: int, steps: Sequence[tuple[str, int]], end: int) -> list[int]:
    """The total at the start and after each step."""
    reached = list(itertools.accumulate((cents for _, cents in steps), initial=start))
    if reached[-1] != end:
        raise ValueError(f"The steps lead to {reached[-1]}, not to {end}.")
    return reached


class _Span(NamedTuple):
    """A total or a step in cents, from where to where."""

    name: str
    label: str
    first: int
    last: int
    tone: str


def _total(total: tuple[str, int]) -> _Span:
    name, cents = total
    return _Span(name, money.whole_dollars(cents), 0, cents, _TOTAL)


def _signed(cents: int) -> str:
    """A step in whole dollars; less than a dollar is written in cents, because it is not nothing."""
    if abs(cents) < 100:
        return money.signed_dollars(cents)
    return f"+{money.whole_dollars(cents)}" if cents > 0 else money.whole_dollars(cents)


def _bar(place: int, span: _Span, scale: Scale) -> Bar:
    near, far = (scale.place(cents) for cents in sorted((span.first, span.last)))
    top = STEP * place + 2
    return Bar(
        name=span.name,
        tone=span.tone,
        x=percent(near),
        width=percent(far - near),
        y=top,
        middle=top + BAR_HEIGHT // 2,
        label=span.label,
        label_x=percent(far),
    )


def _links(reached: Sequence[int], scale: Scale) -> tuple[Link, ...]:
    return tuple(
        Link(percent(scale.place(cents)), STEP * place + 2 + BAR_HEIGHT, STEP * (place + 1) + 2)
        for place, cents in enumerate(reached)
    )


def _table(
    axis: str,
    start: tuple[str, int],
    steps: Sequence[tuple[str, int]],
    end: tuple[str, int],
    reached: Sequence[int],
) -> FigureTable:
    rows = [(start[0], "", money.dollars(start[1]))]
    rows += [
        (name, money.signed_dollars(cents), money.dollars(then))
        for (name, cents), then in zip(steps, reached[1:], strict=True)
    ]
    rows.append((end[0], "", money.dollars(end[1])))
    return FigureTable((axis or "Step", "Change", "Total"), tuple(rows))
