"""Size value of a unit of competency: the credit points that it is worth in the TCE."""

from vetportal.rounding import divide_half_up

NOMINAL_HOURS_PER_POINT = 10


def size_value(nominal_hours: int) -> int:
    """Whole credit points for one unit's nominal hours (whole hours, not the hours trained).

    TASC, "VET in the TCE", Size Value: "nominal hours assigned to a Unit are divided by 10 and rounded up
    from 5, or rounded down from 4". So a unit below 5 hours is worth 0 points. Each unit is rounded on its
    own; the points of a certificate are the sum over its units.

    Raises ValueError for negative hours. Hours that are not known are no 0: do not ask for their points.
    """
    if nominal_hours < 0:
        raise ValueError(f"Nominal hours cannot be {nominal_hours}. Correct the hours of the unit.")
    return divide_half_up(nominal_hours, NOMINAL_HOURS_PER_POINT)
