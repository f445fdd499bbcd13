"""Text files with separated columns: comma, semicolon, tab or vertical bar."""

import csv
import io
from collections.abc import Collection, Iterator

from vetportal.files.decoding import encoding_of
from vetportal.files.headings import canonical
from vetportal.files.problems import FileRefused
from vetportal.files.table import RawLine, Source

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def open_csv(content: bytes, *, known: Collection[str]) -> Source:
    """Read a text file; the delimiter is the one that makes most known headings out of the first line.

    Raises FileRefused (encoding_error); reading the lines raises it too (quote_unclosed).
    """
    encoding = encoding_of(content)
    delimiter = _delimiter(_first_line(_text(content, encoding.codec)), known)
    notes = [encoding.note] if encoding.note else []
    if delimiter != ",":
        notes.append(f"The columns are separated by {DELIMITERS[delimiter]}.")
    name = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}[encoding.codec]
    return Source(
        lines=_lines(_text(content, encoding.codec), delimiter),
        description=f"{name}, columns separated by {DELIMITERS[delimiter]}",
        notes=notes,
    )


def _text(content: bytes, codec: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=codec, newline="")


def _first_line(text: io.TextIOWrapper) -> str:
    return next((line for line in text if line.strip()), "")


def _delimiter(line: str, known: Collection[str]) -> str:
    def fit(delimiter: str) -> tuple[int, int]:
        cells = [canonical(cell) for cell in line.replace('"', "").split(delimiter)]
        return len(set(cells) & set(known)), len(cells)

    return max(DELIMITERS, key=fit)


def _lines(text: io.TextIOWrapper, delimiter: str) -> Iterator[RawLine]:
    line = 0
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        for line, cells in enumerate(reader, start=1):
            yield RawLine(line, cells)
    except csv.Error as error:
        raise FileRefused(
            "quote_unclosed",
            f'Line {line + 1}: a double quote (") opens a cell and is not closed at its end, so the lines '
            "after it cannot be told apart. Close or delete that quote and upload the file again.",
        ) from error
