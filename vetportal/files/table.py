"""A file that has been read: named columns, rows of text, and what was noticed on the way."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from vetportal.files.problems import RowProblem


class Row(NamedTuple):
    """One data row.

    `number` counts from the first line below the headings (1), blank lines included; `line` is the line
    that Excel shows. `values` holds every required and optional column; an absent column is "".
    """

    number: int
    line: int
    values: dict[str, str]


class RawLine(NamedTuple):
    """One line as the file holds it; `line` as Excel shows it."""

    line: int
    cells: list[str]


@dataclass
class Source:
    """What a format reader hands over; `notes` may still grow while `lines` is read."""

    lines: Iterator[RawLine]
    description: str
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """`columns` are the known columns found in the file; `encoding` says how the file was read.

    A row with a problem also stands in `rows`, so that a report can show it; never store such a row.
    """

    columns: tuple[str, ...]
    rows: list[Row]
    problems: list[RowProblem]
    notes: tuple[str, ...]
    encoding: str

    @property
    def problem_numbers(self) -> frozenset[int]:
        return frozenset(problem.number for problem in self.problems)
