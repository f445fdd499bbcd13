"""What differs between two versions of a scheme, figure by figure and rule by rule, in words."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from credits.models import CreditScheme
from credits.queries.scheme_sheet import FIGURES, sheet_of
from credits.rules import scheme_sentences as sentences
from credits.rules.outcomes import LABELS
from credits.rules.scheme_rules import Limit, Pool, Row
from vetportal import money

Sheet = Mapping[str, Any]
_ABSENT = "not there"
_CREDITS = {"total_cap", "standard_total", "standard_at_level"}
_NAMES = {
    "name": "Name of the certificate",
    "credit_word": "One credit is called",
    "rank": "Place in lists",
    "commence_from": "For certificates begun from",
    "commence_to": "For certificates begun to",
    "hours_measure": "Hours",
    "hours_sources": "Sources of hours",
    "any_hours_source": "Another source of hours may be used",
    "level_rule": "Level of a unit on its own",
    "certificate_i_exception": "A unit of a Certificate I has its own level where that is higher",
    "on_repeat": "When a unit is repeated",
    "one_unit": "What counts once",
    "counting_outcomes": "Outcomes that count",
    "total_cap": "Most credit in all",
    "standard_total": "Credit it asks for in all",
    "standard_at_level": "Of it at a level or higher",
    "standard_level": "That level",
    "standard_note": "What else it asks for",
    "source": "Where its rules are published",
    "source_date": "Date of the source",
    "note": "Notes for readers",
}


class Difference(NamedTuple):
    """A figure or a rule of two versions that is not the same."""

    label: str
    was: str
    now: str


def differences(one: CreditScheme, other: CreditScheme) -> list[Difference]:
    """What differs between two stored versions."""
    return compared(sheet_of(one), sheet_of(other))


def compared(was: Sheet, now: Sheet) -> list[Difference]:
    """What differs between two sheets."""
    found = [
        Difference(
            _NAMES.get(name, name.replace("_", " ").capitalize()), _shown(name, was), _shown(name, now)
        )
        for name in FIGURES
        if was[name] != now[name]
    ]
    before, after = dict(_rows(was)), dict(_rows(now))
    for label in {**before, **after}:
        if before.get(label) != after.get(label):
            found.append(Difference(label, before.get(label, _ABSENT), after.get(label, _ABSENT)))
    orders = [[row["name"] for row in sheet["rows"]] for sheet in (was, now)]
    if orders[0] != orders[1] and sorted(orders[0]) == sorted(orders[1]):
        found.append(Difference("Order of the rules", ", ".join(orders[0]), ", ".join(orders[1])))
    return found


def _shown(name: str, sheet: Sheet) -> str:
    value = sheet[name]
    if value in (None, "", []):
        return "nothing"
    if name in _CREDITS:
        return money.credit(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(LABELS.get(each, each) for each in value)
    choices = dict(CreditScheme._meta.get_field(name).flatchoices)
    return str(choices.get(value, value))


def _rows(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Every row of a sheet: what it is called, and what it says with its source. Names may come twice."""
    seen: dict[str, int] = {}
    for label, text, source in _said(sheet, sheet["credit_word"]):
        seen[label] = seen.get(label, 0) + 1
        number = f" ({seen[label]})" if seen[label] > 1 else ""
        yield label + number, f"{text} Source: {source or 'none'}"


def _said(sheet: Sheet, word: str) -> Iterator[tuple[str, str, str]]:
    for row in sheet["rows"]:
        rule = Row(**_listed(row))
        yield f"Rule: {rule.name}", f"{sentences.for_whom(rule)}. {sentences.earns(rule, word)}", rule.source
    for row in sheet["pools"]:
        pool = Pool(**_listed(row))
        yield f"Hours left over: {pool.name}", sentences.pools(pool, word), pool.source
    for row in sheet["limits"]:
        limit = Limit(**row)
        yield f"Limit: {limit.kind.lower()}", sentences.limits(limit, word), limit.source
    for row in sheet["certificates"]:
        yield f"Certificate {row['qualification_code']}", _certificate(row), row["source"]
    for row in sheet["unit_hours"]:
        yield f"Hours of {row['unit_code']}", f"{row['hours']} hours.", row["source"]


def _listed(row: Sheet) -> dict[str, Any]:
    return {**row, "slots": tuple(row.get("slots", ()))}


def _certificate(row: Sheet) -> str:
    least, units = row.get("minimum"), row.get("units")
    said = [
        f"At most {money.credit(row['maximum'])}",
        f"at least {money.credit(least)}" if least is not None else "",
        row.get("stage", ""),
        "approved" if row.get("is_approved") else "",
        f"{units} units" if units is not None else "",
    ]
    return ", ".join(part for part in said if part) + "."
