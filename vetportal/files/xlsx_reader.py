"""Excel workbooks: the first visible sheet, after its archive and its XML have been checked."""

from collections.abc import Iterator

from python_calamine import CalamineError, CalamineWorkbook

from vetportal.files.archive import unpack
from vetportal.files.cells import Value, value_text
from vetportal.files.limits import Limits
from vetportal.files.problems import unreadable
from vetportal.files.sheet_scan import SheetScan, scan_sheet
from vetportal.files.table import RawLine, Source
from vetportal.files.workbook import ChosenSheet, choose_sheet, repack

Values = list[list[Value]]


def open_xlsx(content: bytes, *, limits: Limits) -> Source:
    """Read the first visible sheet. Hidden rows are read too, with a note; hidden sheets are not.

    Raises FileRefused (archive_suspicious, unpacked_too_large, file_unreadable, too_many_rows,
    too_many_columns).
    """
    chosen = choose_sheet(unpack(content, limits=limits))
    scan = scan_sheet(chosen.sheet, chosen.shared_strings, limits=limits)
    values = _values(chosen)
    _check_complete(values, scan)
    return Source(
        lines=_lines(values, scan),
        description=f"Excel workbook, sheet “{chosen.name}”",
        notes=_notes(chosen, scan),
    )


def _values(chosen: ChosenSheet) -> Values:
    try:
        workbook = CalamineWorkbook.from_filelike(repack(chosen))
        sheet = workbook.get_sheet_by_index(0)
        return sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise unreadable("a cell in it cannot be read") from error
    except BaseException as error:
        # A panic in the cell reader derives from BaseException and has no name that can be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise unreadable("a cell in it cannot be read") from error


def _check_complete(values: Values, scan: SheetScan) -> None:
    """Every row that the scan saw must have arrived: a lost row is lost money."""
    for row, column in scan.replaced:
        values += [[] for _ in range(row + 1 - len(values))]
        values[row] += [""] * (column + 1 - len(values[row]))
    if len(values) < scan.last_row + 1:
        raise unreadable("some of its rows cannot be read")


def _lines(values: Values, scan: SheetScan) -> Iterator[RawLine]:
    replaced: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in scan.replaced.items():
        replaced.setdefault(row, []).append((column, text))
    width = max(map(len, values), default=0)
    for row, cells in enumerate(values):
        texts = [cell if type(cell) is str else value_text(cell) for cell in cells]
        texts += [""] * (width - len(cells))
        for column, text in replaced.get(row, ()):
            texts[column] = text
        yield RawLine(row + 1, texts)


def _notes(chosen: ChosenSheet, scan: SheetScan) -> list[str]:
    notes = []
    if scan.hidden_rows:
        subject = "1 hidden row was" if scan.hidden_rows == 1 else f"{scan.hidden_rows} hidden rows were"
        notes.append(f"{subject} read too. Show all rows in Excel to see them.")
    if chosen.other_names:
        others = ", ".join(f"“{name}”" for name in chosen.other_names[:10])
        notes.append(f"Only the sheet “{chosen.name}” was read, not {others}.")
    return notes
