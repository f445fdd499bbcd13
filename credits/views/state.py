"""All schools by what their students' results count for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from credits.forms.state import StateFilter
from credits.queries import school_records
from credits.queries.freshness import freshness_of
from credits.queries.study import choose
from credits.rules.interpreter_words import plural
from credits.tables.records import SchoolCreditsTable
from credits.views.scheme_tabs import scheme_tabs
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.lists import paged


@department(Permission.STATE_VIEW)
def state(request: HttpRequest) -> HttpResponse:
    """Every school with students who have results; the scheme and the filter are in the address."""
    choice = choose(request.GET.get("scheme", ""))
    scheme = choice.shown
    if scheme is None:
        return render(request, "credits/state.html", {"scheme": None})
    listed = school_records.of_schools(scheme)
    form = StateFilter(request.GET)
    table = SchoolCreditsTable(form.narrow(listed), scheme=scheme)
    paged(request, table)
    context = {
        "scheme": scheme,
        "tabs": scheme_tabs(request, choice),
        "credit_words": plural(scheme.credit_word),
        "filter": {"form": form},
        "table": table,
        "freshness": freshness_of(scheme),
        "schools": len(listed),
        "students": sum(each.students for each in listed),
        "met": sum(each.met for each in listed),
        "waiting": sum(each.waiting for each in listed),
    }
    return render(request, "credits/state.html", context)
