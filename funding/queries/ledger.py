"""The ledger of a year: every released payment line and every approved adjustment, by account."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum

from enrolments.models import School
from funding.models import PaymentLine, Remittance, RunDecision
from funding.rules.ledger import ORDER, SETTLEMENT, Account

ADJUSTMENTS = "ADJUSTMENTS"

Lines = Mapping[str, int]  # cents by instalment


class Standing(NamedTuple):
    """What stands in a year, by account: lines of released runs, adjustments beside them, what was sent."""

    of_runs: Mapping[Account, Lines]
    beside: Mapping[Account, Lines]
    sent: frozenset[str]


def standing_lines(year: int) -> QuerySet[PaymentLine]:
    """Every line that is paid in a year: of released runs, which nothing supersedes, and adjustments."""
    of_runs = Q(run__year=year, run__decisions__what=RunDecision.What.RELEASED)
    return PaymentLine.objects.filter(of_runs | Q(adjustment__year=year))


def standing(year: int, *, school: School | None = None) -> Standing:
    """The ledger of a year in cents, for all schools or for one."""
    lines = standing_lines(year)
    if school is not None:
        lines = lines.filter(school=school)
    return standing_of(lines, Remittance.objects.filter(year=year))


def standing_of(lines: QuerySet[PaymentLine], remittances: QuerySet[Remittance]) -> Standing:
    """The ledger that these lines and what was sent of them come to."""
    of_runs: dict[Account, dict[str, int]] = defaultdict(dict)
    beside: dict[Account, dict[str, int]] = defaultdict(dict)
    sums = lines.order_by().values_list("school_id", "component", "line", "run__year")
    for school_id, component, line, run_year, cents in sums.annotate(cents=Sum("amount")):
        account = (beside if run_year is None else of_runs)[school_id, component]
        account[line] = account.get(line, 0) + cents
    return Standing(dict(of_runs), dict(beside), _locked(remittances))


def sent_lines(year: int) -> frozenset[str]:
    """Instalments of a year that are locked: those that were sent and all before them.

    The settlement after the year is never locked: it can be sent in several parts.
    """
    return _locked(Remittance.objects.filter(year=year))


def _locked(remittances: QuerySet[Remittance]) -> frozenset[str]:
    sent = set(remittances.values_list("line", flat=True)) - {SETTLEMENT}
    last = max((ORDER.index(line) for line in sent), default=-1)
    return frozenset(ORDER[: last + 1])


def received(school: School, year: int, components: Collection[str]) -> int:
    """Signed cents that a school is paid for a year: released lines and approved adjustments together."""
    return received_by_school(year, components, [school.pk]).get(school.pk, 0)


def received_by_school(
    year: int, components: Collection[str], school_ids: Collection[int] | None = None
) -> dict[int, int]:
    """As `received`, in one query: by school, without those that have no line at all."""
    lines = standing_lines(year).filter(component__in=components)
    if school_ids is not None:
        lines = lines.filter(school__in=school_ids)
    return dict(lines.order_by().values_list("school_id").annotate(cents=Sum("amount")))


def totals(year: int) -> dict[str, dict[str, int]]:
    """Cents of a year by budget line and instalment; manual adjustments are a budget line of their own."""
    found: dict[str, dict[str, int]] = {}
    sums = standing_lines(year).order_by().values_list("component", "line", "run__year")
    for component, line, run_year, cents in sums.annotate(cents=Sum("amount")):
        row = found.setdefault(ADJUSTMENTS if run_year is None else component, {})
        row[line] = row.get(line, 0) + cents
    return found
