"""Payments as a table for a file: one row a payment line, amounts in dollars with two decimals."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Case, IntegerField, QuerySet, Value, When

from funding.models import FundingRun, InstalmentShare, PaymentLine, RunDecision

COLUMNS = ("year", "run", "school_code", "line", "component", "amount")

_ORDER = Case(
    *(When(line=line, then=Value(place)) for place, line in enumerate(InstalmentShare.Line.values)),
    output_field=IntegerField(),
)


def payment_rows(year: int, *, with_unreleased: bool = False) -> Iterator[tuple]:
    """Rows in the order of COLUMNS, by school, line and component; released runs only unless asked."""
    lines = payment_lines(year, with_unreleased=with_unreleased)
    columns = ("run__kind", "run__number", "school__code", "line", "component", "amount")
    for kind, number, code, line, component, cents in lines.values_list(*columns).iterator(chunk_size=5_000):
        yield (year, f"{kind}-{number}", code, line, component, Decimal(cents).scaleb(-2))


def payment_lines(year: int, *, with_unreleased: bool = False) -> QuerySet[PaymentLine]:
    """Payment lines of a year's runs that stand, in the order in which they are paid."""
    runs = FundingRun.objects.filter(year=year).exclude(decisions__what=RunDecision.What.SUPERSEDED)
    if not with_unreleased:
        runs = runs.filter(decisions__what=RunDecision.What.RELEASED)
    return PaymentLine.objects.filter(run__in=runs).order_by("school__code", _ORDER, "component")


def unreleased_runs(year: int) -> QuerySet[FundingRun]:
    """Runs of a year whose payments are not shown to anybody yet."""
    return FundingRun.objects.filter(year=year, decisions=None).order_by("kind", "number")
