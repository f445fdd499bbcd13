"""What a school's entries would earn at the year's published indicative rates, and what is at risk.

An estimate says what the entries earn once the return is approved: that the approval is still missing is
left out of it. After the freeze it reads the frozen facts and leaves nothing out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import lcm
from typing import NamedTuple

from enrolments.models import Enrolment, EnrolmentYear, School, UnitEnrolment
from enrolments.queries import nominal_hours_of
from funding import queries
from funding.models import FundingRun, FundingYear
from funding.queries.corrected import corrected_facts_of
from funding.rules.allocation import bands_by_code, decide
from funding.rules.demand import Demand
from funding.rules.eligibility import RULE_BY_CODE
from funding.rules.facts import Allocation, EnrolmentFacts, Outcome, YearRules
from funding.rules.materials import materials_lines
from funding.rules.mending import dollars_if_mended
from funding.rules.rates import rate_of_band
from funding.rules.rural import rural_demand
from funding.rules.small_scale import small_scale_lines
from funding.rules.tafe_supplement import tafe_demand, tafe_lines
from funding.rules.targeted import targeted_demand, targeted_lines
from vetportal.rounding import divide_half_up

APPROVAL = "RETURN_NOT_APPROVED"


class Mend(NamedTuple):
    """An enrolment that earns nothing now and the cents it would earn if its reasons were mended."""

    enrolment_id: int
    cents: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Estimate:
    """What a school's entries of a year come to. Amounts are cents, hours whole hours."""

    year: EnrolmentYear
    version: FundingYear
    rules: YearRules
    outcomes: tuple[Outcome, ...]
    targeted: tuple[Allocation, ...]
    rural: tuple[Allocation, ...]
    rural_waiting: tuple[Demand, ...]  # rural lines of a year whose rural rate is not known
    mends: tuple[Mend, ...]  # most dollars first
    supplements: tuple[Allocation, ...] = ()  # TAFE supplement, materials, small-scale adjustment

    @property
    def allocations(self) -> tuple[Allocation, ...]:
        """All lines, targeted first; each in band order."""
        return (*self.targeted, *self.rural, *self.supplements)

    @cached_property
    def total(self) -> int:
        """Cents of all lines. Rural lines that wait for their rate are not in it."""
        return sum(line.amount for line in self.allocations)

    @cached_property
    def at_risk(self) -> int:
        """Cents that the school would earn besides, if every mendable enrolment were mended."""
        return sum(mend.cents for mend in self.mends)

    @cached_property
    def funded(self) -> int:
        """Enrolments against which nothing speaks."""
        return sum(1 for outcome in self.outcomes if not outcome.reasons)

    @property
    def unfunded(self) -> int:
        """Enrolments with at least one reason against them."""
        return len(self.outcomes) - self.funded

    @cached_property
    def incomplete(self) -> int:
        """Enrolments whose entry is not finished."""
        return sum(1 for outcome in self.outcomes if is_incomplete(outcome))

    @cached_property
    def fte(self) -> int:
        """Eligible full-time enrolments in hundredths."""
        return full_time(self.targeted)


def is_incomplete(outcome: Outcome) -> bool:
    """Whether a reason says that the entry is not finished."""
    return any(RULE_BY_CODE[code].severity == "INCOMPLETE" for code in outcome.reasons)


def full_time(lines: Sequence[Allocation]) -> int:
    """Full-time enrolments of targeted lines in hundredths, rounded once over all bands."""
    parts, whole = _full_time(lines)
    return divide_half_up(parts * 100, whole)


def notional_core(lines: Sequence[Allocation], core_rate: int) -> int:
    """Core share of targeted lines in cents, rounded once; `core_rate` is that of one full-time enrolment."""
    parts, whole = _full_time(lines)
    return divide_half_up(parts * core_rate, whole)


