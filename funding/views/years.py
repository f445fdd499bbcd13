"""Pages of the year's rules: which versions there are, what each says, drafting and publishing."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from enrolments.models import Qualification
from funding import queries
from funding.actions import years
from funding.actions.refusals import Refused
from funding.forms.years import DraftForm
from funding.models import FundingYear
from funding.rules.gaps import Gap
from funding.views import year_checklist, year_differences, year_effect, year_sheet
from funding.views.year_edit import version_of
from funding.year_tables import TABLES
from vetportal import clock
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.lists import paged

_PEOPLE = ("drafted_by", "changed_by", "published_by")
_TONES = {"DRAFT": "incomplete", "PUBLISHED": "done", "REPLACED": "closed"}


@department(Permission.STATE_VIEW)
def year_list(request: HttpRequest) -> HttpResponse:
    """Every version of every year, the newest first."""
    versions = (
        FundingYear.objects.select_related(*_PEOPLE)
        .annotate(certificates=Count("qualification_bands"))
        .order_by("-year", "-version")
    )
    return render(request, "funding/years.html", _list_context(request, list(versions), DraftForm()))


def _list_context(request: HttpRequest, versions: list[FundingYear], form: DraftForm) -> dict[str, Any]:
    for version in versions:
        version.tone = _TONES[version.status]
    newest = versions[0].year if versions else clock.today().year - 1
    if not form.is_bound:
        form.initial["year"] = newest + 1
    return {
        "versions": versions,
        "form": form,
        "may_draft": request.user.may(Permission.YEAR_DRAFT),
        "draft": next((each for each in versions if each.status == FundingYear.Status.DRAFT), None),
    }


@department(Permission.STATE_VIEW)
def year_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: every figure beside its source, what is missing, what changed."""
    return _page(request, version_of(pk))


def _page(request: HttpRequest, version: FundingYear, refusal: str = "", status: int = 200) -> HttpResponse:
    is_draft = version.status == FundingYear.Status.DRAFT
    earlier = _earlier(version)
    version.tone = _TONES[version.status]
    gaps = years.missing(version)
    components = year_sheet.component_lines(version)
    context = {
        "version": version,
        "is_draft": is_draft,
        "may_draft": request.user.may(Permission.YEAR_DRAFT),
        "own_work": years.has_worked_on(version, request.user),
        "refusal": refusal,
        "checklist": year_checklist.checklist_of(version, gaps),
        "components": components,
        "pays": {line.component.code for line in components if line.is_paid},
        "bands": year_sheet.band_lines(version),
        "materials": version.materials_bands.order_by("order"),
        "steps": version.small_scale_steps.order_by("up_to_students"),
        "stages": version.learning_stages.order_by("stage"),
        "instalments": year_sheet.instalment_lines(version),
        "rules": year_sheet.rule_lines(version),
        "core_steps": year_sheet.core_steps(version),
        "earlier": earlier,
        "differences": year_differences.differences(earlier, version) if earlier else [],
        "effect": _effect(request, version, earlier, gaps) if is_draft else None,
        "lists": _lists(request, version),
        "unbanded": Qualification.objects.exclude(
            pk__in=version.qualification_bands.values("qualification_id")
        ).count(),
    }
    return render(request, "funding/year.html", context, status=status)


def _effect(
    request: HttpRequest, version: FundingYear, earlier: FundingYear | None, gaps: Sequence[Gap]
) -> year_effect.Effect | None:
    """Beside the version that is in force, or the newest of the year before."""
    in_force = queries.published_year(version.year) or earlier
    return year_effect.effect_of(version, in_force, gaps, asked="effect" in request.GET)


def _lists(request: HttpRequest, version: FundingYear) -> list[dict[str, Any]]:
    """The long lists of the version that hold anything, each paged by itself."""
    found = []
    for part, make in TABLES.items():
        rows = getattr(version, part).select_related("qualification")
        table = make(rows, may_change=False, prefix=f"{part}-")
        paged(request, table)
        if table.paginator.count:
            is_open = any(name.startswith(table.prefix) for name in request.GET)
            found.append({"table": table, "is_open": is_open, "count": table.paginator.count})
    return found


def _earlier(version: FundingYear) -> FundingYear | None:
    """The version before it: of the same year, or the newest of an earlier year."""
    same = FundingYear.objects.filter(year=version.year, version__lt=version.version)
    other = FundingYear.objects.filter(year__lt=version.year).exclude(status=FundingYear.Status.DRAFT)
    return same.order_by("-version").first() or other.order_by("-year", "-version").first()


@department(Permission.YEAR_DRAFT)
def year_draft(request: HttpRequest) -> HttpResponse:
    """Start a draft for a year; an address that was typed or kept leads to the form that starts it."""
    if request.method != "POST":
        return redirect(f"{reverse('funding:years')}#start")
    form = DraftForm(request.POST)
    if form.is_valid():
        try:
            version = years.draft(year=form.cleaned_data["year"], by=request.user)
        except Refused as refusal:
            form.add_error("year", str(refusal))
        else:
            messages.success(
                request, f"A draft of {version} is ready. Check every figure, then have it published."
            )
            return redirect("funding:year-edit", pk=version.pk)
    versions = FundingYear.objects.select_related(*_PEOPLE).annotate(
        certificates=Count("qualification_bands")
    )
    context = _list_context(request, list(versions.order_by("-year", "-version")), form)
    return render(request, "funding/years.html", context, status=422)


@department(Permission.YEAR_PUBLISH)
@require_POST
def year_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft in force; refused in words to the person who drafted it, and while something is missing."""
    version = version_of(pk)
    try:
        years.publish(version=version, by=request.user)
    except Refused as refusal:
        return _page(request, version_of(pk), str(refusal), status=409)
    messages.success(request, f"The rules of {version} are published and in force.")
    return redirect("funding:year", pk=pk)
