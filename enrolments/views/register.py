"""Looking things up in the register while entering: certificates as one types, and what is in one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from enrolments import access
from enrolments.forms.units import UnitGrid
from enrolments.lookups import RegisterInMemory
from enrolments.models import School
from enrolments.queries import approvals, entry_lists
from enrolments.views.posted import whole_number
from vetportal.accounts.roles import Permission


@access.school_page(Permission.SCHOOL_VIEW)
def qualification_search(request: HttpRequest, school: School) -> HttpResponse:
    """Certificates by code or title; each leads to where it was asked for: a student, or a class.

    Answers a fragment to htmx, a page to everybody else.
    """
    text = request.GET.get("q", "").strip()
    context = {
        "q": text,
        "certificates": entry_lists.find_certificates(text, school=school),
        "choose_url": _choose_url(request, school),
        "choose_year": request.GET.get("year", ""),
    }
    template = "enrolments/certificates.html" if request.htmx else "enrolments/qualification_search.html"
    return render(request, template, context)


@access.school_page(Permission.SCHOOL_VIEW)
def qualification_units(request: HttpRequest, school: School) -> HttpResponse:
    """What is packaged in a certificate, with nominal hours and who states them."""
    code = request.GET.get("certificate", "")
    qualification = RegisterInMemory.of(qualifications=[code]).qualification(code)
    if qualification is None:
        raise Http404("This certificate is not in the register.")
    grid = UnitGrid(qualification=qualification)
    approvals.attach([qualification], school)
    context = {"qualification": qualification, "grid": grid}
    return render(request, "enrolments/qualification_units.html", context)


def _choose_url(request: HttpRequest, school: School) -> str:
    if Permission.ENROLMENT_EDIT not in request.school_permissions:
        return reverse("enrolments:qualification-units", args=[school.code])
    student = whole_number(request.GET.get("student", ""))
    if student:
        pk = access.student_of(school, student).pk
        return reverse("enrolments:enrolment-add", args=[school.code, pk])
    return reverse("enrolments:enrol-class", args=[school.code])
