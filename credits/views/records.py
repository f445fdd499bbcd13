"""The credit record of a student: what counts, why, and how far it is to the certificate."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from credits import exports
from credits.queries.sheet import sheet_of
from credits.rules.interpreter_words import plural
from credits.views.gauges import gauges_of
from credits.views.scheme_tabs import scheme_tabs
from enrolments import access
from enrolments.models import School
from vetportal.accounts.roles import Permission


@access.school_page(Permission.SCHOOL_VIEW)
def record(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """The ledger under one scheme, the standing, and what present study would add."""
    who = access.student_of(school, pk)
    choice, study, sheet = sheet_of(who, request.GET.get("scheme", ""))
    context = {
        "student": who,
        "tabs": scheme_tabs(request, choice),
        "sheet": sheet,
        "study": study,
        "gauges": gauges_of(sheet.rules, sheet.projection, "with present study") if sheet else [],
        "may_enter": Permission.RESULT_ENTER in request.school_permissions,
    }
    if sheet:
        context["credit_words"] = plural(sheet.scheme.credit_word)
    return render(request, "credits/record.html", context)


@access.school_page(Permission.SCHOOL_VIEW)
def record_pdf(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """The same as a document to print or to keep."""
    who = access.student_of(school, pk)
    _, study, sheet = sheet_of(who, request.GET.get("scheme", ""))
    if sheet is None or not study.results:
        messages.info(request, f"There is nothing to state yet: {who.name} has no result that counts.")
        return redirect("credits:record", school.code, who.pk)
    response = HttpResponse(exports.record_pdf(who, school, sheet), content_type="application/pdf")
    name = f"credits-{who.student_number}-{sheet.scheme.code.lower()}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
