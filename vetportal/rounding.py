"""The only rounding in the code base."""

from collections.abc import Iterable


def divide_half_up(numerator: int, denominator: int) -> int:
    """Divide two whole numbers and round half up, away from zero for a negative quotient.

    The unit is whatever the caller divides: cents by hours, hour-ten-thousandths by hours.
    Published proof that half up is meant: Reference 56 (2019) prints 6,123 / 6 = 1,020.5 as $1,021.

    Raises ValueError when the denominator is not positive.
    """
    if denominator <= 0:
        raise ValueError("The denominator of a rounded division must be positive.")
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def sum_of_lines(quantities: Iterable[int], rate: int, divisor: int) -> int:
    """The sum of divide_half_up(quantity * rate, divisor) over quantities and a rate that are not negative.

    Each line is rounded by itself. It is written out once more because a search asks it thousands of times.
    """
    twice_rate, twice_divisor = 2 * rate, 2 * divisor
    return sum([(quantity * twice_rate + divisor) // twice_divisor for quantity in quantities])
