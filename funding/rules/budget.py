"""The confirmed base rate: the highest whole cent whose rounded lines stay within the capped budget.

SRP Reference 56 (2019): "Targeted VET funding operates within a capped budget. This means that band rates may
be adjusted up or down", and the impact "is spread proportionally across all band funding levels".
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from funding.rules.demand import Demand
from funding.rules.errors import NoUsableCap
from funding.rules.facts import Band, YearRules
from funding.rules.rates import rate_of_band
from vetportal.rounding import sum_of_lines

# Cents at a base rate in cents.
CentsAt = Callable[[int], int]


class _Lines(NamedTuple):
    """The targeted lines of all schools in one band."""

    band: Band
    divisor: int
    quantities: list[int]

    def cents(self, base_rate: int) -> int:
        """What the lines come to at a base rate, each rounded as it is paid."""
        return sum_of_lines(self.quantities, rate_of_band(self.band, base_rate), self.divisor)


def targeted_total(demand: Sequence[Demand], base_rate: int) -> int:
    """Cents of all targeted lines at a base rate, each line rounded as it is paid."""
    return _total(_by_band(demand), base_rate)


def _by_band(demand: Iterable[Demand]) -> list[_Lines]:
    found: dict[str, _Lines] = {}
    for line in demand:
        if line.band.code not in found:
            found[line.band.code] = _Lines(line.band, line.divisor, [])
        found[line.band.code].quantities.append(line.quantity)
    return list(found.values())


def _total(lines: Sequence[_Lines], base_rate: int) -> int:
    return sum(each.cents(base_rate) for each in lines)


def is_solved(rules: YearRules) -> bool:
    """Whether the base rate follows from the cap: in a confirmed run of a capped year."""
    are_stated = any(band.stated_rate is not None for band in rules.bands)
    return rules.kind == "CONFIRMED" and rules.is_capped and not are_stated


def settled_base_rate(demand: Sequence[Demand], rural: CentsAt, rules: YearRules) -> int:
    """The base rate in cents that a run pays by: that of the table, or the one that the cap allows.

    A correction of released figures keeps the rate that schools were told, unless the cap no longer allows
    it; then it falls to the highest that fits. Raises as confirmed_base_rate does.
    """
    if not is_solved(rules):
        return rules.base_rate
    solved = confirmed_base_rate(demand, rural, rules)
    return solved if rules.sealed_base_rate is None else min(solved, rules.sealed_base_rate)


def confirmed_base_rate(demand: Sequence[Demand], rural: CentsAt, rules: YearRules) -> int:
    """The highest base rate in whole cents whose total stays within the cap: it may rise or fall.

    `rural` tells the cents of the rural lines at a base rate, the same at each unless the rural rate of the
    year moves with it; they count where the year keeps rural inside the cap.
    Without any demand that a base rate could pay for, the base rate of the table stands.
    Raises NoUsableCap, in words, when the cap is missing or leaves nothing for the targeted lines.
    """
    if not any(line.band.weighting_level for line in demand):
        return rules.base_rate
    available = _available(rural(1), rules)

    lines = _by_band(demand)
    inside = _beyond_the_first(rural, rules)

    def fits(base_rate: int) -> bool:
        return _total(lines, base_rate) + inside(base_rate) <= available

    if not fits(1):
        raise NoUsableCap(
            f"The cap of {rules.year} is too small: even a base rate of $0.01 would go beyond it. "
            "Check the cap of the year."
        )
    return _highest(fits, *_bracket(lines, available))


def _beyond_the_first(rural: CentsAt, rules: YearRules) -> CentsAt:
    """What the rural lines inside the cap come to beyond what they are at the lowest base rate; in cents."""
    if not (rules.rural_inside_cap and rules.does_rural_rate_move):
        return lambda base_rate: 0
    least = rural(1)
    return lambda base_rate: rural(base_rate) - least


def _available(rural_total: int, rules: YearRules) -> int:
    """Cents of the cap that are left for targeted lines, and for what rural lines grow by."""
    if rules.cap is None:
        raise NoUsableCap(
            f"The cap of {rules.year} is missing, so the confirmed base rate cannot be set. "
            "Enter the cap of the year and publish it, then calculate again."
        )
    if rules.cap <= 0:
        raise NoUsableCap(
            f"The cap of {rules.year} is not above $0.00, but there are enrolments to fund. "
            "Check the cap of the year."
        )
    if not rules.rural_inside_cap:
        return rules.cap
    if rural_total > rules.cap:
        raise NoUsableCap(
            f"The cap of {rules.year} is too small for the rural lines alone; nothing is left for the bands. "
            "Check the cap and the rural rate of the year."
        )
    return rules.cap - rural_total


def _bracket(lines: Sequence[_Lines], available: int) -> tuple[int, int]:
    """Between which base rates the answer lies: what rounding can move is all that is unknown."""
    per_cent, moved = Fraction(0), Fraction(0)
    for each in lines:
        full_time = Fraction(sum(each.quantities), each.divisor)
        per_cent += full_time * each.band.weighting_level / 1000
        moved += (full_time + len(each.quantities)) / 2
    low, high = (available - moved) // per_cent, (available + moved) // per_cent
    return low, high + 1


def _highest(fits: Callable[[int], bool], low: int, high: int) -> int:
    """The highest whole number that fits, by halving; 1 is known to fit.

    The total never falls when the base rate rises, because every rounding in it is monotone. So where the
    bracket is tried before it is used, the answer does not hang on how well it was estimated.
    """
    low, high = max(low, 1), max(high, 2)
    while not fits(low):
        low, high = max(low // 2, 1), low
    while fits(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if fits(middle):
            low = middle
        else:
            high = middle
    return low
