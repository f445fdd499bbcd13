"""The one reader of uploaded files: bounded, and never silent about what it leaves out."""

from collections.abc import Iterator, Sequence
from itertools import islice

from vetportal.files.cells import clean_text, fault_of
from vetportal.files.csv_reader import open_csv
from vetportal.files.headings import Headings, canonical, ignored_note, match_headings
from vetportal.files.limits import MEGABYTE, SCHOOL_UPLOAD, Limits
from vetportal.files.problems import FileRefused, RowProblem, unreadable
from vetportal.files.table import RawLine, Row, Source, Table
from vetportal.files.xlsx_reader import open_xlsx

_ZIP_MARK = b"PK"
_OLE_MARK = b"\xd0\xcf\x11\xe0"  # old .xls, and any workbook with a password
_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods")
_TITLE_LINES = 20


def read_table(
    content: bytes,
    *,
    filename: str,
    required: Sequence[str],
    optional: Sequence[str] = (),
    limits: Limits = SCHOOL_UPLOAD,
) -> Table:
    """Read an uploaded CSV or XLSX file into rows of clean text.

    The headings stand in the first line that is not blank. Columns that are neither required nor optional
    are noted and not read. Raises FileRefused with one of: file_empty, file_too_large, file_unreadable,
    archive_suspicious, unpacked_too_large, encoding_error, quote_unclosed, columns_missing,
    columns_doubled, too_many_rows, too_many_columns. Problems of single rows are in Table.problems.
    """
    if len(content) > limits.bytes:
        raise FileRefused(
            "file_too_large",
            f"The file is larger than {limits.bytes // MEGABYTE} MB. Split it into smaller files.",
        )
    source = _open(content, filename=filename, known=[*required, *optional], limits=limits)
    return _TableBuilder(source, required, optional, limits).build()


def _open(content: bytes, *, filename: str, known: list[str], limits: Limits) -> Source:
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise _empty()
    if content.startswith(_ZIP_MARK):
        return open_xlsx(content, limits=limits)
    if content.startswith(_OLE_MARK):
        raise unreadable("it is protected by a password or in the format of Excel 2003 or older")
    if filename.lower().endswith(_WORKBOOK_NAMES):
        raise unreadable("its name says that it is a workbook, but its content is not")
    return open_csv(content, known={canonical(name) for name in known})


def _empty() -> FileRefused:
    return FileRefused("file_empty", "The file is empty. Check that you chose the right file.")


class _TableBuilder:
    """Turns the lines of one source into a table."""

    def __init__(
        self, source: Source, required: Sequence[str], optional: Sequence[str], limits: Limits
    ) -> None:
        self.source = source
        self.required = required
        self.optional = optional
        self.limits = limits
        self.rows: list[Row] = []
        self.problems: list[RowProblem] = []
        self.notes: dict[str, None] = {}
        self.cleaned: dict[str, str] = {}

    def build(self) -> Table:
        heading = next((raw for raw in self.source.lines if any(map(self.clean, raw.cells))), None)
        if heading is None:
            raise _empty()
        headings = self._headings(heading)
        if headings.unknown:
            self.notes[ignored_note(headings.unknown)] = None
        self._read_rows(headings, heading.line)
        return Table(
            columns=tuple(headings.places),
            rows=self.rows,
            problems=self.problems,
            notes=(*self.source.notes, *self.notes),
            encoding=self.source.description,
        )

    def clean(self, text: str) -> str:
        """Clean a cell once however often its text stands in the file."""
        known = self.cleaned.get(text)
        if known is None:
            known = clean_text(text)
            if len(self.cleaned) < 50_000:
                self.cleaned[text] = known
        return known

    def _headings(self, heading: RawLine) -> Headings:
        if len(heading.cells) > self.limits.columns and any(
            map(self.clean, heading.cells[self.limits.columns :])
        ):
            raise _too_many_columns(self.limits)
        try:
            return match_headings(heading.cells, required=self.required, optional=self.optional)
        except FileRefused as refusal:
            if refusal.code != "columns_missing":
                raise
            raise FileRefused(
                refusal.code, refusal.sentence + self._where_to_look(heading), refusal.names
            ) from refusal

    def _where_to_look(self, heading: RawLine) -> str:
        wanted = {canonical(name) for name in self.required}
        for raw in islice(self.source.lines, _TITLE_LINES):
            if wanted <= {canonical(cell) for cell in raw.cells}:
                return f" The headings stand in line {raw.line}: delete the lines above it."
        return f" The file was read as: {self.source.description}."

    def _read_rows(self, headings: Headings, heading_line: int) -> None:
        for raw in self._content_lines(heading_line):
            if len(self.rows) == self.limits.rows:
                raise _too_many_rows(self.limits)
            number = raw.line - heading_line
            cells = raw.cells
            if len(cells) != headings.width:
                cells = self._fit(cells, headings.width, number)
            values = dict.fromkeys((*self.required, *self.optional), "")
            for name, place in headings.places.items():
                values[name] = text = self.clean(cells[place])
                if not text.isprintable() or not text.isascii():
                    self._check(text, name, number)
            self._note_left_out(cells, headings, raw.line)
            self.rows.append(Row(number, raw.line, values))

    def _content_lines(self, heading_line: int) -> Iterator[RawLine]:
        blank = 0
        for raw in self.source.lines:
            if raw.line - heading_line > self.limits.span:
                raise _too_many_rows(self.limits)
            if any(map(self.clean, raw.cells)):
                yield raw
            else:
                blank += 1
        if blank:
            self.notes[f"{blank} blank {'line was' if blank == 1 else 'lines were'} skipped."] = None

    def _fit(self, cells: list[str], width: int, number: int) -> list[str]:
        if len(cells) > self.limits.columns and any(map(self.clean, cells[self.limits.columns :])):
            raise _too_many_columns(self.limits)
        extra = sum(1 for cell in cells[width:] if self.clean(cell))
        if len(cells) < width or extra:
            self.problems.append(RowProblem(number, None, "row_length", _length_sentence(len(cells), width)))
        return [*cells[:width], *[""] * (width - len(cells))]

    def _check(self, text: str, name: str, number: int) -> None:
        fault = fault_of(text)
        if fault is not None:
            self.problems.append(RowProblem(number, name, *fault))

    def _note_left_out(self, cells: list[str], headings: Headings, line: int) -> None:
        if len(headings.places) == headings.width:
            return
        known = set(headings.places.values())
        for place, cell in enumerate(cells):
            if place in known or not cell:
                continue
            if place not in headings.unknown and self.clean(cell):
                self.notes[f"Column {place + 1} has values but no heading; it was not read."] = None
            elif "\n" in cell or "\r" in cell:
                self.notes[
                    f"Line {line}: a cell of “{headings.unknown.get(place, '')}” runs over several lines. "
                    "They were read as one cell; check that no row is missing."
                ] = None


def _length_sentence(found: int, width: int) -> str:
    if found < width:
        return (
            f"The row has {found} cells, the heading line has {width}. A value is missing, "
            "so the others may stand in wrong columns."
        )
    return (
        f"The row has values in {found} cells, the heading line has {width}. A name or value that holds "
        "the separating character must stand in double quotes."
    )


def _too_many_rows(limits: Limits) -> FileRefused:
    return FileRefused(
        "too_many_rows",
        f"The file has more than {limits.rows:,} rows, or values far below them. "
        "Split it into smaller files and delete stray values under the table.",
    )


def _too_many_columns(limits: Limits) -> FileRefused:
    return FileRefused(
        "too_many_columns",
        f"The file has values beyond column {limits.columns}. Delete the columns that are not needed.",
    )
