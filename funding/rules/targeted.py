"""Targeted VET funding: full-time enrolments x the rate of their band, one line per school and band."""

from collections.abc import Iterable

from funding.rules.demand import Counted, Demand, sum_by_school_and_band
from funding.rules.facts import Allocation, Band, YearRules
from funding.rules.rates import rate_of_band

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
