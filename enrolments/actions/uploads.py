"""A school's file on its way in: staged for the person who sent it, then saved whole or dropped.

Each attempt leaves exactly one audit event with the hash of the file, counts and the outcome, and without
names or dates of birth.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction

from enrolments import access
from enrolments.actions.refusals import Conflict, Refused
from enrolments.actions.upload_reading import Contents, read, summary_of
from enrolments.actions.upload_writing import write
from enrolments.models import EnrolmentUpload, EnrolmentYear, School, UploadRow, window
from enrolments.uploads.enrolment_file import Check, Finding
from enrolments.uploads.plan import plan_of
from enrolments.uploads.standing import standing_of
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission
from vetportal.audit import trail
from vetportal.bulk import insert_rows
from vetportal.files.filenames import safe_filename
from vetportal.files.problems import FileRefused
from vetportal.files.table import Row

KEPT_FOR = timedelta(hours=24)
_Status = EnrolmentUpload.Status
_REFUSED = "refused"


class _Received(NamedTuple):
    """A file as it arrived; `at` is the moment that counts."""

    school: School
    year: EnrolmentYear
    owner: User
    filename: str
    sha256: str
    at: datetime


def stage(
    *, school: School, year: EnrolmentYear, owner: User, filename: str, content: bytes, check: Check
) -> EnrolmentUpload:
    """Read and check a file, and keep its rows for a preview; no enrolment changes yet.

    Raises FileRefused with the sentence to show where the file as a whole cannot be taken: everything that
    vetportal.files.read_table refuses, and collection_closed, return_signed,
    late_closed, role_missing.
    """
    received = _Received(
        school, year, owner, safe_filename(filename), hashlib.sha256(content).hexdigest(), clock.now()
    )
    try:
        _refuse_who_may_not(received)
        is_late = _is_late(received)
        contents = read(content, filename, check, school=school, year=year, is_late=is_late)
    except FileRefused as refusal:
        record_refusal(school=school, owner=owner, content=content, code=refusal.code, at=received.at)
        raise
    with transaction.atomic():
        _sweep(received)
        upload = EnrolmentUpload(
            school=school,
            year=year,
            owner=owner,
            filename=received.filename,
            sha256=received.sha256,
            received_at=received.at,
        )
        _keep(upload, contents)
        _record(upload, "stage_upload", by=owner, at=received.at)
    return upload


def record_refusal(
    *, school: School, owner: User, content: bytes, code: str, at: datetime | None = None
) -> None:
    """Leave the one trace of a file that was not taken."""
    after = {"outcome": _REFUSED, "code": code, "sha256": hashlib.sha256(content).hexdigest()}
    with transaction.atomic():
        trail.record(
            by=owner,
            action="refuse_upload",
            subject=school,
            chain=school.code,
            after=after | {"bytes": len(content), "rows": 0},
            at=at,
        )


def confirm(*, upload: EnrolmentUpload, by: User, check: Check, seen: str = "") -> EnrolmentUpload:
    """Save everything that a staged file says, or nothing; saving twice does nothing twice.

    The rows are checked again inside the entry window. `seen` is the mark of the preview that the person
    read. Raises Refused where the file has errors or is not to be saved, Conflict where what is stored has
    changed since the preview (which is then renewed), and window.EntryClosed.
    """
    try:
        with window.recording_window(year=upload.year_id, school_id=upload.school_id) as recording:
            held = _held(upload, by)
            if held.status == _Status.CONFIRMED:
                return held
            _refuse_unready(held)
            changed_since = _save(held, by, check, recording, seen or held.summary.get("mark", ""))
    except IntegrityError:
        raise Conflict(
            "Somebody else saved one of these students or enrolments a moment ago. Nothing was saved from "
            "the file. Read the preview again, then save."
        ) from None
    if changed_since:
        raise Conflict(
            "Entries that this file is about were changed after you opened the preview. Nothing was saved. "
            "The preview now shows the present state: read it again, then save."
        )
    return held


def drop(*, upload: EnrolmentUpload, by: User) -> EnrolmentUpload:
    """Put a staged file away without saving it. A file that is saved already stays saved."""
    with transaction.atomic():
        held = _held(upload, by)
        if held.status == _Status.STAGED:
            stamp = clock.now()
            _settle(held, _Status.DROPPED, stamp)
            _record(held, "drop_upload", by=by, at=stamp)
    return held


def _refuse_who_may_not(received: _Received) -> None:
    if Permission.ENROLMENT_EDIT not in access.permissions_at(received.owner, received.school):
        raise FileRefused("role_missing", "Your role at this school does not allow uploading enrolments.")


def _is_late(received: _Received) -> bool:
    """Whether what the file adds would be recorded late."""
    try:
        now = window.recording_at(year=received.year.pk, school_id=received.school.pk, now=received.at)
        return now.is_late
    except window.EntryClosed as closed:
        raise FileRefused(closed.code, str(closed)) from closed


def _keep(upload: EnrolmentUpload, contents: Contents) -> None:
    """Store the file's summary and its rows in place of those it had."""
    upload.row_count = len(contents.rows)
    upload.error_rows = sum(1 for each in contents.rows if each.errors)
    upload.warning_rows = sum(1 for each in contents.rows if each.warnings)
    upload.notes, upload.summary = contents.notes, contents.summary
    upload.save()
    upload.rows.all().delete()
    insert_rows(
        UploadRow,
        ("upload", "number", "line", "values", "errors", "warnings"),
        (
            (upload.pk, each.number, each.line, *map(_storable, (each.values, each.errors, each.warnings)))
            for each in contents.rows
        ),
    )


