"""Instalments as they go out and as they come back: sending, the payment file, confirming what was paid."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from funding.actions import remittances as actions
from funding.actions.refusals import Refused
from funding.actions.remittances import FileDiffers
from funding.forms.payments import PaidFileForm
from funding.models import Adjustment, Remittance
from funding.queries import remitted
from funding.tables_ledger import SentTable
from funding.views.payment_files import as_file, check_form
from funding.views.years_paid import chosen_year, years_paid
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.audit import trail
from vetportal.files.limits import SCHOOL_UPLOAD
from vetportal.files.problems import FileRefused
from vetportal.lists import paged

_SHOWN = 50


@department(Permission.STATE_VIEW)
def instalments(request: HttpRequest) -> HttpResponse:
    """Every instalment of a year: what waits, what was sent, what was paid."""
    years = years_paid()
    year = chosen_year(request, years)
    undecided = Adjustment.objects.filter(year=year, decision=None).values_list("line", flat=True)
    context = {
        "year": year,
        "years": years,
        "instalments": remitted.instalments(year),
        "paid": remitted.paid_counts(year),
        "undecided": set(undecided),
        "may_send": request.user.may(Permission.PAYMENT_SEND),
    }
    return render(request, "funding/instalments.html", context)


@department(Permission.PAYMENT_SEND)
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Lock an instalment and write its payment file."""
    year = chosen_year(request, years_paid())
    try:
        sent = actions.send(year=year, line=request.POST.get("line", "")[:3], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("funding:instalments")
    messages.success(request, f"{sent} is sent and locked. Save its payment file for the bank.")
    return redirect("funding:remittance", pk=sent.pk)


@department(Permission.STATE_VIEW)
def remittance(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent, and what was paid of it."""
    return _page(request, _get(pk), PaidFileForm())


@department(Permission.PAYMENT_EXPORT)
def file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The payment file of an instalment as it was sent; who took it is recorded."""
    sent = _get(pk)
    check_form(form)
    with transaction.atomic():
        trail.record(by=request.user, action="export_payments", subject=sent, after={"format": form})
    rows = remitted.file_rows(remitted.lines_of(sent), sent.year, sent.line)
    return as_file(
        form, remitted.COLUMNS, rows, name=f"payments-{sent.year}-{sent.line.lower()}-{sent.number}"
    )


@department(Permission.PAYMENT_CONFIRM)
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file of what was paid, whole or not at all."""
    sent = _get(pk)
    form = PaidFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, sent, form, status=422)
    given = form.cleaned_data["file"]
    try:
        done = actions.confirm(
            remittance=sent,
            filename=given.name,
            content=given.read(SCHOOL_UPLOAD.bytes + 1),
            by=request.user,
        )
    except FileRefused as refusal:
        return _page(request, sent, form, status=422, sentences=[refusal.sentence])
    except FileDiffers as refusal:
        return _page(request, sent, form, status=422, sentences=refusal.sentences)
    rows = "1 payment is" if done.rows == 1 else f"{done.rows:,} payments are"
    messages.success(request, f"{rows} confirmed to the cent.")
    return redirect("funding:remittance", pk=pk)


def _get(pk: int) -> Remittance:
    return get_object_or_404(Remittance.objects.select_related("sent_by"), pk=pk)


def _page(
    request: HttpRequest,
    sent: Remittance,
    form: PaidFileForm,
    *,
    status: int = 200,
    sentences: list[str] | None = None,
) -> HttpResponse:
    rows = remitted.rows_with_state(sent)
    table = SentTable(rows)
    paged(request, table)
    waiting = sum(1 for row in rows if row["paid_on"] is None)
    context = {
        "remittance": sent,
        "table": table,
        "form": form,
        "sentences": (sentences or [])[:_SHOWN],
        "more": max(0, len(sentences or []) - _SHOWN),
        "waiting": waiting,
        "paid": len(rows) - waiting,
        "confirmations": sent.confirmations.select_related("confirmed_by").order_by("pk"),
        "may_export": request.user.may(Permission.PAYMENT_EXPORT),
        "may_confirm": request.user.may(Permission.PAYMENT_CONFIRM) and waiting,
    }
    return render(request, "funding/remittance.html", context, status=status)
