"""Writing a credit mapping while it is a draft."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import transaction

from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import Qualification, Unit
from pathways.models import Award, AwardSubject, CreditMapping, MicroCredential, SourceGroup
from pathways.rules import mapping_life as life
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail


class GroupTerms(NamedTuple):
    """A group of units of which at least so many are asked for."""

    least: int
    units: tuple[Unit, ...]


class Terms(NamedTuple):
    """What a mapping says. `amount` is in thousandths of its unit; hours of work are whole hours."""

    qualification: Qualification | None
    micro_credential: MicroCredential | None
    source_version: str
    groups: tuple[GroupTerms, ...]
    award: Award
    subject: AwardSubject | None
    form: str
    amount: int
    amount_unit: str
    pattern: str
    needs_completion: bool
    min_result: str
    max_age_years: int | None
    conditions: str
    advice: str
    assessor: str
    decided_on: date | None
    valid_from: date | None
    valid_to: date | None
    review_due: date | None
    effort_hours: int
    source: str


_COLUMNS = tuple(name for name in Terms._fields if name != "groups")
_DAYS = ("decided_on", "valid_from", "valid_to", "review_due")
_OVERTAKEN = (
    "Somebody else changed this mapping while you had it open. Nothing of yours was saved. Compare what is "
    "stored now with what you typed, then save again."
)


@transaction.atomic
def draft(*, terms: Terms, by: User, follows: CreditMapping | None = None) -> CreditMapping:
    """Write a new mapping as a draft; `follows` is an earlier decision that it starts from.

    The learning outcomes of its subject stand ready to be decided.
    """
    stamp = clock.now()
    mapping = CreditMapping(drafted_by=by, drafted_at=stamp)
    _write(mapping, terms, by)
    if follows:
        mapping.precedents.add(follows)
    if mapping.subject:
        set_outcomes(mapping, mapping.subject.outcomes.splitlines())
    _record("draft_mapping", mapping, by=by, before=None)
    return mapping


@transaction.atomic
def change(*, mapping: CreditMapping, version: int, terms: Terms, by: User) -> CreditMapping:
    """Change a draft. Raises Conflict when it is no longer at `version`, Refused when it is no draft."""
    held = held_draft(mapping, version)
    before = as_recorded(held)
    subject_before = held.subject_id
    _write(held, terms, by)
    if held.subject_id != subject_before and held.subject:
        set_outcomes(held, held.subject.outcomes.splitlines())
    _record("change_mapping", held, by=by, before=before)
    return held


def set_outcomes(mapping: CreditMapping, outcomes: Iterable[str]) -> None:
    """Ask for these learning outcomes, in this order; an empty list changes nothing.

    What is decided stays with an outcome of equal words; one that is no longer asked for goes.
    """
    asked = list(dict.fromkeys(" ".join(line.split()) for line in outcomes if line.strip()))
    if not asked:
        return
    kept = {each.outcome: each for each in mapping.evidence.all()}
    mapping.evidence.exclude(outcome__in=asked).delete()
    stays = [kept[text] for text in asked if text in kept]
    # Positions are unique: those that stay first move out of the way of their new places.
    for place, each in enumerate(stays):
        mapping.evidence.filter(pk=each.pk).update(position=len(kept) + len(asked) + place + 1)
    for place, text in enumerate(asked, start=1):
        if text in kept:
            mapping.evidence.filter(pk=kept[text].pk).update(position=place)
        else:
            mapping.evidence.create(position=place, outcome=text)


def held_draft(mapping: CreditMapping, version: int) -> CreditMapping:
    """The mapping as it is stored now, locked, while it is a draft at this version."""
    held = (
        CreditMapping.objects.select_for_update(of=("self",), no_key=True)
        .select_related("award__provider", "subject", "qualification", "micro_credential")
        .get(pk=mapping.pk)
    )
    if held.status not in life.EDITABLE:
        raise Refused(
            f"This mapping is no draft any more: {held.get_status_display().lower()}. Nothing was changed. "
            "Start a new mapping from it, or ask for it to be sent back."
        )
    if held.version != version:
        raise Conflict(_OVERTAKEN)
    return held


def touch(mapping: CreditMapping, by: User) -> None:
    """Note who wrote on the mapping just now; whoever wrote on it cannot approve it."""
    mapping.version += 1
    mapping.changed_by, mapping.changed_at = by, clock.now()
    mapping.save()
    mapping.writers.add(by)


def as_recorded(mapping: CreditMapping) -> dict[str, object]:
    """What the audit record says about a mapping."""
    plain = {name: getattr(mapping, name) for name in _COLUMNS if name not in (*_DAYS, *_POINTERS)}
    return {
        **plain,
        **{name: (day := getattr(mapping, name)) and day.isoformat() for name in _DAYS},
        **{name: (one := getattr(mapping, name)) and str(one) for name in _POINTERS},
        "status": mapping.status,
        "version": mapping.version,
        "groups": [
            {"least": group.least, "units": sorted(unit.code for unit in group.units.all())}
            for group in mapping.groups.order_by("position").prefetch_related("units")
        ],
        "outcomes": [
            {"outcome": each.outcome, "judgement": each.judgement}
            for each in mapping.evidence.order_by("position")
        ],
    }


_POINTERS = ("qualification", "micro_credential", "award", "subject")


def _write(mapping: CreditMapping, terms: Terms, by: User) -> None:
    for name in _COLUMNS:
        setattr(mapping, name, getattr(terms, name))
    if mapping.pk is None:
        mapping.version = 0
    touch(mapping, by)
    mapping.groups.all().delete()
    for place, group in enumerate(terms.groups, start=1):
        row = SourceGroup.objects.create(mapping=mapping, position=place, least=group.least)
        row.units.set(group.units)


def _record(action: str, mapping: CreditMapping, *, by: User, before: dict | None) -> None:
    trail.record(
        by=by,
        action=action,
        subject=mapping,
        before=before,
        after=as_recorded(mapping),
        at=mapping.changed_at,
    )
