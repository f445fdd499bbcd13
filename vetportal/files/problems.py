"""What can be wrong with an uploaded file, in words for the person who uploaded it."""

from typing import NamedTuple


class FileRefused(Exception):  # noqa: N818 - the refusal is the answer, not a fault of the program
    """The whole file cannot be read. `sentence` says why and what to do; `names` lists what is missing."""

    def __init__(self, code: str, sentence: str, names: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
        self.names = names


class RowProblem(NamedTuple):
    """One row cannot be stored as it stands. `column` is None when the row as a whole is meant."""

    number: int
    column: str | None
    code: str
    sentence: str


def unreadable(reason: str) -> FileRefused:
    """A workbook that cannot be opened; the advice is the same whatever broke."""
    return FileRefused(
        "file_unreadable",
        f"The workbook cannot be read: {reason}. "
        "Open it in Excel, save it again as an Excel workbook (.xlsx) without a password, and upload that.",
    )


def suspicious(reason: str) -> FileRefused:
    """An archive that no spreadsheet program writes."""
    return FileRefused(
        "archive_suspicious",
        f"The workbook was refused for safety: {reason}. "
        "Open it in Excel, save it under a new name, and upload the new file.",
    )
