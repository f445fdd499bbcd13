"""What every drawing shares: units, tones, and the exact figures as a table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vetportal import money

Value = int | None
Series = Sequence[tuple[str, Sequence[Value]]]

# Two tones that differ in greyscale; the third is for a gauge of three parts.
TONES = ("light", "solid", "pale")
LABELS = {"dollars": money.whole_dollars, "fte": money.hundredths, "whole": money.whole}
_FIGURES = {"dollars": money.dollars, "fte": money.hundredths, "whole": money.whole}


@dataclass(frozen=True)
class Key:
    """One series in the legend."""

    name: str
    tone: str


@dataclass(frozen=True)
class FigureTable:
    """The figures of a drawing, exact, as rows of text."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figure_table(axis: str, categories: Sequence[str], series: Series, unit: str) -> FigureTable:
    """The exact figures: a category a row, a series a column; `axis` heads the categories ("Band")."""
    write = _FIGURES[unit]
    rows = tuple(
        (label, *(write(values[position]) for _, values in series))
        for position, label in enumerate(categories)
    )
    return FigureTable((axis, *(name for name, _ in series)), rows)


def check(categories: Sequence[str], series: Series) -> None:
    """Raises ValueError when the series do not fit the categories, or are more than can be told apart."""
    if len(series) > len(TONES):
        raise ValueError(f"A drawing tells at most {len(TONES)} series apart.")
    for name, values in series:
        if len(values) != len(categories):
            raise ValueError(f"The series {name} needs one value for each of {len(categories)} categories.")


def all_values(series: Series) -> list[int]:
    """Every known value, for the scale."""
    return [value for _, values in series for value in values if value is not None]


def legend(series: Series, tones: Sequence[str]) -> tuple[Key, ...]:
    """Which tone is which series; one series needs no legend."""
    if len(series) < 2:
        return ()
    return tuple(Key(name, tone) for tone, (name, _) in zip(tones, series, strict=True))


def percent(value: float) -> str:
    """A length across, as SVG takes it."""
    return f"{value:.2f}%"


def slug(title: str) -> str:
    """The part of the element ids that names this drawing; two of one title on a page need a `key` each."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "chart"
