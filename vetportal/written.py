"""Figures and dates as people write them, read exactly: what is not certain is refused, never guessed.

Every function takes the text of one cell and raises ValueError with a sentence that says what to write.
"""

import calendar
import re
from datetime import date

_WHOLE = re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]+")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_AUSTRALIAN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_IN_WORDS = re.compile(r"([0-9]{1,2})\s+([A-Za-z]{3,9})\s+([0-9]{4})")
_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})
_LARGEST = 10**15


def whole_number(text: str) -> int:
    """A whole number, not negative, with or without separators: "8,922" is 8922."""
    plain = text.strip()
    if not _WHOLE.fullmatch(plain) or len(plain) > 18:
        raise ValueError(f"“{_shown(text)}” is not a whole number. Write digits only, for example 45.")
    return int(plain.replace(",", ""))


def fixed_point(text: str, places: int, *, example: str) -> int:
    """A decimal figure in units of its last place: fixed_point("3.347", 3) is 3347.

    More decimals than `places` are refused, because rounding them would be a decision.
    """
    plain = text.strip()
    sign = -1 if plain[:1] in ("-", "\N{MINUS SIGN}") else 1
    units, _, rest = plain[1 if sign < 0 else 0 :].partition(".")
    is_number = _WHOLE.fullmatch(units) and ((rest.isascii() and rest.isdigit()) or not rest)
    if not is_number or plain.endswith(".") or len(plain) > 24:
        raise ValueError(f"“{_shown(text)}” is not a number. Write it as {example}.")
    if len(rest.rstrip("0")) > places:
        raise ValueError(
            f"“{_shown(text)}” has more than {_decimals(places)}. Write it as {example}; nothing is rounded."
        )
    value = int(units.replace(",", "")) * 10**places + int(rest[:places].ljust(places, "0") or 0)
    if value > _LARGEST:
        raise ValueError(f"“{_shown(text)}” is larger than the portal can hold.")
    return sign * value


def cents(text: str) -> int:
    """Dollars as whole cents: "$1,130.32" is 113032."""
    plain = text.strip()
    return fixed_point(plain.replace("$", "", 1), 2, example="337.71")


def day(text: str) -> date:
    """A date as 6 May 2019, 6/05/2019 or 2019-05-06: the day stands before the month."""
    plain = text.strip()
    if match := _ISO.fullmatch(plain):
        year, month, number = map(int, match.groups())
    elif match := _AUSTRALIAN.fullmatch(plain):
        number, month, year = map(int, match.groups())
    elif (match := _IN_WORDS.fullmatch(plain)) and (month := _month(match[2])):
        number, year = int(match[1]), int(match[3])
    else:
        raise ValueError(f"“{_shown(text)}” is not a date. Write it as 6 May 2019, 6/05/2019 or 2019-05-06.")
    try:
        return date(year, month, number)
    except ValueError as error:
        raise ValueError(
            f"“{_shown(text)}” is not a day of the calendar. Write day, month and year as in 6/05/2019."
        ) from error


def _month(name: str) -> int:
    """The number of a month by its English name or the first three letters; 0 for any other word."""
    known = {full.casefold(): number for number, full in enumerate(calendar.month_name)}
    short = {full[:3]: number for full, number in known.items()}
    return (known | short).get(name.casefold(), 0)


def yes_or_no(text: str) -> bool:
    """A truth value: yes, no, true, false, y, n, 1 or 0; anything else is refused."""
    plain = text.strip().casefold()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise ValueError(f"“{_shown(text)}” is neither yes nor no. Write yes or no.")


def _decimals(places: int) -> str:
    return {0: "no decimals", 1: "one decimal"}.get(places, f"{places} decimals")


def _shown(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"
