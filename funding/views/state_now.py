"""What the entries lead to now: the state's base rate before the freeze, for the department and a school."""

from dataclasses import dataclass, replace

from enrolments.models import EnrolmentYear, School
from funding.actions import live
from funding.models import FundingRun
from funding.queries.live import Basis, SchoolNow, StateNow, basis_now, school_now, settled_state
from funding.rules.targeted import targeted_cents
from vetportal import charts


@dataclass(frozen=True)
class StateCard:
    """The state with the approved returns only, and with every return approved.

    Counts are enrolments that are paid, or would be. Amounts are cents.
    """

    approved: StateNow
    expected: StateNow
    cap: charts.Gauge | None

    @property
    def rules(self):
        """The rules of the year."""
        return self.expected.rules

    @property
    def enrolments(self) -> int:
        """Enrolments that are funded once every return is approved."""
        return sum(cell.enrolments for cell in self.expected.cells if cell.funded_hours)

    @property
    def approved_enrolments(self) -> int:
        """Those whose return is approved."""
        return sum(
            cell.enrolments for cell in self.expected.cells if cell.funded_hours and not cell.awaits_approval
        )

    @property
    def direction(self) -> str:
        """Whether the rate would RISE, FALL or STAY; empty where nothing moves it."""
        rate = self.expected.base_rate
        if rate is None or not self.expected.is_solved:
            return ""
        if rate == self.rules.base_rate:
            return "STAY"
        return "RISE" if rate > self.rules.base_rate else "FALL"


def of_state(year: EnrolmentYear) -> StateCard | None:
    """Where the entries of a year lead; None once it is frozen, and while its rules are not published."""
    if year.frozen_at is not None:
        return None
    live.keep_current()
    basis = basis_now(year.pk)
    if basis is None:
        return None
    expected = settled_state(year.pk, basis, as_if_approved=True)
    is_all_approved = not any(cell.awaits_approval for cell in basis.cells)
    return StateCard(
        approved=expected if is_all_approved else settled_state(year.pk, basis, as_if_approved=False),
        expected=expected,
        cap=_gauge(_at_some_rate(expected, basis)),
    )


def _at_some_rate(expected: StateNow, basis: Basis) -> StateNow:
    """A settlement of all entries; at the indicative rate where the cap allows none at all."""
    if expected.settlement is not None:
        return expected
    indicative = basis._replace(rules=replace(basis.rules, kind=FundingRun.Kind.INDICATIVE))
    return settled_state(expected.year, indicative, as_if_approved=True)


def of_school(school: School, year: EnrolmentYear) -> SchoolNow | None:
    """What a school's entries come to at the rate that all entries lead to now; None after the freeze."""
    if year.frozen_at is not None or school.sector != School.Sector.GOVERNMENT:
        return None
    live.keep_current()
    return school_now(school, year.pk)


def _gauge(state: StateNow) -> charts.Gauge | None:
    """The entries at the indicative rate against the cap: whether the rate has to fall or may rise.

    Only targeted lines move with the base rate, so nothing is settled anew for it.
    """
    cap = state.cap
    if not cap or state.settlement is None:
        return None
    inside = ["TARGETED", "RURAL"] if state.rules.rural_inside_cap else ["TARGETED"]
    sums = {
        "TARGETED": targeted_cents(state.allocations, state.rules.base_rate, state.rules),
        "RURAL": sum(line.amount for line in state.allocations if line.component == "RURAL"),
    }
    return charts.cap_gauge(
        title="At the indicative rate, against the cap",
        description="What all entries would come to at the indicative rate, and the capped budget.",
        cap=cap,
        parts=[(code.capitalize(), sums[code]) for code in inside],
    )
