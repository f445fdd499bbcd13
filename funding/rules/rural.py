"""Rural weighting: full-time enrolments x location index x the rural rate, one line per school and band."""

from collections.abc import Iterable, Sequence

from funding.rules.demand import Counted, Demand, sum_by_school_and_band
from funding.rules.errors import MissingRuralRate
from funding.rules.facts import Allocation, YearRules

COMPONENT = "RURAL"
INDEX_SCALE = 10_000  # the location index is kept in ten-thousandths


def rural_quantity(outcome: Counted, rules: YearRules) -> int:
    """Funded hours x location index (ten-thousandths); 0 below the threshold, or in a year without rural.

    The whole index counts once the threshold is reached; nothing is subtracted.
    """
    if COMPONENT not in rules.components or outcome.location_index < rules.rural_threshold:
        return 0
    return outcome.funded_hours * outcome.location_index


def rural_demand(outcomes: Iterable[Counted], rules: YearRules) -> tuple[Demand, ...]:
    """Funded hours x location index by school and band, where the index reaches the threshold."""
    return sum_by_school_and_band(
        outcomes, rules.bands, lambda outcome: rural_quantity(outcome, rules), INDEX_SCALE
    )


def rural_lines(demand: Sequence[Demand], rules: YearRules) -> tuple[Allocation, ...]:
    """Lines in cents: funded hours / full-rate hours x location index x rural rate, rounded once on the line.

    SRP Reference 56 (2019), "Funding formula": FTE x location index x rural rate, index 0.2 and above.
    The rural rate has no band weight and does not move with the base rate.
    Raises MissingRuralRate when a school needs the rate and the year has none.
    """
    rate = rules.rural_rate
    if not demand:
        return ()
    if rate is None:
        raise MissingRuralRate(rules.year, [line.school_id for line in demand])
    return tuple(line.allocation(COMPONENT, rate) for line in demand)
