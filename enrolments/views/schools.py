"""All schools, as the department looks them up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enrolments import queries
from enrolments.filters.returns import SchoolFilter
from enrolments.queries import return_board
from enrolments.tables.returns import SchoolsTable
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.lists import paged


@department(Permission.STATE_VIEW)
def schools(request: HttpRequest) -> HttpResponse:
    """Every school with its place, its location index and where its return stands."""
    year = queries.current_year()
    if year is None:
        return render(request, "enrolments/returns_board_no_year.html")
    found = return_board.with_location(return_board.schools_with_returns(year))
    chosen = SchoolFilter(request.GET, queryset=found)
    table = SchoolsTable(chosen.qs, order_by="name")
    paged(request, table)
    table.entered = return_board.entered([row.record for row in table.page.object_list], year.year)
    context = {"year": year, "filter": chosen, "table": table}
    return render(request, "enrolments/schools.html", context)
