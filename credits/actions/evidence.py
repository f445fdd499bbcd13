"""Recording the document behind a credit transfer, and what was decided about it."""

from datetime import date

from django.db import transaction

from credits.actions import records
from credits.actions.results import evidence_said
from credits.models import Outcome, TransferEvidence, UnitResult
from enrolments.actions.entry_refusals import StaleEntry
from enrolments.actions.refusals import Refused
from enrolments.models import Student
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail


@transaction.atomic
def record_evidence(
    *,
    result: UnitResult,
    version: int,
    issuer_code: str,
    issuer_name: str,
    document: str,
    reference: str,
    issued_on: date,
    unit_as_issued: str,
    title_as_issued: str,
    basis: str,
    analysis: str,
    verified_by: str,
    verified_on: date,
    decision: str,
    reason: str,
    by: User,
) -> TransferEvidence:
    """Record or change the evidence of a credit transfer, and work out the student's credit anew.

    `version` is that of the evidence the person looked at, 0 where there was none. Raises Refused where the
    result is no credit transfer, StaleEntry where somebody else recorded evidence meanwhile.
    """
    values = {
        "issuer_code": issuer_code, "issuer_name": issuer_name, "document": document,
        "reference": reference, "issued_on": issued_on, "unit_as_issued": unit_as_issued,
        "title_as_issued": title_as_issued, "basis": basis, "analysis": analysis,
        "verified_by": verified_by, "verified_on": verified_on, "decision": decision, "reason": reason,
    }  # fmt: skip
    stamp = clock.now()
    # As every save of results does: the student first, so that nobody waits in a circle.
    student = (
        Student.objects.select_for_update(no_key=True).select_related("school").get(pk=result.student_id)
    )
    held = _held(result, version)
    before = evidence_said(held) if held else None
    if held is None:
        held = TransferEvidence(result=result, version=0)
    for name, value in values.items():
        setattr(held, name, value)
    if before == evidence_said(held):
        return held
    held.version += 1
    held.recorded_by, held.recorded_at = by, stamp
    held.save()
    trail.record(
        by=by,
        action="record_evidence",
        subject=result,
        chain=student.school.code,
        before=before,
        after=evidence_said(held),
        at=stamp,
    )
    records.rework(student_ids=[student.pk], stamp=stamp)
    return held


def _held(result: UnitResult, version: int) -> TransferEvidence | None:
    current = UnitResult.objects.filter(pk=result.pk).values_list("outcome", flat=True).first()
    if current != Outcome.CREDIT_TRANSFER:
        raise Refused(
            "This result is no credit transfer any more, so it needs no evidence. Change its outcome to "
            "Credit transfer first."
        )
    held = TransferEvidence.objects.filter(result=result).select_related("recorded_by").first()
    if (held.version if held else 0) != version:
        raise StaleEntry(held or result)
    return held
