"""How a unit counts, for everybody who is signed in; rulings on its level, by administrators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from credits.actions import rulings
from credits.forms.rulings import RulingForm
from credits.queries import unit_reading
from enrolments import access
from enrolments.actions.refusals import Refused
from enrolments.forms.text import plain
from enrolments.models import Unit
from vetportal.access import department, signed_in
from vetportal.accounts.roles import Permission
from vetportal.lists import ROWS_A_PAGE

_LONGEST_SEARCH = 100
_SHOWN_LISTINGS = 60


@signed_in
def unit_search(request: HttpRequest) -> HttpResponse:
    """Look a unit up by its code or by words of its title."""
    access.remember_school(request)
    text = plain(request.GET.get("q"))[:_LONGEST_SEARCH]
    pages = Paginator(unit_reading.search(text), ROWS_A_PAGE)
    found = pages.get_page(request.GET.get("page", 1)) if text else None
    return render(request, "credits/units.html", {"text": text, "found": found})


@signed_in
def unit_credit(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: hours, levels, equivalent units, rulings, and what it is worth under each scheme."""
    access.remember_school(request)
    unit = _unit(code)
    reading = unit_reading.reading_of(unit)
    context = {
        "unit": unit,
        "reading": reading,
        "packagings": reading.packagings[:_SHOWN_LISTINGS],
        "packagings_count": len(reading.facts.listings),
        "may_rule": request.user.may(Permission.CREDIT_RULE_DRAFT),
    }
    return render(request, "credits/unit_credit.html", context)


@department(Permission.CREDIT_RULE_DRAFT)
def ruling_add(request: HttpRequest, code: str) -> HttpResponse:
    """Write down what the authority decided on the level of a unit."""
    unit = _unit(code)
    form = RulingForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            ruled = rulings.record(unit=unit, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("from_date", str(refusal))
        else:
            messages.success(request, _said(ruled))
            return redirect("credits:unit-credit", code=unit.code)
    return render(request, "credits/ruling_add.html", {"unit": unit, "form": form}, status=status)


def _said(ruled: rulings.Ruled) -> str:
    if ruled.is_reworked:
        return "The ruling is recorded. Credit records of students with this unit follow it."
    return (
        "The ruling is recorded. Many students have results in this unit: the command recompute_credits "
        "works their records out anew."
    )


def _unit(code: str) -> Unit:
    unit = Unit.objects.filter(code=plain(code).upper()[:12]).first()
    if unit is None:
        raise Http404("The register has no such unit.")
    return unit
