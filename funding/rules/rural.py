"""Rural weighting: full-time enrolments x location index x the rural rate, one line per school and band."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from funding.rules.demand import Counted, Demand, sum_by_school_and_band
from funding.rules.errors import MissingRuralRate
from funding.rules.facts import Allocation, YearRules
from vetportal.rounding import divide_half_up, sum_of_lines

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


def rural_rate_at(base_rate: int, rules: YearRules) -> int | None:
    """The rural rate in cents beside a base rate in cents; None where the year has none.

    SRP Reference 56 (2019) adjusts "band rates" alone, so the rate of the table stands. Where the year says
    that it moves with the base rate, the table's rate is the one at the table's base rate.
    """
    if rules.rural_rate is None:
        return None
    return moved(rules.rural_rate, base_rate, moves_from(rules))


def moves_from(rules: YearRules) -> int | None:
    """The base rate in cents from which the rural rate of a year moves; None where it stands."""
    return (rules.base_rate or None) if rules.does_rural_rate_move else None


def moved(rural_rate: int, base_rate: int, stated_at: int | None) -> int:
    """A rural rate in cents that was stated at one base rate, beside another."""
    return rural_rate if stated_at is None else divide_half_up(rural_rate * base_rate, stated_at)


def at_base_rate(base_rate: int, rules: YearRules) -> YearRules:
    """The rules with what a base rate in cents leads to, as if the table stated it."""
    return replace(rules, base_rate=base_rate, rural_rate=rural_rate_at(base_rate, rules))


def cents_at(demand: Sequence[Demand], rules: YearRules) -> Callable[[int], int]:
    """Cents of all rural lines by base rate, each line rounded as it is paid; raises as rural_lines does."""

    by_divisor: dict[int, list[int]] = {}
    for line in demand:
        by_divisor.setdefault(line.divisor, []).append(line.quantity)

    def cents(base_rate: int) -> int:
        rate = _known_rate(demand, base_rate, rules)
        return sum(sum_of_lines(quantities, rate, divisor) for divisor, quantities in by_divisor.items())

    if rules.does_rural_rate_move:
        return cents
    same = cents(rules.base_rate)
    return lambda base_rate: same


def rural_lines(demand: Sequence[Demand], base_rate: int, rules: YearRules) -> tuple[Allocation, ...]:
    """Lines in cents: funded hours / full-rate hours x location index x rural rate, rounded once on the line.

    SRP Reference 56 (2019), "Funding formula": FTE x location index x rural rate, index 0.2 and above.
    The rural rate has no band weight; see rural_rate_at for what the base rate does to it.
    Raises MissingRuralRate when a school needs the rate and the year has none.
    """
    rate = _known_rate(demand, base_rate, rules)
    return tuple(line.allocation(COMPONENT, rate) for line in demand)


def _known_rate(demand: Sequence[Demand], base_rate: int, rules: YearRules) -> int:
    rate = rural_rate_at(base_rate, rules)
    if rate is None and demand:
        raise MissingRuralRate(rules.year, [line.school_id for line in demand])
    return rate or 0
