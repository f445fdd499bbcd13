"""What was sent of a year and what was paid: rows of the payment files, and the state of every instalment."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, QuerySet, Sum

from funding.models import ConfirmedPayment, InstalmentShare, PaymentLine, Remittance
from funding.queries.facts import latest_run
from funding.queries.ledger import standing_lines
from funding.rules.ledger import ORDER, SETTLEMENT
from funding.rules.paid_rows import Payee

# The last two columns are empty when the file goes out; they are filled in when it comes back.
COLUMNS = (
    "year",
    "instalment",
    "school_code",
    "school",
    "component",
    "amount",
    "paid_on",
    "reference",
)


def waiting_lines(year: int, line: str) -> QuerySet[PaymentLine]:
    """Lines of an instalment that stand and were not sent."""
    return standing_lines(year).filter(line=line, remitted=None)


def lines_of(remittance: Remittance) -> QuerySet[PaymentLine]:
    """The lines that a remittance sent."""
    return PaymentLine.objects.filter(remitted__remittance=remittance)


def file_rows(lines: QuerySet[PaymentLine], year: int, line: str) -> Iterator[tuple]:
    """Rows in the order of COLUMNS: one a school and component, lines added up, also where it is 0.00."""
    grouped = lines.order_by("school__code", "component").values_list(
        "school__code", "school__name", "component"
    )
    for code, name, component, cents in grouped.annotate(cents=Sum("amount")):
        yield (year, line, code, name, component, Decimal(cents).scaleb(-2), None, "")


def sent_amounts(remittance: Remittance) -> dict[Payee, int]:
    """Cents that a remittance sent, by school code and component."""
    grouped = lines_of(remittance).order_by().values_list("school__code", "component")
    return {(code, component): cents for code, component, cents in grouped.annotate(cents=Sum("amount"))}


def confirmed_days(remittance: Remittance) -> dict[Payee, date]:
    """The day on which each school and component of a remittance was paid, as far as it is known."""
    rows = ConfirmedPayment.objects.filter(remittance=remittance)
    return {
        (code, component): day
        for code, component, day in rows.values_list("school__code", "component", "paid_on")
    }


def waiting_by_line(year: int) -> dict[str, tuple[int, int]]:
    """Cents and number of the lines that were not sent, by instalment."""
    sums = standing_lines(year).filter(remitted=None).order_by().values_list("line")
    return {line: (cents, rows) for line, cents, rows in sums.annotate(cents=Sum("amount"), rows=Count("pk"))}


class InstalmentState(NamedTuple):
    """One instalment of a year for the department. Amounts are cents; `problem` says why it cannot go out."""

    line: str
    name: str
    pay_date: date | None
    waiting: int
    waiting_lines: int
    remittances: tuple[Remittance, ...]
    problem: str

    @property
    def is_sent(self) -> bool:
        """Whether it is locked."""
        return bool(self.remittances) and self.line != SETTLEMENT


def instalments(year: int) -> list[InstalmentState]:
    """Every instalment of a year in order; the settlement only where there is one."""
    waiting = waiting_by_line(year)
    sent: dict[str, list[Remittance]] = {}
    for each in Remittance.objects.filter(year=year).select_related("sent_by").order_by("number"):
        sent.setdefault(each.line, []).append(each)
    found: list[InstalmentState] = []
    for line, name, day in _named_lines(year, {*waiting, *sent}):
        cents, rows = waiting.get(line, (0, 0))
        problem = "" if not rows else why_not_sent(year, line, {*waiting}, {*sent})
        found.append(InstalmentState(line, name, day, cents, rows, tuple(sent.get(line, ())), problem))
    return found


def why_not_sent(year: int, line: str, waiting: set[str], sent: set[str]) -> str:
    """Why an instalment cannot be sent now, in a sentence; empty when it can.

    Instalments go out in the order of the year, so that no refund goes before what it is taken from.
    """
    names = dict(PaymentLine._meta.get_field("line").choices)
    if line in sent and line != SETTLEMENT:
        return f"{names[line]} {year} was sent already."
    earlier = next((each for each in ORDER[: ORDER.index(line)] if each in waiting), None)
    if earlier:
        return f"Send {names[earlier]} first: instalments go out in the order of the year."
    if _waits_for_confirmed(year, line):
        return f"The confirmed run of {year} is not released yet."
    return ""


def _waits_for_confirmed(year: int, line: str) -> bool:
    if latest_run(year, "CONFIRMED", released_only=True):
        return False
    basis = InstalmentShare.objects.filter(line=line, funding_year__year=year).values_list("basis", flat=True)
    return "INDICATIVE" not in basis


def _named_lines(year: int, held: set[str]) -> list[tuple[str, str, date | None]]:
    shares = InstalmentShare.objects.filter(
        funding_year__year=year, funding_year__status="PUBLISHED"
    ).values_list("line", "pay_date")
    dates = dict(shares)
    names = dict(PaymentLine._meta.get_field("line").choices)
    return [(line, names[line], dates.get(line)) for line in ORDER if line in dates or line in held]


def paid_counts(year: int) -> dict[int, int]:
    """How many payments of each remittance of a year were confirmed, by its key."""
    rows = ConfirmedPayment.objects.filter(remittance__year=year).order_by().values_list("remittance_id")
    return dict(rows.annotate(number=Count("pk")))


def rows_with_state(remittance: Remittance) -> list[dict]:
    """What was sent to each school and component: code, name, component, cents, paid_on and reference."""
    paid = {
        (code, component): (on, reference)
        for code, component, on, reference in ConfirmedPayment.objects.filter(
            remittance=remittance
        ).values_list("school__code", "component", "paid_on", "reference")
    }
    grouped = lines_of(remittance).order_by("school__name", "component")
    sums = grouped.values_list("school__code", "school__name", "component").annotate(cents=Sum("amount"))
    found = []
    for code, name, component, cents in sums:
        on, reference = paid.get((code, component), (None, ""))
        found.append(
            {
                "code": code,
                "name": name,
                "component": component,
                "amount": cents,
                "paid_on": on,
                "reference": reference,
            }
        )
    return found
