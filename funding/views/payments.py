"""All schools' payment schedules, and their export."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import BigIntegerField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from enrolments.models import School
from funding import exports
from funding.filters import PaymentFilter
from funding.models import FundingRun
from funding.models.payments import LINE_NAMES
from funding.queries import ledger
from funding.rules.components import COMPONENT_BY_CODE
from funding.rules.ledger import ORDER, SETTLEMENT
from funding.tables_ledger import SchedulesTable
from funding.views.payment_files import as_file, check_form
from funding.views.years_paid import chosen_year, years_paid
from vetportal import charts
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.audit import trail
from vetportal.lists import paged

_SHORT = {"ADJ": "Adjustment", SETTLEMENT: "After term 4"}


@department(Permission.STATE_VIEW)
def payments(request: HttpRequest) -> HttpResponse:
    """Every school's lines of a year with sums; the current filter is in the address."""
    years = years_paid()
    year = chosen_year(request, years)
    totals = ledger.totals(year)
    lines = [line for line in ORDER if line != SETTLEMENT or any(line in row for row in totals.values())]
    narrowed = PaymentFilter(request.GET, _schools(year))
    table = SchedulesTable(narrowed.qs, lines=lines, has_adjustments=ledger.ADJUSTMENTS in totals)
    paged(request, table)
    context = {
        "year": year,
        "years": years,
        "filter": narrowed,
        "table": table,
        "waiting": exports.unreleased_runs(year),
        "chart": _by_term(year, totals, lines),
        "totals": totals,
        "columns": [_SHORT.get(line, name) for line, name in LINE_NAMES if line in lines],
        "budget": [_budget_line(code, totals[code], lines) for code in _in_order(totals)],
        "sums": _budget_line("", _together(totals), lines),
        "may_export": request.user.may(Permission.PAYMENT_EXPORT),
    }
    return render(request, "funding/payments.html", context)


def _schools(year: int) -> QuerySet[School]:
    """Schools with lines of the year as t1, t2, adj, t3, t4, end, adjusted and total, in cents."""
    of_runs = Q(payment_lines__run__year=year, payment_lines__run__decisions__what="RELEASED")
    beside = Q(payment_lines__adjustment__year=year)
    columns = {line.lower(): _cents((of_runs | beside) & Q(payment_lines__line=line)) for line in ORDER}
    schools = School.objects.filter(of_runs | beside).annotate(**columns)
    return schools.annotate(adjusted=_cents(beside), total=_cents(of_runs | beside))


def _cents(condition: Q) -> Coalesce:
    return Coalesce(Sum("payment_lines__amount", filter=condition), 0, output_field=BigIntegerField())


def _in_order(totals: Mapping[str, Mapping[str, int]]) -> list[str]:
    return [code for code in (*COMPONENT_BY_CODE, ledger.ADJUSTMENTS) if code in totals]


def _together(totals: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {line: sum(row.get(line, 0) for row in totals.values()) for line in ORDER}


def _budget_line(code: str, row: Mapping[str, int], lines: list[str]) -> dict:
    component = COMPONENT_BY_CODE.get(code)
    return {
        "name": component.name if component else "Manual adjustments",
        "cells": [(_SHORT.get(line, dict(LINE_NAMES)[line]), row.get(line, 0)) for line in lines],
        "total": sum(row.values()),
    }


def _by_term(year: int, totals: Mapping[str, Mapping[str, int]], lines: list[str]) -> charts.BarChart | None:
    if not totals:
        return None
    sums, held = _together(totals), {line for row in totals.values() for line in row}
    return charts.signed_bars(
        title=f"Payments of {year} by term",
        description="Released payments to all schools; the adjustment settles terms 1 and 2.",
        values=[
            (_SHORT.get(line, name), sums[line] if line in held else None)
            for line, name in LINE_NAMES
            if line in lines
        ],
        axis="Payment",
    )


@department(Permission.PAYMENT_EXPORT)
def export(request: HttpRequest, year: int, form: str) -> HttpResponse:
    """The released payment lines of a year as a file; who took it is recorded."""
    check_form(form)
    run = FundingRun.objects.filter(year=year).order_by("-pk").first()
    if run is None:
        raise Http404("There are no payments for this year.")
    with transaction.atomic():
        trail.record(
            by=request.user, action="export_payments", subject=run, after={"year": year, "format": form}
        )
    return as_file(form, exports.COLUMNS, exports.payment_rows(year), name=f"payments-{year}")
