"""A school's students by what their results count for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from credits.filters.records import CreditFilter
from credits.queries import school_records
from credits.queries.freshness import freshness_of
from credits.queries.schemes import rules_of
from credits.queries.study import choose
from credits.rules.interpreter_words import plural
from credits.tables.records import StudentCreditsTable
from credits.views.scheme_tabs import scheme_tabs
from enrolments import access
from enrolments.models import School
from vetportal.accounts.roles import Permission
from vetportal.lists import paged


@access.school_page(Permission.SCHOOL_VIEW)
def school_credits(request: HttpRequest, school: School) -> HttpResponse:
    """Every student with credit, distance to the standard, projection, and results that wait."""
    choice = choose(request.GET.get("scheme", ""))
    scheme = choice.shown
    if scheme is None:
        return render(request, "credits/credits.html", {"scheme": None})
    students = school_records.students_of(school, scheme)
    found = CreditFilter(request.GET, students, school=school)
    table = StudentCreditsTable(found.qs, scheme=scheme, school_code=school.code)
    paged(request, table)
    shown = [row.record.pk for row in table.paginated_rows]
    table.projections = school_records.projections(shown, rules_of(scheme))
    context = {
        "scheme": scheme,
        "tabs": scheme_tabs(request, choice),
        "credit_words": plural(scheme.credit_word),
        "filter": found,
        "table": table,
        "freshness": freshness_of(scheme, school),
        "counts": school_records.counts_of(students),
    }
    return render(request, "credits/credits.html", context)
