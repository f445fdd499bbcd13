"""A training provider's NAT00120: one line for each client and unit, with NAT00080 for the names."""

from credits.result_files.rows import (
    CERTIFICATE,
    ENDED,
    OUTCOME,
    PERSON,
    UNIT,
    Client,
    Fault,
    SentFile,
    SentRow,
)
from credits.rules.outcomes import NATIONAL
from enrolments.forms.text import shown
from vetportal.files.limits import PROVIDER_UPLOAD
from vetportal.files.nat import CLIENT, TRAINING_ACTIVITY, NatRecord, open_nat, read_records
from vetportal.files.problems import FileRefused

_COLUMNS = {
    "client_id": PERSON,
    "subject_id": UNIT,
    "program_id": CERTIFICATE,
    "activity_start": "activity_start",
    "activity_end": ENDED,
    "outcome_national": OUTCOME,
}


def read_provider_file(content: bytes, filename: str) -> SentFile:
    """Read what a provider sent. Raises FileRefused where it cannot be read as a whole.

    NAT00080 only serves to find the people, so what is wrong in it is noted and does not stop the results.
    """
    files = open_nat(content, filename=filename, limits=PROVIDER_UPLOAD)
    activity = read_records(files.activity, TRAINING_ACTIVITY, limits=PROVIDER_UPLOAD)
    clients, notes = _clients(files.clients)
    rows = [_row(each) for each in activity.rows]
    return SentFile(rows, [*files.notes, *activity.notes, *notes], clients)


def _clients(content: bytes | None) -> tuple[dict[str, Client], list[str]]:
    if content is None:
        return {}, []
    try:
        read = read_records(content, CLIENT, limits=PROVIDER_UPLOAD)
    except FileRefused as refusal:
        return {}, [f"NAT00080 was not used. {refusal.sentence}"]
    good = [each for each in read.rows if not each.problems]
    clients = {
        each.values["client_id"]: Client(each.values["name_for_encryption"], each.dates["date_of_birth"])
        for each in good
    }
    odd = len(read.rows) - len(good)
    note = [f"{odd:,} line{'' if odd == 1 else 's'} of NAT00080 could not be read."] if odd else []
    return clients, [*read.notes, *note]


def _row(record: NatRecord) -> SentRow:
    values = record.values
    faults = [Fault(_COLUMNS.get(each.field, ""), each.code, each.sentence) for each in record.problems]
    national = values["outcome_national"]
    outcome = NATIONAL.get(national)
    if outcome is None and not any(each.column in ("", OUTCOME) for each in faults):
        sentence = (
            f"{shown(national)} is no national outcome that the portal knows. Ask the provider what it "
            "means, or enter the result by hand."
        )
        faults.append(Fault(OUTCOME, "outcome_unknown", sentence))
    return SentRow(
        record.line,
        values["client_id"],
        values["subject_id"],
        values["program_id"],
        outcome or "",
        record.dates.get("activity_end"),
        national=national if outcome else "",
        began=record.dates.get("activity_start"),
        faults=faults,
    )
