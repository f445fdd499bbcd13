"""How much of a limit is used."""

from collections.abc import Sequence
from dataclasses import dataclass

from vetportal import money
from vetportal.charts.figures import FigureTable, percent, slug

TONES = ("solid", "light", "pale")


@dataclass(frozen=True)
class Segment:
    """One part of what has been used."""

    name: str
    tone: str
    x: str
    width: str


@dataclass(frozen=True)
class Gauge:
    """How much of a limit is used; `limit_x` is where the limit stands."""

    key: str
    title: str
    description: str
    sentence: str
    is_over: bool
    limit_x: str
    segments: tuple[Segment, ...]
    table: FigureTable


def cap_gauge(
    *, title: str, description: str, cap: int, parts: Sequence[tuple[str, int]], key: str = ""
) -> Gauge:
    """How much of a cap the parts use together; all in cents.

    Raises ValueError when the cap is not positive or a part is negative.
    """
    if cap <= 0 or any(amount < 0 for _, amount in parts):
        raise ValueError("A gauge needs a positive cap and parts that are not negative.")
    used = sum(amount for _, amount in parts)
    whole = max(cap, used)
    return Gauge(
        key=key or slug(title),
        title=title,
        description=description,
        sentence=_gauge_sentence(used, cap),
        is_over=used > cap,
        limit_x=percent(100 * cap / whole),
        segments=segments(parts, whole),
        table=_gauge_table(parts, used, cap),
    )


def segments(parts: Sequence[tuple[str, int]], whole: int) -> tuple[Segment, ...]:
    """The parts side by side, each in its tone, as shares of the whole."""
    found, start = [], 0
    for tone, (name, amount) in zip(TONES[: len(parts)], parts, strict=True):
        found.append(Segment(name, tone, percent(100 * start / whole), percent(100 * amount / whole)))
        start += amount
    return tuple(found)


def _gauge_sentence(used: int, cap: int) -> str:
    if used > cap:
        return f"{money.dollars(used)} is {money.dollars(used - cap)} above the cap of {money.dollars(cap)}."
    return f"{money.dollars(used)} of {money.dollars(cap)} used; {money.dollars(cap - used)} left over."


def _gauge_table(parts: Sequence[tuple[str, int]], used: int, cap: int) -> FigureTable:
    rows = [(name, money.dollars(amount)) for name, amount in parts]
    rows += [("Together", money.dollars(used)), ("Cap", money.dollars(cap))]
    rows.append(("Left over", money.dollars(cap - used)))
    return FigureTable(("Part", "Amount"), tuple(rows))
