"""What a school may see of runs: released ones only, its own lines, in the order in which they are read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from enrolments.models import School
from funding.models import Adjustment, EnrolmentOutcome, FundingRun, InstalmentShare, SchoolAllocation
from funding.queries import owed_on, schedule_parts
from funding.queries.schedule_parts import Payment, Settlement
from funding.rules import components
from funding.rules.calculation_rows import CalculationRow
from funding.rules.calculation_rows import from_json as from_json_rows
from funding.rules.comparison import Change, Rate, compare
from funding.rules.explanation import allocation_rows
from funding.rules.facts import Allocation, YearRules
from funding.rules.ledger import SETTLEMENT
from funding.rules.rates import rate_of_band
from funding.rules.rural import rural_rate_at
from funding.rules.year_rules import from_json


class Line(NamedTuple):
    """A line of a school with its calculation. The full rate is in hours; materials have none."""

    allocation: Allocation
    full_rate_hours: int | None
    rows: tuple[CalculationRow, ...]
    name: str


class ReleasedRun:
    """One released run as a school reads it."""

    def __init__(self, run: FundingRun, school: School) -> None:
        self.run, self.school = run, school

    @cached_property
    def rules(self) -> YearRules:
        """The rules as the run used them."""
        return from_json(self.run.rules)

    @cached_property
    def allocations(self) -> list[Allocation]:
        """The school's lines, targeted first, in band order."""
        return in_order(self._stored, self.rules)

    @cached_property
    def _stored(self) -> dict[Allocation, list[dict[str, Any]]]:
        """The lines with the calculation rows that the run wrote."""
        rows = SchoolAllocation.objects.filter(run=self.run, school=self.school)
        return {Allocation._make(row): kept for *row, kept in rows.values_list(*Allocation._fields, "rows")}

    @property
    def lines(self) -> list[Line]:
        """The school's lines with the calculations that the run stored.

        A run from before rows were stored is worked out again.
        """
        return lines_of(self.allocations, self.rules, self.run.base_rate, self._stored)

    @property
    def total(self) -> int:
        """Cents of all lines."""
        return sum(line.amount for line in self.allocations)

    @property
    def outcomes(self) -> list[EnrolmentOutcome]:
        """What the run decided about each of the school's enrolments."""
        return list(EnrolmentOutcome.objects.filter(run=self.run, school_id=self.school.pk))

    @cached_property
    def decision(self):
        """Who released the run, and when."""
        return self.run.decisions.filter(what="RELEASED").select_related("by").first()


def both(school: School, year: int) -> dict[str, ReleasedRun]:
    """The released runs of a year by kind, as this school reads them, in one query."""
    runs = FundingRun.objects.filter(year=year, decisions__what="RELEASED")
    standing = runs.exclude(decisions__what="SUPERSEDED").order_by("number")
    return {run.kind: ReleasedRun(run, school) for run in standing}


def in_order(allocations: Iterable[Allocation], rules: YearRules) -> list[Allocation]:
    """Each component in the order of the bands, components in the order of funding.rules.components."""
    return sorted(allocations, key=lambda line: components.line_order(line, rules))


def lines_of(
    allocations: Iterable[Allocation],
    rules: YearRules,
    base_rate: int,
    stored: Mapping[Allocation, list[dict[str, Any]]] | None = None,
) -> list[Line]:
    """Each line with the hours of its full rate and its calculation; the base rate is in cents.

    The calculation is the stored one where a run stored it, else it is worked out now.
    """
    allocations = list(allocations)
    full, stored = {band.code: band.full_rate_hours for band in rules.bands}, stored or {}
    tafes = owed_on.tafe_names(allocations)
    return [
        Line(
            each,
            None if each.component == "MATERIALS" else full.get(each.band),
            _named(
                from_json_rows(stored.get(each, ())) or allocation_rows(each, rules, base_rate), each, tafes
            ),
            components.line_name(each, tafes),
        )
        for each in in_order(allocations, rules)
    ]


def _named(
    rows: Iterable[CalculationRow], line: Allocation, tafes: Mapping[str, str]
) -> tuple[CalculationRow, ...]:
    """The rows with the TAFE by its name; what a run stored has the code alone."""
    name = tafes.get(line.provider)
    if not name:
        return tuple(rows)
    at, to = (f" at {line.provider}", f" at {name}"), (f"to the TAFE {line.provider}", f"to {name}")
    return tuple(row._replace(sentence=row.sentence.replace(*at).replace(*to)) for row in rows)


def rates_of(rules: YearRules, base_rate: int) -> dict[Rate, int]:
    """Cents by component and band at a base rate; the rural rate only where it is known."""
    rates = {("TARGETED", band.code): rate_of_band(band, base_rate) for band in rules.bands}
    rural = rural_rate_at(base_rate, rules)
    if rural is not None:
        rates |= {("RURAL", band.code): rural for band in rules.bands}
    return rates


