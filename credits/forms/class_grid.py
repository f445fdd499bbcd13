"""The grid of a class: a letter for each outcome, read back from what the page sent."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.http import QueryDict

from credits.actions.result_checks import ResultChange
from credits.models import UnitResult
from credits.queries.classes import ClassRoll
from credits.rules.outcomes import LABELS, LETTERS
from enrolments.forms.people import read_date
from enrolments.forms.text import plain, shown
from enrolments.models import Enrolment, Unit
from vetportal.money import day

LETTER_OF = {outcome: letter for letter, outcome in LETTERS.items()}
LEGEND = [(letter, LABELS[outcome]) for letter, outcome in LETTERS.items()]
_CELL = re.compile(r"(?P<letter>\S)\s*(?P<date>\S.*)?")
_SHORT_DATE = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})")
_SEEN = re.compile(r"([0-9]{1,15})-([0-9]{1,15}):([0-9]{1,9}):([A-Z])")
_LONGEST = 40


@dataclass(eq=False)
class Cell:
    """One student in one unit. `text` is what stands in the field, `seen` what stood there at first."""

    enrolment: Enrolment
    unit: Unit
    stored: UnitResult | None
    text: str = ""
    seen: str = ""
    version: int = 0
    other_date: date | None = None
    is_transfer: bool = False
    error: str = ""
    clash: str = ""

    @property
    def name(self) -> str:
        """The name of the field, which is its id, too."""
        return f"r-{self.enrolment.student_id}-{self.unit.pk}"

    @property
    def label(self) -> str:
        """How a screen reader and the summary of errors call it."""
        return f"{self.enrolment.student.name}, {self.unit.code}"

    @property
    def is_document_needed(self) -> bool:
        """Whether a credit transfer is stored whose evidence nobody has recorded."""
        held = self.stored
        is_bare = held is not None and getattr(held, "evidence", None) is None
        return is_bare and held.outcome == "CREDIT_TRANSFER"


@dataclass
class Line:
    """A student's row; a unit that is not in the enrolment has no cell."""

    enrolment: Enrolment
    cells: list[Cell | None] = field(default_factory=list)


class ClassGrid:
    """The cells of a class, first as stored, then as sent.

    Sent fields: `r-<student>-<unit>` with a letter, or a letter and a date ("A 3/10"), `ended_on` with the
    date of all others, and `seen` with what the person looked at: cells that were not touched are not saved.
    """

    def __init__(self, roll: ClassRoll, *, today: date, data: QueryDict | None = None) -> None:
        self.roll, self.data = roll, data
        self.usual_date = _usual_date(roll)
        self.lines = [Line(each, list(self._cells(each))) for each in roll.enrolments]
        first = day_written(today) if today.year == roll.year else ""
        self.ended_on = first if data is None else plain(data.get("ended_on"))[:_LONGEST]
        self.date_error = ""
        if data is not None:
            self._read(data)

    @property
    def cells(self) -> Iterator[Cell]:
        """All cells, row by row."""
        return (cell for line in self.lines for cell in line.cells if cell)

    @property
    def seen(self) -> str:
        """What stands in the stored cells, with versions, for the hidden field."""
        return " ".join(
            f"{each.enrolment.student_id}-{each.unit.pk}:{each.version}:{each.seen}"
            for each in self.cells
            if each.version
        )

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Id, label and sentence of everything that is wrong."""
        found = [("ended_on", "Date", self.date_error)] if self.date_error else []
        return found + [(each.name, each.label, each.error) for each in self.cells if each.error]

    @property
    def clashes(self) -> list[Cell]:
        """Cells that somebody else changed meanwhile."""
        return [each for each in self.cells if each.clash]

    @property
    def documents_needed(self) -> list[Cell]:
        """Credit transfers whose evidence nobody has recorded."""
        return [each for each in self.cells if each.is_document_needed]

    def changes(self) -> list[tuple[Cell, ResultChange]]:
        """What the person typed, cell by cell; what cannot be read becomes an error of its cell."""
        touched = [each for each in self.cells if each.text != each.seen]
        return [(cell, change) for cell in touched if (change := self._change(cell)) is not None]

    def _cells(self, enrolment: Enrolment) -> Iterator[Cell | None]:
        who, what, year = enrolment.student_id, self.roll.qualification.pk, self.roll.year
        for unit in self.roll.units:
            stored = self.roll.results.get((who, what, unit.pk, year))
            is_transfer = self.roll.enrolled.get((who, unit.pk))
            if is_transfer is None and stored is None:
                yield None
                continue
            cell = Cell(enrolment, unit, stored, is_transfer=bool(is_transfer))
            if stored is not None:
                cell.text = cell.seen = LETTER_OF[stored.outcome]
                cell.version = stored.version
                cell.other_date = stored.ended_on if stored.ended_on != self.usual_date else None
            yield cell

    def _read(self, data: QueryDict) -> None:
        looked_at = {
            (int(who), int(unit)): (int(version), letter)
            for who, unit, version, letter in _SEEN.findall(data.get("seen", ""))
        }
        for cell in self.cells:
            key = (cell.enrolment.student_id, cell.unit.pk)
            cell.version, cell.seen = looked_at.get(key, (0, ""))
            cell.text = plain(data.get(cell.name, cell.seen))[:_LONGEST].upper()

    def _change(self, cell: Cell) -> ResultChange | None:
        outcome, ended = "", None
        if cell.text:
            found = _CELL.fullmatch(cell.text)
            if found is None or found["letter"] not in LETTERS:
                cell.error = f"{shown(cell.text)} is no outcome. Write one letter: {_letters()}."
                return None
            outcome = LETTERS[found["letter"]]
            try:
                ended = self._date_of(found["date"])
            except ValidationError as fault:
                cell.error = fault.messages[0]
                return None
            if ended is None:
                return None
        elif getattr(cell.stored, "evidence", None) is not None:
            cell.error = "Evidence is recorded with this result. Remove it on the page of the result."
            return None
        roll = self.roll
        return ResultChange(
            cell.enrolment.student, cell.unit, roll.qualification, roll.year, outcome, ended, cell.version
        )

    def _date_of(self, text: str | None) -> date | None:
        """The date that the cell says, or that of the page; None where the page has none."""
        if text:
            short = _SHORT_DATE.fullmatch(text)
            return read_date(f"{text}/{self.roll.year}" if short else text)
        try:
            return read_date(self.ended_on)
        except ValidationError as fault:
            empty = "Enter the date of the new results, for example 25/10/2019."
            self.date_error = fault.messages[0] if self.ended_on else empty
            return None

    def show_clashes(self, stored: dict[Cell, UnitResult | None]) -> None:
        """Say in each cell how it stands by now; what was typed stays, and saving again replaces it."""
        for cell, held in stored.items():
            cell.clash = clash_said(held)
            cell.version = held.version if held else 0
            cell.seen = LETTER_OF[held.outcome] if held else ""
            cell.stored = held


def clash_said(held: UnitResult | None) -> str:
    """What is stored by now, and by whom."""
    if held is None:
        return "removed meanwhile"
    return f"{held.get_outcome_display()}, {day(held.ended_on)}, by {held.changed_by}"


def day_written(value: date) -> str:
    """A date as people type it: 25/10/2019."""
    return f"{value.day}/{value.month}/{value.year}"


def _letters() -> str:
    return ", ".join(f"{letter} ({word.lower()})" for letter, word in LEGEND)


def _usual_date(roll: ClassRoll) -> date | None:
    dates = Counter(each.ended_on for each in roll.results.values())
    return max(dates, key=lambda each: (dates[each], each), default=None)
