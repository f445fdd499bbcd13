"""All government schools: arrangements without a valid agreement, policies, use of funding."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enrolments.models import School
from obligations.forms import state as filters
from obligations.queries import state
from obligations.tables import StateTable
from obligations.views.years import chosen
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.lists import paged


@department(Permission.STATE_VIEW)
def agreements(request: HttpRequest) -> HttpResponse:
    """Every open government school with what it lacks; the filter is in the address."""
    year, tabs = chosen(request)
    if year is None:
        return render(request, "obligations/state.html", {"year": None})
    schools = School.objects.filter(is_open=True, sector=School.Sector.GOVERNMENT)
    listed = state.of_schools(schools, year)
    form = filters.StateFilter(request.GET)
    found = form.narrow(listed)
    table = StateTable(found, order_by="-without")
    paged(request, table)
    context = {
        "year": year,
        "years": tabs,
        "filter": {"form": form},
        "table": table,
        "counts": filters.counts(listed),
        "schools": len(listed),
    }
    return render(request, "obligations/state.html", context)
