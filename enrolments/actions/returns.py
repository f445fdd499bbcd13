"""The steps of a school's return: certify, reopen, approve, return. Each by a person who may, each recorded.

Signing changes no enrolment. After the freeze nothing moves: see enrolments.models.window.signing.
"""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import NamedTuple

from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import EnrolmentYear, School, SchoolReturn, window
from enrolments.queries import return_contents
from enrolments.rules import returns as rules
from vetportal.accounts.models import User
from vetportal.audit import trail

_NOTHING_SIGNED = {"certified_by": None, "certified_at": None}
_NOTHING_DECIDED = {"decided_by": None, "decided_at": None, "reason": ""}


def certify(*, school: School, year: int, is_nil: bool, by: User, seen: str = "") -> SchoolReturn:
    """Sign a school's return, or that it has nothing to report; also after the census date, until the freeze.

    `seen` is the mark of the entries that the person read (see return_contents.mark); empty skips that check.
    Signing again what the same person has just signed answers with it and records nothing. Raises Refused
    (or Conflict) with the sentence to show, and window.YearFrozen after the freeze.
    """
    with window.signing(year=year, school_id=school.pk) as stamp:
        held, _ = SchoolReturn.objects.get_or_create(school=school, year_id=year)
        if held.status == rules.CERTIFIED and held.certified_by_id == by.pk and held.is_nil == is_nil:
            return held
        _refuse_wrong_step(rules.CERTIFY, held)
        contents = return_contents.of(school=school, year=year)
        _refuse_wrong_kind(contents.enrolments, is_nil)
        _refuse_own_entries(school, year, by, "certify")
        if seen and seen != return_contents.mark(school=school, year=year):
            raise Conflict(
                "An entry of this return was changed while you were reading. Nothing was signed. "
                "Read the figures again, then sign."
            )
        signed = {"is_nil": is_nil, "certified_by": by, "certified_at": stamp, **_NOTHING_DECIDED}
        return _take(rules.CERTIFY, held, signed, by=by, at=stamp, contents=contents)


def reopen(*, school_return: SchoolReturn, version: int, by: User) -> SchoolReturn:
    """Take the school's own signature back so that entries can change; only while entry is open for it."""
    with _signing(school_return) as stamp:
        year = EnrolmentYear.objects.get(pk=school_return.year_id)
        if not window.is_open(year, school_return.school_id, stamp):
            raise Refused(
                "Entry is closed, so reopening the return would change nothing. Ask the department for an "
                "extension first, or ask it to return the return to you."
            )
        held = _held(rules.REOPEN, school_return, version)
        changed = {"is_nil": False, **_NOTHING_SIGNED, **_NOTHING_DECIDED}
        return _take(rules.REOPEN, held, changed, by=by, at=stamp)


def approve(*, school_return: SchoolReturn, version: int, by: User) -> SchoolReturn:
    """Accept a certified return for the department: by another person than the one who certified it.

    Raises Conflict when the return is no longer at `version`, and Refused for a wrong step or person.
    """
    with _signing(school_return) as stamp:
        held = _held(rules.APPROVE, school_return, version)
        if held.certified_by_id == by.pk:
            raise Refused("You certified this return, so another person must approve it.")
        _refuse_own_entries(held.school, held.year_id, by, "approve")
        decided = {"decided_by": by, "decided_at": stamp, "reason": ""}
        return _take(rules.APPROVE, held, decided, by=by, at=stamp)


def return_(*, school_return: SchoolReturn, version: int, reason: str, by: User) -> SchoolReturn:
    """Give a signed return back to its school with a reason that the school reads."""
    reason = reason.strip()
    if not reason:
        raise Refused("Write what the school has to change. The school reads this sentence.")
    with _signing(school_return) as stamp:
        held = _held(rules.RETURN, school_return, version)
        if held.certified_by_id == by.pk:
            raise Refused("You certified this return, so another person decides on it.")
        decided = {"decided_by": by, "decided_at": stamp, "reason": reason}
        return _take(rules.RETURN, held, decided, by=by, at=stamp, reason=reason)


