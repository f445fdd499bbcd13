"""What came of a register file: counts, warnings, and every reason why it was refused."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from vetportal.files.problems import RowProblem


@dataclass
class Counts:
    """Rows of one kind by what happened to them."""

    kind: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        """All rows that concern this kind."""
        return self.new + self.changed + self.unchanged

    def __str__(self) -> str:
        return f"{self.kind}: {self.new:,} new, {self.changed:,} changed, {self.unchanged:,} unchanged"


@dataclass
class Report:
    """The outcome of one file. Nothing is stored unless `is_accepted`."""

    filename: str
    sha256: str
    rows: int = 0
    counts: list[Counts] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    refusal: str = ""
    refusal_code: str = ""
    refusal_names: tuple[str, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether the file may be stored as it is."""
        return not self.problems and not self.refusal

    @property
    def changes_nothing(self) -> bool:
        """Whether everything in the file was there already."""
        return self.is_accepted and not any(each.new or each.changed for each in self.counts)

    def warn(self, number: int, code: str, sentence: str) -> None:
        """Note something that does not stop the file."""
        self.warnings.append(RowProblem(number, None, code, sentence))

    def refuse(self, code: str, sentence: str, names: tuple[str, ...] = ()) -> None:
        """Refuse the file as a whole."""
        self.refusal, self.refusal_code, self.refusal_names = sentence, code, names

    def lines(self, most: int = 50) -> Iterator[str]:
        """The report as text, at most so many lines of warnings and of errors."""
        if self.refusal:
            yield self.refusal
        yield from _row_lines("Error", self.problems, most)
        yield from _row_lines("Warning", self.warnings, most)
        yield from self.notes
        if self.is_accepted:
            yield from map(str, self.counts)
        if self.changes_nothing:
            yield "Everything in the file was there already; nothing was changed."


def _row_lines(kind: str, problems: list[RowProblem], most: int) -> Iterator[str]:
    for each in problems[:most]:
        place = f"row {each.number}" + (f", {each.column}" if each.column else "")
        yield f"{kind} in {place}: {each.sentence}"
    if len(problems) > most:
        yield f"… and {len(problems) - most:,} more of these."
