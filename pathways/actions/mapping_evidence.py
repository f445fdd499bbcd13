"""Deciding how far a source covers the outcomes of a target, one outcome after the other."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db import transaction

from enrolments.models import Unit
from pathways.actions.mappings import as_recorded, held_draft, set_outcomes, touch
from pathways.models import CreditMapping, OutcomeEvidence
from pathways.rules import likeness
from vetportal.accounts.models import User
from vetportal.audit import trail


class Decision(NamedTuple):
    """What a person decided on one outcome. An empty judgement leaves it open.

    `percent` is the likeness with which the line was suggested, None where it was not.
    """

    key: int
    judgement: str
    unit: Unit | None
    matched: str
    note: str
    percent: int | None = None


@transaction.atomic
def decide(
    *, mapping: CreditMapping, version: int, decisions: Iterable[Decision], hours: int, by: User
) -> CreditMapping:
    """Save decisions, and add whole hours of work to the cost. Raises Conflict and Refused as a change does.

    Only what differs from what is stored is written, so each outcome keeps who decided it.
    """
    held = held_draft(mapping, version)
    before = as_recorded(held)
    stored = {each.pk: each for each in held.evidence.all()}
    changed = [each for each in decisions if _differs(stored[each.key], each)]
    if not changed and not hours:
        return held
    held.effort_hours += hours
    touch(held, by)
    for each in changed:
        _write(stored[each.key], each, held, by)
    _record("decide_mapping_evidence", held, before, by=by)
    return held


@transaction.atomic
def ask(*, mapping: CreditMapping, version: int, outcomes: Iterable[str], by: User) -> CreditMapping:
    """Lay down the learning outcomes of the target; decisions stay with outcomes of the same words."""
    held = held_draft(mapping, version)
    before = as_recorded(held)
    set_outcomes(held, outcomes)
    touch(held, by)
    _record("ask_mapping_outcomes", held, before, by=by)
    return held


@transaction.atomic
def take_over(*, mapping: CreditMapping, version: int, precedent: CreditMapping, by: User) -> int:
    """Take over what a precedent decided on outcomes of the same words that are still open here.

    Each is marked as taken over. Returns how many; the precedent is named even where none is.
    """
    held = held_draft(mapping, version)
    before = as_recorded(held)
    decided = {likeness.same_words(each.outcome): each for each in precedent.evidence.exclude(judgement="")}
    taken = 0
    touch(held, by)
    for each in held.evidence.filter(judgement=""):
        model = decided.get(likeness.same_words(each.outcome))
        if model:
            _copy(model, each, held, precedent, by)
            taken += 1
    held.precedents.add(precedent)
    _record("follow_precedent", held, before, by=by)
    return taken


def _copy(
    model: OutcomeEvidence, each: OutcomeEvidence, held: CreditMapping, precedent: CreditMapping, by: User
) -> None:
    each.judgement, each.unit, each.matched = model.judgement, model.unit, model.matched
    each.note, each.suggested_share = model.note, model.suggested_share
    each.taken_over_from, each.decided_by, each.decided_at = precedent, by, held.changed_at
    each.save()


def _differs(stored: OutcomeEvidence, decision: Decision) -> bool:
    unit = decision.unit.pk if decision.unit else None
    return (stored.judgement, stored.unit_id, stored.matched, stored.note) != (
        decision.judgement,
        unit,
        decision.matched,
        decision.note,
    )


def _write(stored: OutcomeEvidence, decision: Decision, held: CreditMapping, by: User) -> None:
    stored.judgement, stored.unit = decision.judgement, decision.unit
    stored.matched, stored.note = decision.matched, decision.note
    stored.suggested_share, stored.taken_over_from = decision.percent, None
    is_decided = bool(decision.judgement)
    stored.decided_by, stored.decided_at = (by, held.changed_at) if is_decided else (None, None)
    stored.save()


def _record(action: str, held: CreditMapping, before: dict, *, by: User) -> None:
    trail.record(
        by=by, action=action, subject=held, before=before, after=as_recorded(held), at=held.changed_at
    )
