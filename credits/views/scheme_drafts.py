"""Drafting a credit scheme: start, edit, throw away. Only administrators, and only a draft."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from credits.actions import schemes as actions
from credits.forms.scheme_draft import DraftForms
from credits.forms.schemes import NewSchemeForm
from credits.models import CreditScheme
from credits.queries import scheme_differences
from credits.queries.scheme_sheet import sheet_of
from credits.views.schemes import scheme_of
from enrolments.actions.refusals import Refused
from vetportal.access import department
from vetportal.accounts.roles import Permission

_FIGURES = ("name", "authority", "credit_word", "source")


@department(Permission.CREDIT_RULE_DRAFT)
def scheme_add(request: HttpRequest) -> HttpResponse:
    """Start a draft: blank, or a copy of a version, of this scheme or of another."""
    form = NewSchemeForm(request.POST or None, initial=_copied(request))
    if request.method != "POST":
        return render(request, "credits/scheme_add.html", {"form": form})
    if form.is_valid():
        given = form.cleaned_data
        figures = {name: given[name] for name in _FIGURES}
        try:
            scheme = actions.draft(
                by=request.user, code=given["code"], figures=figures, copy_of=given["copy_of"]
            )
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, f"The draft of {scheme} is ready. Check every rule beside its source.")
            return redirect("credits:scheme-edit", pk=scheme.pk)
    return render(request, "credits/scheme_add.html", {"form": form}, status=422)


def _copied(request: HttpRequest) -> dict[str, Any]:
    """What the form begins with where `?copy=` names a version."""
    asked = request.GET.get("copy", "")
    origin = CreditScheme.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
    if origin is None:
        return {}
    return {"copy_of": origin, "code": origin.code, **{name: getattr(origin, name) for name in _FIGURES}}


@department(Permission.CREDIT_RULE_DRAFT)
def scheme_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """All of a draft on one page. What was typed stays, whatever speaks against it."""
    scheme = scheme_of(request.user, pk)
    if scheme.status != CreditScheme.Status.DRAFT:
        messages.info(request, f"{scheme} is published, so it is shown and not edited.")
        return redirect("credits:scheme", pk=pk)
    entered = DraftForms(scheme, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, scheme, entered)
    if not entered.is_valid():
        return _page(request, scheme, entered, status=422)
    return _save(request, scheme, entered)


def _save(request: HttpRequest, scheme: CreditScheme, entered: DraftForms) -> HttpResponse:
    seen = entered.form.cleaned_data["seen"]
    try:
        actions.change(
            scheme=scheme, by=request.user, figures=entered.form.figures(), parts=entered.parts(), seen=seen
        )
    except actions.StaleDraft as refusal:
        return _conflict(request, scheme, entered, str(refusal))
    except Refused as refusal:
        return _page(request, scheme, entered, status=409, refusal=str(refusal))
    messages.success(request, f"Saved the draft of {scheme}.")
    if "more" in request.POST:
        return redirect("credits:scheme-edit", pk=scheme.pk)
    return redirect("credits:scheme", pk=scheme.pk)


def _conflict(request: HttpRequest, scheme: CreditScheme, entered: DraftForms, refusal: str) -> HttpResponse:
    """What was typed stays, beside what stands now; saving again means to overwrite it knowingly."""
    stands = sheet_of(CreditScheme.objects.get(pk=scheme.pk))
    with transaction.atomic():
        typed = sheet_of(
            actions.change(
                scheme=scheme, by=request.user, figures=entered.form.figures(), parts=entered.parts()
            )
        )
        transaction.set_rollback(True)
    now = scheme_of(request.user, scheme.pk)
    data = request.POST.copy()
    data["seen"] = str(now.revision)
    differences = scheme_differences.compared(stands, typed)
    return _page(request, now, DraftForms(now, data), status=409, refusal=refusal, differences=differences)


def _page(
    request: HttpRequest, scheme: CreditScheme, entered: DraftForms, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {
        "version": scheme,
        "entered": entered,
        "form": entered.form,
        "formsets": entered.formsets,
        "sets": entered.sets,
    }
    return render(request, "credits/scheme_edit.html", context, status=status)


@department(Permission.CREDIT_RULE_DRAFT)
@require_POST
def scheme_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away; the audit record keeps what it held."""
    scheme = scheme_of(request.user, pk)
    try:
        actions.drop(scheme=scheme, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("credits:scheme", pk=pk)
    messages.success(request, f"The draft of {scheme} is gone.")
    return redirect("credits:schemes")
