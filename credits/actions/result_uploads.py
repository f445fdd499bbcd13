"""A file of results on its way in: checked and kept, then taken as a whole or dropped.

Each step leaves one audit event with the hash of the file and counts, without names or dates of birth. Once a
file is settled its content and the names in its findings go.
"""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from credits.actions.results import ResultsChanged, ResultsRefused, Saved, save_results
from credits.models import ResultUpload, UnitResult
from credits.result_files.check import UNCHANGED, Checked, check_file
from credits.result_files.found import found_of
from credits.result_files.provider import read_provider_file
from credits.result_files.rows import SentFile
from credits.result_files.table import read_result_table
from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import School
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail
from vetportal.files.filenames import safe_filename
from vetportal.files.problems import FileRefused

KEPT_FOR = timedelta(hours=24)
_LOOKED_AT = 2_000  # bytes; no first line of a table is longer
_Kind, _Status = ResultUpload.Kind, ResultUpload.Status
_COUNTS = ("rows", "new", "changed", "unchanged", "left_out", "unmatched")
_RENEWED = (
    "What is stored was changed after you opened the check. Nothing was taken from the file. The check now "
    "shows the present state: read it again, then take the file."
)


def kind_of(content: bytes, filename: str) -> str:
    """NAT00120 and archives of providers are told by their names; everything else is read as a table.

    A text file under another name is NAT00120 where nothing in its first line separates columns.
    """
    name = filename.rpartition("/")[2].upper()
    if name.startswith("NAT0") or name.endswith(".ZIP"):
        return _Kind.NAT
    first = content[:_LOOKED_AT].lstrip().partition(b"\n")[0]
    is_fixed = name.endswith(".TXT") and first.strip() and not any(each in first for each in b",;\t|")
    return _Kind.NAT if is_fixed else _Kind.TABLE


def add(*, school: School, filename: str, content: bytes, by: User) -> ResultUpload:
    """Read and check a file and keep it for the check page; no result changes yet.

    Raises FileRefused with the sentence to show where the file as a whole cannot be read.
    """
    kind = kind_of(content, filename)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        sent = _read(kind, content, filename)
    except FileRefused as refusal:
        after = {"code": refusal.code, "sha256": sha256, "bytes": len(content)}
        with transaction.atomic():
            trail.record(by=by, action="refuse_result_file", subject=school, chain=school.code, after=after)
        raise
    with transaction.atomic():
        stamp = clock.now()
        _sweep(school, stamp)
        upload = ResultUpload.objects.create(
            school=school,
            kind=kind,
            filename=safe_filename(filename),
            content=content,
            sha256=sha256,
            found=_checked(school, sent, {}, own=False)[1],
            sent_by=by,
            sent_at=stamp,
        )
        _record(upload, "check_result_file", by, stamp)
    return upload


def match(*, upload: ResultUpload, choices: Mapping[str, int], own: bool, by: User) -> ResultUpload:
    """Keep who the clients of a provider's file are and whether strays are taken, and check the file again.

    `choices` give the key of a student by client number, 0 to leave the client out. Raises Refused where the
    file is settled.
    """
    with transaction.atomic():
        held = _held(upload)
        if held.status != _Status.CHECKED:
            raise Refused(_settled(held))
        sent = _read(held.kind, bytes(held.content), held.filename)
        kept = {**held.found.get("choices", {}), **choices}
        held.found = _checked(held.school, sent, kept, own=own)[1]
        held.save(update_fields=["found"])
        _record(held, "match_result_file", by, clock.now())
    return held