def _full_time(lines: Sequence[Allocation]) -> tuple[int, int]:
    """Full-time enrolments as an exact fraction; bands may have different full rates."""
    whole = lcm(*(line.divisor for line in lines))
    return sum(line.quantity * (whole // line.divisor) for line in lines), whole


def rules_in_estimate(version: FundingYear, *, is_frozen: bool = False) -> YearRules:
    """The rules at indicative rates; before the freeze without the rule that the return is approved."""
    rules = queries.rules_of(version, FundingRun.Kind.INDICATIVE)
    return rules if is_frozen else replace(rules, exclusions=rules.exclusions - {APPROVAL})


def of_school(school: School, year: EnrolmentYear) -> Estimate | None:
    """The estimate for a school; None while the department has not published the year's rules."""
    version = queries.published_year(year.year)
    if version is None:
        return None
    rules = rules_in_estimate(version, is_frozen=year.frozen_at is not None)
    facts = facts_of_school(school, year)
    return of_facts(year, version, rules, facts)


def risks_of(school: School, year: int) -> dict[int, int]:
    """Cents that each enrolment of a school would earn if it were mended; empty once the census is frozen."""
    opened = EnrolmentYear.objects.filter(pk=year, frozen_at=None).first()
    estimate = of_school(school, opened) if opened else None
    return {mend.enrolment_id: mend.cents for mend in estimate.mends} if estimate else {}


def facts_of_school(school: School, year: EnrolmentYear) -> list[EnrolmentFacts]:
    """The school's facts of a year: as they stand, and after the freeze as frozen and corrected."""
    if year.frozen_at is None:
        return queries.live_facts(Enrolment.objects.filter(school=school, year=year))
    return corrected_facts_of(year.year, school_id=school.pk)


def of_facts(
    year: EnrolmentYear, version: FundingYear, rules: YearRules, facts: Sequence[EnrolmentFacts]
) -> Estimate:
    """The estimate for these facts, stored or supposed."""
    bands = bands_by_code(rules)
    outcomes = tuple(decide(row, rules, bands) for row in facts)
    rural = rural_demand(outcomes, rules)
    rate = rules.rural_rate  # the estimate stands at the base rate of the table
    return Estimate(
        year=year,
        version=version,
        rules=rules,
        outcomes=outcomes,
        targeted=targeted_lines(targeted_demand(outcomes, rules), rules.base_rate),
        rural=() if rate is None else tuple(line.allocation("RURAL", rate) for line in rural),
        rural_waiting=rural if rate is None else (),
        mends=() if year.frozen_at else _mends(facts, outcomes, rules),
        supplements=_supplements(outcomes, rules),
    )


def _supplements(outcomes: Sequence[Outcome], rules: YearRules) -> tuple[Allocation, ...]:
    rates = {band.code: rate_of_band(band, rules.base_rate) for band in rules.bands}
    return (
        *tafe_lines(tafe_demand(outcomes, rules), rates, rules),
        *materials_lines(outcomes, rules),
        *small_scale_lines(outcomes, rules),
    )


def _mends(
    facts: Sequence[EnrolmentFacts], outcomes: Sequence[Outcome], rules: YearRules
) -> tuple[Mend, ...]:
    unfinished = [outcome.enrolment_id for outcome in outcomes if is_incomplete(outcome)]
    nominal = nominal_hours(unfinished)
    found = [
        Mend(row.enrolment_id, dollars_if_mended(row, rules, nominal.get(row.enrolment_id)), outcome.reasons)
        for row, outcome in zip(facts, outcomes, strict=True)
        if outcome.reasons
    ]
    return tuple(
        sorted((mend for mend in found if mend.cents), key=lambda mend: (-mend.cents, mend.enrolment_id))
    )


def nominal_hours(enrolment_ids: Collection[int]) -> dict[int, int | None]:
    """Nominal hours of each enrolment's units, credit transfers left out.

    None where the hours of one of its units are not known; no entry for an enrolment without units.
    """
    if not enrolment_ids:
        return {}
    rows = UnitEnrolment.objects.filter(enrolment__in=enrolment_ids, is_credit_transfer=False)
    pairs = list(rows.values_list("enrolment_id", "unit_id"))
    known = nominal_hours_of(list({unit for _, unit in pairs}))
    sums: dict[int, int | None] = {}
    for enrolment, unit in pairs:
        before = sums.get(enrolment, 0)
        sums[enrolment] = None if before is None or unit not in known else before + known[unit].hours
    return sums
