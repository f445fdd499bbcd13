"""What one version of a year's rules says otherwise than another."""

from typing import Any, NamedTuple

from funding.actions import year_record
from funding.models import FundingYear
from funding.rules.components import COMPONENT_BY_CODE
from funding.rules.eligibility import RULE_BY_CODE
from funding.views import year_words


class Difference(NamedTuple):
    """A figure that differs: its name, as it was and as it is."""

    label: str
    was: str
    now: str


def differences(before: FundingYear, after: FundingYear) -> list[Difference]:
    """What the second version says otherwise than the first."""
    return differences_of(year_record.snapshot(before), year_record.snapshot(after))


def differences_of(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """As `differences`, for two snapshots."""
    was, now = year_record.changes(before, after)
    return [_difference(name, was[name], now[name]) for name in was]


def _difference(name: str, was: Any, now: Any) -> Difference:
    if name in year_words.FIGURES:
        label, write = year_words.FIGURES[name]
        return Difference(label, write(was), write(now))
    kind, key = year_record.kind_and_key(name)
    called, write = year_words.ROWS[kind]
    said = [write(each) if each else "not there" for each in (was, now)]
    return Difference(f"{called} {_key_words(kind, key)}", *said)


def _key_words(kind: str, key: str) -> str:
    if kind == "exclusion" and key in RULE_BY_CODE:
        return f"“{RULE_BY_CODE[key].sentence}”"
    if kind == "component" and key in COMPONENT_BY_CODE:
        return COMPONENT_BY_CODE[key].name
    return key
