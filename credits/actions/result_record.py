"""What the audit record keeps of saved results: of one student in words, of several by keys and codes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from credits.actions.result_checks import ResultChange
from credits.models import Outcome, TransferEvidence, UnitResult
from enrolments.models import School
from vetportal.accounts.models import User
from vetportal.audit import trail
from vetportal.money import day

_NOTHING, _NO_EVIDENCE = "no result", "no evidence"
_EVIDENCE = (
    "issuer_code", "issuer_name", "document", "reference", "issued_on", "unit_as_issued",
    "title_as_issued", "basis", "analysis", "verified_by", "verified_on", "decision", "reason",
)  # fmt: skip


class Step(NamedTuple):
    """A change with what it would replace."""

    change: ResultChange
    held: UnitResult | None


def record_steps(school: School, steps: list[Step], *, by: User, origin: str, stamp: datetime) -> None:
    """One event about the student in words, or one for each class by keys, codes and dates, without names."""
    classes: dict[str, list[Step]] = defaultdict(list)
    for each in steps:
        classes[_class_of(each.change)].append(each)
    students = {each.change.student for each in steps}
    only = students.pop() if len(students) == 1 else None
    for name, those in sorted(classes.items()):
        about = {"class": name, "origin": origin}
        before, after = (_in_words(those), _in_words_sent(those)) if only else _by_student(those)
        trail.record(
            by=by,
            action="save_results",
            subject=only or school,
            chain=school.code,
            before=about | before,
            after=about | after,
            at=stamp,
        )


def _class_of(change: ResultChange) -> str:
    return f"{change.qualification.code} {change.year}" if change.qualification else "on its own"


def _unit_of(change: ResultChange) -> str:
    return change.unit.code if change.qualification else f"{change.unit.code} {change.year}"


def _in_words(steps: Iterable[Step]) -> dict[str, str]:
    """What was stored of one student, and the evidence that goes with it, as their history shows it."""
    said = {}
    for change, held in steps:
        unit = _unit_of(change)
        said[unit] = _words(held.outcome, held.ended_on, held.national_outcome) if held else _NOTHING
        evidence = _going_with(change, held)
        if evidence is not None:
            said[f"{unit} evidence"] = _evidence_in_words(evidence)
    return said


def _going_with(change: ResultChange, held: UnitResult | None) -> TransferEvidence | None:
    """The evidence that a removed result takes with it; another outcome voids it in a record of its own."""
    return None if change.outcome else getattr(held, "evidence", None)


def _evidence_in_words(evidence: TransferEvidence) -> str:
    said = []
    for name in _EVIDENCE:
        value = getattr(evidence, name)
        display = getattr(evidence, f"get_{name}_display", None)
        words = day(value) if isinstance(value, date) else display() if display else value
        if words:
            said.append(f"{evidence._meta.get_field(name).verbose_name}: {words}")
    return "; ".join(said)


def _in_words_sent(steps: Iterable[Step]) -> dict[str, str]:
    said = {}
    for change, held in steps:
        is_there = change.outcome and change.ended_on
        said[_unit_of(change)] = (
            _words(change.outcome, change.ended_on, change.national_outcome) if is_there else _NOTHING
        )
        if _going_with(change, held) is not None:
            said[f"{_unit_of(change)} evidence"] = _NO_EVIDENCE
    return said


def _words(outcome: str, ended_on: date, national: str) -> str:
    code = f" (national code {national})" if national else ""
    return f"{Outcome(outcome).label}{code}, {day(ended_on)}"


def _by_student(steps: Iterable[Step]) -> tuple[dict, dict]:
    """What was stored and what was sent, by the key of the student and the code of the unit.

    Evidence that goes with removed results stands beside them in full, as where one result is removed.
    """
    before: dict[str, dict] = defaultdict(dict)
    after: dict[str, dict] = defaultdict(dict)
    gone: dict[str, dict] = defaultdict(dict)
    for change, held in steps:
        who, unit = str(change.student.pk), _unit_of(change)
        before[who][unit] = _coded(held.outcome, held.ended_on, held.national_outcome) if held else None
        is_there = change.outcome and change.ended_on
        said = (change.outcome, change.ended_on, change.national_outcome)
        after[who][unit] = _coded(*said) if is_there else None
        evidence = _going_with(change, held)
        if evidence is not None:
            gone[who][unit] = evidence_said(evidence)
    with_evidence = {"evidence": dict(gone)} if gone else {}
    return {"results": dict(before)} | with_evidence, {"results": dict(after)}


def _coded(outcome: str, ended_on: date, national: str) -> list[str]:
    return [outcome, ended_on.isoformat(), *([national] if national else [])]


def evidence_said(evidence: TransferEvidence) -> dict[str, object]:
    """What a document of credit transfer says, as the audit record keeps it."""
    return {name: str(getattr(evidence, name)) for name in _EVIDENCE}
