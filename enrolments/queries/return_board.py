"""The department's view over all schools: where each return stands, and how much of it is entered.

What was recorded late is no part of a return and counts nowhere here.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from enrolments.models import Campus, Enrolment, EnrolmentYear, School
from enrolments.queries import entry_lists
from enrolments.rules import census
from enrolments.rules import returns as rules
from vetportal import clock

NOT_STARTED = "NOT_STARTED"
# Not a standing of its own: every return that its principal has still to certify.
NOT_CERTIFIED = "NOT_CERTIFIED"
# In the order in which the department works: what waits for it, what waits for schools, what is done.
STATUSES = {
    rules.CERTIFIED: "To approve",
    rules.RETURNED: "Returned",
    rules.DRAFT: "In progress",
    NOT_STARTED: "Not started",
    rules.APPROVED: "Approved",
}

WAITING_FOR_SCHOOLS = (rules.RETURNED, rules.DRAFT, NOT_STARTED)


def schools_with_returns(year: EnrolmentYear) -> QuerySet[School]:
    """Every open school, and every closed one that has entries, with where its return of the year stands.

    Adds `standing` (a key of STATUSES), `return_id`, `return_version`, `is_nil`, `is_late`, and who certified
    and decided when. A draft without a single entry counts as not started.
    """
    entries = Enrolment.objects.of_census().filter(school=OuterRef("pk"), year=year)
    limit = census.closes_at(year.census_date, clock.MELBOURNE)
    return (
        School.objects.annotate(answer=FilteredRelation("returns", condition=Q(returns__year=year)))
        .annotate(has_entries=Exists(entries))
        .filter(Q(is_open=True) | Q(has_entries=True))
        .annotate(
            standing=Case(
                When(
                    answer__status__in=[rules.CERTIFIED, rules.APPROVED, rules.RETURNED],
                    then=F("answer__status"),
                ),
                When(has_entries=True, then=Value(rules.DRAFT)),
                default=Value(NOT_STARTED),
                output_field=CharField(),
            ),
            return_id=F("answer__pk"),
            return_version=F("answer__version"),
            is_nil=Coalesce(F("answer__is_nil"), Value(False)),
            is_late=_flag(Q(answer__certified_at__gte=limit)),
            certified_at=F("answer__certified_at"),
            certified_by_name=F("answer__certified_by__full_name"),
            decided_at=F("answer__decided_at"),
            decided_by_name=F("answer__decided_by__full_name"),
        )
    )


def with_entry_count(schools: QuerySet[School], year: int) -> QuerySet[School]:
    """Adds `entry_count`: only for sorting, as it counts for every school."""
    counted = (
        Enrolment.objects.of_census().filter(school=OuterRef("pk"), year_id=year).order_by().values("school")
    )
    return schools.annotate(
        entry_count=Coalesce(
            Subquery(counted.annotate(found=Count("pk")).values("found"), output_field=IntegerField()), 0
        )
    )


def with_incomplete(schools: QuerySet[School], year: int) -> QuerySet[School]:
    """Only schools that have an enrolment without units or hours."""
    unfinished = Enrolment.objects.of_census().filter(
        entry_lists.is_incomplete(), school=OuterRef("pk"), year_id=year
    )
    return schools.filter(Exists(unfinished))


def counts_by_standing(schools: QuerySet[School]) -> dict[str, int]:
    """How many schools stand where, in the order of STATUSES, those with none included."""
    rows = schools.order_by().values("standing").annotate(found=Count("pk"))
    found = dict(rows.values_list("standing", "found"))
    return {standing: found.get(standing, 0) for standing in STATUSES}


def next_to_approve(year: EnrolmentYear, school: School) -> School | None:
    """Another school whose return waits for approval: the one that has waited longest."""
    waiting = schools_with_returns(year).filter(standing=rules.CERTIFIED).exclude(pk=school.pk)
    return waiting.order_by("certified_at", "name").first()


class Entered(NamedTuple):
    """What a school has entered."""

    students: int
    enrolments: int
    incomplete: int

    @property
    def complete(self) -> int:
        """Enrolments with units, and hours for each of them."""
        return self.enrolments - self.incomplete


NOTHING = Entered(0, 0, 0)


def entered(schools: Iterable[School], year: int) -> dict[int, Entered]:
    """What each of these schools has entered, in two queries; schools without entries are left out."""
    enrolments = Enrolment.objects.of_census().filter(school__in=[each.pk for each in schools], year_id=year)
    rows = enrolments.order_by().values("school")
    totals = rows.annotate(students=Count("student", distinct=True), found=Count("pk"))
    unfinished = rows.filter(entry_lists.is_incomplete()).annotate(found=Count("pk"))
    incomplete = dict(unfinished.values_list("school", "found"))
    return {
        school: Entered(students, found, incomplete.get(school, 0))
        for school, students, found in totals.values_list("school", "students", "found")
    }


def with_location(schools: QuerySet[School]) -> QuerySet[School]:
    """Adds `lowest_index`, `highest_index` (ten-thousandths) and `campus_count` over a school's campuses."""
    campuses = Campus.objects.filter(school=OuterRef("pk")).order_by().values("school")

    def over(aggregate: Min | Max | Count) -> Subquery:
        return Subquery(campuses.annotate(value=aggregate).values("value"), output_field=IntegerField())

    return schools.annotate(
        lowest_index=over(Min("location_index")),
        highest_index=over(Max("location_index")),
        campus_count=over(Count("pk")),
    )


COLUMNS = (
    "school_code", "school", "sector", "region", "town", "return", "nil", "late", "students", "enrolments",
    "incomplete", "certified_by", "certified_at", "decided_by", "decided_at",
)  # fmt: skip


def rows(schools: QuerySet[School], year: int) -> Iterator[tuple]:
    """The board as a file: one row a school, in the order of COLUMNS; instants in Melbourne time."""
    listed = list(schools)
    counted = entered(listed, year)
    for each in listed:
        signed = each.standing in (rules.CERTIFIED, rules.APPROVED)
        yield (
            each.code, each.name, each.get_sector_display(), each.region, each.town,
            STATUSES[each.standing], _yes(signed and each.is_nil), _yes(signed and each.is_late),
            *counted.get(each.pk, NOTHING),
            each.certified_by_name, _local(each.certified_at), each.decided_by_name, _local(each.decided_at),
        )  # fmt: skip


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"


def _local(instant: datetime | None) -> str | None:
    return instant and instant.astimezone(clock.MELBOURNE).strftime("%Y-%m-%d %H:%M")


def regions() -> list[str]:
    """Every region that a school is in, by name."""
    named = School.objects.exclude(region="").order_by("region").values_list("region", flat=True)
    return list(named.distinct())


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
