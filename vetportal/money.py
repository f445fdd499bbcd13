"""How figures and dates are written for people: whole cents, hours and instants become text.

Every function takes None for "not known" and answers with a dash, so that a missing figure is never shown
as nothing or as zero.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from vetportal.rounding import divide_half_up

MELBOURNE = ZoneInfo("Australia/Melbourne")
UNKNOWN = "—"
MINUS = "\N{MINUS SIGN}"


def dollars(cents: int | None) -> str:
    """Whole cents as dollars: 113032 is "$1,130.32", a negative sum has a true minus sign."""
    if cents is None:
        return UNKNOWN
    sign = MINUS if cents < 0 else ""
    units, rest = divmod(abs(cents), 100)
    return f"{sign}${units:,}.{rest:02}"


def signed_dollars(cents: int | None) -> str:
    """A change in cents with its sign: 30471 is "+$304.71"; no change is "$0.00"."""
    if cents is None:
        return UNKNOWN
    return f"+{dollars(cents)}" if cents > 0 else dollars(cents)


def whole_dollars(cents: int | None) -> str:
    """Cents rounded half up to dollars, for a label in a drawing; sums are never made of these."""
    if cents is None:
        return UNKNOWN
    rounded = divide_half_up(cents, 100)
    sign = MINUS if rounded < 0 else ""
    return f"{sign}${abs(rounded):,}"


def thousandths(value: int | None) -> str:
    """A weighting level kept in thousandths: 3347 is "3.347"."""
    return _fixed_point(value, 3)


def credit(value: int | None) -> str:
    """Credit kept in thousandths, without needless zeros: 2000 is "2", 500 is "0.5", 1200000 is "1,200"."""
    if value is None:
        return UNKNOWN
    units, _, rest = _fixed_point(value, 3).partition(".")
    decimals = rest.rstrip("0")
    return f"{units}.{decimals}" if decimals else units


def index(value: int | None) -> str:
    """A location index kept in ten-thousandths: 2000 is "0.2000"."""
    return _fixed_point(value, 4)


def whole(number: int | None) -> str:
    """A whole number with separators: 12345 is "12,345"."""
    if number is None:
        return UNKNOWN
    return f"{MINUS if number < 0 else ''}{abs(number):,}"


def hundredths(value: int | None) -> str:
    """Hundredths of a full-time enrolment, with separators: 124550 is "1,245.50"."""
    return _fixed_point(value, 2)


def fte(hours: int | None, full_rate_hours: int | None) -> str:
    """Full-time enrolments to two places, half up: 90 hours of 180 are "0.50".

    Raises ValueError when the hours at the full rate are not positive.
    """
    if hours is None or full_rate_hours is None:
        return UNKNOWN
    return hundredths(divide_half_up(hours * 100, full_rate_hours))


def day(value: date | datetime | None) -> str:
    """A calendar day: "6 May 2019". An instant is taken as the day it is in Melbourne."""
    if value is None:
        return UNKNOWN
    if isinstance(value, datetime):
        value = _in_melbourne(value)
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime | None) -> str:
    """An instant in Melbourne time: "6 May 2019, 11:59 pm".

    Raises ValueError for a time without its zone, which could be any of several instants.
    """
    if value is None:
        return UNKNOWN
    local = _in_melbourne(value)
    half = "am" if local.hour < 12 else "pm"
    return f"{day(local)}, {local.hour % 12 or 12}:{local.minute:02} {half}"


def _in_melbourne(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("An instant needs its time zone before it can be shown.")
    return value.astimezone(MELBOURNE)


def _fixed_point(value: int | None, places: int) -> str:
    if value is None:
        return UNKNOWN
    sign = MINUS if value < 0 else ""
    units, rest = divmod(abs(value), 10**places)
    return f"{sign}{units:,}.{rest:0{places}}"
