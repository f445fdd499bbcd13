"""Putting a credit scheme in force: what it lacks, what it takes the place of, the other administrator."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from credits.actions import schemes as actions
from credits.actions.scheme_succession import years_in_words
from credits.models import CreditScheme
from credits.queries import scheme_differences, scheme_reading
from credits.queries import schemes as queries
from credits.views.schemes import scheme_of
from enrolments.actions.refusals import Refused
from vetportal.access import department
from vetportal.accounts.roles import Permission


@department(Permission.CREDIT_RULE_PUBLISH)
def scheme_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Look once more, then publish; refused in words to whoever drafted it and while something is missing."""
    scheme = scheme_of(request.user, pk)
    if scheme.status != CreditScheme.Status.DRAFT:
        messages.info(request, f"{scheme} is {scheme.get_status_display().lower()} already.")
        return redirect("credits:scheme", pk=pk)
    if request.method != "POST":
        return _page(request, scheme)
    try:
        published = actions.publish(scheme=scheme, by=request.user)
    except Refused as refusal:
        return _page(request, scheme_of(request.user, pk), str(refusal), status=409)
    messages.success(request, _said(published))
    return redirect("credits:scheme", pk=pk)


def _said(published: actions.Published) -> str:
    if published.is_reworked:
        return f"{published.scheme} is in force. The credit records of all students follow it."
    return (
        f"{published.scheme} is in force. Many students have results: the command recompute_credits works "
        "their records out anew."
    )


def _page(request: HttpRequest, scheme: CreditScheme, refusal: str = "", status: int = 200) -> HttpResponse:
    before = _in_force(scheme)
    context: dict[str, Any] = {
        "version": scheme,
        "lacks": actions.missing(scheme),
        "own_work": actions.has_worked_on(scheme, request.user),
        "refusal": refusal,
        "years": years_in_words(scheme),
        "before": before,
        "differences": scheme_differences.differences(before, scheme) if before else [],
        "sentences": scheme_reading.reading_of(scheme),
    }
    return render(request, "credits/scheme_publish.html", context, status=status)


def _in_force(scheme: CreditScheme) -> CreditScheme | None:
    """The published version of the scheme that the draft would follow, the newest one first."""
    held = [each for each in queries.published() if each.code == scheme.code]
    return max(held, key=lambda each: each.version, default=None)