def changes(before: ReleasedRun, after: ReleasedRun) -> tuple[Change, ...]:
    """What changed from one run to the other, line by line."""
    return changes_since(before, after.allocations, after.rules)


def changes_since(
    before: ReleasedRun, allocations: Sequence[Allocation], rules: YearRules
) -> tuple[Change, ...]:
    """What changed from a run to these lines: targeted first, each component in the order of the bands."""
    found = compare(before.allocations, allocations, rates_of(before.rules, before.run.base_rate))
    return tuple(sorted(found, key=lambda each: components.line_order(each.line, rules)))


class Schedule:
    """A school's payments of a year as the ledger has them: released runs, corrections and adjustments."""

    def __init__(self, school: School, year: int) -> None:
        self.school, self.year = school, year
        runs = both(school, year)
        self.indicative = runs.get(FundingRun.Kind.INDICATIVE)
        self.confirmed = runs.get(FundingRun.Kind.CONFIRMED)

    @cached_property
    def _held(self) -> schedule_parts.Held:
        return schedule_parts.held_by(self.school, self.year)

    @cached_property
    def payments(self) -> list[Payment]:
        """Every instalment in the order of the year; empty before the first release.

        What is settled after the year comes last, where there is any.
        """
        newest = self.confirmed or self.indicative
        if newest is None:
            return []
        states = schedule_parts.states(self.school, self.year)
        instalments = list(newest.run.funding_year.instalments.order_by("order"))
        after = [Settlement()] if SETTLEMENT in self._held.lines else []
        return [self._payment(each, states) for each in [*instalments, *after]]

    def _payment(
        self, instalment: InstalmentShare | Settlement, states: Mapping[str, schedule_parts.State]
    ) -> Payment:
        held, line = self._held, instalment.line
        parts = tuple(schedule_parts.Part(*part) for part in held.parts.get(line, {}).items())
        return Payment(
            instalment,
            self._of(instalment, held.amounts.get(line)),
            held.adjusted.get(line, 0),
            parts,
            states.get(line, schedule_parts.NOT_SENT),
        )

    def _of(
        self, instalment: InstalmentShare | Settlement, amounts: dict[str, int] | None
    ) -> dict[str, int] | None:
        """A released instalment in which nothing is paid is $0.00; one that waits is not known."""
        is_early = instalment.basis == InstalmentShare.Basis.INDICATIVE
        # Without an indicative run nothing was paid in terms 1 and 2, and the adjustment catches up.
        is_out = self.confirmed or (is_early and self.indicative)
        return (amounts or {}) if is_out else None

    @property
    def components(self) -> list[str]:
        """The components that any instalment pays, targeted first; never empty."""
        held = {name for payment in self.payments for name in payment.amounts or {}}
        return components.in_order(held) or ["TARGETED"]

    @property
    def total(self) -> int:
        """Cents of all released instalments, manual adjustments left out."""
        return sum(payment.total or 0 for payment in self.payments)

    @property
    def adjusted(self) -> int:
        """Signed cents of all manual adjustments."""
        return sum(payment.adjusted for payment in self.payments)

    @cached_property
    def adjustments(self) -> list[Adjustment]:
        """The manual adjustments that were approved."""
        return schedule_parts.adjustments(self.school, self.year)

    @property
    def adjustment(self) -> Payment | None:
        """The instalment that closes the year."""
        closing = (each for each in self.payments if each.instalment.basis == "REMAINDER")
        return next(closing, None)

    @property
    def adjustment_rows(self) -> tuple[CalculationRow, ...]:
        """How the adjustment came about, in words; empty before the confirmed run."""
        if self.confirmed is None:
            return ()
        rows = (
            CalculationRow(f"Confirmed funding of {self.year}", self.confirmed.total),
            CalculationRow("Less what was paid before from indicative funding", -self.sum_of("INDICATIVE")),
            CalculationRow("Less what the later terms pay of confirmed funding", -self.sum_of("CONFIRMED")),
        )
        settled = self.sum_of("SETTLEMENT")
        return (*rows, CalculationRow("Less what is settled after term 4", -settled)) if settled else rows

    def sum_of(self, basis: str) -> int:
        """Cents of the released instalments of a basis."""
        return sum(each.total or 0 for each in self.payments if each.instalment.basis == basis)

    def next_payment(self, today: date) -> Payment | None:
        """The first released payment that is still to come; None where no dates are set."""
        coming = [
            each
            for each in self.payments
            if each.amounts is not None and each.instalment.pay_date and each.instalment.pay_date >= today
        ]
        return coming[0] if coming else None
