"""The TAFE supplement, materials and the small-scale adjustment written out for people."""

from collections.abc import Callable, Iterator

from funding.rules import materials, small_scale, tafe_supplement
from funding.rules.calculation_rows import CalculationRow, counted_row, enrolments_words, share_row
from funding.rules.facts import Allocation, Band, Outcome, TafeRules, YearRules
from funding.rules.rates import band_called, rate_of_band
from vetportal.money import dollars, whole
from vetportal.rounding import divide_half_up

Rows = Iterator[CalculationRow]


def rows(allocation: Allocation, rules: YearRules, base_rate: int) -> Rows:
    """The steps of one line of these components. `base_rate` is the one its run used, in cents.

    Raises KeyError for a component that no year can have.
    """
    return _ROWS[allocation.component](allocation, rules, base_rate)


def _tafe_line(allocation: Allocation, rules: YearRules, base_rate: int) -> Rows:
    band = band_called(allocation.band, rules)
    yield counted_row(
        allocation.band,
        allocation.hours,
        allocation.enrolments,
        f" in {allocation.qualification} at {allocation.provider}",
    )
    if rules.tafe:
        yield from _gap_rows(rules.tafe, allocation, rules, band, base_rate)
    full = band.full_rate_hours
    yield share_row(allocation.quantity, full, allocation.rate, allocation.amount)
    yield CalculationRow(
        f"Owed on to the TAFE {allocation.provider}", allocation.amount, {"provider": allocation.provider}
    )


def _gap_rows(tafe: TafeRules, allocation: Allocation, rules: YearRules, band: Band, base_rate: int) -> Rows:
    rate = tafe.rate_of[allocation.qualification]
    full, targeted = band.full_rate_hours, rate_of_band(band, base_rate)
    subsidy = (rate.hourly_subsidy + rate.maximum_exemption) * full
    present = rules.core_rate + targeted
    yield CalculationRow(
        f"Skills First: {dollars(rate.hourly_subsidy)} an hour and a maximum exemption of "
        f"{dollars(rate.maximum_exemption)}, for {whole(full)} hours",
        subsidy,
        {"hourly_subsidy": rate.hourly_subsidy, "maximum_exemption": rate.maximum_exemption, "hours": full},
    )
    yield CalculationRow(
        f"Present funding: core share {dollars(rules.core_rate)} and band rate {dollars(targeted)}",
        present,
        {"core_rate": rules.core_rate, "band_rate": targeted},
    )
    is_loaded = allocation.rate != tafe_supplement.supplement_rate(rate, present, full, 0, tafe.loading_basis)
    loading = ""
    if is_loaded:
        basis = "the Skills First subsidy" if tafe.loading_basis == "SUBSIDY" else "the gap"
        loading = f", with {tafe.loading_percent}% rural loading on {basis}"
    yield CalculationRow(
        f"Gap for a full-time enrolment{loading}",
        allocation.rate,
        {"skills_first": subsidy, "present": present, "loading": tafe.loading_percent if is_loaded else 0},
    )


def _materials_line(allocation: Allocation, rules: YearRules, base_rate: int) -> Rows:
    yield CalculationRow(
        f"Materials band {allocation.band}: {enrolments_words(allocation.enrolments)} × "
        f"{dollars(allocation.rate)}",
        allocation.amount,
        {"band": allocation.band, "enrolments": allocation.enrolments, "rate": allocation.rate},
    )


def _small_scale_line(allocation: Allocation, rules: YearRules, base_rate: int) -> Rows:
    yield counted_row(allocation.band, allocation.hours, allocation.enrolments)
    yield CalculationRow(
        "Small-scale rate for a school of this size", allocation.rate, {"rate": allocation.rate}
    )
    yield share_row(allocation.hours, allocation.divisor, allocation.rate, allocation.amount)


_ROWS: dict[str, Callable[[Allocation, YearRules, int], Rows]] = {
    tafe_supplement.COMPONENT: _tafe_line,
    materials.COMPONENT: _materials_line,
    small_scale.COMPONENT: _small_scale_line,
}


def tafe_amount(outcome: Outcome, rules: YearRules, base_rate: int) -> int:
    """Cents of supplement that one enrolment alone would come to; 0 where none is paid."""
    rates = {band.code: rate_of_band(band, base_rate) for band in rules.bands}
    lines = tafe_supplement.tafe_lines(tafe_supplement.tafe_demand([outcome], rules), rates, rules)
    return sum(line.amount for line in lines)


def enrolment_rows(outcome: Outcome, rules: YearRules, base_rate: int, supplement: int) -> Rows:
    """What these components add to one enrolment alone; nothing where none is paid."""
    full = band_called(outcome.band, rules).full_rate_hours
    if supplement:
        rate = rate_of_band(band_called(outcome.band, rules), base_rate)
        yield CalculationRow(
            f"TAFE supplement, owed on to {outcome.tafe_provider}: the gap between Skills First "
            f"and core share {dollars(rules.core_rate)} plus band rate {dollars(rate)}",
            supplement,
            {"provider": outcome.tafe_provider, "core_rate": rules.core_rate, "band_rate": rate},
        )
    if outcome.small_scale_rate:
        yield CalculationRow(
            f"Small-scale adjustment: {whole(outcome.funded_hours)} ÷ {whole(full)} full-rate hours × "
            f"{dollars(outcome.small_scale_rate)}",
            divide_half_up(outcome.funded_hours * outcome.small_scale_rate, full),
            {"funded_hours": outcome.funded_hours, "rate": outcome.small_scale_rate},
        )
    yield from materials_rows(outcome, rules)


def materials_rows(outcome: Outcome, rules: YearRules) -> tuple[CalculationRow, ...]:
    """The materials of one enrolment; empty where none are paid."""
    if not outcome.materials_band:
        return ()
    rate = rules.materials[outcome.materials_band]
    sentence = f"Materials band {outcome.materials_band}: {dollars(rate)} for the enrolment"
    return (CalculationRow(sentence, rate, {"band": outcome.materials_band, "rate": rate}),)
