"""Rows of a scheme as sentences that somebody can check against the publication."""

from collections.abc import Iterable

from credits.rules.interpreter_groups import ANY_LEVEL
from credits.rules.interpreter_words import amount_of, level_name, plural
from credits.rules.scheme_rules import (
    HALF_UP,
    HOURS,
    LOOKUP,
    MOST_CERTIFICATES,
    MOST_IN_SLOT,
    NONE,
    SHARE,
    UNIT,
    WHOLE_CERTIFICATE,
    Limit,
    Pool,
    Row,
)
from vetportal.money import credit


def levels(first: int, last: int) -> str:
    """A span of levels: "Certificate II", "Certificate I to Certificate III", "any level"."""
    if (first, last) == ANY_LEVEL:
        return "any level"
    return level_name(first) if first == last else f"{level_name(first)} to {level_name(last)}"


def years(first: int | None, last: int | None) -> str:
    """A span of years of commencement; empty where any year is meant."""
    if first is not None and first == last:
        return f"begun in {first}"
    if first is not None and last is not None:
        return f"begun from {first} to {last}"
    if first is not None:
        return f"begun from {first}"
    return f"begun to {last}" if last is not None else ""


def for_whom(row: Row) -> str:
    """What the row is about: "Certificate II, begun from 2019, from 200 hours"."""
    said = [levels(row.level_from, row.level_to), years(row.commence_from, row.commence_to), _bounds(row)]
    text = ", ".join(part for part in said if part)
    return text[:1].upper() + text[1:]


def _bounds(row: Row) -> str:
    if row.hours_from is not None and row.hours_to is not None:
        return f"{row.hours_from} to {row.hours_to} hours"
    if row.hours_from is not None:
        return f"from {row.hours_from} hours"
    return f"up to {row.hours_to} hours" if row.hours_to is not None else ""


def earns(row: Row, word: str) -> str:
    """What the row earns, in one or more sentences; `word` is the scheme's credit in the singular."""
    if row.basis == NONE:
        return f"Earns no {plural(word)}."
    if row.basis not in (HOURS, SHARE, LOOKUP):
        return "It does not say what it counts yet."
    parts = [_rate(row, word), _order(row), _most(row, word)]
    sentence = ", ".join(part for part in parts if part) + "."
    return " ".join([sentence, *_conditions(row)])


def _rate(row: Row, word: str) -> str:
    if row.basis == LOOKUP:
        return f"{_of(row).capitalize()} earns {amount_of(row.value or 0, word)}"
    if row.basis == SHARE:
        return f"Each full {row.step or 0} percent of the units earn that share of the certificate's credit"
    full = "" if row.rounding == HALF_UP else "full "
    rate = f"Each {full}{row.step or 0} hours of {_of(row)} earn {amount_of(row.value or 0, word)}"
    half = ", halves rounded up" if row.rounding == HALF_UP else ""
    return rate + half + (f", and each of {row.parts} equal parts of them its share" if row.parts > 1 else "")


def _of(row: Row) -> str:
    if row.scope == UNIT:
        return "a unit"
    return "the certificate" if row.scope == WHOLE_CERTIFICATE else "the course"


def _order(row: Row) -> str:
    if not row.slots:
        return ""
    if row.basis == LOOKUP:
        return "spread over " + _counts(row.slots)
    again = "" if row.cap is not None or row.cap_of_certificate else " and so on"
    return f"in the order {', '.join(row.slots)}{again}"


def _counts(slots: Iterable[str]) -> str:
    counted: dict[str, int] = {}
    for slot in slots:
        counted[slot] = counted.get(slot, 0) + 1
    return " and ".join(f"{slot} ({number})" for slot, number in counted.items())


def _most(row: Row, word: str) -> str:
    if row.cap_of_certificate:
        return "up to the most that is listed for the certificate"
    return f"at most {amount_of(row.cap, word)}" if row.cap is not None else ""


def _conditions(row: Row) -> list[str]:
    said = [
        (row.completed_only, "Only once the certificate is completed."),
        (row.approved_only, "Only where it was approved beforehand."),
        (row.min_hours, f"Below {row.min_hours} hours it earns nothing."),
        (row.pool, f"Hours left over go to {row.pool}."),
    ]
    return [sentence for holds, sentence in said if holds]


def pools(pool: Pool, word: str) -> str:
    """What hours left over earn together."""
    order = f", in the order {', '.join(pool.slots)}" if pool.slots else ""
    most = f", at most {amount_of(pool.cap, word)}" if pool.cap is not None else ""
    begun = years(pool.commence_from, pool.commence_to)
    of = f" by certificates {begun}" if begun else " by all certificates"
    return f"Each {pool.step} hours left over{of} earn {amount_of(pool.value, word)}{order}{most}."


def limits(limit: Limit, word: str) -> str:
    """What a limit says over several certificates."""
    if limit.kind == MOST_IN_SLOT:
        return f"{limit.slot} takes at most {amount_of(limit.maximum, word)}."
    of = levels(limit.level_from, limit.level_to)
    if limit.kind == MOST_CERTIFICATES:
        number = "1 certificate" if limit.maximum == 1 else f"{limit.maximum} certificates"
        return f"At most {number} of {of} can count: those that earn the most."
    return f"Certificates of {of} earn at most {amount_of(limit.maximum, word)} together."


def total(cap: int | None, word: str) -> str:
    """The most that all of VET earns; empty where nothing limits it."""
    return "" if cap is None else f"All of VET together earns at most {credit(cap)} {plural(word)}."
