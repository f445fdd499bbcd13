"""One cell: from what the file holds to the text that the portal works with."""

import datetime as dt
import re
import unicodedata

from vetportal.files.quoting import unprotect

Value = str | int | float | bool | dt.date | dt.time | dt.datetime | dt.timedelta

_INVISIBLE_EDGES = "\ufeff\u200b\u2060\u00ad"
# Controls, and the marks that turn the direction of what follows; joiners stay, some scripts need them.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_EXACT_WHOLE = 10**15  # Excel keeps fifteen digits; further digits would be invented


def clean_text(text: str) -> str:
    """Trim all Unicode white space, compose accents (NFC) and take away the protecting quote."""
    text = _trimmed(text)
    if text.startswith("'"):
        text = _trimmed(unprotect(text))
    return text


def _trimmed(text: str) -> str:
    text = text.strip()
    if text.isascii():
        return text
    trimmed = unicodedata.normalize("NFC", text).strip(_INVISIBLE_EDGES)
    return trimmed if trimmed == text else _trimmed(trimmed)


def value_text(value: Value) -> str:
    """The text of a typed spreadsheet cell: 15.0 becomes 15, a date 2003-02-11, a truth value TRUE."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number_text(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _number_text(number: float) -> str:
    if isinstance(number, int):
        return str(number)
    if number.is_integer() and abs(number) < _EXACT_WHOLE:
        return str(int(number))
    return format(number, ".15g")


def fault_of(text: str) -> tuple[str, str] | None:
    """Code and sentence of the first character that must not be stored, or None."""
    if text.isprintable() and "\ufffd" not in text:
        return None
    if "\ufffd" in text:
        return "encoding_error", (
            "A letter was lost when the file was saved: the cell holds the mark \ufffd. "
            "Type the letter again and save the file as CSV UTF-8."
        )
    found = _CONTROL.search(text)
    if found is None:
        return None
    if found.group() in "\r\n\u2028\u2029":
        return "control_character", (
            "The cell holds a line break. Put its text on one line; if the cell runs into the next row, "
            'a double quote (") is missing.'
        )
    return "control_character", (
        f"The cell holds a character that cannot be seen (U+{ord(found.group()):04X}) "
        f"after {found.start()} other characters. Delete it or type the cell again."
    )
