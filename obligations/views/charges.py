"""Charges to parents: the list, recording one, taking one back. Tuition is never one."""

from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render

from enrolments.access import school_page
from enrolments.actions.refusals import Refused
from enrolments.models import EnrolmentYear, School
from obligations import access
from obligations.actions import charges as actions
from obligations.forms.charges import ChargeForm
from obligations.models import ParentCharge
from obligations.rules import charges as rules
from obligations.tables import ChargesTable
from obligations.views.years import chosen
from vetportal import clock
from vetportal.accounts.roles import Permission
from vetportal.lists import paged


@school_page(Permission.SCHOOL_VIEW)
def charges(request: HttpRequest, school: School) -> HttpResponse:
    """Everything that parents were asked to pay for VET in a year."""
    year, tabs = chosen(request)
    may_edit = Permission.ENROLMENT_EDIT in request.school_permissions
    context = {"school": school, "year": year, "years": tabs, "may_edit": may_edit, "rule": rules.RULE}
    if year is not None:
        found = _of_year(school, year)
        table = ChargesTable(
            found, school_code=school.code, may_edit=may_edit, token=get_token(request), order_by="student"
        )
        paged(request, table)
        context |= {"table": table, "total": found.aggregate(cents=Sum("amount"))["cents"] or 0}
    return render(request, "obligations/charges.html", context)


def _of_year(school: School, year: EnrolmentYear) -> QuerySet[ParentCharge]:
    found = ParentCharge.objects.filter(enrolment__school=school, enrolment__year=year)
    return found.select_related("enrolment__student", "enrolment__qualification")


@school_page(Permission.ENROLMENT_EDIT)
def charge_add(request: HttpRequest, school: School) -> HttpResponse:
    """Record a charge for one enrolment."""
    year, _ = chosen(request)
    if year is None:
        return redirect("obligations:charges", school.code)
    first = {"enrolment": request.GET.get("enrolment", ""), "charged_on": clock.today()}
    data = request.POST if request.method == "POST" else None
    form = ChargeForm(data, school=school, year=year, today=clock.today(), initial=first)
    if form.is_bound and form.is_valid():
        try:
            charge = actions.record(by=request.user, **form.charge())
        except (Refused, rules.TuitionRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The charge for {charge.enrolment.student} is recorded.")
            return redirect("obligations:charges", school.code)
    context = {"school": school, "year": year, "form": form, "rule": rules.RULE}
    return render(request, "obligations/charge_form.html", context, status=422 if form.errors else 200)


@school_page(Permission.ENROLMENT_EDIT)
def charge_remove(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Take back a charge that was recorded by mistake."""
    charge = access.charge_of(school, pk)
    if request.method == "POST":
        actions.remove(charge=charge, by=request.user)
        messages.success(request, "The charge was removed. The record of changes keeps what it said.")
    return redirect("obligations:charges", school.code)
