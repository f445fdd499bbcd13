"""The department's first page: who is missing, what to approve, what is at stake, the next step."""

from django.db.models import BigIntegerField, Count, Exists, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enrolments import queries as enrolment_queries
from enrolments.models import Enrolment, EnrolmentYear, EntryExtension, School, SchoolReturn
from enrolments.rules import census
from funding import queries
from funding.models import Adjustment, CensusCorrection, FundingRun, SchoolAllocation
from funding.views import department_step, department_tasks, run_steps, state_now
from vetportal import clock
from vetportal.access import department
from vetportal.accounts.roles import Permission

_SHOWN = 10


@department(Permission.STATE_VIEW)
def today(request: HttpRequest) -> HttpResponse:
    """What an officer, a manager or an administrator must do now."""
    year = request.newest_year = enrolment_queries.current_year()
    others = department_tasks.waiting_for(request.user)
    if year is None:
        return render(request, "funding/department_today.html", {"year": None, "others": others})
    missing = _missing(year)
    waiting = department_step.Waiting(
        year=year,
        days_left=census.days_left(clock.now(), year.census_date, clock.MELBOURNE),
        to_approve=SchoolReturn.objects.filter(year=year, status=SchoolReturn.Status.CERTIFIED).count(),
        extensions=EntryExtension.objects.filter(year=year, granted_at=None, refused_at=None).count(),
        missing=missing.count(),
        corrections=_undecided(CensusCorrection, year).exclude(proposed_by=request.user).count(),
        adjustments=_undecided(Adjustment, year).exclude(entered_by=request.user).count(),
        steps=tuple(run_steps.of_year(year, request.user)),
        others=tuple(others),
    )
    context = {
        "year": year,
        "counts": _return_counts(year),
        "missing": missing[:_SHOWN],
        "missing_count": waiting.missing,
        "to_approve": waiting.to_approve,
        "extensions": waiting.extensions,
        "steps": waiting.steps,
        "step": department_step.next_step(waiting, request.user),
        "others": others,
        "state": state_now.of_state(year),
    }
    return render(request, "funding/department_today.html", context)


def _undecided(model: type[Adjustment] | type[CensusCorrection], year: EnrolmentYear) -> QuerySet:
    """What two people decide on and only one has seen so far."""
    return model.objects.filter(year=year.pk, decision=None)


def _return_counts(year: EnrolmentYear) -> dict[str, int]:
    """Open government schools by the status of their return; no row counts as a draft."""
    schools = School.objects.filter(is_open=True, sector=School.Sector.GOVERNMENT)
    status = Subquery(SchoolReturn.objects.filter(school=OuterRef("pk"), year=year).values("status"))
    grouped = schools.annotate(status=Coalesce(status, Value("DRAFT"))).order_by().values_list("status")
    counts = dict(grouped.annotate(schools=Count("pk")))
    return {value: counts.get(value, 0) for value in SchoolReturn.Status.values} | {
        "ALL": sum(counts.values())
    }


def _missing(year: EnrolmentYear) -> QuerySet[School]:
    """Open government schools that nobody has certified for, the most money first.

    `stake` is what the school's last released indicative lines come to, in cents, None before that release;
    `students_entered` counts the students who have enrolments.
    """
    signed = SchoolReturn.objects.filter(
        school=OuterRef("pk"), year=year, status__in=("CERTIFIED", "APPROVED")
    )
    entered = (
        Enrolment.objects.of_census().filter(school=OuterRef("pk"), year=year).order_by().values("school")
    )
    students = Subquery(entered.annotate(number=Count("student", distinct=True)).values("number"))
    return (
        School.objects.filter(is_open=True, sector=School.Sector.GOVERNMENT)
        .annotate(is_signed=Exists(signed), stake=_stake(year))
        .annotate(students_entered=Coalesce(students, 0))
        .filter(is_signed=False)
        .order_by("-stake", "name")
    )


def _stake(year: EnrolmentYear) -> Coalesce | Value:
    run = queries.latest_run(year.pk, FundingRun.Kind.INDICATIVE, released_only=True)
    if run is None:
        return Value(None, output_field=BigIntegerField())
    lines = SchoolAllocation.objects.filter(run=run, school=OuterRef("pk")).order_by().values("school")
    cents = Subquery(lines.annotate(cents=Sum("amount")).values("cents"), output_field=BigIntegerField())
    return Coalesce(cents, 0)