class ManyApproved(NamedTuple):
    """What became of returns approved together: each that was not has the sentence that says why."""

    approved: list[SchoolReturn]
    refused: list[tuple[SchoolReturn, str]]


def approve_many(*, versions: dict[int, int], by: User) -> ManyApproved:
    """Approve several returns (key: version as seen), each on its own: one that cannot be stops no other."""
    outcome = ManyApproved([], [])
    found = SchoolReturn.objects.filter(pk__in=versions).select_related("school").order_by("school__name")
    for each in found:
        try:
            outcome.approved.append(approve(school_return=each, version=versions[each.pk], by=by))
        except (Refused, window.EntryClosed) as refusal:
            outcome.refused.append((each, str(refusal)))
    return outcome


def _signing(school_return: SchoolReturn) -> AbstractContextManager[datetime]:
    return window.signing(year=school_return.year_id, school_id=school_return.school_id)


def _held(step: rules.Step, school_return: SchoolReturn, version: int) -> SchoolReturn:
    """The return as it is stored now, when it still is what the person looked at."""
    held = SchoolReturn.objects.select_related("school", "certified_by", "decided_by").get(
        pk=school_return.pk
    )
    _refuse_wrong_step(step, held)
    if held.version != version:
        raise _overtaken(held)
    return held


def _take(
    step: rules.Step,
    held: SchoolReturn,
    changed: dict,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    contents: return_contents.Contents | None = None,
) -> SchoolReturn:
    """Write the step where status and version are still those that were judged, and record it."""
    before = _as_recorded(held)
    version = held.version + 1
    same = SchoolReturn.objects.filter(pk=held.pk, status=held.status, version=held.version)
    if not same.update(status=step.leads_to, version=version, **changed):
        raise _overtaken(SchoolReturn.objects.select_related("certified_by", "decided_by").get(pk=held.pk))
    held.refresh_from_db()
    after = _as_recorded(held) | ({"contents": contents.as_recorded()} if contents else {})
    action = f"{step.name.rstrip('_')}_return"
    trail.record(by=by, action=action, subject=held, chain=held.school.code, before=before, after=after,
                 reason=reason, at=at)  # fmt: skip
    return held


def _as_recorded(held: SchoolReturn) -> dict:
    return {"status": held.status, "is_nil": held.is_nil, "version": held.version}


def _refuse_wrong_step(step: rules.Step, held: SchoolReturn) -> None:
    if rules.may_take(step, held.status):
        return
    if step is rules.APPROVE and held.status == rules.DRAFT:
        raise Refused("The school has not certified this return, or has reopened it. Nothing was changed.")
    raise _overtaken(held)


def _overtaken(held: SchoolReturn) -> Conflict:
    return Conflict(
        f"{return_contents.standing(held)} Nothing was changed. Look at it again before you go on."
    )


def _refuse_wrong_kind(enrolments: int, is_nil: bool) -> None:
    if is_nil and enrolments:
        counted = "1 enrolment is" if enrolments == 1 else f"{enrolments} enrolments are"
        raise Refused(
            f"{counted} entered, so this is not a nil return. Certify the enrolments, or remove them first."
        )
    if not is_nil and not enrolments:
        raise Refused(
            "No enrolments are entered. Enter them first, or certify a nil return if there are none."
        )


def _refuse_own_entries(school: School, year: int, by: User, verb: str) -> None:
    """Two people: nobody signs for what they entered or last changed."""
    own = return_contents.own_entries(school=school, year=year, by=by)
    if own:
        counted = "1 enrolment" if own == 1 else f"{own} enrolments"
        raise Refused(
            f"You entered or last changed {counted} of this return, so another person must {verb} it."
        )
