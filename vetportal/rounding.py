"""The only rounding in the code base."""


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
