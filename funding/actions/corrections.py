"""Correcting frozen facts: one person proposes, another decides, and the frozen rows stay as they are."""

from django.db import transaction

from enrolments.models import Enrolment, School
from funding.actions import year_lock
from funding.actions.deciding import Deciding
from funding.actions.refusals import Refused
from funding.models import CensusCorrection, CensusFreeze, CorrectionDecision
from funding.queries.corrected import corrected_fact, facts_of_late
from funding.rules import corrections
from funding.rules.facts import EnrolmentFacts
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail

Kind = CensusCorrection.Kind
_DECIDING = Deciding(CorrectionDecision, noun="correction", authored="proposed")


@transaction.atomic
def propose_change(*, year: int, enrolment_id: int, facts: EnrolmentFacts, reason: str, by: User):
    """Propose other facts for an enrolment of a frozen census.

    Raises Refused where the census is not frozen, the enrolment not in it, a proposal waits already or
    nothing would differ.
    """
    current = _in_census(year, enrolment_id)
    if facts == current:
        raise Refused("Nothing differs from what the census holds. Change at least one fact.")
    if facts[:2] != current[:2]:
        raise Refused("A correction keeps its enrolment and its school.")
    return _propose(year, Kind.AMEND, current, facts, reason=reason, by=by)


@transaction.atomic
def propose_removal(*, year: int, enrolment_id: int, reason: str, by: User) -> CensusCorrection:
    """Propose to take an enrolment out of a frozen census. Raises Refused as propose_change."""
    return _propose(year, Kind.REMOVE, _in_census(year, enrolment_id), None, reason=reason, by=by)


@transaction.atomic
def propose_waiver(*, enrolment: Enrolment, reason: str, by: User) -> CensusCorrection:
    """Propose to fund an enrolment that was recorded after the freeze, as if it had been on the census.

    The facts are those it has now. Raises Refused where it is on the census or was let in already.
    """
    year = enrolment.year_id
    year_lock.hold(year)
    if enrolment.on_census or corrected_fact(year, enrolment.pk):
        raise Refused("This enrolment is in the census already. Propose a change of its facts instead.")
    return _propose(year, Kind.ADD, None, facts_of_late(enrolment), reason=reason, by=by)


@transaction.atomic
def approve(*, correction: CensusCorrection, by: User, reason: str = "") -> CorrectionDecision:
    """Let a correction hold, by another person than the one who proposed it.

    Payments change by the next run. Raises Refused where it is decided, where the same person proposed it,
    and where the facts it was proposed against are no longer those of the census.
    """
    _DECIDING.refuse_second(correction, by)
    current = corrected_fact(correction.year, correction.enrolment_id)
    if (None if current is None else corrections.to_json(current)) != correction.before:
        raise Refused(
            "The facts of this enrolment were corrected since this was proposed. Refuse it, then propose it "
            "anew against the facts as they are now."
        )
    return _decide(correction, CorrectionDecision.What.APPROVED, by=by, reason=reason)


@transaction.atomic
def refuse(*, correction: CensusCorrection, by: User, reason: str) -> CorrectionDecision:
    """Let a correction not hold, with a reason. Raises Refused as approve, and without a reason."""
    _DECIDING.refuse_second(correction, by)
    _DECIDING.refuse_without_reason(reason)
    return _decide(correction, CorrectionDecision.What.REFUSED, by=by, reason=reason)


def _in_census(year: int, enrolment_id: int) -> EnrolmentFacts:
    year_lock.hold(year)
    if not CensusFreeze.objects.filter(year_id=year).exists():
        raise Refused(f"The {year} census is not frozen. Its entries can still be changed where they stand.")
    current = corrected_fact(year, enrolment_id)
    if current is None:
        raise Refused(f"This enrolment is not in the {year} census.")
    return current


def _propose(
    year: int,
    kind: str,
    before: EnrolmentFacts | None,
    facts: EnrolmentFacts | None,
    *,
    reason: str,
    by: User,
) -> CensusCorrection:
    """Store a proposal; the year is locked."""
    known = before or facts
    if known is None:
        raise ValueError("A correction needs facts before or after it.")
    if not reason.strip():
        raise Refused("Write why the facts are corrected.")
    waiting = CensusCorrection.objects.filter(
        year=year, enrolment_id=known.enrolment_id, decision=None
    ).exists()
    if waiting:
        raise Refused("A correction of this enrolment waits for a decision. Decide on that one first.")
    stamp = clock.now()
    correction = CensusCorrection.objects.create(
        year=year,
        kind=kind,
        enrolment_id=known.enrolment_id,
        school=School.objects.get(pk=known.school_id),
        before=None if before is None else corrections.to_json(before),
        facts=None if facts is None else corrections.to_json(facts),
        reason=reason.strip(),
        proposed_by=by,
        proposed_at=stamp,
    )
    _record(correction, "propose_correction", by=by, reason=correction.reason, at=stamp)
    return correction


def _decide(correction: CensusCorrection, what: str, *, by: User, reason: str) -> CorrectionDecision:
    decision = _DECIDING.write(correction, what, by=by, reason=reason)
    _record(correction, _DECIDING.step(decision), by=by, reason=decision.reason, at=decision.at)
    return decision


def _record(correction: CensusCorrection, action: str, *, by: User, reason: str, at) -> None:
    trail.record(
        by=by,
        action=action,
        subject=correction,
        chain=correction.school.code,
        before=correction.before,
        after=correction.facts,
        reason=reason,
        at=at,
    )
