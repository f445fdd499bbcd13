"""Writing and checking the audit record."""

import hashlib
import json
from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import connection, models

from vetportal import clock
from vetportal.audit.models import AuditEvent

STATE = "STATE"
_HASHED = ("chain", "position", "at", "by_id", "by_name", "action", "subject_type", "subject_id", "reason",
           "before", "after", "previous_hash")  # fmt: skip


def record(
    *,
    by: models.Model | None,
    action: str,
    subject: models.Model,
    chain: str = STATE,
    before: dict | None = None,
    after: dict | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> AuditEvent:
    """Add one event in the transaction of the change it describes.

    `by` is None for an operator's command; `at` is the stamp of the decision, where one was taken.
    Raises RuntimeError outside a transaction: a record that can survive its change proves nothing.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit record is written in the transaction of the change it describes.")
    _take_turn(chain)
    last = AuditEvent.objects.filter(chain=chain).order_by("-position").first()
    event = AuditEvent(
        chain=chain,
        position=last.position + 1 if last else 1,
        at=at or clock.now(),
        by_id=by.pk if by is not None else None,
        by_name=str(by) if by is not None else "Operator's command",
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        reason=reason,
        before=before,
        after=after,
        previous_hash=last.hash if last else "",
    )
    event.hash = fingerprint(event)
    event.save(force_insert=True)
    return event


def has_done(person: models.Model, subject: models.Model, actions: Collection[str]) -> bool:
    """Whether the person took one of these steps with the subject at any time."""
    events = AuditEvent.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk), by_id=person.pk
    )
    return events.filter(action__in=actions).exists()


def fingerprint(event: AuditEvent) -> str:
    """SHA-256 over everything the event says and the hash before it."""
    values = {name: getattr(event, name) for name in _HASHED}
    values["at"] = event.at.astimezone(clock.MELBOURNE).isoformat()
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def broken_events() -> Iterator[AuditEvent]:
    """Every event whose hash or place in its chain does not follow from the event before it."""
    chain, position, previous = "", 0, ""
    for event in AuditEvent.objects.order_by("chain", "position").iterator():
        if event.chain != chain:
            chain, position, previous = event.chain, 0, ""
        follows = event.position == position + 1 and event.previous_hash == previous
        if not follows or event.hash != fingerprint(event):
            yield event
        position, previous = event.position, event.hash


def _take_turn(chain: str) -> None:
    """Writers of one chain queue up on PostgreSQL; SQLite lets one writer in at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"audit:{chain}"])
