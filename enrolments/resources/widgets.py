"""Cells of register files, read strictly.

The widgets of django-import-export guess: a date is read month first, and any text that is not a known
"true" becomes false. Here a cell that is not certain is refused with a sentence.
"""

from collections.abc import Callable, Mapping
from typing import Any

from import_export import widgets

from vetportal import written


class Cell(widgets.Widget):
    """A cell read by a function that raises ValueError; an empty cell is refused unless `empty` is given."""

    def __init__(self, read: Callable[[str], Any], **empty: Any) -> None:
        super().__init__()
        self.read = read
        self.empty = empty

    def clean(self, value: str | None, row: Mapping | None = None, **kwargs) -> Any:
        """The value of the cell."""
        text = (value or "").strip()
        if text:
            return self.read(text)
        if "empty" in self.empty:
            return self.empty["empty"]
        raise ValueError("The cell is empty. It needs a value.")

    def render(self, value: Any, obj: Any = None, **kwargs) -> str:
        """As text, for an export."""
        return "" if value is None else str(value)


class Known(Cell):
    """A code that must be in the register already; gives the key of the row that it names."""

    def __init__(self, what: str, where: str, **empty: Any) -> None:
        super().__init__(self._look_up, **empty)
        self.what, self.where = what, where
        self.keys: dict[str, int] = {}

    def _look_up(self, text: str) -> int:
        found = self.keys.get(text) or self.keys.get(text.upper())
        if found is None:
            raise ValueError(f"There is no {self.what} “{text}” in the register. {self.where}")
        return found


def text(**empty: Any) -> Cell:
    """Text as it stands."""
    return Cell(str, **empty)


def code(**empty: Any) -> Cell:
    """A code: upper case, kept as text."""
    return Cell(str.upper, **empty)


def whole(most: int, **empty: Any) -> Cell:
    """A whole number that is not larger than anybody can have meant; SQLite would store any."""

    def read(value: str) -> int:
        number = written.whole_number(value)
        if number > most:
            raise ValueError(f"{number} is too large; at most {most:,}.")
        return number

    return Cell(read, **empty)


def fixed(places: int, example: str, **empty: Any) -> Cell:
    """A decimal figure in units of its last place."""
    return Cell(lambda value: written.fixed_point(value, places, example=example), **empty)


def day(**empty: Any) -> Cell:
    """A date, day before month."""
    return Cell(written.day, **empty)


def yes_or_no() -> Cell:
    """A truth value that somebody wrote down."""
    return Cell(written.yes_or_no)


def choice(choices: Mapping[str, Any]) -> Cell:
    """One of some words, in any case."""

    def read(value: str) -> Any:
        found = choices.get(value.casefold())
        if found is None:
            raise ValueError(f"“{value[:40]}” is not one of {', '.join(choices)}.")
        return found

    return Cell(read)
