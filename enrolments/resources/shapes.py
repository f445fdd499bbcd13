"""Shapes of register files: which columns they have, and how they become the portal's own columns."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from enrolments.resources.report import Report
from vetportal.files.decoding import encoding_of
from vetportal.files.headings import canonical
from vetportal.files.limits import DEPARTMENT_UPLOAD
from vetportal.files.problems import FileRefused
from vetportal.files.reader import read_table
from vetportal.files.table import Row

Values = dict[str, str]
Convert = Callable[[Sequence[Row], Report], Iterable[tuple[int, Values]]]


@dataclass(frozen=True)
class Shape:
    """The columns of one kind of file.

    `convert` turns its rows into the portal's own columns. `fills_gaps_only`: what the register already says
    stands, because the file is not its authority. `is_careless`: lines may mix encodings or end early.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    convert: Convert | None = None
    fills_gaps_only: bool = False
    is_careless: bool = False


def read_rows(
    content: bytes, filename: str, shapes: Sequence[Shape], report: Report
) -> tuple[Shape, list[tuple[int, Values]]]:
    """Read a file in whichever of the shapes it has; the first shape is the portal's own.

    Raises FileRefused for a file that cannot be read; problems of single rows go to the report.
    """
    shape = _shape_of(content, shapes)
    if shape.is_careless:
        content = _repaired(content, report)
    table = read_table(
        content,
        filename=filename,
        required=shape.required,
        optional=shape.optional,
        limits=DEPARTMENT_UPLOAD,
    )
    report.rows = len(table.rows)
    report.notes += table.notes
    report.problems += table.problems
    if shape.convert:
        return shape, list(shape.convert(table.rows, report))
    return shape, [(row.number, {name: row.values[name] for name in table.columns}) for row in table.rows]


def _shape_of(content: bytes, shapes: Sequence[Shape]) -> Shape:
    """A foreign shape is told by its headings, which only a text file shows at once."""
    first = content[:4096].split(b"\n", 1)[0].decode("latin-1").removeprefix("\xef\xbb\xbf")
    cells = {canonical(cell) for delimiter in ",;\t|" for cell in first.replace('"', "").split(delimiter)}
    for shape in shapes[1:]:
        if {canonical(name) for name in shape.required} <= cells:
            return shape
    return shapes[0]


def _repaired(content: bytes, report: Report) -> bytes:
    """Every line in UTF-8 and as long as the heading line, with a note of what was mended.

    Registers put together from several programs hold lines in two encodings; the reader rightly refuses
    such a file, because in a list of people nobody could say which letter was meant.
    """
    lines = content.split(b"\n")
    tabs = lines[0].count(b"\t")
    mended = []
    for number, line in enumerate(lines, start=1):
        short = tabs - line.count(b"\t") if tabs and line.strip() else 0
        if short > 0:
            report.warn(
                number - 1,
                "row_length",
                "The line ends early; the cells that are missing were read as empty.",
            )
            line = line.rstrip(b"\r") + b"\t" * short
        mended.append(_in_utf8(line, number, report))
    return b"\n".join(mended)


def _in_utf8(line: bytes, number: int, report: Report) -> bytes:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = line.decode(encoding_of(line).codec)
        except FileRefused:
            text = line.decode("cp1252", errors="replace")
        if text.replace("\xa0", "").isascii():
            return text.replace("\xa0", " ").encode()
        report.warn(number - 1, "encoding", "The line was read as Windows text; check its letters.")
        return text.encode()
    return line
