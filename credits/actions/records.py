"""Keeping the credit records: what the results of students are worth under every published scheme."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from credits.models import CreditEntry, CreditRecord, CreditScheme
from credits.queries import schemes as scheme_queries
from credits.queries.facts import results_of, unit_facts
from credits.queries.freshness import RECOMPUTED
from credits.rules.facts import ResultFacts, UnitFacts
from credits.rules.fingerprint import Fingerprints
from credits.rules.ledger import Books, Ledger, Line
from enrolments.models import School, Student
from vetportal import clock, garbage
from vetportal.accounts.models import User
from vetportal.audit import trail
from vetportal.bulk import insert_rows, update_rows

_BATCH = 1_000  # students in one transaction of the command: it neither locks nor holds more at a time
_FIGURES = ("total", "at_level", "is_met", "blocked", "inputs_sha256", "worked_out_at")
_ENTRY = (
    "record", "position", "result", "unit_code", "unit_title", "certificate_code", "certificate_title",
    "ended_on", "hours", "hours_source", "hours_as_at", "level", "level_basis", "credit", "slot", "code",
    "reason",
)  # fmt: skip
_BASIS, _REASON = 300, 500  # characters that a line has room for


class Reworked(NamedTuple):
    """What a rework did: students looked at, records they have, records written anew, records dropped."""

    students: int = 0
    records: int = 0
    written: int = 0
    dropped: int = 0

    def __add__(self, other: tuple) -> "Reworked":
        """Both together."""
        return Reworked(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class _Desk(NamedTuple):
    """Everything to work out records under one scheme."""

    scheme: CreditScheme
    books: Books
    fingerprints: Fingerprints


class _Due(NamedTuple):
    """A record that has to be written: its key where it is stored, and what it comes to."""

    pk: int | None
    student: int
    scheme: CreditScheme
    ledger: Ledger
    inputs_sha256: str


@transaction.atomic
def rework(*, student_ids: Sequence[int], stamp: datetime) -> Reworked:
    """Work out and store these students' records anew; `stamp` is the instant of the change behind it.

    A record whose facts and rules are as they were stays as it is. It belongs in the transaction of the
    change of results.
    """
    return _Work(scheme_queries.published()).batch(sorted(set(student_ids)), stamp)


@garbage.not_collected()
def rework_all(*, scheme_code: str = "", school: School | None = None) -> Reworked:
    """Work out the records of all students, or of one school or under one scheme; an operator's command.

    `scheme_code` means every published version of it. Each batch is a transaction of its own. The run leaves
    an audit record for each version, also if nothing changed: by it the lists know how current they are.
    """
    schemes = [each for each in scheme_queries.published() if scheme_code in ("", each.code)]
    # What changes while the run goes on may be missing in it, so its beginning is its instant.
    started, work, done = clock.now(), _Work(schemes), Reworked()
    for student_ids in _batches(school):
        with transaction.atomic():
            done += work.batch(student_ids, clock.now())
    record_run(schemes, by=None, stamp=started, done=done, school=school)
    return done


@transaction.atomic
def record_run(
    schemes: Sequence[CreditScheme],
    *,
    by: User | None,
    stamp: datetime,
    done: Reworked | None = None,
    school: School | None = None,
) -> None:
    """Write into the audit record that all records under these versions were looked at, as at `stamp`."""
    for each in schemes:
        trail.record(
            by=by,
            action=RECOMPUTED,
            subject=each,
            chain=school.code if school else trail.STATE,
            after=done._asdict() if done else None,
            at=stamp,
        )


def _batches(school: School | None) -> Iterator[list[int]]:
    students = Student.objects.order_by("pk")
    if school:
        students = students.filter(school=school)
    last = 0
    while keys := list(students.filter(pk__gt=last).values_list("pk", flat=True)[:_BATCH]):
        yield keys
        last = keys[-1]


class _Work:
    """Works through batches of students; it reads each unit once for all of them."""

    def __init__(self, schemes: Sequence[CreditScheme]) -> None:
        self._units: dict[str, UnitFacts] = {}
        rules = [(each, scheme_queries.rules_of(each)) for each in schemes]
        self._desks = [
            _Desk(each, Books(self._units, its), Fingerprints(self._units, its)) for each, its in rules
        ]

    def batch(self, student_ids: Sequence[int], stamp: datetime) -> Reworked:
        """One batch, in the caller's transaction."""
        # Who saves results of these students at the same time waits: both write the same records.
        list(
            Student.objects.select_for_update(no_key=True)
            .filter(pk__in=student_ids)
            .order_by("pk")
            .values_list("pk")
        )
        results = results_of(student_ids)
        used = {code for held in results.values() for each in held for code in each.codes}
        self._units.update(unit_facts(used - self._units.keys()))
        stored = self._stored(student_ids)
        wanted = {
            (student, desk.scheme.pk)
            for student, held in results.items()
            for desk in self._desks
            if desk.books.is_for(held)
        }
        due = list(self._due(results, stored, wanted))
        _write(due, stamp)
        dropped = _drop([pk for key, (pk, _) in stored.items() if key not in wanted])
        return Reworked(len(student_ids), len(wanted), len(due), dropped)

    def _stored(self, student_ids: Sequence[int]) -> dict[tuple[int, int], tuple[int, str]]:
        """Key and fingerprint of each stored record by student and scheme."""
        schemes = [desk.scheme.pk for desk in self._desks]
        rows = CreditRecord.objects.filter(student__in=student_ids, scheme__in=schemes).order_by()
        return {
            (student, scheme): (pk, sha256)
            for pk, student, scheme, sha256 in rows.values_list(
                "pk", "student_id", "scheme_id", "inputs_sha256"
            )
        }

    def _due(
        self,
        results: dict[int, list[ResultFacts]],
        stored: dict[tuple[int, int], tuple[int, str]],
        wanted: Collection[tuple[int, int]],
    ) -> Iterator[_Due]:
        for student in sorted(results):
            for desk in self._desks:
                if (student, desk.scheme.pk) not in wanted:
                    continue
                sha256 = desk.fingerprints.of(results[student])
                pk, before = stored.get((student, desk.scheme.pk), (None, ""))
                if sha256 != before:
                    yield _Due(pk, student, desk.scheme, desk.books.ledger(results[student]), sha256)