def take(*, upload: ResultUpload, seen: str, by: User) -> Saved:
    """Save everything that a checked file says, or nothing. Taking it twice saves it once.

    The file is checked again; `seen` is the mark of the check that the person read. Raises Refused where it
    has faults, people who wait for a choice, or is dropped; Conflict where what is stored has changed since.
    """
    saved, problem = None, ""
    try:
        with transaction.atomic():
            held = _held(upload)
            if held.status == _Status.TAKEN:
                return Saved(0, 0, 0, held.found.get("rows", 0))
            if held.status == _Status.DROPPED:
                raise Refused(_settled(held))
            sent = _read(held.kind, bytes(held.content), held.filename)
            earlier = held.found
            checked, held.found = _checked(
                held.school, sent, earlier.get("choices", {}), own=earlier.get("own", False)
            )
            problem = _unready(checked, held.found, seen)
            if problem:
                held.save(update_fields=["found"])
            else:
                saved = _save(held, checked, by)
    except (ResultsChanged, ResultsRefused):
        raise Conflict(_RENEWED) from None
    if saved is None:
        raise (Conflict if problem == _RENEWED else Refused)(problem)
    return saved


def drop(*, upload: ResultUpload, by: User) -> ResultUpload:
    """Put a checked file away without taking it. A file that was taken stays taken."""
    with transaction.atomic():
        held = _held(upload)
        if held.status == _Status.CHECKED:
            stamp = clock.now()
            _settle(held, _Status.DROPPED)
            held.save()
            _record(held, "drop_result_file", by, stamp)
    return held


def _read(kind: str, content: bytes, filename: str) -> SentFile:
    read = read_provider_file if kind == _Kind.NAT else read_result_table
    return read(content, filename)


def _checked(
    school: School, sent: SentFile, choices: Mapping[str, int], *, own: bool
) -> tuple[Checked, dict]:
    checked = check_file(sent, school=school, today=clock.today(), choices=choices, own=own)
    return checked, found_of(sent, checked, school=school, choices=choices, own=own)


def _unready(checked: Checked, found: dict, seen: str) -> str:
    """Why a file is not taken now, or nothing."""
    if checked.faults:
        return "The file has errors, so nothing was taken from it. Correct them, then upload the file again."
    if checked.waiting:
        return "Somebody in the file may be a student of yours. Choose who it is, or leave them out."
    return "" if found["mark"] == seen else _RENEWED


def _save(held: ResultUpload, checked: Checked, by: User) -> Saved:
    stamp = clock.now()
    origin = UnitResult.Origin.PROVIDER if held.kind == _Kind.NAT else UnitResult.Origin.FILE
    changes = [each.change for each in checked.planned if each.state != UNCHANGED]
    saved = save_results(school=held.school, changes=changes, by=by, origin=origin, stamp=stamp)
    _settle(held, _Status.TAKEN)
    held.taken_by, held.taken_at = by, stamp
    held.save()
    _record(held, "take_result_file", by, stamp)
    return saved


def _held(upload: ResultUpload) -> ResultUpload:
    return ResultUpload.objects.select_for_update(of=("self",)).select_related("school").get(pk=upload.pk)


def _settle(held: ResultUpload, status: str) -> None:
    """What is settled keeps counts, and neither the content nor anybody's name."""
    kept = (*_COUNTS, "classes")
    held.status, held.content = status, b""
    held.found = {name: held.found[name] for name in kept if name in held.found}


def _settled(held: ResultUpload) -> str:
    return f"This file was {held.get_status_display().lower()} already. Upload it again if you need it."


def _sweep(school: School, stamp) -> None:
    """Files that nobody took within a day are dropped."""
    old = (
        ResultUpload.objects.select_for_update()
        .defer("content")
        .filter(school=school, status=_Status.CHECKED, sent_at__lt=stamp - KEPT_FOR)
    )
    for each in old:
        _settle(each, _Status.DROPPED)
        each.save()
        _record(each, "drop_result_file", None, stamp)


def _record(upload: ResultUpload, action: str, by: User | None, stamp) -> None:
    found = upload.found
    after = {"sha256": upload.sha256, "kind": upload.kind, **{name: found.get(name, 0) for name in _COUNTS}}
    trail.record(by=by, action=action, subject=upload, chain=upload.school.code, after=after, at=stamp)
