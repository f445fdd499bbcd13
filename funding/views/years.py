"""Pages of the year's rules: which versions there are, what each says, drafting and publishing."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from enrolments.models import Qualification
from funding.actions import year_record, years
from funding.actions.refusals import Refused
from funding.forms.years import DraftForm, YearForms
from funding.models import FundingYear
from funding.rules.eligibility import RULE_BY_CODE
from funding.views import year_effect, year_sheet
from vetportal import clock
from vetportal.access import department
from vetportal.accounts.roles import Permission

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
    return _page(request, _version(pk))


def _page(request: HttpRequest, version: FundingYear, refusal: str = "", status: int = 200) -> HttpResponse:
    gaps = years.missing(version)
    is_draft = version.status == FundingYear.Status.DRAFT
    earlier = _earlier(version)
    version.tone = _TONES[version.status]
    context = {
        "version": version,
        "is_draft": is_draft,
        "may_draft": request.user.may(Permission.YEAR_DRAFT),
        "own_work": years.has_worked_on(version, request.user),
        "refusal": refusal,
        "stopping": [gap for gap in gaps if gap.stops_publishing] if is_draft else [],
        "noted": [gap for gap in gaps if not gap.stops_publishing],
        "bands": year_sheet.band_lines(version),
        "instalments": year_sheet.instalment_lines(version),
        "rules": year_sheet.rule_lines(version),
        "core_steps": year_sheet.core_steps(version),
        "earlier": earlier,
        "differences": year_sheet.differences(earlier, version) if earlier else [],
        "effect": year_effect.effect_of(version) if is_draft else None,
        "certificates": version.qualification_bands.select_related("qualification").order_by(
            "qualification__code"
        ),
        "unbanded": Qualification.objects.exclude(
            pk__in=version.qualification_bands.values("qualification_id")
        ).count(),
    }
    return render(request, "funding/year.html", context, status=status)


def _version(pk: int) -> FundingYear:
    version = FundingYear.objects.select_related(*_PEOPLE).filter(pk=pk).first()
    if version is None:
        raise Http404("There is no such version of a year's rules.")
    return version


def _earlier(version: FundingYear) -> FundingYear | None:
    """The version before it: of the same year, or the newest of the year before."""
    same = FundingYear.objects.filter(year=version.year, version__lt=version.version)
    other = FundingYear.objects.filter(year=version.year - 1).exclude(status=FundingYear.Status.DRAFT)
    return same.order_by("-version").first() or other.order_by("-version").first()


@department(Permission.YEAR_DRAFT)
@require_POST
def year_draft(request: HttpRequest) -> HttpResponse:
    """Start a draft for a year."""
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


@department(Permission.YEAR_DRAFT)
def year_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    version = _version(pk)
    if version.status != FundingYear.Status.DRAFT:
        messages.info(request, f"The rules of {version} are published, so they are shown and not edited.")
        return redirect("funding:year", pk=pk)
    entered = YearForms(version, request.POST or None)
    if request.method != "POST":
        return _edit_page(request, version, entered)
    if not entered.is_valid():
        return _edit_page(request, version, entered, status=422)
    try:
        years.change(
            version=version, by=request.user, seen=entered.form.cleaned_data["seen"], **entered.parts()
        )
    except years.StaleDraft as refusal:
        return _conflict(request, version, entered, str(refusal))
    except Refused as refusal:
        return _edit_page(request, version, entered, status=409, refusal=str(refusal))
    messages.success(request, f"The draft of {version} is saved.")
    return redirect("funding:year", pk=pk)


def _edit_page(
    request: HttpRequest, version: FundingYear, entered: YearForms, *, status: int = 200, **context: Any
) -> HttpResponse:
    for row in entered.exclusions:
        row.rule = RULE_BY_CODE.get(row["code"].value())
    context |= {"version": version, "entered": entered, "form": entered.form, "formsets": entered.formsets}
    return render(request, "funding/year_edit.html", context, status=status)


def _conflict(request: HttpRequest, version: FundingYear, entered: YearForms, refusal: str) -> HttpResponse:
    """What was typed stays, beside what stands now; saving again means to overwrite it knowingly."""
    version = _version(version.pk)
    now = year_record.snapshot(version)
    with transaction.atomic():
        changed = years.change(version=version, by=request.user, **entered.parts())
        typed = year_record.snapshot(changed)
        transaction.set_rollback(True)
    data = request.POST.copy()
    data["seen"] = version.changed_at.isoformat()
    return _edit_page(
        request,
        version,
        YearForms(version, data),
        status=409,
        refusal=refusal,
        conflicts=year_sheet.differences_of(now, typed),
    )


@department(Permission.YEAR_PUBLISH)
@require_POST
def year_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a draft in force; refused in words to the person who drafted it, and while something is missing."""
    version = _version(pk)
    try:
        years.publish(version=version, by=request.user)
    except Refused as refusal:
        return _page(request, _version(pk), str(refusal), status=409)
    messages.success(request, f"The rules of {version} are published and in force.")
    return redirect("funding:year", pk=pk)
