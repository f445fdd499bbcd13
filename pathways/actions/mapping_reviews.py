"""Confirming the review of a mapping: what it says stays, and the day of its next review changes."""

from datetime import date

from django.db import transaction
from django.db.models import F

from enrolments.actions.refusals import Refused
from pathways.actions.mapping_steps import overtaken
from pathways.models import CreditMapping, MappingReview
from pathways.queries import mapping_reviews, mappings
from pathways.rules import mapping_life as life
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail


@transaction.atomic
def confirm(*, mapping: CreditMapping, version: int, note: str, next_due: date, by: User) -> MappingReview:
    """Say that an approved mapping still holds, what was looked at, and when it is looked at next.

    Raises Conflict when the mapping is no longer at `version`, and Refused for one that is not in force or
    whose source was superseded, for a person who wrote on it or proposed it, without a note, and for a day
    that lies behind, too far ahead, or after the mapping's last day.
    """
    held = mappings.listed().get(pk=mapping.pk)
    if held.version != version:
        raise overtaken(held)
    note, today = note.strip(), clock.today()
    _refuse(mapping_reviews.obstacle(held, by, today))
    _refuse("" if note else "Write what you looked at: it stays with the mapping.")
    _refuse(mapping_reviews.fault_of_day(next_due, held, today))
    return _write(held, note, next_due, by)


def _refuse(sentence: str) -> None:
    if sentence:
        raise Refused(sentence)


def _write(held: CreditMapping, note: str, next_due: date, by: User) -> MappingReview:
    """Where status and version are still those that the person saw."""
    stamp, was_due = clock.now(), held.review_due
    before = _as_recorded(held)
    seen = CreditMapping.objects.filter(pk=held.pk, status=life.APPROVED, version=held.version)
    if not seen.update(review_due=next_due, version=F("version") + 1, changed_by=by, changed_at=stamp):
        raise overtaken(CreditMapping.objects.get(pk=held.pk))
    held.refresh_from_db()
    review = MappingReview.objects.create(
        mapping=held, was_due=was_due, next_due=next_due, note=note, confirmed_by=by, confirmed_at=stamp
    )
    trail.record(
        by=by,
        action="confirm_mapping_review",
        subject=held,
        before=before,
        after=_as_recorded(held),
        reason=note,
        at=stamp,
    )
    return review


def _as_recorded(mapping: CreditMapping) -> dict[str, object]:
    due = mapping.review_due
    return {"review_due": due and due.isoformat(), "version": mapping.version}
