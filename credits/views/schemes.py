"""Credit schemes as everybody reads them: which there are, and each rule as a sentence beside its source."""

import json
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from credits.actions import schemes as actions
from credits.models import CreditScheme
from credits.queries import scheme_reading as reading
from credits.queries import schemes as queries
from credits.queries.scheme_sheet import sheet_of
from credits.rules.interpreter_words import plural
from enrolments import access
from vetportal.access import signed_in
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission

TONES = {"DRAFT": "incomplete", "PUBLISHED": "done", "RETIRED": "closed"}
_SHOWN_CERTIFICATES = 50


def visible_to(user: User) -> QuerySet[CreditScheme]:
    """Versions that a person may read: everybody the published ones, the department all."""
    everything = queries.versions()
    if user.may(Permission.STATE_VIEW):
        return everything
    return everything.filter(Q(status=CreditScheme.Status.PUBLISHED))


def scheme_of(user: User, pk: int) -> CreditScheme:
    """A version that the person may read; 404 for any other."""
    found = visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such credit scheme.")
    found.tone = TONES[found.status]
    return found


@signed_in
def schemes(request: HttpRequest) -> HttpResponse:
    """Every version that the person may read, the schemes in their order."""
    access.remember_school(request)
    versions = list(visible_to(request.user))
    for version in versions:
        version.tone = TONES[version.status]
    context = {
        "versions": versions,
        "may_draft": request.user.may(Permission.CREDIT_RULE_DRAFT),
        "drafts": [each for each in versions if each.status == CreditScheme.Status.DRAFT],
    }
    return render(request, "credits/schemes.html", context)


@signed_in
def scheme(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: its rules as sentences, its lists, who drafted and published it."""
    access.remember_school(request)
    version = scheme_of(request.user, pk)
    return render(request, "credits/scheme.html", _context(request, version))


def _context(request: HttpRequest, version: CreditScheme) -> dict[str, Any]:
    is_draft = version.status == CreditScheme.Status.DRAFT
    return {
        "version": version,
        "credit_words": plural(version.credit_word),
        "is_draft": is_draft,
        "may_draft": request.user.may(Permission.CREDIT_RULE_DRAFT),
        "own_work": is_draft and actions.has_worked_on(version, request.user),
        "sentences": reading.reading_of(version),
        "total": reading.total_of(version),
        "outcomes": reading.outcomes_of(version),
        "certificates": version.certificates.order_by("qualification_code"),
        "unit_hours": version.unit_hours.order_by("unit_code")[:_SHOWN_CERTIFICATES],
        "unit_hours_count": version.unit_hours.count(),
        "lacks": actions.missing(version) if is_draft else (),
        "others": [each for each in visible_to(request.user).filter(code=version.code) if each != version],
    }


@signed_in
def scheme_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The version as JSON, as shipped schemes are written. It holds rules and nobody's data."""
    version = scheme_of(request.user, pk)
    text = json.dumps([sheet_of(version)], indent=1, ensure_ascii=False)
    name = f"{version.code.lower()}-{version.version}.json"
    return HttpResponse(
        text,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
