"""The long lists of a draft: certificates with their bands, materials and Skills First rates."""

from typing import Any

from django.contrib import messages
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from funding.actions import year_rows, years
from funding.actions.refusals import Refused
from funding.forms.certificate_rows import FORMS, CertificateForm
from funding.forms.year_sections import Section
from funding.models import FundingYear
from funding.year_tables import TABLES
from vetportal.lists import paged

_LONGEST_SEARCH = 60


def listing(
    request: HttpRequest, version: FundingYear, section: Section, page: dict[str, Any]
) -> HttpResponse:
    """The list, and the form of one row of it."""
    held = _row(request, version, section)
    if request.method == "POST":
        return _posted(request, version, section, page, held)
    form = FORMS[section.listing](version=version, initial=_said(held) if held else {})
    return _page(request, page, form, held)


def _posted(
    request: HttpRequest, version: FundingYear, section: Section, page: dict[str, Any], held: Model | None
) -> HttpResponse:
    form = FORMS[section.listing](request.POST, version=version)
    pk, seen = (held.pk, request.POST.get("seen", "")) if held else (None, "")
    part = section.listing
    if held and "remove" in request.POST:
        return _answer(
            request, page, form, held,
            lambda: year_rows.remove(version=version, part=part, pk=pk, seen=seen, by=request.user),
            f"{held.qualification.code} was taken out.",
        )  # fmt: skip
    if not form.is_valid():
        return _page(request, page, form, held, status=422)
    twin = _twin(version, part, form.row(), pk)
    if twin:
        form.add_error("certificate", twin)
        return _page(request, page, form, held, status=422)
    return _answer(
        request, page, form, held,
        lambda: year_rows.put(
            version=version, part=part, row=form.row(), by=request.user, replaces=pk, seen=seen
        ),
        f"Saved: {form.cleaned_data['certificate'].code}.",
    )  # fmt: skip


def _answer(
    request: HttpRequest, page: dict[str, Any], form: CertificateForm, held: Model | None, act: Any, done: str
) -> HttpResponse:
    try:
        act()
    except years.StaleDraft as refusal:
        return _page(request, page, form, held, status=409, refusal=str(refusal))
    except Refused as refusal:
        return _page(request, page, form, held, status=409, refusal=str(refusal))
    messages.success(request, done)
    return redirect("funding:year-section", pk=page["version"].pk, section=page["section"].slug)


def _twin(version: FundingYear, part: str, row: dict[str, Any], but: int | None) -> str:
    """Why a certificate cannot be listed again; empty where it can."""
    same = {name: row[name] for name in ("qualification_id", "effective_from") if name in row}
    if not getattr(version, part).filter(**same).exclude(pk=but).exists():
        return ""
    if "effective_from" in same:
        return "This certificate has a rate from that day already. Change that one in the list."
    return "This certificate is in the list already. Change it there."


def _row(request: HttpRequest, version: FundingYear, section: Section) -> Model | None:
    """The row that the address asks to change; none for nonsense, so that the page stays of use."""
    text = request.GET.get("row", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return _rows(version, section).filter(pk=int(text)).first()


def _rows(version: FundingYear, section: Section) -> QuerySet:
    return getattr(version, section.listing).select_related("qualification")


def _said(held: Model) -> dict[str, Any]:
    return {name: getattr(held, name) for name in year_rows.stated_fields(type(held))} | {
        "certificate": held.qualification.code
    }


def _page(
    request: HttpRequest,
    page: dict[str, Any],
    form: CertificateForm,
    held: Model | None,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    version, section = page["version"], page["section"]
    rows, text = _rows(version, section), request.GET.get("q", "").replace("\x00", "")[:_LONGEST_SEARCH]
    found = rows
    if text:
        found = rows.filter(Q(qualification__code__icontains=text) | Q(qualification__title__icontains=text))
    table = TABLES[section.listing](found, may_change=True)
    paged(request, table)
    is_stale = status == 409 and held
    current = _rows(version, section).filter(pk=held.pk).first() if is_stale else held
    context = page | {
        "form": form,
        "held": current,
        "seen": year_rows.mark(current) if current else "",
        "refusal": refusal,
        "stands": _said(current) if is_stale and current else None,
        "table": table,
        "count": rows.count(),
        "q": text,
        "import_url": reverse(f"admin:funding_{rows.model._meta.model_name}_import"),
    }
    return render(request, "funding/year_listing.html", context, status=status)
