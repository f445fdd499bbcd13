"""What a scheme does that stands in none of its rows, in sentences: hours, levels, a unit once, outcomes."""

from collections.abc import Iterator

from credits.rules.outcomes import LABELS
from credits.rules.reasons import years
from credits.rules.scheme_rules import (
    CERTIFICATE,
    EQUIVALENT_UNIT,
    FIRST_PACKAGED,
    HIGHEST_CERTIFICATE,
    HOURS,
    KEEP_HIGHEST,
    LOWEST_LISTED,
    LOWEST_LISTED_ELSEWHERE,
    SAME_UNIT,
    SchemeRules,
)

_OWN_LEVEL = {
    LOWEST_LISTED: "the lowest level of the certificates entered here that list it and are current on the "
    "day of the result, of all of them where none is current",
    LOWEST_LISTED_ELSEWHERE: "the lowest level of the other certificates entered here that list it and are "
    "current on the day of the result, of all of them where none is current",
    FIRST_PACKAGED: "the level at which it was first packaged, by the first digit of its code where no "
    "day is known and by the lowest level of the certificates entered here where it has no such digit",
}
_ONCE = {
    SAME_UNIT: "The same unit code earns credit once.",
    EQUIVALENT_UNIT: "A unit, or one that the national register calls equivalent, earns credit once: "
    "the first one counts.",
    HIGHEST_CERTIFICATE: "A unit, or an equivalent one, earns credit once: in the highest certificate.",
}


def principles_of(scheme: SchemeRules) -> tuple[str, ...]:
    """Sentences in the order in which a line is worked out."""
    return tuple(_sentences(scheme))


def _sentences(scheme: SchemeRules) -> Iterator[str]:
    counting = [LABELS[each].lower() for each in LABELS if each in scheme.counting_outcomes]
    yield f"These outcomes count: {', '.join(counting)}. A credit transfer needs its document."
    yield _ONCE[scheme.one_unit]
    yield from _hours(scheme)
    yield from _levels(scheme)
    if scheme.commence_from is not None or scheme.commence_to is not None:
        yield f"This version is for study begun {years(scheme)}."


def _hours(scheme: SchemeRules) -> Iterator[str]:
    if not any(row.basis == HOURS or row.hours_from or row.hours_to or row.min_hours for row in scheme.rows):
        return
    if scheme.indicative_hours is not None:
        yield "Hours are the indicative hours of the scheme's own table."
        return
    order = " before ".join(scheme.hours_sources)
    others = "any other source" if scheme.any_hours_source else ""
    sources = ", then ".join(part for part in (order, others) if part)
    yield f"Hours are the nominal hours of the unit, by source: {sources}."


def _levels(scheme: SchemeRules) -> Iterator[str]:
    if scheme.level_rule == CERTIFICATE:
        return
    yield "A unit taken in a certificate counts at the level of the certificate, finished or not."
    yield f"A unit taken on its own counts at {_OWN_LEVEL[scheme.level_rule]}, unless the authority ruled."
    if scheme.certificate_i_exception:
        yield "A unit of a Certificate I counts at its own level where that is higher."
    yield f"Levels end at {scheme.highest_level}."
    if scheme.on_repeat == KEEP_HIGHEST:
        yield "The level rises when a unit is repeated at a higher one."
