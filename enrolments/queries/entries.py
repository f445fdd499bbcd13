"""Questions about enrolments that several pages ask."""

from django.db.models import Count, F, OuterRef, PositiveIntegerField, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from enrolments.models import Enrolment, EnrolmentYear, NominalHours, School, SchoolReturn, UnitEnrolment

# Which statement of nominal hours is offered first; a source that is not listed comes last.
HOURS_SOURCES = ("VPG", "NCVER", "WA", "INVENTED")


def current_year() -> EnrolmentYear | None:
    """The newest year that has been opened, or nothing before the first."""
    return EnrolmentYear.objects.order_by("-year").first()


def of_units(expression: Sum | Count) -> Coalesce:
    """An aggregate over an enrolment's units as a subquery: a join would group the whole table first."""
    units = UnitEnrolment.objects.filter(enrolment=OuterRef("pk")).order_by().values("enrolment")
    return Coalesce(
        Subquery(units.annotate(value=expression).values("value"), output_field=PositiveIntegerField()), 0
    )


def lacks_hours() -> Q:
    """A unit whose hours are still to be entered. A credit transfer is not trained, so it lacks none."""
    return Q(hours=None, is_credit_transfer=False)


def with_hours(enrolments: QuerySet[Enrolment]) -> QuerySet[Enrolment]:
    """Adds `unit_count`, `units_without_hours` and `total_hours`; a credit transfer has no hours."""
    return enrolments.annotate(
        unit_count=of_units(Count("pk")),
        units_without_hours=of_units(Count("pk", filter=lacks_hours())),
        total_hours=of_units(Sum("hours", filter=Q(is_credit_transfer=False))),
    )


def school_enrolments(school: School, year: int) -> QuerySet[Enrolment]:
    """A school's enrolments of a year with their hours and everything that a list shows."""
    enrolments = Enrolment.objects.filter(school=school, year_id=year)
    return with_hours(enrolments).select_related("student", "qualification", "provider", "campus")


def return_of(school: School, year: int) -> SchoolReturn:
    """The school's return of a year; an unsaved draft where there is none yet."""
    found = SchoolReturn.objects.filter(school=school, year_id=year).select_related(
        "certified_by", "decided_by"
    )
    return found.first() or SchoolReturn(school=school, year_id=year)


def nominal_hours_of(unit_ids: list[int]) -> dict[int, NominalHours]:
    """For each unit the nominal hours of the best source: see HOURS_SOURCES, newest first."""
    rank = {source: place for place, source in enumerate(HOURS_SOURCES)}
    best: dict[int, NominalHours] = {}
    rows = NominalHours.objects.filter(unit_id__in=unit_ids).order_by(
        "unit_id", F("effective_from").desc(nulls_last=True)
    )
    for row in rows:
        held = best.get(row.unit_id)
        if held is None or rank.get(row.source, len(rank)) < rank.get(held.source, len(rank)):
            best[row.unit_id] = row
    return best
