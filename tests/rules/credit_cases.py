"""Reads a student's results, units and a scheme from the text of a case, for the credit rules."""

from dataclasses import replace
from datetime import date

from credits.rules.facts import Certificate, Listing, ResultFacts, Ruling, StatedHours, UnitFacts
from credits.rules.outcomes import Outcome
from credits.rules.scheme_rules import SchemeRules
from enrolments.rules.equivalence import families
from tests.rules.cases import fixed, whole, yes
from tests.rules.credit_schemes import schemes

SCHEMES = schemes()
TCE = SCHEMES["TCE"]  # as it is shipped: a wrong switch there fails here
_WHOLE = {"highest_level", "commence_from", "commence_to"}


def points(text: str) -> int:
    """Credit as it is read, "2" or "0.5", in thousandths."""
    return fixed(text, 3)


def day(text: str) -> date | None:
    """A day, or "always"."""
    return None if text == "always" else date.fromisoformat(text)


def scheme_of(given: dict) -> SchemeRules:
    """The TCE, or the scheme that the case is `of`, with what the case changes of it."""
    changes: dict[str, object] = {}
    for name, value in given.get("scheme", {}).items():
        changes[name] = whole(value) if name in _WHOLE else value
        if name in ("any_hours_source", "certificate_i_exception"):
            changes[name] = yes(value)
        if name == "hours_sources":
            changes[name] = tuple(value)
        if name == "indicative_hours":
            changes[name] = {code: whole(hours) for code, hours in value.items()}
    return replace(SCHEMES[given.get("of", "TCE")], **changes)


def units_of(given: dict) -> dict[str, UnitFacts]:
    """The units of a case; `equivalent` lists pairs of an earlier and a later unit."""
    heads = families(tuple(pair.split(" to ")) for pair in given.get("equivalent", ()))
    return {code: _unit(code, facts or {}, heads.get(code, code)) for code, facts in given["units"].items()}


def _unit(code: str, facts: dict, family: str) -> UnitFacts:
    return UnitFacts(
        code,
        facts.get("title", f"Unit {code}"),
        family,
        tuple(_hours(text) for text in facts.get("hours", ())),
        tuple(_listing(text) for text in facts.get("listed", ())),
        tuple(_ruling(text) for text in facts.get("rulings", ())),
    )


def _hours(text: str) -> StatedHours:
    """ "15 NCVER" or "15 NCVER from 2016-01-01"."""
    hours, source, *since = text.replace(" from ", " ").split()
    return StatedHours(whole(hours), source, date.fromisoformat(since[0]) if since else None)


def _listing(text: str) -> Listing:
    """ "SIT20416 2", "SIT20416 2 until 2018-06-30", "SIT20416 2 from 2016-03-02"."""
    code, level, *rest = text.split()
    said = dict(zip(rest[::2], rest[1::2], strict=True))
    return Listing(
        code,
        whole(level),
        date.fromisoformat(said["until"]) if "until" in said else None,
        date.fromisoformat(said["from"]) if "from" in said else None,
    )


def _ruling(text: str) -> Ruling:
    """ "3 from 2019-01-01 to always: reason"."""
    head, _, reason = text.partition(": ")
    level, _, first, _, last = head.split()
    return Ruling(whole(level), reason, "TASC", day(first), day(last))


def results_of(given: dict) -> list[ResultFacts]:
    """The results of a case, with keys from 1 in the order in which they are written."""
    return [_result(number, facts) for number, facts in enumerate(given["results"], start=1)]


def _result(key: int, facts: dict) -> ResultFacts:
    ended = date.fromisoformat(facts["ended"])
    return ResultFacts(
        key,
        facts["unit"],
        certificate(facts["in"]) if "in" in facts else None,
        Outcome(facts.get("outcome", "ACHIEVED")),
        ended,
        whole(facts.get("begun", str(ended.year))),
        yes(facts.get("evidenced", "no")),
        yes(facts.get("finished", "no")),
        facts.get("issued", ""),
        yes(facts.get("refused", "no")),
    )


def certificate(text: str) -> Certificate:
    """ "SIT20416 2 Kitchen Operations": code, level and title."""
    code, level, *title = text.split()
    return Certificate(code, " ".join(title) or f"Certificate {code}", whole(level))
