"""What was found in a staged file, brought together: the same error in many rows is one line."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from enrolments.models import EnrolmentUpload

_SHOWN_RUNS = 6


class FindingGroup(NamedTuple):
    """One finding and the rows it was found in, by the lines that a spreadsheet shows."""

    column: str
    sentence: str
    lines: list[int]

    @property
    def rows(self) -> str:
        """The lines as people write them: "2 to 9, 14 and 30 more"."""
        return runs_of(self.lines)


def grouped(upload: EnrolmentUpload, kind: str) -> list[FindingGroup]:
    """The findings of a kind ("errors" or "warnings") in the order of the first row of each."""
    lines: dict[tuple[str, str], list[int]] = defaultdict(list)
    rows = upload.rows.exclude(**{kind: []}).order_by("number").values_list("line", kind)
    for line, found in rows.iterator(chunk_size=2_000):
        for column, _, sentence in found:
            lines[column, sentence].append(line)
    return [FindingGroup(*key, found) for key, found in lines.items()]


def runs_of(lines: Sequence[int]) -> str:
    """Ascending line numbers in short."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    shown = ", ".join(_run(*run) for run in runs[:_SHOWN_RUNS])
    rest = sum(last - first + 1 for first, last in runs[_SHOWN_RUNS:])
    return f"{shown} and {rest:,} more" if rest else shown


def _run(first: int, last: int) -> str:
    if first == last:
        return str(first)
    return f"{first}, {last}" if last == first + 1 else f"{first} to {last}"
