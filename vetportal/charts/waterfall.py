"""From one total to another: each step hangs where the one before it ended, its sign written beside it."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from vetportal import money
from vetportal.charts.figures import FigureTable, percent, slug

BAR_HEIGHT = 14
STEP = 25
# Share of the width, at the narrowest drawing (about 290 px), that one character takes.
CHARACTER_SHARE = 2.6
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
    reached = [start[1]]
    for _, cents in steps:
        reached.append(reached[-1] + cents)
    if reached[-1] != end[1]:
        raise ValueError(f"The steps lead to {reached[-1]}, not to {end[1]}.")
    spans = [(0, start[1]), *itertools.pairwise(reached), (0, end[1])]
    names = [start[0], *(name for name, _ in steps), end[0]]
    labels = [
        money.whole_dollars(start[1]),
        *(_signed(cents) for _, cents in steps),
        money.whole_dollars(end[1]),
    ]
    scale = _Scale.of(names, labels, reached)
    bars = tuple(
        _bar(place, name, label, span, place in (0, len(names) - 1), scale)
        for place, (name, label, span) in enumerate(zip(names, labels, spans, strict=True))
    )
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


@dataclass(frozen=True)
class _Scale:
    """From cents to their place across, in percent."""

    left: float
    span: float
    low: int
    high: int

    @classmethod
    def of(cls, names: Sequence[str], labels: Sequence[str], reached: Sequence[int]) -> "_Scale":
        left, right = _room(names), _room(labels)
        low, high = min(0, *reached), max(0, *reached)
        return cls(left, 100 - left - right, low, high if high > low else low + 1)

    def place(self, cents: int) -> float:
        return self.left + self.span * (cents - self.low) / (self.high - self.low)


def _room(words: Sequence[str]) -> float:
    """Share of the width kept free for the longest of these labels."""
    return min(max(max(map(len, words)) * CHARACTER_SHARE + 3, 8.0), 38.0)


def _signed(cents: int) -> str:
    """A step in whole dollars; less than a dollar is written in cents, because it is not nothing."""
    if abs(cents) < 100:
        return money.signed_dollars(cents)
    return f"+{money.whole_dollars(cents)}" if cents > 0 else money.whole_dollars(cents)


def _bar(place: int, name: str, label: str, span: tuple[int, int], is_total: bool, scale: _Scale) -> Bar:
    first, last = span
    near, far = scale.place(min(span)), scale.place(max(span))
    top = STEP * place + 2
    tone = _TOTAL if is_total else (_MORE if last >= first else _LESS)
    return Bar(
        name=name,
        tone=tone,
        x=percent(near),
        width=percent(far - near),
        y=top,
        middle=top + BAR_HEIGHT // 2,
        label=label,
        label_x=percent(far),
    )


def _links(reached: Sequence[int], scale: _Scale) -> tuple[Link, ...]:
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
