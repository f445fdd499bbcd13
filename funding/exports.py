"""Payments as a table for a file: one row a payment line, amounts in dollars with two decimals."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from funding.models import FundingRun, PaymentLine, RunDecision
from funding.queries import owed_on
from funding.rules.ledger import ORDER

COLUMNS = ("year", "run", "school_code", "line", "component", "amount")
OWED_ON_COLUMNS = ("year", "run", "school_code", "tafe_code", "certificate", "amount")

_ORDER = Case(
    *(When(line=line, then=Value(place)) for place, line in enumerate(ORDER)),
    output_field=IntegerField(),
)


def payment_rows(year: int, *, with_unreleased: bool = False) -> Iterator[tuple]:
    """Rows in the order of COLUMNS, by school, line and component; released runs only unless asked.

    A manual adjustment stands under its own number in place of a run. Lines of 0.00 are written, too: they
    say that nothing is paid any more.
    """
    lines = payment_lines(year, with_unreleased=with_unreleased)
    columns = ("run__kind", "run__number", "adjustment", "school__code", "line", "component", "amount")
    for kind, number, adjustment, code, line, component, cents in lines.values_list(*columns).iterator(
        chunk_size=5_000
    ):
        origin = f"{kind}-{number}" if kind else f"ADJUSTMENT-{adjustment}"
        yield (year, origin, code, line, component, Decimal(cents).scaleb(-2))


def payment_lines(year: int, *, with_unreleased: bool = False) -> QuerySet[PaymentLine]:
    """Payment lines of a year's runs that stand and of approved adjustments, in the order of payment."""
    runs = FundingRun.objects.filter(year=year).exclude(decisions__what=RunDecision.What.SUPERSEDED)
    if not with_unreleased:
        runs = runs.filter(decisions__what=RunDecision.What.RELEASED)
    lines = PaymentLine.objects.filter(Q(run__in=runs) | Q(adjustment__year=year))
    return lines.order_by("school__code", _ORDER, "component", "run__number", "pk")


def unreleased_runs(year: int) -> QuerySet[FundingRun]:
    """Runs of a year whose payments are not shown to anybody yet."""
    return FundingRun.objects.filter(year=year, decisions=None).order_by("kind", "number")


def owed_on_rows(run: FundingRun) -> Iterator[tuple]:
    """Rows in the order of OWED_ON_COLUMNS: what schools owe on of the TAFE supplement of a run."""
    name = f"{run.kind}-{run.number}"
    for school, tafe, certificate, cents in owed_on.rows(run):
        yield (run.year, name, school, tafe, certificate, Decimal(cents).scaleb(-2))
