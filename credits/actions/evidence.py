"""Recording the document behind a credit transfer, and what was decided about it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from credits.actions import records
from credits.actions.results import evidence_said
from credits.models import Outcome, TransferEvidence, UnitResult
from credits.queries.equivalents import Relation, relation
from enrolments.actions.entry_refusals import StaleEntry
from enrolments.actions.refusals import Refused
from enrolments.models import Student
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail

_Basis = TransferEvidence.Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What was seen, who verified it and what was decided; the fields of TransferEvidence."""

    issuer_code: str
    issuer_name: str
    document: str
    reference: str
    issued_on: date
    unit_as_issued: str
    title_as_issued: str
    basis: str
    analysis: str
    verified_by: str
    verified_on: date
    decision: str
    reason: str


@transaction.atomic
def record_evidence(*, result: UnitResult, version: int, seen: Document, by: User) -> TransferEvidence:
    """Record or change the evidence of a credit transfer, and work out the student's credit anew.

    `version` is that of the evidence the person looked at, 0 where there was none. Raises Refused where the
    result is no credit transfer or the register contradicts the basis, StaleEntry where somebody else
    recorded evidence meanwhile.
    """
    stamp = clock.now()
    # As every save of results does: the student first, so that nobody waits in a circle.
    student = (
        Student.objects.select_for_update(no_key=True).select_related("school").get(pk=result.student_id)
    )
    held = _held(result, version)
    contradiction = contradiction_of(seen.basis, relation(seen.unit_as_issued, result.unit))
    if contradiction:
        raise Refused(contradiction)
    before = evidence_said(held) if held else None
    written = _written(held or TransferEvidence(result=result, version=0), seen)
    after = evidence_said(written)
    if before == after:
        return written
    _save(written, by, stamp)
    trail.record(
        by=by,
        action="record_evidence",
        subject=result,
        chain=student.school.code,
        before=before,
        after=after,
        at=stamp,
    )
    records.rework(student_ids=[student.pk], stamp=stamp)
    return written


def contradiction_of(basis: str, found: Relation) -> str:
    """A sentence where the register says that the basis cannot be so; empty where it can."""
    if basis == _Basis.SAME and found != Relation.SAME:
        return "The document names another code, so “The same unit” cannot be the basis. Choose another."
    if basis == _Basis.EQUIVALENT and found == Relation.SAME:
        return "The document names the same unit. Choose “The same unit”."
    if basis == _Basis.EQUIVALENT and found != Relation.EQUIVALENT:
        return (
            "The register does not call the two units equivalent. Check the code; if it is right, choose the "
            "provider’s own analysis and write it down."
        )
    return ""


def _written(evidence: TransferEvidence, seen: Document) -> TransferEvidence:
    for name, value in asdict(seen).items():
        setattr(evidence, name, value)
    return evidence


def _save(evidence: TransferEvidence, by: User, stamp: datetime) -> None:
    evidence.version += 1
    evidence.recorded_by, evidence.recorded_at = by, stamp
    evidence.save()


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
