"""A school's register of agreements: what is needed, what is held, one agreement, its file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from enrolments import access as schools
from enrolments import queries
from enrolments.actions.refusals import Conflict
from enrolments.models import Provider, School
from enrolments.views.posted import version
from obligations import access
from obligations.actions import agreements as actions
from obligations.forms.agreements import AgreementForm, first_values
from obligations.models import Agreement
from obligations.queries import arrangements
from obligations.rules import agreements as rules
from obligations.tables import ArrangementsTable
from obligations.views.downloads import attachment
from obligations.views.sending import sent
from obligations.views.years import chosen
from vetportal import clock
from vetportal.accounts.roles import Permission
from vetportal.lists import paged


@schools.school_page(Permission.SCHOOL_VIEW)
def agreements(request: HttpRequest, school: School) -> HttpResponse:
    """What is arranged in a year, which agreement each arrangement needs, and the register."""
    year, tabs = chosen(request)
    may_edit = Permission.ENROLMENT_EDIT in request.school_permissions
    context = {"school": school, "year": year, "years": tabs, "may_edit": may_edit}
    if year is None:
        return render(request, "obligations/agreements.html", context)
    lines = arrangements.of_school(school, year)
    table = ArrangementsTable(lines, school_code=school.code, may_edit=may_edit)
    paged(request, table)
    without = [each for each in lines if each.standing.is_without]
    context |= {
        "table": table,
        "needed": sum(each.standing.need.kind is not None for each in lines),
        "without": len(without),
        "students_without": sum(each.enrolments for each in without),
        "register": _register(school, year),
        "is_government": school.sector == School.Sector.GOVERNMENT,
    }
    return render(request, "obligations/agreements.html", context)


def _register(school: School, year) -> list[tuple[Agreement, tuple[str, ...]]]:
    """Every agreement of the school with what it lacks, the newest first."""
    days = arrangements.days_of(year)
    found = Agreement.objects.filter(school=school).select_related("provider", "host_school")
    return [(each, _lacks(each, days)) for each in found.order_by("-end_date", "-pk")]


def _lacks(agreement: Agreement, days) -> tuple[str, ...]:
    held = arrangements.held_of(agreement, ())
    return rules.lacks(held, from_day=days[0], until_day=days[1])


@schools.school_page(Permission.SCHOOL_VIEW)
def agreement(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """One agreement with everything it says."""
    held = access.agreement_of(school, pk)
    year = queries.current_year()
    context = {
        "school": school,
        "agreement": held,
        "certificates": list(held.qualifications.order_by("code")),
        "lacks": _lacks(held, arrangements.days_of(year)) if year else (),
        "year": year,
        "may_edit": Permission.ENROLMENT_EDIT in request.school_permissions,
    }
    return render(request, "obligations/agreement.html", context)


@schools.school_page(Permission.ENROLMENT_EDIT)
def agreement_add(request: HttpRequest, school: School) -> HttpResponse:
    """Write an agreement down; the address may say for which arrangement."""
    form = _form(request, school, initial=_asked(request))
    if form.is_bound and form.is_valid():
        held = actions.add(school=school, terms=form.terms(), by=request.user, sent=form.sent())
        messages.success(request, f"The agreement with {held.provider.name} is in the register.")
        return redirect("obligations:agreement", school.code, held.pk)
    return _form_page(request, school, form)


@schools.school_page(Permission.ENROLMENT_EDIT)
def agreement_edit(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Change an agreement, enter signatures, send the signed file."""
    held = access.agreement_of(school, pk)
    form = _form(request, school, agreement=held, initial=first_values(held))
    if form.is_bound and form.is_valid():
        try:
            actions.change(
                agreement=held,
                version=version(request),
                terms=form.terms(),
                by=request.user,
                sent=form.sent(),
            )
        except Conflict as refusal:
            held = access.agreement_of(school, pk)
            return _form_page(request, school, form, agreement=held, conflict=str(refusal), status=409)
        messages.success(request, "The agreement is saved.")
        return redirect("obligations:agreement", school.code, held.pk)
    return _form_page(request, school, form, agreement=held)


@schools.school_page(Permission.ENROLMENT_EDIT)
def agreement_remove(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Take out an agreement that was entered by mistake, after a question."""
    held = access.agreement_of(school, pk)
    context = {"school": school, "agreement": held}
    if request.method != "POST":
        return render(request, "obligations/agreement_remove.html", context)
    try:
        actions.remove(agreement=held, version=version(request), by=request.user)
    except Conflict as refusal:
        context |= {"refusal": str(refusal), "agreement": access.agreement_of(school, pk)}
        return render(request, "obligations/agreement_remove.html", context, status=409)
    messages.success(request, f"The agreement with {held.provider.name} was removed.")
    return redirect("obligations:agreements", school.code)


@schools.school_page(Permission.SCHOOL_VIEW)
def agreement_file(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """The signed file, to save."""
    return attachment(access.agreement_of(school, pk).file)


def _form(request: HttpRequest, school: School, **about) -> AgreementForm:
    about |= sent(request)
    return AgreementForm(school=school, year=queries.current_year(), today=clock.today(), **about)


def _form_page(
    request: HttpRequest,
    school: School,
    form: AgreementForm,
    *,
    agreement: Agreement | None = None,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "school": school,
        "form": form,
        "agreement": agreement,
        "conflict": conflict,
        "file_was_chosen": "file" in request.FILES,
        "kinds": rules.KINDS,
    }
    status = 422 if form.errors else status
    return render(request, "obligations/agreement_form.html", context, status=status)


def _asked(request: HttpRequest) -> dict[str, object]:
    """The arrangement that the address names, as first values."""
    asked = request.GET
    values: dict[str, object] = {
        "kind": asked.get("kind", ""),
        "provider_code": asked.get("provider", ""),
        "certificates": asked.getlist("certificate"),
    }
    provider = Provider.objects.filter(code=values["provider_code"]).select_related("school").first()
    if provider and provider.school and values["kind"] == rules.SCHOOL_PURCHASING:
        values["host_school_code"] = provider.school.code
    return values
