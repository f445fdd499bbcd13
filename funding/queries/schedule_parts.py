"""What a school's payment schedule is made of: instalments with their amounts, adjustments and state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from enrolments.models import School
from funding.models import Adjustment, ConfirmedPayment, FundingRun, InstalmentShare, Remittance
from funding.models.payments import LINE_NAMES
from funding.queries.ledger import standing_lines
from funding.rules.ledger import SETTLEMENT
from vetportal.money import day, hundredths

SCHEDULED, SENT, PAID = "scheduled", "sent", "paid"


@dataclass(frozen=True)
class Settlement:
    """What stands for an instalment after the last one of the year; its name is that of a payment line."""

    line: str = SETTLEMENT
    basis: str = "SETTLEMENT"
    pay_date: date | None = None

    def get_line_display(self) -> str:
        """As InstalmentShare names its lines."""
        return dict(LINE_NAMES)[SETTLEMENT]


class Part(NamedTuple):
    """What one run adds to an instalment, in signed cents."""

    label: str
    cents: int


class State(NamedTuple):
    """Where a payment is: scheduled, sent or paid, with the words and the tone of its tag."""

    word: str
    tone: str
    text: str


@dataclass(frozen=True)
class Payment:
    """One instalment of a school. Amounts are cents by component; None while nothing is released."""

    instalment: InstalmentShare | Settlement
    amounts: Mapping[str, int] | None
    adjusted: int = 0  # signed cents of manual adjustments, which are no part of `amounts`
    parts: tuple[Part, ...] = ()
    state: State | None = None

    @property
    def total(self) -> int | None:
        """Cents of all components, adjustments left out."""
        return None if self.amounts is None else sum(self.amounts.values())

    @property
    def paid(self) -> int | None:
        """Cents that go to the school, adjustments included; None while nothing is known."""
        if self.total is None:
            return self.adjusted or None
        return self.total + self.adjusted

    @property
    def name(self) -> str:
        """Term 1, Term 2, ..."""
        return self.instalment.get_line_display()

    @property
    def origin(self) -> str:
        """From what it is worked out: "25% of indicative"."""
        if isinstance(self.instalment, Settlement):
            return "what changed after the year"
        if self.instalment.basis == "REMAINDER":
            return "what closes the year"
        percent = hundredths(self.instalment.share).removesuffix(".00")
        return f"{percent}% of {self.instalment.basis.lower()}"

    @property
    def is_corrected(self) -> bool:
        """Whether more than one run speaks of it."""
        return len(self.parts) > 1


@dataclass
class Held:
    """The lines of a school in a year: cents by instalment and component, parts by run, adjustments."""

    amounts: dict[str, dict[str, int]] = field(default_factory=dict)
    parts: dict[str, dict[str, int]] = field(default_factory=dict)
    adjusted: dict[str, int] = field(default_factory=dict)
    components: set[str] = field(default_factory=set)

    @property
    def lines(self) -> set[str]:
        """Instalments that have a line."""
        return {*self.amounts, *self.adjusted}


def held_by(school: School, year: int) -> Held:
    """Every line that stands for a school in a year, in one query."""
    held = Held()
    columns = ("line", "component", "amount", "run__kind", "run__number", "run__corrects")
    lines = standing_lines(year).filter(school=school).order_by("run__kind", "run__number", "pk")
    for line, component, cents, kind, number, corrects in lines.values_list(*columns):
        held.components.add(component)
        if kind is None:
            held.adjusted[line] = held.adjusted.get(line, 0) + cents
            continue
        sums = held.amounts.setdefault(line, {})
        sums[component] = sums.get(component, 0) + cents
        label = _label(kind, number, corrects)
        parts = held.parts.setdefault(line, {})
        parts[label] = parts.get(label, 0) + cents
    return held


def _label(kind: str, number: int, corrects: int | None) -> str:
    name = f"{FundingRun.Kind(kind).label} run {number}"
    return f"Correction: {name.lower()}" if corrects else name


def states(school: School, year: int) -> dict[str, State]:
    """Where each instalment of a school is, by line; a line that is only scheduled is left out."""
    sent: dict[str, date] = {}
    for line, at in Remittance.objects.filter(year=year).order_by("number").values_list("line", "sent_at"):
        sent[line] = at
    days: dict[str, set[date]] = {}
    paid = ConfirmedPayment.objects.filter(remittance__year=year, school=school)
    for line, on in paid.order_by("paid_on").values_list("remittance__line", "paid_on"):
        days.setdefault(line, set()).add(on)
    found = {line: State(SENT, "ready", f"sent {day(at)}") for line, at in sent.items()}
    for line, all_days in days.items():
        found[line] = State(PAID, "done", f"paid on {' and '.join(day(on) for on in sorted(all_days))}")
    return found


NOT_SENT = State(SCHEDULED, "closed", "scheduled")


def adjustments(school: School, year: int) -> list[Adjustment]:
    """The adjustments of a school that were approved, in the order in which they were."""
    approved = Adjustment.objects.filter(school=school, year=year, decision__what="APPROVED")
    return list(approved.select_related("decision").order_by("decision__pk"))
