"""Approvals of higher-level certificates, as the VCAA decided them: written down, corrected, removed.

An approval decides whether enrolments are funded, so the guard of the census (enrolments.models.standstill)
lets none appear or vanish between a census and its freeze.
"""

from datetime import date

from django.db import IntegrityError, transaction

from enrolments.actions.entry_refusals import FieldRefused
from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import EnrolmentYear, HigherLevelApproval, Provider, Qualification, School
from enrolments.queries import approvals as queries
from vetportal.accounts.models import User
from vetportal.audit import trail


@transaction.atomic
def record(
    *,
    school: School,
    qualification: Qualification,
    year: EnrolmentYear,
    provider: Provider | None,
    decided_by: str,
    decided_on: date,
    by: User,
) -> HigherLevelApproval:
    """Write down that the VCAA lets a school offer a certificate in a year.

    Raises FieldRefused for a certificate below Certificate IV, or where the approval is recorded already, and
    EntryClosed between a census and its freeze.
    """
    if qualification.level < Qualification.Level.CERTIFICATE_IV:
        raise FieldRefused(
            "certificate",
            "approval_not_needed",
            f"{qualification.code} is a {qualification.get_level_display()}, which needs no approval. "
            "Check the code.",
        )
    approval = HigherLevelApproval(
        school=school,
        qualification=qualification,
        year=year,
        provider=provider,
        decided_by=decided_by,
        decided_on=decided_on,
    )
    _insert(approval)
    _record("record_approval", approval, by=by, before=None, after=_said(approval))
    return approval


@transaction.atomic
def change(
    *,
    approval: HigherLevelApproval,
    seen: str,
    provider: Provider | None,
    decided_by: str,
    decided_on: date,
    by: User,
) -> HigherLevelApproval:
    """Correct provider, name and day. School, certificate and year are what the approval is: those stay.

    `seen` is queries.approvals.mark of what the person looked at; raises Conflict where it is no longer so.
    """
    held = _held(approval, seen)
    before = _said(held)
    held.provider, held.decided_by, held.decided_on = provider, decided_by, decided_on
    after = _said(held)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        held.save()
        _record(
            "change_approval",
            held,
            by=by,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return held


@transaction.atomic
def remove(*, approval: HigherLevelApproval, seen: str, reason: str, by: User) -> None:
    """Remove an approval that was written down by mistake; the reason goes into the record.

    Raises Refused without a reason, Conflict where it was changed meanwhile, and EntryClosed between a census
    and its freeze.
    """
    if not reason.strip():
        raise Refused("Write why this approval is removed. The record of changes keeps the sentence.")
    held = _held(approval, seen)
    before, key = _said(held), held.pk
    held.delete()
    held.pk = key
    _record("remove_approval", held, by=by, before=before, after=None, reason=reason.strip())


def _insert(approval: HigherLevelApproval) -> None:
    try:
        with transaction.atomic():
            approval.save()
    except IntegrityError:
        stored = HigherLevelApproval.objects.filter(
            school=approval.school, qualification=approval.qualification, year=approval.year
        ).first()
        if stored is None:
            raise
        raise FieldRefused(
            "certificate",
            "approval_recorded",
            f"{approval.qualification.code} is already approved for {approval.school} in {approval.year}. "
            "Change that approval instead.",
            stored,
        ) from None


def _held(approval: HigherLevelApproval, seen: str) -> HigherLevelApproval:
    rows = HigherLevelApproval.objects.select_for_update(of=("self",))
    held = rows.select_related("school", "qualification", "year", "provider").filter(pk=approval.pk).first()
    if held is None:
        raise Conflict("Another person has removed this approval. Nothing was changed.")
    if queries.mark(held) != seen:
        raise Conflict(
            "Another person has changed this approval since you opened the page. Nothing of yours was saved. "
            "Compare what is stored now with what you typed, then save again."
        )
    return held


def _said(approval: HigherLevelApproval) -> dict[str, object]:
    return {
        "certificate": approval.qualification.code,
        "year": approval.year_id,
        "provider": approval.provider.code if approval.provider else None,
        "decided_by": approval.decided_by,
        "decided_on": approval.decided_on.isoformat(),
    }


def _record(
    action: str,
    approval: HigherLevelApproval,
    *,
    by: User,
    before: dict | None,
    after: dict | None,
    reason: str = "",
) -> None:
    trail.record(
        by=by,
        action=action,
        subject=approval,
        chain=approval.school.code,
        before=before,
        after=after,
        reason=reason,
    )
