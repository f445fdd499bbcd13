"""What funding reads: the facts of enrolments, live or frozen, and which rules and runs stand."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from enrolments import queries as enrolment_queries
from enrolments.models import Enrolment, HigherLevelApproval, Qualification, SchoolReturn, SchoolSize
from enrolments.queries.entries import of_units
from funding.models import CensusEntry, FundingRun, FundingYear
from funding.rules.facts import EnrolmentFacts
from vetportal.bulk_reading import stream_rows

FACT_NAMES = EnrolmentFacts._fields
_OWN_COLUMNS = frozenset(
    {"school_id", "program", "delivery", "units_without_hours", "student_id", "subjects", "on_census"}
)


def facts_of(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Enrolments as rows of EnrolmentFacts, in its order: the one place that says what funding reads.

    The freeze copies exactly these columns, so live and frozen facts cannot differ in meaning.
    """
    rows = enrolment_queries.with_hours(enrolments)
    named = {f"fact_{name}": value for name, value in _read().items()}
    columns = [name if name in _OWN_COLUMNS else f"fact_{name}" for name in FACT_NAMES]
    return rows.annotate(**named).order_by().values_list(*columns)


def _read() -> dict[str, Combinable]:
    """Where the facts stand that are not columns of an enrolment under the same name."""
    of_school_and_year = {"school": OuterRef("school"), "year": OuterRef("year")}
    size = SchoolSize.objects.filter(**of_school_and_year)
    approved = HigherLevelApproval.objects.filter(
        **of_school_and_year, qualification=OuterRef("qualification")
    )
    signed = SchoolReturn.objects.filter(**of_school_and_year, status=SchoolReturn.Status.APPROVED)
    return {
        "enrolment_id": F("pk"),
        "sector": F("school__sector"),
        "location_index": F("campus__location_index"),
        "census_date": F("year__census_date"),
        "date_of_birth": F("student__date_of_birth"),
        "qualification_code": F("qualification__code"),
        "level": F("qualification__level"),
        "is_general_education": F("qualification__is_general_education"),
        "is_generalist": F("qualification__is_generalist"),
        "is_superseded": _flag(Qualification.superseded_on(F("year__census_date"))),
        "has_approval": Exists(approved),
        "provider_code": Coalesce("provider__code", Value("")),
        "is_tafe_network": Coalesce("provider__is_tafe_network", Value(False)),
        "is_specialist": F("school__is_specialist"),
        "school_students": Subquery(size.values("students")),
        "is_overseas": F("student__is_overseas"),
        "withdrawn_on": F("withdrawn_date"),
        "is_withdrawn": _flag(Q(withdrawn_date__lte=F("year__census_date"))),
        "return_approved": Exists(signed),
        "units": F("unit_count"),
        "hours": F("total_hours"),
        "transfer_hours": of_units(Sum("hours", filter=Q(is_credit_transfer=True))),
    }


def certificate_facts(certificate: Qualification, census_date: date) -> dict[str, Any]:
    """What funding reads of a certificate that is in memory; in the meaning of facts_of."""
    return {
        "qualification_code": certificate.code,
        "level": certificate.level,
        "is_general_education": certificate.is_general_education,
        "is_generalist": certificate.is_generalist,
        "is_superseded": certificate.is_superseded_on(census_date),
    }


def live_facts(enrolments: QuerySet[Enrolment]) -> list[EnrolmentFacts]:
    """The facts of these enrolments as they stand now."""
    return [EnrolmentFacts._make(row) for row in facts_of(enrolments)]


def frozen_facts(year: int) -> Iterator[EnrolmentFacts]:
    """The facts of a frozen census, streamed in enrolment order."""
    rows = CensusEntry.objects.filter(year=year).order_by("enrolment_id")
    return map(EnrolmentFacts._make, stream_rows(rows, FACT_NAMES))


def published_year(year: int) -> FundingYear | None:
    """The version of a year's rules that is in force."""
    return FundingYear.objects.filter(year=year, status=FundingYear.Status.PUBLISHED).first()


def latest_run(year: int, kind: str, *, released_only: bool = False) -> FundingRun | None:
    """The newest run of a year and kind that was not superseded; only released ones where asked."""
    runs = FundingRun.objects.filter(year=year, kind=kind).exclude(decisions__what="SUPERSEDED")
    if released_only:
        runs = runs.filter(decisions__what="RELEASED")
    return runs.order_by("-number").first()


def _flag(condition: Q) -> Case:
    """A condition as a plain true or false; unknown counts as false."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