def _storable(found: dict[str, str] | Sequence[Finding]) -> dict[str, str] | list[list[str]]:
    """The same as JSON that every database takes: PostgreSQL has no place for U+0000 in a text."""
    if isinstance(found, dict):
        return {name: text.replace("\x00", "\u2400") for name, text in found.items()}
    return [[text.replace("\x00", "\u2400") for text in each] for each in found]


def _sweep(received: _Received) -> None:
    """Drop files that nobody saved within a day, and an earlier copy of this one from the same person."""
    waiting = EnrolmentUpload.objects.filter(status=_Status.STAGED)
    old = waiting.filter(received_at__lt=received.at - KEPT_FOR)
    same = waiting.filter(
        school=received.school, year=received.year, owner=received.owner, sha256=received.sha256
    )
    for each in (old | same).order_by("pk"):
        _settle(each, _Status.DROPPED, received.at)


def _settle(upload: EnrolmentUpload, status: str, at: datetime) -> None:
    upload.status, upload.settled_at = status, at
    upload.save(update_fields=["status", "settled_at"])
    upload.rows.all().delete()


def _held(upload: EnrolmentUpload, by: User) -> EnrolmentUpload:
    held = EnrolmentUpload.objects.select_for_update().get(pk=upload.pk)
    if held.owner_id != by.pk:
        raise Refused("This file was uploaded by somebody else. Only they can save or drop it.")
    return held


def _refuse_unready(held: EnrolmentUpload) -> None:
    if held.status == _Status.DROPPED:
        raise Refused("This file was dropped, so nothing was saved. Upload it again.")
    if held.error_rows:
        raise Refused("The file has errors, so nothing was saved. Correct them and upload the file again.")


def _save(held: EnrolmentUpload, by: User, check: Check, recording: window.Recording, seen: str) -> bool:
    """Write what the file says; True where it was not what the person read, and the preview was renewed."""
    stamp, is_late = recording
    standing = standing_of(school=held.school, year=held.year, is_locked=True, is_late=is_late)
    staged = held.rows.order_by("number").values_list("number", "line", "values")
    rows = check(
        [Row(*each) for each in staged],
        school=held.school,
        year=held.year,
        today=stamp.astimezone(clock.MELBOURNE).date(),
        standing=standing,
    )
    summary = summary_of(rows, standing)
    if not summary or summary["mark"] != seen:
        _keep(held, Contents(rows, held.notes, summary))
        return True
    plan = plan_of((each.clean for each in rows), standing)
    done = write(plan, school=held.school, year=held.year, by=by, stamp=stamp)
    _settle(held, _Status.CONFIRMED, stamp)
    _record(held, "confirm_upload", by=by, at=stamp, before=done.before, done=done.after)
    return False


def _record(
    upload: EnrolmentUpload,
    action: str,
    *,
    by: User,
    at: datetime,
    before: dict | None = None,
    done: dict | None = None,
) -> None:
    codes = Counter(each[1] for errors in upload.rows.exclude(errors=[]).values_list("errors", flat=True)
                    for each in errors)  # fmt: skip
    outcome = "with errors" if upload.error_rows else upload.get_status_display()
    after = {
        "outcome": outcome,
        "sha256": upload.sha256,
        "rows": upload.row_count,
        "error_rows": upload.error_rows,
        "warning_rows": upload.warning_rows,
        "error_codes": dict(sorted(codes.items())),
        **{name: value for name, value in upload.summary.items() if name != "mark"},
        **(done or {}),
    }
    trail.record(
        by=by, action=action, subject=upload, chain=upload.school.code, before=before, after=after, at=at
    )
