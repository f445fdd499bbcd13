"""Age in completed years."""

from datetime import date


def age_on(date_of_birth: date, day: date) -> int:
    """Completed years on a day; the birthday itself counts.

    Someone born on 29 February completes a year on 1 March where there is no 29 February.
    Negative when the day is before the birth. No rule reads a clock: the day is an argument.
    """
    before_birthday = (day.month, day.day) < (date_of_birth.month, date_of_birth.day)
    return day.year - date_of_birth.year - before_birthday
