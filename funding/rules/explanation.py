"""Calculations written out for people: each row says what is done, with the amount it comes to."""

from collections.abc import Iterator
from typing import NamedTuple

from funding.rules.allocation import bands_by_code, decide
from funding.rules.eligibility import RULE_BY_CODE
from funding.rules.facts import Allocation, Band, EnrolmentFacts, Outcome, YearRules
from funding.rules.hours import funded_hours
from funding.rules.rates import band_rate
from funding.rules.rural import COMPONENT as RURAL
from funding.rules.rural import INDEX_SCALE, rural_quantity
from vetportal.money import dollars, index, thousandths, whole
from vetportal.rounding import divide_half_up


class CalculationRow(NamedTuple):
    """One step: what is done, and the cents it comes to (None where the step is not an amount)."""

    sentence: str
    amount: int | None


class EnrolmentAmounts(NamedTuple):
    """What one enrolment alone would come to, in cents; for information, because lines are rounded by school.

    `rural` is None when the school is rural and the year has no rural rate yet.
    `core_share` is notional: it is part of the core allocation and never paid by this portal.
    """

    targeted: int
    rural: int | None
    core_share: int


def allocation_rows(allocation: Allocation, rules: YearRules, base_rate: int) -> tuple[CalculationRow, ...]:
    """The steps of one line of a school. `base_rate` is the one its run used, in cents."""
    if allocation.component == RURAL:
        return tuple(_rural_rows(allocation, rules))
    return tuple(_targeted_rows(allocation, bands_by_code(rules)[allocation.band], base_rate))


def _targeted_rows(allocation: Allocation, band: Band, base_rate: int) -> Iterator[CalculationRow]:
    yield CalculationRow(
        f"Band {band.code}: {_hours(allocation.hours)} of {_enrolments(allocation.enrolments)}", None
    )
    yield _band_rate_row(band, base_rate)
    yield _share_row(allocation.hours, band.full_rate_hours, allocation.rate, allocation.amount)


def _rural_rows(allocation: Allocation, rules: YearRules) -> Iterator[CalculationRow]:
    weighted = index(allocation.quantity)
    yield CalculationRow(
        f"Band {allocation.band}: {_hours(allocation.hours)} of {_enrolments(allocation.enrolments)} "
        f"at a location index of {index(rules.rural_threshold)} or above",
        None,
    )
    yield CalculationRow(f"Hours × location index, added up over the enrolments: {weighted}", None)
    yield CalculationRow(
        f"{weighted} ÷ {whole(allocation.divisor // INDEX_SCALE)} full-rate hours "
        f"× rural rate {dollars(allocation.rate)}",
        allocation.amount,
    )


def enrolment_amounts(outcome: Outcome, rules: YearRules, base_rate: int) -> EnrolmentAmounts:
    """What one enrolment would come to alone at a base rate in cents; all 0 when it is not funded."""
    if outcome.reasons:
        return EnrolmentAmounts(0, 0, 0)
    band = bands_by_code(rules)[outcome.band]
    full = band.full_rate_hours
    rural: int | None = 0
    quantity = rural_quantity(outcome, rules)
    if quantity:
        rate = rules.rural_rate
        rural = None if rate is None else divide_half_up(quantity * rate, full * INDEX_SCALE)
    return EnrolmentAmounts(
        targeted=divide_half_up(outcome.funded_hours * band_rate(band.weighting_level, base_rate), full),
        rural=rural,
        core_share=divide_half_up(outcome.funded_hours * rules.core_rate, full),
    )


def enrolment_rows(outcome: Outcome, rules: YearRules, base_rate: int) -> tuple[CalculationRow, ...]:
    """The steps for one enrolment alone, or every reason why it is not funded."""
    if outcome.reasons:
        return tuple(CalculationRow(RULE_BY_CODE[code].sentence, None) for code in outcome.reasons)
    return tuple(_enrolment_rows(outcome, rules, base_rate))


def _enrolment_rows(outcome: Outcome, rules: YearRules, base_rate: int) -> Iterator[CalculationRow]:
    band = bands_by_code(rules)[outcome.band]
    full = band.full_rate_hours
    amounts = enrolment_amounts(outcome, rules, base_rate)
    yield CalculationRow(
        f"Band {band.code}: {whole(outcome.funded_hours)} of the {whole(outcome.hours)} hours entered count; "
        f"the full rate is reached at {whole(full)} hours",
        None,
    )
    yield _band_rate_row(band, base_rate)
    rate = band_rate(band.weighting_level, base_rate)
    yield _share_row(outcome.funded_hours, full, rate, amounts.targeted)
    if amounts.rural is None:
        yield CalculationRow(f"Rural: the rural rate of {rules.year} is not known yet", None)
    elif amounts.rural:
        yield CalculationRow(
            f"Rural: {_hours(outcome.funded_hours)} ÷ {whole(full)} full-rate hours "
            f"× location index {index(outcome.location_index)} × rural rate {dollars(rules.rural_rate)}",
            amounts.rural,
        )
    yield CalculationRow(
        f"Core share, already in the core allocation of the school and not paid here: "
        f"{_hours(outcome.funded_hours)} ÷ {whole(full)} full-rate hours × {dollars(rules.core_rate)}",
        amounts.core_share,
    )


def dollars_if_mended(facts: EnrolmentFacts, rules: YearRules, nominal_hours: int | None) -> int:
    """Cents that are at risk: what the enrolment would earn alone if its mendable reasons were mended.

    0 when it is funded already, or when a reason that the school cannot mend speaks against it.
    `nominal_hours` are those of its units, credit transfers left out; they stand in for missing hours where
    they are more than the hours entered. None (no units, or unknown) stands for the full-rate hours.
    The rural part is included once the year has its rural rate. The base rate is that of `rules`.
    """
    bands = bands_by_code(rules)
    outcome = decide(facts, rules, bands)
    broken = [RULE_BY_CODE[code] for code in outcome.reasons]
    if not broken or not all(rule.is_mendable for rule in broken):
        return 0
    full = bands[outcome.band].full_rate_hours
    hours = facts.hours
    if any(rule.severity == "INCOMPLETE" for rule in broken):
        hours = full if nominal_hours is None else max(hours, nominal_hours)
    mended = outcome._replace(hours=hours, funded_hours=funded_hours(hours, full), reasons=())
    amounts = enrolment_amounts(mended, rules, rules.base_rate)
    return amounts.targeted + (amounts.rural or 0)


def _band_rate_row(band: Band, base_rate: int) -> CalculationRow:
    return CalculationRow(
        f"Band rate: weighting level {thousandths(band.weighting_level)} × base rate {dollars(base_rate)}",
        band_rate(band.weighting_level, base_rate),
    )


def _share_row(hours: int, full_rate_hours: int, rate: int, amount: int) -> CalculationRow:
    return CalculationRow(
        f"{_hours(hours)} ÷ {whole(full_rate_hours)} full-rate hours × {dollars(rate)}", amount
    )


def _hours(hours: int) -> str:
    return "1 funded hour" if hours == 1 else f"{whole(hours)} funded hours"


def _enrolments(enrolments: int) -> str:
    return "1 enrolment" if enrolments == 1 else f"{whole(enrolments)} enrolments"
