"""Approvals of higher-level certificates: the list, what lacks one, recording, correcting, removing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from enrolments import queries
from enrolments.actions import approvals as actions
from enrolments.actions.entry_refusals import FieldRefused
from enrolments.actions.refusals import Conflict, Refused
from enrolments.filters.approvals import ApprovalFilter
from enrolments.forms.approvals import ApprovalForm, DecisionForm, RemovalForm
from enrolments.models import HigherLevelApproval
from enrolments.models.window import EntryClosed
from enrolments.queries import approvals as found
from enrolments.tables.approvals import ApprovalsTable, LackingTable
from vetportal import clock
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.lists import paged


@department(Permission.STATE_VIEW)
def approvals(request: HttpRequest) -> HttpResponse:
    """Every approval; find them by school, year and certificate."""
    year = queries.current_year()
    chosen = ApprovalFilter(request.GET, queryset=found.listed())
    may_record = request.user.may(Permission.APPROVAL_RECORD)
    table = ApprovalsTable(chosen.qs, may_record=may_record)
    paged(request, table)
    context = {
        "filter": chosen,
        "table": table,
        "year": year,
        "may_record": may_record,
        "lacking": len(found.lacking(year)) if year else 0,
        "closed": found.why_none_may_change(),
    }
    return render(request, "enrolments/approvals.html", context)


@department(Permission.STATE_VIEW)
def lacking(request: HttpRequest) -> HttpResponse:
    """Enrolments of the newest year that need an approval to be funded and have none."""
    year = queries.current_year()
    if year is None:
        return redirect("enrolments:approvals")
    may_record = request.user.may(Permission.APPROVAL_RECORD)
    table = LackingTable(found.lacking(year), year=year.year, may_record=may_record)
    paged(request, table)
    context = {"table": table, "year": year, "closed": found.why_none_may_change()}
    return render(request, "enrolments/approvals_lacking.html", context)


@department(Permission.APPROVAL_RECORD)
def approval_add(request: HttpRequest) -> HttpResponse:
    """Record an approval; a link may name the school, the certificate and the year."""
    year = queries.current_year()
    named = {name: request.GET.get(name, "") for name in ("school", "certificate", "year")}
    named["year"] = named["year"] or (str(year) if year else "")
    form = ApprovalForm(
        request.POST if request.method == "POST" else None, today=clock.today(), initial=named
    )
    page = {"form": form, "closed": found.why_none_may_change()}
    if request.method != "POST":
        return render(request, "enrolments/approval_form.html", page)
    if not form.is_valid():
        return render(request, "enrolments/approval_form.html", page, status=422)
    values = {name: form.cleaned_data[name] for name in _NAMED + _DECISION}
    try:
        made = actions.record(by=request.user, **values)
    except FieldRefused as refusal:
        form.refuse(refusal.field, refusal.code, str(refusal))
        page["existing"] = refusal.existing
        return render(request, "enrolments/approval_form.html", page, status=422)
    except EntryClosed as refusal:
        page["refusal"] = str(refusal)
        return render(request, "enrolments/approval_form.html", page, status=409)
    messages.success(request, _recorded(made))
    return redirect("enrolments:approvals")


@department(Permission.APPROVAL_RECORD)
def approval_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct who decided, when, and for which provider."""
    held = _approval(pk)
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        today=clock.today(),
        initial=DecisionForm.said_by(held),
    )
    page = {"form": form, "approval": held, "seen": request.POST.get("seen", found.mark(held))}
    if request.method != "POST" or not form.is_valid():
        return render(request, "enrolments/approval_form.html", page, status=422 if form.is_bound else 200)
    values = {name: form.cleaned_data[name] for name in _DECISION}
    try:
        actions.change(approval=held, seen=page["seen"], by=request.user, **values)
    except Conflict as refusal:
        page |= {"refusal": str(refusal), "current": held, "seen": found.mark(held)}
        return render(request, "enrolments/approval_form.html", page, status=409)
    messages.success(request, f"The approval of {held.qualification.code} for {held.school} is corrected.")
    return redirect("enrolments:approvals")


@department(Permission.APPROVAL_RECORD)
def approval_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove an approval recorded by mistake, after a question and with a reason."""
    held = _approval(pk)
    form = RemovalForm(request.POST if request.method == "POST" else None)
    page = {
        "form": form,
        "approval": held,
        "enrolments": held.enrolments,
        "seen": request.POST.get("seen", found.mark(held)),
        "closed": found.why_none_may_change(),
    }
    if request.method != "POST" or not form.is_valid():
        return render(request, "enrolments/approval_remove.html", page, status=422 if form.is_bound else 200)
    try:
        actions.remove(approval=held, seen=page["seen"], by=request.user, **form.cleaned_data)
    except (Refused, EntryClosed) as refusal:
        page |= {"refusal": str(refusal), "seen": found.mark(held)}
        return render(request, "enrolments/approval_remove.html", page, status=409)
    messages.success(request, f"The approval of {held.qualification.code} for {held.school} is removed.")
    return redirect("enrolments:approvals")


_NAMED = ("school", "qualification", "year")
_DECISION = ("provider", "decided_by", "decided_on")


def _approval(pk: int) -> HigherLevelApproval:
    return get_object_or_404(found.listed().select_related("year"), pk=pk)


def _recorded(made: HigherLevelApproval) -> str:
    said = f"{made.qualification.code} is approved for {made.school} in {made.year}."
    if made.year.frozen_at:
        return f"{said} The {made.year} census is frozen, so this changes nothing that was counted."
    return said
