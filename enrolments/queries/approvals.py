"""Approvals of higher-level certificates: those there are, and enrolments that wait for one."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from enrolments.models import Enrolment, EnrolmentYear, HigherLevelApproval, Qualification, School
from enrolments.models.standstill import refuse_while_awaiting_freeze
from enrolments.models.window import EntryClosed
from enrolments.queries import approval_levels
from enrolments.queries.entries import current_year


def listed() -> QuerySet[HigherLevelApproval]:
    """All approvals with what a list shows; `enrolments` counts those that rest on each."""
    resting = Enrolment.objects.filter(
        school=OuterRef("school"), qualification=OuterRef("qualification"), year=OuterRef("year")
    )
    counted = resting.order_by().values("qualification").annotate(value=Count("pk")).values("value")
    return HigherLevelApproval.objects.select_related("school", "qualification", "provider").annotate(
        enrolments=Coalesce(Subquery(counted, output_field=IntegerField()), 0)
    )


def mark(approval: HigherLevelApproval) -> str:
    """A short name of what an approval says, to notice that it was changed while a page was open."""
    said = (approval.pk, approval.provider_id, approval.decided_by, approval.decided_on.isoformat())
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def needs_approval(qualification: Qualification) -> bool:
    """Whether a school may offer this certificate only with the VCAA's approval: Certificate IV and above."""
    return qualification.level >= Qualification.Level.CERTIFICATE_IV


def of_enrolment(enrolment: Enrolment) -> HigherLevelApproval | None:
    """The approval that an enrolment rests on; None where there is none, or none is needed."""
    if not needs_approval(enrolment.qualification):
        return None
    return _of_school(enrolment.school_id, enrolment.year_id, [enrolment.qualification_id]).get(
        enrolment.qualification_id
    )


def attach(qualifications: Sequence[Qualification], school: School) -> None:
    """Gives each certificate `needs_approval`, and `approval`: the school's in the newest year, or None."""
    higher = [each.pk for each in qualifications if needs_approval(each)]
    year = current_year() if higher else None
    held = _of_school(school.pk, year.pk, higher) if year else {}
    for each in qualifications:
        each.needs_approval, each.approval = needs_approval(each), held.get(each.pk)


def _of_school(school: int, year: int, qualifications: list[int]) -> dict[int, HigherLevelApproval]:
    rows = HigherLevelApproval.objects.filter(
        school_id=school, year_id=year, qualification__in=qualifications
    ).select_related("provider")
    return {each.qualification_id: each for each in rows}


def names_other_provider(enrolment: Enrolment, approval: HigherLevelApproval | None) -> bool:
    """Whether the approval names a provider and the enrolment another one, or none."""
    if approval is None or approval.provider_id is None:
        return False
    return approval.provider_id != enrolment.provider_id


class Lacking(NamedTuple):
    """Enrolments of a school in a certificate that no approval covers."""

    school_code: str
    school_name: str
    code: str
    title: str
    enrolments: int


def lacking(year: EnrolmentYear) -> list[Lacking]:
    """Enrolments of a year that only an approval would let be funded, by school and certificate; most first.

    Certificate IV, and diplomas where the rules of the year fund approved ones. Withdrawn ones and those
    recorded late are left out.
    """
    approved = HigherLevelApproval.objects.filter(
        school=OuterRef("school"), qualification=OuterRef("qualification"), year=OuterRef("year")
    )
    open_ones = Enrolment.objects.of_census().filter(
        ~Exists(approved),
        year=year,
        withdrawn_date=None,
        qualification__level__in=approval_levels.levels_of(year.year),
    )
    rows = (
        open_ones.order_by()
        .values_list("school__code", "school__name", "qualification__code", "qualification__title")
        .annotate(number=Count("pk"))
        .order_by(F("number").desc(), "school__name", "qualification__code")
    )
    return [Lacking(*row) for row in rows]


def why_none_may_change() -> str:
    """The sentence by which approvals stand still before a freeze; empty when they may be changed."""
    try:
        refuse_while_awaiting_freeze("Approvals")
    except EntryClosed as refusal:
        return str(refusal)
    return ""
