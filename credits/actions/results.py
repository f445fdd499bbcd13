"""Saving results: one action for the class grid, the single page and the files. All of it or nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from credits.actions import records
from credits.actions.result_checks import Finding, ResultChange, faults_of
from credits.actions.result_record import Step, evidence_said, record_steps
from credits.models import Outcome, UnitResult
from credits.queries.standing import Standing, standing_of
from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import School, Student
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail
from vetportal.bulk import insert_rows, update_rows

_COLUMNS = ("outcome", "ended_on", "origin", "national_outcome", "version", "changed_by", "changed_at")
_NEW = ("student", "unit", "qualification", "year", "entered_by", "entered_at", *_COLUMNS)


class Saved(NamedTuple):
    """How many results were new, changed, removed, and as they were before."""

    new: int
    changed: int
    removed: int
    unchanged: int


class ResultsRefused(Refused):
    """Some results cannot be so. `findings` are by the place of the change among those that were sent."""

    def __init__(self, findings: dict[int, list[Finding]]) -> None:
        super().__init__("Some results cannot be saved as they stand. Nothing was saved.")
        self.findings = findings


class ResultsChanged(Conflict):
    """Somebody else changed some of these results. `stored` says by place how they stand now (None: gone)."""

    def __init__(self, stored: dict[int, UnitResult | None]) -> None:
        super().__init__(
            "Somebody else changed some of these results while you had them open. Nothing of yours was "
            "saved. Compare what is stored now with what you typed, then save again."
        )
        self.stored = stored


@transaction.atomic
def save_results(
    *,
    school: School,
    changes: Sequence[ResultChange],
    by: User,
    origin: str = UnitResult.Origin.ENTERED,
    stamp: datetime | None = None,
) -> Saved:
    """Save results of a school's students and work out their credit anew. Nothing is saved in part.

    A result that stands as it was sent counts as unchanged, so saving twice saves once. Results are entered
    at any time: the census does not bind them. Raises Refused for a student of another school,
    ResultsRefused for results that cannot be so, ResultsChanged where `version` is not what is stored.
    """
    stamp = stamp or clock.now()
    students = _locked(school, changes)
    standing = standing_of(school, students)
    _refuse_faults(changes, standing, clock.today())
    steps = _steps(changes, standing)
    removed = [each for each in steps if not each.change.outcome]
    new = [each for each in steps if each.held is None]
    changed = [each for each in steps if each.held is not None and each.change.outcome]
    _void_evidence(school, changed, by=by, stamp=stamp)
    _write(new, changed, removed, by=by, origin=origin, stamp=stamp)
    if steps:
        record_steps(school, steps, by=by, origin=origin, stamp=stamp)
        records.rework(student_ids=sorted({each.change.student.pk for each in steps}), stamp=stamp)
    return Saved(len(new), len(changed), len(removed), len(changes) - len(steps))


def _locked(school: School, changes: Iterable[ResultChange]) -> list[int]:
    """The students, in one order for everybody who saves, so that nobody waits in a circle."""
    wanted = {each.student.pk for each in changes}
    own = Student.objects.select_for_update(no_key=True).filter(school=school, pk__in=wanted).order_by("pk")
    found = list(own.values_list("pk", flat=True))
    if len(found) != len(wanted):
        raise Refused("One of these students belongs to another school. Choose students of your school.")
    return found


def _refuse_faults(changes: Sequence[ResultChange], standing: Standing, today: date) -> None:
    findings = {place: faults_of(each, standing, today) for place, each in enumerate(changes)}
    times = Counter(each.key for each in changes)
    for place, each in enumerate(changes):
        if times[each.key] > 1:
            sentence = f"{each.unit.code} of {each.student.name} is there more than once. Keep one of them."
            findings[place].append(Finding("unit_code", "result_doubled", sentence))
    found = {place: each for place, each in findings.items() if each}
    if found:
        raise ResultsRefused(found)


def _steps(changes: Sequence[ResultChange], standing: Standing) -> list[Step]:
    """What has to be written. Raises ResultsChanged for results that are not as the person saw them."""
    steps, stale = [], {}
    for place, change in enumerate(changes):
        held = standing.results.get(change.key)
        if is_as_stored(change, held):
            continue
        if change.version != (held.version if held else 0):
            stale[place] = held
        steps.append(Step(change, held))
    if stale:
        raise ResultsChanged(stale)
    return steps


def is_as_stored(change: ResultChange, held: UnitResult | None) -> bool:
    """Whether saving it would change nothing. Who types an outcome says nothing of the provider's code."""
    if held is None or not change.outcome:
        return held is None and not change.outcome
    has_new_code = change.national_outcome not in ("", held.national_outcome)
    return not has_new_code and (held.outcome, held.ended_on) == (change.outcome, change.ended_on)


def _void_evidence(school: School, changed: list[Step], *, by: User, stamp: datetime) -> None:
    """Evidence goes with the credit transfer it was for: of another one it proves nothing."""
    for change, held in changed:
        evidence = getattr(held, "evidence", None)
        if held is None or evidence is None or change.outcome == Outcome.CREDIT_TRANSFER:
            continue
        before = evidence_said(evidence)
        evidence.delete()
        trail.record(
            by=by,
            action="void_evidence",
            subject=held,
            chain=school.code,
            before=before,
            after=None,
            at=stamp,
        )


def _write(
    new: list[Step],
    changed: list[Step],
    removed: list[Step],
    *,
    by: User,
    origin: str,
    stamp: datetime,
) -> None:
    def values(change: ResultChange, version: int) -> tuple:
        return (change.outcome, change.ended_on, origin, change.national_outcome, version, by.pk, stamp)

    UnitResult.objects.filter(pk__in=[each.held.pk for each in removed if each.held]).delete()
    update_rows(
        UnitResult,
        _COLUMNS,
        ((*values(each.change, each.held.version + 1), each.held.pk) for each in changed if each.held),
    )
    rows = (
        (change.student.pk, change.unit.pk, change.qualification and change.qualification.pk, change.year,
         by.pk, stamp, *values(change, 1))
        for change, _ in new
    )  # fmt: skip
    try:
        with transaction.atomic():
            insert_rows(UnitResult, _NEW, rows)
    except IntegrityError:
        raise Conflict(
            "Somebody else saved one of these results a moment ago. Nothing was saved; open the page again, "
            "then save."
        ) from None
