"""The steps of a mapping, each a POST from its page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from enrolments.actions.refusals import Conflict, Refused
from enrolments.views.posted import version
from pathways.actions import mapping_reviews
from pathways.actions import mapping_steps as actions
from pathways.forms.mapping_reviews import ReviewForm
from pathways.forms.mappings import ReasonForm
from pathways.models import CreditMapping
from pathways.views.mappings import mapping_of, mapping_page
from vetportal import clock
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.money import day


@department(Permission.MAPPING_EDIT)
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask another person to decide."""
    return _take(request, pk, actions.propose, "waits for another person’s decision.")


@department(Permission.MAPPING_APPROVE)
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve it, or send it back with a reason."""
    if request.POST.get("what") == "SEND_BACK":
        return _with_reason(request, pk, actions.send_back, "is a draft again; its writers see the reason.")
    return _take(request, pk, actions.approve, "is approved. Students see it from its first day.")


@department(Permission.MAPPING_EDIT)
@require_POST
def lapse(request: HttpRequest, pk: int) -> HttpResponse:
    """End it, or give up a draft, with a reason."""
    return _with_reason(request, pk, actions.lapse, "has lapsed. It stays in the register.")


@department(Permission.MAPPING_APPROVE)
@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm at its review that it still holds; what was typed stays where it cannot be taken."""
    held = mapping_of(pk)
    form = ReviewForm(request.POST, mapping=held, today=clock.today())
    if not form.is_valid():
        return mapping_page(request, held, review=form, status=422)
    try:
        done = mapping_reviews.confirm(
            mapping=held, version=version(request), by=request.user, **form.cleaned_data
        )
    except Refused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return mapping_page(request, mapping_of(pk), refusal=str(refusal), review=form, status=status)
    messages.success(
        request, f"The review of mapping {pk} is confirmed. The next one is due on {day(done.next_due)}."
    )
    return redirect("pathways:mapping", pk)


def _with_reason(
    request: HttpRequest, pk: int, step: Callable[..., CreditMapping], said: str
) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        refusal = " ".join(each.sentence for each in form.findings())
        return mapping_page(request, mapping_of(pk), refusal=refusal, status=422)
    return _take(request, pk, step, said, reason=form.cleaned_data["reason"])


def _take(
    request: HttpRequest, pk: int, step: Callable[..., CreditMapping], said: str, **more: str
) -> HttpResponse:
    held = mapping_of(pk)
    try:
        step(mapping=held, version=version(request), by=request.user, **more)
    except Refused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return mapping_page(request, mapping_of(pk), refusal=str(refusal), status=status)
    messages.success(request, f"Mapping {pk} {said}")
    return redirect("pathways:mapping", pk)