def _drop(keys: Sequence[int]) -> int:
    """Records of students without a result, or without one that the version is for."""
    CreditRecord.objects.filter(pk__in=keys).delete()
    return len(keys)


def _write(due: Sequence[_Due], stamp: datetime) -> None:
    new = [each for each in due if each.pk is None]
    changed = [each for each in due if each.pk is not None]
    keys = [each.pk for each in changed]
    if changed:
        CreditEntry.objects.filter(record__in=keys).delete()
        update_rows(CreditRecord, _FIGURES, [(*_figures(each, stamp), each.pk) for each in changed])
    fields = [dict(zip(_FIGURES, _figures(each, stamp), strict=True)) for each in new]
    created = CreditRecord.objects.bulk_create(
        CreditRecord(student_id=each.student, scheme=each.scheme, **figures)
        for each, figures in zip(new, fields, strict=True)
    )
    keys += [each.pk for each in created]
    insert_rows(CreditEntry, _ENTRY, _entries(zip(keys, [*changed, *new], strict=True)))


def _figures(due: _Due, stamp: datetime) -> tuple:
    ledger = due.ledger
    is_met = ledger.standing.is_met if ledger.standing else None
    return ledger.total, ledger.at_level, is_met, ledger.blocked, due.inputs_sha256, stamp


def _entries(written: Iterator[tuple[int, _Due]]) -> Iterator[tuple]:
    for record, due in written:
        for line in due.ledger.lines:
            yield (record, *_entry(line))


def _entry(line: Line) -> tuple:
    """A line in the order of _ENTRY; sentences beyond the room they have are cut."""
    return (
        line.position,
        line.key,
        line.unit_code,
        line.unit_title,
        line.certificate_code,
        line.certificate_title,
        line.ended_on,
        line.hours,
        line.hours_source,
        line.hours_as_at,
        line.level,
        _cut(line.level_basis, _BASIS),
        line.credit,
        line.slot,
        line.code,
        _cut(line.reason, _REASON),
    )


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"
