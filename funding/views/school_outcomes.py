"""Enrolment by enrolment: funded or not, and every reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enrolments.access import school_page
from enrolments.models import School
from funding.outcome_list import OutcomeFilter, OutcomesTable
from funding.views.school_years import frame, may_mend, reading_for, year_of
from vetportal.accounts.roles import Permission
from vetportal.lists import paged


@school_page(Permission.SCHOOL_VIEW)
def outcomes(request: HttpRequest, school: School) -> HttpResponse:
    """The outcomes of a released run, or of the entries as they stand; filter, sort and page by address."""
    year = year_of(request)
    if year is None:
        return render(request, "funding/school_no_year.html", {"school": school, "page": "Outcomes"})
    chosen = reading_for(request, school, year)
    reading = chosen.reading
    context = frame(request, school, year, chosen)
    if reading:
        narrowed = OutcomeFilter(request.GET, reading.rows)
        found = narrowed.found
        is_mendable = may_mend(reading, school, year)
        table = OutcomesTable(found, school_code=school.code, may_mend=is_mendable)
        paged(request, table)
        context |= {
            "filter": narrowed,
            "table": table,
            "may_mend": is_mendable,
            "earned": sum(row.amount for row in found),
            "would_earn": sum(row.would_earn for row in found),
        }
    return render(request, "funding/school_outcomes.html", context)
