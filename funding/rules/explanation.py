"""Calculations written out for people: each row says what is done, with the amount it comes to."""

from collections.abc import Iterator
from typing import NamedTuple

from funding.rules import supplements_explained
from funding.rules.calculation_rows import (
    CalculationRow,
    band_rate_row,
    counted_row,
    funded_hours_words,
    share_row,
)
from funding.rules.eligibility import RULE_BY_CODE
from funding.rules.facts import Allocation, Band, Outcome, YearRules
from funding.rules.rates import band_called, rate_of_band
from funding.rules.rural import COMPONENT as RURAL
from funding.rules.rural import INDEX_SCALE, rural_quantity, rural_rate_at
from funding.rules.targeted import COMPONENT as TARGETED
from vetportal.money import dollars, index, whole
from vetportal.rounding import divide_half_up


class EnrolmentAmounts(NamedTuple):
    """What one enrolment alone would come to, in cents; for information, because lines are rounded by school.

    `rural` is None when the school is rural and the year has no rural rate yet.
    `core_share` is notional: it is part of the core allocation and never paid by this portal.
    """

    targeted: int
    rural: int | None
    core_share: int
    tafe_supplement: int = 0
    materials: int = 0
    small_scale: int = 0

    @property
    def paid(self) -> int:
        """Cents of everything that is known and paid; the core share is not."""
        return self.targeted + (self.rural or 0) + self.tafe_supplement + self.materials + self.small_scale


def allocation_rows(allocation: Allocation, rules: YearRules, base_rate: int) -> tuple[CalculationRow, ...]:
    """The steps of one line of a school. `base_rate` is the one its run used, in cents."""
    if not allocation.enrolments:
        return (CalculationRow("No enrolment counts here any more, so the line is $0.00", 0, {}),)
    if allocation.component == RURAL:
        return tuple(_rural_rows(allocation, rules, base_rate))
    if allocation.component == TARGETED:
        return tuple(_targeted_rows(allocation, band_called(allocation.band, rules), base_rate))
    return tuple(supplements_explained.rows(allocation, rules, base_rate))


def _targeted_rows(allocation: Allocation, band: Band, base_rate: int) -> Iterator[CalculationRow]:
    yield counted_row(band.code, allocation.hours, allocation.enrolments)
    yield band_rate_row(band, base_rate)
    yield share_row(allocation.hours, band.full_rate_hours, allocation.rate, allocation.amount)


def _rural_rows(allocation: Allocation, rules: YearRules, base_rate: int) -> Iterator[CalculationRow]:
    weighted = index(allocation.quantity)
    yield counted_row(
        allocation.band,
        allocation.hours,
        allocation.enrolments,
        f" at a location index of {index(rules.rural_threshold)} or above",
    )
    yield CalculationRow(
        f"Hours × location index, added up over the enrolments: {weighted}",
        None,
        {"hours_times_index": allocation.quantity},
    )
    yield from _moved_rate_rows(rules, base_rate)
    yield CalculationRow(
        f"{weighted} ÷ {whole(allocation.divisor // INDEX_SCALE)} full-rate hours "
        f"× rural rate {dollars(allocation.rate)}",
        allocation.amount,
        {
            "hours_times_index": allocation.quantity,
            "divisor": allocation.divisor,
            "rural_rate": allocation.rate,
        },
    )


def _moved_rate_rows(rules: YearRules, base_rate: int) -> Iterator[CalculationRow]:
    """How the rural rate followed the base rate; nothing where it is the one of the table."""
    stated, rate = rules.rural_rate, rural_rate_at(base_rate, rules)
    if stated is None or rate == stated:
        return
    yield CalculationRow(
        f"Rural rate: {dollars(stated)} of the rate table × base rate {dollars(base_rate)} "
        f"÷ base rate {dollars(rules.base_rate)} of the rate table",
        rate,
        {"rural_rate": stated, "base_rate": base_rate, "stated_base_rate": rules.base_rate},
    )


def enrolment_amounts(outcome: Outcome, rules: YearRules, base_rate: int) -> EnrolmentAmounts:
    """What one enrolment would come to alone at a base rate in cents; all 0 when it is not funded.

    Materials may be paid where nothing else is.
    """
    materials = rules.materials.get(outcome.materials_band, 0)
    if outcome.reasons:
        return EnrolmentAmounts(0, 0, 0, materials=materials)
    band = band_called(outcome.band, rules)
    full = band.full_rate_hours
    rural: int | None = 0
    quantity = rural_quantity(outcome, rules)
    if quantity:
        rate = rural_rate_at(base_rate, rules)
        rural = None if rate is None else divide_half_up(quantity * rate, full * INDEX_SCALE)
    is_targeted = TARGETED in rules.components
    targeted = divide_half_up(outcome.funded_hours * rate_of_band(band, base_rate), full)
    return EnrolmentAmounts(
        targeted=targeted if is_targeted else 0,
        rural=rural,
        core_share=divide_half_up(outcome.funded_hours * (outcome.core_rate or rules.core_rate), full),
        tafe_supplement=supplements_explained.tafe_amount(outcome, rules, base_rate),
        materials=materials,
        small_scale=divide_half_up(outcome.funded_hours * outcome.small_scale_rate, full),
    )


def enrolment_rows(outcome: Outcome, rules: YearRules, base_rate: int) -> tuple[CalculationRow, ...]:
    """The steps for one enrolment alone, or every reason why it is not funded."""
    if outcome.reasons:
        against = tuple(CalculationRow(RULE_BY_CODE[code].sentence, None) for code in outcome.reasons)
        return (*against, *supplements_explained.materials_rows(outcome, rules))
    return tuple(_enrolment_rows(outcome, rules, base_rate))


def _enrolment_rows(outcome: Outcome, rules: YearRules, base_rate: int) -> Iterator[CalculationRow]:
    band = band_called(outcome.band, rules)
    full = band.full_rate_hours
    amounts = enrolment_amounts(outcome, rules, base_rate)
    yield CalculationRow(
        f"Band {band.code}: {whole(outcome.funded_hours)} of the {whole(outcome.hours)} hours entered count; "
        f"the full rate is reached at {whole(full)} hours",
        None,
        {"band": band.code, "hours": outcome.hours, "funded_hours": outcome.funded_hours},
    )
    yield band_rate_row(band, base_rate)
    yield share_row(outcome.funded_hours, full, rate_of_band(band, base_rate), amounts.targeted)
    if amounts.rural is None:
        yield CalculationRow(f"Rural: the rural rate of {rules.year} is not known yet", None)
    elif amounts.rural:
        rate = dollars(rural_rate_at(base_rate, rules))
        yield from _moved_rate_rows(rules, base_rate)
        yield CalculationRow(
            f"Rural: {funded_hours_words(outcome.funded_hours)} ÷ {whole(full)} full-rate hours "
            f"× location index {index(outcome.location_index)} × rural rate {rate}",
            amounts.rural,
            {"funded_hours": outcome.funded_hours, "location_index": outcome.location_index},
        )
    yield from supplements_explained.enrolment_rows(outcome, rules, base_rate, amounts.tafe_supplement)
    core = outcome.core_rate or rules.core_rate
    yield CalculationRow(
        f"Core share, already in the core allocation of the school and not paid here: "
        f"{funded_hours_words(outcome.funded_hours)} ÷ {whole(full)} full-rate hours × {dollars(core)}",
        amounts.core_share,
        {"funded_hours": outcome.funded_hours, "full_rate_hours": full, "core_rate": core},
    )
