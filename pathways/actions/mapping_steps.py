"""The steps of a credit mapping: propose, send back, approve, lapse. Each once, by whom it may, recorded."""

from django.db import transaction
from django.db.models import F

from enrolments.actions.refusals import Conflict, Refused
from pathways.actions.mappings import as_recorded
from pathways.models import CreditMapping
from pathways.queries import mappings as queries
from pathways.rules import mapping_life as life
from pathways.rules.mapping_gaps import gaps
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail


def propose(*, mapping: CreditMapping, version: int, by: User) -> CreditMapping:
    """Ask another person to decide. Raises Refused with everything that is still missing."""
    missing = gaps(queries.written(mapping))
    if missing:
        raise Refused(" ".join(missing))
    signed = {"proposed_by": by, "proposed_at": clock.now(), "reason": ""}
    return _take(life.PROPOSE, mapping, version, signed, by=by)


def send_back(*, mapping: CreditMapping, version: int, reason: str, by: User) -> CreditMapping:
    """Give a proposed mapping back to its writers with a reason that they read."""
    signed = {"proposed_by": None, "proposed_at": None}
    return _take(life.SEND_BACK, mapping, version, signed, by=by, reason=reason)


def approve(*, mapping: CreditMapping, version: int, by: User) -> CreditMapping:
    """Decide that the mapping counts: by a person who neither drafted it nor wrote on it."""
    if mapping.drafted_by_id == by.pk or mapping.writers.filter(pk=by.pk).exists():
        raise Refused("You wrote on this mapping, so another person must approve it.")
    missing = gaps(queries.written(mapping))
    if missing:
        raise Refused(" ".join(missing))
    return _take(life.APPROVE, mapping, version, {"approved_by": by, "approved_at": clock.now()}, by=by)


def lapse(*, mapping: CreditMapping, version: int, reason: str, by: User) -> CreditMapping:
    """End a mapping, or give up a draft. It stays in the register with the reason and opens nothing."""
    return _take(life.LAPSE, mapping, version, {}, by=by, reason=reason)


@transaction.atomic
def _take(
    step: life.Step, mapping: CreditMapping, version: int, signed: dict, *, by: User, reason: str = ""
) -> CreditMapping:
    """Write the step where status and version are still those that the person saw, and record it."""
    reason = reason.strip()
    if step.needs_reason and not reason:
        raise Refused("Write a reason: it stays with the mapping, and its readers need it.")
    before = as_recorded(mapping)
    stamp = clock.now()
    seen = CreditMapping.objects.filter(pk=mapping.pk, status__in=step.starts, version=version)
    changed = {"status": step.leads_to, "version": F("version") + 1, **signed}
    changed |= {"changed_by": by, "changed_at": stamp} | ({"reason": reason} if reason else {})
    if not seen.update(**changed):
        raise overtaken(CreditMapping.objects.get(pk=mapping.pk))
    mapping.refresh_from_db()
    after = as_recorded(mapping)
    action = f"{step.name}_mapping"
    trail.record(by=by, action=action, subject=mapping, before=before, after=after, reason=reason, at=stamp)
    return mapping


def overtaken(held: CreditMapping) -> Conflict:
    """What is said to whoever was slower; `held` is how the mapping stands now."""
    return Conflict(
        f"This mapping was changed meanwhile; it is now “{held.get_status_display().lower()}”. Nothing was "
        "changed by you. Look at it again before you go on."
    )
