"""Walks through the XML of one sheet before its cells are read.

The cell reader allocates the whole rectangle between the first and the last cell, trusts that cells come
in order, copies a shared text into every cell that uses it, and gives error values as empty cells. So the
sheet is walked first: bounds, order, amount of text, and the values that would be lost.
"""

import re
from dataclasses import dataclass, field

from vetportal.files.limits import Limits
from vetportal.files.problems import FileRefused, unreadable
from vetportal.files.xml_events import Attributes, local, parser_for, run

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_TRUE = ("1", "true")
_TAGS_A_CELL = 6  # <c><is><t></t></is></c>
_TAGS_BESIDE = 100_000
_LONGEST_RUN = 12 * 32_767  # bytes between two tags; a character may be written in twelve bytes
_TOO_MANY_CELLS = (
    "The workbook holds far more cells than a table of the allowed size, perhaps empty ones with a colour. "
    "Copy the table into a new workbook, or save it as CSV UTF-8."
)

Place = tuple[int, int]


@dataclass
class SheetScan:
    """What the walk found; rows and columns count from 0. `replaced` holds error values and bare formulas."""

    first_row: int = -1
    last_row: int = -1
    last_column: int = -1
    hidden_rows: int = 0
    replaced: dict[Place, str] = field(default_factory=dict)


def scan_sheet(sheet: bytes, shared_strings: bytes | None, *, limits: Limits) -> SheetScan:
    """Check one sheet against the limits.

    Raises FileRefused (too_many_rows, too_many_columns, unpacked_too_large, file_unreadable).
    """
    for part in (sheet, shared_strings or b""):
        if part.count(b"<") > limits.rows * limits.columns * _TAGS_A_CELL + _TAGS_BESIDE:
            raise FileRefused("unpacked_too_large", _TOO_MANY_CELLS)
        _check_text_runs(part)
    walk = _Walk(_text_lengths(shared_strings), limits)
    walk.parser = parser_for(walk.start, walk.end)
    run(walk.parser, sheet)
    return walk.scan


def _check_text_runs(part: bytes) -> None:
    """Refuse a text far longer than an Excel cell can hold, before it stands in memory several times."""
    place = 0
    while len(part) - place > _LONGEST_RUN:
        tag = part.rfind(b"<", place, place + _LONGEST_RUN)
        if tag < 0:
            raise FileRefused(
                "unpacked_too_large",
                "A cell holds more text than Excel allows (32,767 characters). Shorten or clear it.",
            )
        place = tag + 1


def _text_lengths(shared_strings: bytes | None) -> list[int]:
    """The number of characters of each shared text."""
    lengths: list[int] = []

    def start(name: str, _: Attributes) -> None:
        if local(name) == "si":
            lengths.append(0)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    if shared_strings is not None:
        run(parser_for(start, None, text), shared_strings)
    return lengths


class _Walk:
    def __init__(self, lengths: list[int], limits: Limits) -> None:
        self.lengths = lengths
        self.limits = limits
        self.scan = SheetScan()
        self.parser = parser_for(self.start)
        self.columns: dict[str, int] = {}
        self.tables = 0
        self.row = -1
        self.column = -1
        self.kind = ""
        self.in_cell = False
        self.valued = False
        self.hidden = False
        self.content_rows = 0
        self.text_left = limits.unpacked_bytes
        self.value: list[str] = []
        self.formula: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif self.in_cell:
            self._start_inner(name)
        elif name == "sheetData":
            self.tables += 1
            if self.tables > 1:  # the cell reader stops after the first
                raise unreadable("it holds more than one table of cells")

    def _start_row(self, attributes: Attributes) -> None:
        given = attributes.get("r")
        row = self.row + 1 if given is None else _number(given) - 1
        if row <= self.row:
            raise unreadable("its rows are not in order")
        self.row = row
        self.column = -1
        self.hidden = attributes.get("hidden") in _TRUE

    def _start_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        if reference is None:
            column = self.column + 1
        else:
            match = _REFERENCE.fullmatch(reference)
            if match is None or int(match[2]) != self.row + 1:
                raise unreadable("a cell has an impossible address")
            column = self._column(match[1])
        if column <= self.column or self.in_cell:
            raise unreadable("its cells are not in order")
        self.column = column
        self.kind = attributes.get("t", "n")
        self.in_cell = True
        self.valued = False

    def _column(self, letters: str) -> int:
        column = self.columns.get(letters)
        if column is None:
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - 64
            column -= 1
            self.columns[letters] = column
        return column

    def _start_inner(self, name: str) -> None:
        if name == "v" or name == "is":
            if not self.valued:
                self.valued = True
                self._note_value()
            if name == "v" and (self.formula or self.kind == "s" or self.kind == "e"):
                self.parser.CharacterDataHandler = self.value.append
        elif name == "f":
            self.parser.CharacterDataHandler = self.formula.append

    def _note_value(self) -> None:
        """Count a cell with a value; cells that only have a colour do not count."""
        scan = self.scan
        if self.column > scan.last_column:
            if self.column >= self.limits.columns:
                raise FileRefused(
                    "too_many_columns",
                    f"The sheet has a value beyond column {self.limits.columns}, in line {self.row + 1}. "
                    "Delete the columns that are not needed, also those far to the right.",
                )
            scan.last_column = self.column
        if self.row != scan.last_row:
            self._note_row()

    def _note_row(self) -> None:
        scan = self.scan
        if scan.first_row < 0:
            scan.first_row = self.row
        scan.last_row = self.row
        self.content_rows += 1
        scan.hidden_rows += self.hidden
        # The heading line is a content row too, so one more than the limit is allowed here.
        if self.content_rows > self.limits.rows + 1 or self.row - scan.first_row > self.limits.span:
            raise FileRefused(
                "too_many_rows",
                f"The sheet has more than {self.limits.rows:,} rows, or values far below them: there is "
                f"one in line {self.row + 1:,}. Split the file, and delete stray values under the table.",
            )

    def end(self, name: str) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            self._end_cell()
        elif name == "v" or name == "f":
            self.parser.CharacterDataHandler = None
            if self.value and self.kind == "s":
                self._count_shared()

    def _count_shared(self) -> None:
        index = _number("".join(self.value))
        self.value.clear()
        if index >= len(self.lengths):
            raise unreadable("a cell refers to a text that is not there")
        self.text_left -= self.lengths[index]
        if self.text_left < 0:
            raise FileRefused(
                "unpacked_too_large",
                "The workbook repeats very long texts in too many cells. Delete the columns that are not "
                "needed, or save it as CSV UTF-8.",
            )

    def _end_cell(self) -> None:
        self.in_cell = False
        if self.kind == "e":
            self._replace("".join(self.value))
        elif self.formula and not self.value and not (self.valued and self.kind == "str"):
            # Never calculated; a calculated empty text is of the kind "str" and has a value element.
            if not self.valued:
                self._note_value()
            self._replace("=" + "".join(self.formula))
        self.value.clear()
        self.formula.clear()

    def _replace(self, text: str) -> None:
        self.scan.replaced[self.row, self.column] = text


def _number(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 8):
        raise unreadable("a number in it is out of range")
    return int(text)
