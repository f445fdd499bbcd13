"""Corrections of a frozen census: find an enrolment, propose, read, decide."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from enrolments.models import Enrolment
from funding.actions import corrections as actions
from funding.actions.refusals import Refused
from funding.forms.corrections import CorrectionForm, ReasonForm
from funding.models import CensusCorrection, CensusFreeze
from funding.queries import corrections as found
from funding.queries.corrected import corrected_fact, facts_of_late
from funding.rules.facts import EnrolmentFacts
from funding.tables_ledger import CorrectionsTable
from funding.views import correction_words
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.lists import paged


@department(Permission.STATE_VIEW)
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction of a census, and the search for an enrolment to correct."""
    years = list(CensusFreeze.objects.order_by("-year_id").values_list("year_id", flat=True))
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else (years[0] if years else None)
    text = request.GET.get("q", "").strip()[:200]
    rows = found.search(year, text) if year and text else []
    table = CorrectionsTable(found.listed(year) if year else CensusCorrection.objects.none())
    paged(request, table)
    table.enrolments = found.enrolments_of(row.record for row in table.paginated_rows)
    context = {
        "year": year,
        "years": years,
        "text": text,
        "results": rows[: found.FOUND_AT_MOST],
        "is_cut": len(rows) > found.FOUND_AT_MOST,
        "table": table,
        "may_propose": request.user.may(Permission.CORRECTION_PROPOSE),
    }
    return render(request, "funding/corrections.html", context)


@department(Permission.CORRECTION_PROPOSE)
def correction_propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose other facts for an enrolment, its removal, or the funding of one recorded late."""
    enrolment = get_object_or_404(
        Enrolment.objects.select_related("student", "school", "qualification", "year"), pk=pk
    )
    before = corrected_fact(enrolment.year_id, pk)
    if before is None and (enrolment.on_census or enrolment.year.frozen_at is None):
        raise Http404("This enrolment is not in a frozen census.")
    what = request.POST.get("what", "") if request.method == "POST" else ""
    form, reason = _forms(request, what, before)
    refusal = ""
    if what and (reason if what in ("REMOVE", "ADD") else form).is_valid():
        try:
            made = _propose(enrolment, before, what, form, reason, request.user)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, "The correction is proposed. Another person decides on it.")
            return redirect("funding:correction", pk=made.pk)
    page = {
        "enrolment": enrolment,
        "before": before,
        "form": form,
        "reason": reason,
        "what": what,
        "refusal": refusal,
        "worth": found.effect(enrolment.year_id, None, before or facts_of_late(enrolment)),
    }
    status = 409 if refusal else 422 if what else 200
    return render(request, "funding/correction_propose.html", page, status=status)


def _forms(
    request: HttpRequest, what: str, before: EnrolmentFacts | None
) -> tuple[CorrectionForm | None, ReasonForm]:
    """The form that was sent, bound; the other as it stands."""
    reason = ReasonForm(request.POST if what in ("REMOVE", "ADD") else None, prefix="only")
    if before is None:
        return None, reason
    return CorrectionForm(request.POST if what == "AMEND" else None, before=before), reason


def _propose(enrolment, before, what, form, reason, by) -> CensusCorrection:
    if before is None:
        return actions.propose_waiver(enrolment=enrolment, reason=reason.cleaned_data["reason"], by=by)
    named = {"year": enrolment.year_id, "enrolment_id": enrolment.pk, "by": by}
    if what == "REMOVE":
        return actions.propose_removal(reason=reason.cleaned_data["reason"], **named)
    return actions.propose_change(facts=form.facts(), reason=form.cleaned_data["reason"], **named)


@department(Permission.STATE_VIEW)
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """One correction: what differs, what it is worth, and the decision."""
    return _page(request, _get(pk))


@department(Permission.CORRECTION_DECIDE)
@require_POST
def correction_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse a correction, by another person than the one who proposed it."""
    held = _get(pk)
    reason = request.POST.get("reason", "").strip()[:1_000]
    act = actions.approve if request.POST.get("what") == "APPROVED" else actions.refuse
    try:
        decision = act(correction=held, by=request.user, reason=reason)
    except Refused as refused:
        return _page(request, _get(pk), refusal=str(refused), reason=reason)
    word = decision.get_what_display().lower()
    then = " Calculate the confirmed run again to pay it." if word == "approved" else ""
    messages.success(request, f"The correction is {word}.{then}")
    return redirect("funding:correction", pk=pk)


def _get(pk: int) -> CensusCorrection:
    rows = CensusCorrection.objects.select_related("school", "proposed_by", "decision", "decision__by")
    return get_object_or_404(rows, pk=pk)


def _page(
    request: HttpRequest, held: CensusCorrection, *, refusal: str = "", reason: str = ""
) -> HttpResponse:
    changed = found.differences(held).items()
    decision = getattr(held, "decision", None)
    context = {
        "correction": held,
        "decision": decision,
        "enrolment": found.enrolments_of([held]).get(held.enrolment_id),
        "differences": [
            (correction_words.name(fact), *(correction_words.value(fact, each) for each in both))
            for fact, both in changed
        ],
        "effect": found.effect_of(held),
        "may_decide": decision is None and request.user.may(Permission.CORRECTION_DECIDE),
        "is_own": held.proposed_by_id == request.user.pk,
        "refusal": refusal,
        "reason": reason,
    }
    return render(request, "funding/correction.html", context, status=409 if refusal else 200)
