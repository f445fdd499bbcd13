"""A version of a scheme as people read it: each rule as a sentence beside its source, and what differs."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from credits.models import CreditScheme
from credits.queries.scheme_sheet import FIGURES, PARTS, sheet_of
from credits.queries.schemes import rules_of
from credits.rules import scheme_sentences as sentences
from credits.rules.outcomes import LABELS
from credits.rules.scheme_rules import SchemeRules
from vetportal import money


class Sentence(NamedTuple):
    """A rule in words: its name, what it is about, what it says, and where that is published."""

    name: str
    about: str
    text: str
    source: str


class Difference(NamedTuple):
    """A figure or a part of two versions that is not the same."""

    label: str
    was: str
    now: str


def reading_of(scheme: CreditScheme) -> list[Sentence]:
    """Every rule, pool of hours and limit of a version, in its order."""
    return sentences_of(rules_of(scheme))


def sentences_of(rules: SchemeRules) -> list[Sentence]:
    """The same of rules."""
    word = rules.credit_word
    found = [
        Sentence(row.name, sentences.for_whom(row), sentences.earns(row, word), row.source)
        for row in rules.rows
    ]
    found += [
        Sentence(pool.name, "Hours left over", sentences.pools(pool, word), pool.source)
        for pool in rules.pools
    ]
    found += [
        Sentence("Limit", "Several certificates", sentences.limits(limit, word), limit.source)
        for limit in rules.limits
    ]
    return found


def total_of(scheme: CreditScheme) -> str:
    """The most that all of VET earns, in a sentence; empty where nothing limits it."""
    return sentences.total(scheme.total_cap, scheme.credit_word)


def outcomes_of(scheme: CreditScheme) -> str:
    """The outcomes that count, in words."""
    return ", ".join(label for outcome, label in LABELS.items() if outcome.value in scheme.counting_outcomes)


def differences(one: CreditScheme, other: CreditScheme) -> list[Difference]:
    """What differs between two stored versions, figure by figure and part by part."""
    return compared(sheet_of(one), sheet_of(other))


def compared(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Difference]:
    """What differs between two sheets."""
    names = [*FIGURES, *PARTS]
    return [
        Difference(_label(name), _shown(name, was[name]), _shown(name, now[name]))
        for name in names
        if was[name] != now[name]
    ]


def _label(name: str) -> str:
    if name in PARTS:
        return _PARTS[name]
    return str(CreditScheme._meta.get_field(name).verbose_name).capitalize()


_PARTS = {
    "rows": "Rules",
    "pools": "Hours left over",
    "limits": "Limits",
    "certificates": "Certificates",
    "unit_hours": "Indicative hours of units",
}
_CREDITS = {"total_cap", "standard_total", "standard_at_level"}


def _shown(name: str, value: Any) -> str:
    if value in (None, "", []):
        return "nothing"
    if name in _CREDITS:
        return money.credit(value)
    if name in PARTS:
        return "; ".join(_row_shown(row) for row in value)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _row_shown(row: Mapping[str, Any]) -> str:
    """A row of a sheet as short as it can be told apart by."""
    title = row.get("name") or row.get("qualification_code") or row.get("unit_code") or row.get("kind", "")
    rest = [
        f"{key} {value}" for key, value in row.items() if key not in ("name", "source", "qualification_code")
    ]
    return f"{title} ({', '.join(rest)})"
