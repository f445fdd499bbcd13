"""Manual adjustments of payments: the list, entering one, and deciding on it."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from funding.actions import adjustments as actions
from funding.actions.refusals import Refused
from funding.forms.payments import AdjustmentForm
from funding.models import Adjustment
from funding.queries.ledger import sent_lines
from funding.rules.components import COMPONENT_BY_CODE
from funding.tables_ledger import AdjustmentsTable, tag_of
from funding.views.years_paid import chosen_year, published_years
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.lists import paged


@department(Permission.STATE_VIEW)
def adjustments(request: HttpRequest) -> HttpResponse:
    """Every adjustment of a year: those that wait first."""
    years = published_years()
    year = chosen_year(request, years)
    rows = Adjustment.objects.filter(year=year).select_related("school", "entered_by", "decision")
    waiting_first = rows.annotate(is_decided=Q(decision__isnull=False)).order_by("is_decided", "-pk")
    table = AdjustmentsTable(waiting_first)
    paged(request, table)
    context = {
        "year": year,
        "years": years,
        "table": table,
        "may_enter": request.user.may(Permission.ADJUSTMENT_ENTER) and year in years,
    }
    return render(request, "funding/adjustments.html", context)


@department(Permission.ADJUSTMENT_ENTER)
def adjustment_enter(request: HttpRequest) -> HttpResponse:
    """Write down an adjustment; another person decides on it."""
    year = chosen_year(request, published_years())
    form = AdjustmentForm(
        request.POST if request.method == "POST" else None,
        sent=sent_lines(year),
        initial={"school": request.GET.get("school", "")},
    )
    refusal = ""
    if form.is_bound and form.is_valid():
        try:
            made = actions.enter(year=year, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, "The adjustment is written down. Another person decides on it.")
            return redirect("funding:adjustment", pk=made.pk)
    status = 409 if refusal else 422 if form.is_bound else 200
    page = {"form": form, "year": year, "refusal": refusal}
    return render(request, "funding/adjustment_enter.html", page, status=status)


@department(Permission.STATE_VIEW)
def adjustment(request: HttpRequest, pk: int) -> HttpResponse:
    """One adjustment and its decision."""
    return _page(request, _get(pk))


@department(Permission.ADJUSTMENT_DECIDE)
@require_POST
def adjustment_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve or refuse an adjustment, by another person than the one who entered it."""
    reason = request.POST.get("reason", "").strip()[:1_000]
    act = actions.approve if request.POST.get("what") == "APPROVED" else actions.refuse
    try:
        decision = act(adjustment=_get(pk), by=request.user, reason=reason)
    except Refused as refused:
        return _page(request, _get(pk), refusal=str(refused), reason=reason)
    messages.success(request, f"The adjustment is {decision.get_what_display().lower()}.")
    return redirect("funding:adjustment", pk=pk)


def _get(pk: int) -> Adjustment:
    rows = Adjustment.objects.select_related("school", "entered_by", "decision", "decision__by")
    return get_object_or_404(rows, pk=pk)


def _page(request: HttpRequest, held: Adjustment, *, refusal: str = "", reason: str = "") -> HttpResponse:
    decision = getattr(held, "decision", None)
    tone, word = tag_of(held)
    context = {
        "adjustment": held,
        "decision": decision,
        "tone": tone,
        "word": word,
        "component": COMPONENT_BY_CODE[held.component].name,
        "may_decide": decision is None and request.user.may(Permission.ADJUSTMENT_DECIDE),
        "is_own": held.entered_by_id == request.user.pk,
        "refusal": refusal,
        "reason": reason,
    }
    return render(request, "funding/adjustment.html", context, status=409 if refusal else 200)
