"""Which statement of a unit's hours a scheme takes: its sources in their order, the newest that holds."""

from collections.abc import Iterable
from datetime import date

from credits.rules.facts import StatedHours, UnitFacts
from credits.rules.scheme_rules import SchemeRules
from vetportal.money import day

INVENTED = "INVENTED"  # a figure of a demonstration: never before one that somebody published
INDICATIVE_SOURCE = "Indicative hours of the scheme"


def hours_of(unit: UnitFacts, on: date, scheme: SchemeRules) -> StatedHours | None:
    """The hours that count for a result of that day; None where no source states any that hold.

    TASC, "VET in the TCE", Size Value: the nationally agreed table first, then other government sources.
    Blank hours are not 0 hours: who asks must block the result and say so.
    """
    if scheme.indicative_hours is not None:
        hours = scheme.indicative_hours.get(unit.code)
        return None if hours is None else StatedHours(hours, INDICATIVE_SOURCE)
    stated = [each for each in unit.hours if each.as_at is None or each.as_at <= on]
    for source in _sources(stated, scheme):
        return max((each for each in stated if each.source == source), key=_newest_then_fewest)
    return None


def why_none(unit: UnitFacts, on: date, scheme: SchemeRules) -> str:
    """Why hours_of knows none, and what to do, in words."""
    if scheme.indicative_hours is not None:
        return (
            f"The scheme {scheme.name} states no indicative hours for it. "
            "They have to be entered with the scheme."
        )
    asked = unit.hours
    if not scheme.any_hours_source:
        asked = tuple(each for each in asked if each.source in scheme.hours_sources)
    later = [each.as_at for each in asked if each.as_at is not None and each.as_at > on]
    if later:
        return f"Its hours are stated only from {day(min(later))}, and the result is of {day(on)}."
    return "No source states its hours. The department has to enter them in the register."


def _sources(stated: Iterable[StatedHours], scheme: SchemeRules) -> list[str]:
    """The sources that state hours, in the order in which the scheme asks them."""
    known = {each.source for each in stated}
    named = [each for each in scheme.hours_sources if each in known]
    others = known.difference(scheme.hours_sources) if scheme.any_hours_source else set()
    return named + sorted(others, key=lambda source: (source == INVENTED, source))


def _newest_then_fewest(stated: StatedHours) -> tuple[date, int]:
    """The newest statement; of several of one day the fewest hours, as where a range is stated."""
    return stated.as_at or date.min, -stated.hours
