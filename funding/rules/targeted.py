"""Targeted VET funding: full-time enrolments x the rate of their band, one line per school and band."""

from collections.abc import Iterable

from funding.rules.demand import Counted, Demand, sum_by_school_and_band
from funding.rules.facts import Allocation, Band, YearRules
from funding.rules.rates import rate_of_band
from vetportal.rounding import divide_half_up

COMPONENT = "TARGETED"


def targeted_demand(outcomes: Iterable[Counted], rules: YearRules) -> tuple[Demand, ...]:
    """Funded hours by school and band; nothing in a year that does not pay targeted funding."""
    if COMPONENT not in rules.components:
        return ()
    return sum_by_school_and_band(outcomes, rules.bands, lambda outcome: outcome.funded_hours, 1)


def targeted_lines(demand: Iterable[Demand], base_rate: int) -> tuple[Allocation, ...]:
    """Lines in cents: funded hours / full-rate hours x band rate, rounded once on the line.

    SRP Reference 56 (2019), "Funding formula": eligible full-time certificate enrolments x funding level.
    """
    rates: dict[Band, int] = {}
    lines = []
    for line in demand:
        if line.band not in rates:
            rates[line.band] = rate_of_band(line.band, base_rate)
        lines.append(line.allocation(COMPONENT, rates[line.band]))
    return tuple(lines)


def targeted_cents(lines: Iterable[Allocation], base_rate: int, rules: YearRules) -> int:
    """Cents of targeted lines at another base rate than they were paid by, each rounded once as it would be.

    Lines of other components are left out.
    """
    rates = {band.code: rate_of_band(band, base_rate) for band in rules.bands}
    return sum(
        divide_half_up(line.quantity * rates[line.band], line.divisor)
        for line in lines
        if line.component == COMPONENT
    )
