"""A school's payment schedule of a year, and its statement."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from enrolments.access import school_page
from enrolments.models import School
from funding.queries import corrections, owed_on, released, run_facts, waterfall
from funding.views import school_charts
from funding.views.changes import chart_of
from funding.views.schedule_tables import schedule_context
from funding.views.school_years import year_of, year_tabs
from vetportal import clock
from vetportal.accounts.roles import Permission


@school_page(Permission.SCHOOL_VIEW)
def payments(request: HttpRequest, school: School) -> HttpResponse:
    """Every instalment of a year by component, with its date and how the adjustment came about."""
    year = year_of(request)
    if year is None:
        return render(request, "funding/school_no_year.html", {"school": school, "page": "Payments"})
    schedule = released.Schedule(school, year.year)
    is_government = school.sector == School.Sector.GOVERNMENT
    newest = schedule.confirmed or schedule.indicative
    owed = owed_on.by_school(school, newest.run) if newest else []
    context = {
        "school": school,
        "year": year,
        "years": year_tabs(request, year),
        **schedule_context(schedule),
        "chart": school_charts.payments(schedule),
        "next_payment": schedule.next_payment(clock.today()),
        "owed_on": owed,
        "corrections": corrections.approved_of(school, year.year),
        "owed_total": sum(each.cents for each in owed),
        "is_government": is_government,
        # A school that changed its sector still sees what it was paid before.
        "is_paid": is_government or any(each.paid for each in schedule.payments),
    }
    return render(request, "funding/school_payments.html", context)


@school_page(Permission.SCHOOL_VIEW)
def statement(request: HttpRequest, school: School) -> HttpResponse:
    """The document of a year: what is paid, how it was worked out, what changed, whom to ask.

    Raises Http404 before anything of the year is released.
    """
    year = year_of(request)
    schedule = released.Schedule(school, year.year) if year else None
    newest = schedule and (schedule.confirmed or schedule.indicative)
    if not newest:
        raise Http404("Nothing has been released for this year yet, so there is no statement.")
    before = run_facts.statement_before(newest.run)
    way = waterfall.between_runs(before, newest.run, school) if before else None
    owed = owed_on.by_school(school, newest.run)
    bands = {band.code: band for band in newest.rules.bands}
    context = {
        "school": school,
        "year": year,
        **schedule_context(schedule),
        "paid_before": schedule.sum_of("INDICATIVE"),
        "paid_later": schedule.sum_of("CONFIRMED"),
        "settled": schedule.sum_of("SETTLEMENT"),
        "owed_on": owed,
        "owed_total": sum(each.cents for each in owed),
        "held": newest,
        "lines": [{"line": each, "band": bands.get(each.allocation.band)} for each in newest.lines],
        "is_rural": any(each.component == "RURAL" for each in newest.allocations),
        "before": before,
        "way": way,
        "chart": chart_of(way) if way else None,
    }
    return render(request, "funding/school_statement.html", context)
