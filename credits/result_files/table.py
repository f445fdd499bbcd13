"""A table of results: CSV or Excel, one row for each student and unit."""

from datetime import date

from django.core.exceptions import ValidationError

from credits.result_files.rows import (
    CERTIFICATE,
    ENDED,
    OUTCOME,
    PERSON,
    TITLE,
    UNIT,
    Fault,
    SentFile,
    SentRow,
)
from credits.rules.outcomes import LABELS, LETTERS, NATIONAL, Outcome
from enrolments.forms.people import read_date
from enrolments.forms.text import shown
from vetportal.files.problems import FileRefused
from vetportal.files.reader import read_table

COLUMNS = (PERSON, UNIT, CERTIFICATE, OUTCOME, ENDED)
NAME = "student_name"
TEMPLATE_COLUMNS = (PERSON, NAME, UNIT, TITLE, CERTIFICATE, OUTCOME, ENDED)
_WORDS = {
    **{letter.lower(): outcome for letter, outcome in LETTERS.items()},
    **{label.lower(): outcome for outcome, label in LABELS.items()},
    **{outcome.lower(): outcome for outcome in Outcome},
    **NATIONAL,
    "ct": Outcome.CREDIT_TRANSFER,
}


def read_result_table(content: bytes, filename: str) -> SentFile:
    """Read a table of results. Rows without outcome and date are left out: nobody filled them in.

    Raises FileRefused where the file as a whole cannot be read.
    """
    table = read_table(content, filename=filename, required=COLUMNS, optional=(TITLE, NAME))
    if not table.rows:
        raise FileRefused("file_empty", "The file has headings and no rows below them. Nothing was stored.")
    problems: dict[int, list[Fault]] = {}
    for each in table.problems:
        if each.column != NAME:
            fault = Fault(each.column or "", each.code, each.sentence)
            problems.setdefault(each.number, []).append(fault)
    rows, empty = [], 0
    for row in table.rows:
        if not row.values[OUTCOME] and not row.values[ENDED]:
            empty += 1
        else:
            rows.append(_row(row.line, row.values, problems.get(row.number, [])))
    notes = [*table.notes, f"Read as: {table.encoding}."]
    if empty:
        notes.append(f"{empty:,} row{'' if empty == 1 else 's'} without outcome and date: left out.")
    if not rows:
        raise FileRefused(
            "file_empty", "No row of the file has an outcome. Fill in the outcomes, then upload it."
        )
    return SentFile(rows, notes)


def _row(line: int, values: dict[str, str], problems: list[Fault]) -> SentRow:
    faults = list(problems)
    if any(not each.column for each in problems):  # its cells stand in the wrong columns
        return SentRow(line, values[PERSON], values[UNIT], values[CERTIFICATE], "", None, faults=faults)
    said = " ".join(values[OUTCOME].lower().replace("_", " ").split())
    outcome = _WORDS.get(said) or _WORDS.get(said.replace(" ", "_"))
    if outcome is None:
        fault = f"{shown(values[OUTCOME])} is no outcome" if said else "It is empty"
        letters = ", ".join(f"{letter} ({LABELS[each].lower()})" for letter, each in LETTERS.items())
        faults.append(Fault(OUTCOME, "outcome_unknown", f"{fault}. Write one of {letters}."))
    return SentRow(
        line,
        values[PERSON],
        values[UNIT],
        values[CERTIFICATE],
        outcome or "",
        _date(values[ENDED], faults),
        values[TITLE],
        national=said if said in NATIONAL else "",
        faults=faults,
    )


def _date(text: str, faults: list[Fault]) -> date | None:
    if not text:
        faults.append(Fault(ENDED, "date_required", "It is empty. Write the date of the result, 2019-10-25."))
        return None
    try:
        return read_date(text)
    except ValidationError as error:
        faults.append(Fault(ENDED, "date_format", error.messages[0]))
        return None
