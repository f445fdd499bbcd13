"""All schools' payment schedules, and their export."""

from django.db import transaction
from django.db.models import BigIntegerField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from enrolments import queries as enrolment_queries
from enrolments.models import School
from funding import exports
from funding.filters import PaymentFilter
from funding.models import FundingRun, InstalmentShare
from funding.queries import run_figures
from funding.tables import PaymentsTable
from vetportal import charts, clock
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.audit import trail
from vetportal.files import writer
from vetportal.lists import paged

_FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@department(Permission.STATE_VIEW)
def payments(request: HttpRequest) -> HttpResponse:
    """Every school's lines of a year with sums; the current filter is in the address."""
    years = sorted(set(FundingRun.objects.values_list("year", flat=True)), reverse=True)
    year = _chosen_year(request, years)
    narrowed = PaymentFilter(request.GET, _schools(year))
    table = PaymentsTable(narrowed.qs, order_by="name")
    paged(request, table)
    context = {
        "year": year,
        "years": years,
        "filter": narrowed,
        "table": table,
        "waiting": exports.unreleased_runs(year),
        "chart": _by_term(year),
        "totals": run_figures.totals_by_line(year),
        "may_export": request.user.may(Permission.PAYMENT_EXPORT),
    }
    return render(request, "funding/payments.html", context)


def _chosen_year(request: HttpRequest, years: list[int]) -> int:
    asked = request.GET.get("year", "")
    if asked in map(str, years):
        return int(asked)
    current = enrolment_queries.current_year()
    return years[0] if years else (current.year if current else clock.today().year)


def _schools(year: int) -> QuerySet[School]:
    """Schools with released lines of the year as t1, t2, adj, t3, t4 and total, in cents."""
    released = run_figures.standing_runs(year, released_only=True)
    is_released = Q(payment_lines__run__in=released)
    columns = {
        line.lower(): _cents(is_released & Q(payment_lines__line=line))
        for line in InstalmentShare.Line.values
    }
    return School.objects.filter(is_released).annotate(**columns, total=_cents(is_released))


def _cents(condition: Q) -> Coalesce:
    return Coalesce(Sum("payment_lines__amount", filter=condition), 0, output_field=BigIntegerField())


def _by_term(year: int) -> charts.BarChart | None:
    totals = run_figures.totals_by_line(year)
    if not totals:
        return None
    return charts.signed_bars(
        title=f"Payments of {year} by term",
        description="Released payments to all schools; the adjustment settles terms 1 and 2.",
        values=[
            ("Adjustment" if line == InstalmentShare.Line.ADJ else label, totals.get(line))
            for line, label in InstalmentShare.Line.choices
        ],
        axis="Payment",
    )


@department(Permission.PAYMENT_EXPORT)
def export(request: HttpRequest, year: int, form: str) -> HttpResponse:
    """The released payment lines of a year as a file; who took it is recorded."""
    if form not in _FORMATS:
        raise Http404("Payments are exported as csv or xlsx.")
    run = FundingRun.objects.filter(year=year).order_by("-pk").first()
    if run is None:
        raise Http404("There are no payments for this year.")
    rows = exports.payment_rows(year)
    if form == "csv":
        response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            writer.write_csv(exports.COLUMNS, rows)
        )
    else:
        response = HttpResponse(writer.write_xlsx(exports.COLUMNS, rows, sheet=f"Payments {year}"))
    with transaction.atomic():
        trail.record(
            by=request.user, action="export_payments", subject=run, after={"year": year, "format": form}
        )
    response["Content-Type"] = _FORMATS[form]
    response["Content-Disposition"] = f'attachment; filename="payments-{year}.{form}"'
    return response
