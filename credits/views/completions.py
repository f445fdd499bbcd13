"""Which students of a class completed the certificate: one date a student, on one page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from credits.actions.completions import Completion, fault_of, save_completions
from credits.forms.class_grid import day_written
from credits.queries.classes import enrolments_of
from credits.queries.completions import CompletionLine, lines_of
from credits.views.results import class_asked
from enrolments import access
from enrolments.actions.refusals import Conflict, Refused
from enrolments.forms.people import read_date
from enrolments.forms.text import plain
from enrolments.models import EnrolmentYear, Qualification, School
from enrolments.views.years import year_to_enter
from vetportal import clock
from vetportal.accounts.roles import Permission


@access.school_page(Permission.SCHOOL_VIEW)
def completions(request: HttpRequest, school: School) -> HttpResponse:
    """The students of a class with their units achieved, and the day on which each completed it."""
    year, qualification = year_to_enter(request), class_asked(request.GET.get("certificate", ""))
    lines = lines_of(list(enrolments_of(school, qualification, year.pk)), qualification)
    for line in lines:
        line.text = day_written(line.stored.completed_on) if line.stored else ""
    return _page(request, school, qualification, year, lines)


@access.school_page(Permission.RESULT_ENTER)
def completions_save(request: HttpRequest, school: School) -> HttpResponse:
    """Save the days that were typed, or show what is wrong beside each; nothing is saved in part."""
    if request.method != "POST":
        return redirect("credits:results", school.code)
    year, qualification = year_to_enter(request), class_asked(request.POST.get("certificate", ""))
    address = reverse("credits:completions", args=[school.code])
    address = f"{address}?certificate={qualification.code}&year={year.pk}"
    lines = lines_of(list(enrolments_of(school, qualification, year.pk)), qualification)
    said = [_said(line, request) for line in lines if line.name in request.POST]
    if any(line.error for line in lines):
        return _page(request, school, qualification, year, lines, status=422)
    try:
        number = save_completions(school=school, qualification=qualification, said=said, by=request.user)
    except (Conflict, Refused) as refusal:
        return _page(request, school, qualification, year, lines, conflict=str(refusal), status=409)
    what = "1 completion" if number == 1 else f"{number} completions"
    messages.success(request, f"{what} saved." if number else "Nothing was changed, so nothing was saved.")
    return redirect(address)


def _said(line: CompletionLine, request: HttpRequest) -> Completion:
    line.text = plain(request.POST.get(line.name))
    seen = plain(request.POST.get(f"seen-{line.student.pk}"))
    completed_on = None
    try:
        completed_on = read_date(line.text) if line.text else None
        line.error = fault_of(completed_on, line.student, clock.today()) if completed_on else ""
    except ValidationError as error:
        line.error = " ".join(error.messages)
    return Completion(line.student, completed_on, int(seen) if seen.isdecimal() and len(seen) < 9 else 0)


def _page(
    request: HttpRequest,
    school: School,
    qualification: Qualification,
    year: EnrolmentYear,
    lines: list[CompletionLine],
    *,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "qualification": qualification,
        "year": year,
        "lines": lines,
        "done": sum(1 for line in lines if line.stored),
        "conflict": conflict,
        "may_enter": Permission.RESULT_ENTER in request.school_permissions,
    }
    return render(request, "credits/completions.html", context, status=status)
