"""Writing the register of agreements. Nothing here stops an enrolment or its funding."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import transaction

from enrolments.actions.refusals import Conflict
from enrolments.models import Provider, Qualification, School
from obligations.actions import documents
from obligations.models import Agreement
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail


class Terms(NamedTuple):
    """What an agreement says. No qualifications means that it covers all."""

    kind: str
    provider: Provider
    host_school: School | None
    host_contract_date: date | None
    rto_code: str
    school_party: str
    other_party: str
    start_date: date
    end_date: date
    qualifications: Iterable[Qualification]
    signed_by_school_on: date | None
    signed_by_other_on: date | None


class Sent(NamedTuple):
    """A file as it was sent."""

    filename: str
    content: bytes


_COLUMNS = tuple(name for name in Terms._fields if name != "qualifications")


@transaction.atomic
def add(*, school: School, terms: Terms, by: User, sent: Sent | None = None) -> Agreement:
    """Write an agreement into the register. Raises DocumentRefused for a file that is not taken."""
    agreement = Agreement(school=school)
    _write(agreement, terms, by, sent)
    _record("add_agreement", agreement, by=by, before=None)
    return agreement


@transaction.atomic
def change(
    *, agreement: Agreement, version: int, terms: Terms, by: User, sent: Sent | None = None
) -> Agreement:
    """Change an agreement, sign it, or put another file in the place of its file, which stays stored.

    Raises Conflict when the agreement is no longer at `version`, and DocumentRefused.
    """
    held = _held(agreement, version)
    before = as_recorded(held)
    held.version += 1
    _write(held, terms, by, sent)
    _record("change_agreement", held, by=by, before=before)
    return held


@transaction.atomic
def remove(*, agreement: Agreement, version: int, by: User) -> None:
    """Take an agreement that was entered by mistake out of the register; its record and file stay."""
    held = _held(agreement, version)
    trail.record(
        by=by, action="remove_agreement", subject=held, chain=held.school.code, before=as_recorded(held)
    )
    held.delete()


def as_recorded(agreement: Agreement) -> dict[str, object]:
    """What the audit record says about an agreement."""
    days = ("host_contract_date", "start_date", "end_date", "signed_by_school_on", "signed_by_other_on")
    return {
        "kind": agreement.kind,
        "provider": agreement.provider.code,
        "host_school": agreement.host_school and agreement.host_school.code,
        "rto_code": agreement.rto_code,
        "school_party": agreement.school_party,
        "other_party": agreement.other_party,
        **{name: (day := getattr(agreement, name)) and day.isoformat() for name in days},
        "certificates": sorted(agreement.qualifications.values_list("code", flat=True)),
        "file": documents.as_recorded(agreement.file),
    }


def _held(agreement: Agreement, version: int) -> Agreement:
    stored = Agreement.objects.select_for_update(of=("self",), no_key=True)
    held = stored.select_related("school", "provider", "host_school").filter(pk=agreement.pk).first()
    if held is None:
        raise Conflict("Somebody else removed this agreement meanwhile. Nothing was changed.")
    if held.version != version:
        raise Conflict(
            "Somebody else changed this agreement while you had it open. Nothing of yours was saved. Compare "
            "what is stored now with what you typed, then save again."
        )
    return held


def _write(agreement: Agreement, terms: Terms, by: User, sent: Sent | None) -> None:
    for name in _COLUMNS:
        setattr(agreement, name, getattr(terms, name))
    if sent:
        agreement.file = documents.keep(
            school=agreement.school, filename=sent.filename, content=sent.content, by=by
        )
    agreement.changed_by, agreement.changed_at = by, clock.now()
    agreement.save()
    agreement.qualifications.set(terms.qualifications)


def _record(action: str, agreement: Agreement, *, by: User, before: dict | None) -> None:
    trail.record(
        by=by,
        action=action,
        subject=agreement,
        chain=agreement.school.code,
        before=before,
        after=as_recorded(agreement),
        at=agreement.changed_at,
    )
