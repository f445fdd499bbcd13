"""Editing a draft part by part: the checklist, and the page of each part."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from funding.actions import year_record, years
from funding.actions.refusals import Refused
from funding.forms.year_section_forms import SectionForms
from funding.forms.year_sections import SECTION_BY_SLUG, Section, sections_of
from funding.models import FundingYear
from funding.views import year_checklist, year_differences, year_lists
from vetportal.access import department
from vetportal.accounts.roles import Permission

_PEOPLE = ("drafted_by", "changed_by", "published_by")


def version_of(pk: int) -> FundingYear:
    """A version with the people who worked on it; 404 where there is none."""
    version = FundingYear.objects.select_related(*_PEOPLE).filter(pk=pk).first()
    if version is None:
        raise Http404("There is no such version of a year's rules.")
    return version


def _shown_only(request: HttpRequest, version: FundingYear) -> HttpResponse | None:
    """Where a version is no draft: its page, which shows it."""
    if version.status == FundingYear.Status.DRAFT:
        return None
    messages.info(request, f"The rules of {version} are published, so they are shown and not edited.")
    return redirect("funding:year", pk=version.pk)


@department(Permission.YEAR_DRAFT)
def year_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Every part of a draft with what it still lacks."""
    version = version_of(pk)
    elsewhere = _shown_only(request, version)
    if elsewhere:
        return elsewhere
    checklist = year_checklist.checklist_of(version, years.missing(version))
    own_work = years.has_worked_on(version, request.user)
    context = {"version": version, "checklist": checklist, "own_work": own_work}
    return render(request, "funding/year_edit.html", context)


@department(Permission.YEAR_DRAFT)
def year_section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One part of a draft."""
    version, chosen = version_of(pk), SECTION_BY_SLUG.get(section)
    if chosen is None:
        raise Http404("A year has no such part.")
    elsewhere = _shown_only(request, version)
    if elsewhere:
        return elsewhere
    held = sections_of(version)
    if chosen not in held:
        messages.info(request, chosen.why_not())
        return redirect("funding:year-section", pk=pk, section="model")
    page = year_checklist.place_of(version, chosen, held)
    if chosen.listing:
        return year_lists.listing(request, version, chosen, page)
    return _form(request, version, chosen, page)


def _form(request: HttpRequest, version: FundingYear, section: Section, page: dict[str, Any]) -> HttpResponse:
    entered = SectionForms(section, version, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, entered, page)
    if not entered.is_valid():
        return _page(request, entered, page, status=422)
    seen = entered.form.cleaned_data["seen"]
    try:
        years.change(version=version, by=request.user, seen=seen, **entered.parts())
    except years.StaleDraft as refusal:
        return _conflict(request, entered, page, str(refusal))
    except Refused as refusal:
        return _page(request, entered, page, status=409, refusal=str(refusal))
    messages.success(request, f"Saved in the draft of {version}: {section.title}.")
    return _onwards(request, version, page)


def _onwards(request: HttpRequest, version: FundingYear, page: dict[str, Any]) -> HttpResponse:
    following = page["following"]
    if "next" in request.POST and following:
        return redirect("funding:year-section", pk=version.pk, section=following.slug)
    return redirect("funding:year-edit", pk=version.pk)


def _page(
    request: HttpRequest, entered: SectionForms, page: dict[str, Any], *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= page | {"entered": entered, "form": entered.form, "formsets": entered.formsets}
    return render(request, "funding/year_section.html", context, status=status)


def _conflict(
    request: HttpRequest, entered: SectionForms, page: dict[str, Any], refusal: str
) -> HttpResponse:
    """What was typed stays, beside what stands now; saving again means to overwrite it knowingly."""
    version = version_of(entered.version.pk)
    now = year_record.snapshot(version)
    with transaction.atomic():
        changed = years.change(version=version, by=request.user, **entered.parts())
        typed = year_record.snapshot(changed)
        transaction.set_rollback(True)
    data = request.POST.copy()
    version = version_of(version.pk)
    data["seen"] = version.changed_at.isoformat()
    return _page(
        request,
        SectionForms(entered.section, version, data),
        page | {"version": version},
        status=409,
        refusal=refusal,
        conflicts=year_differences.differences_of(now, typed),
    )
