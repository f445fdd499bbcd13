"""The changes of a scenario as JSON, so that a saved scenario can be read and worked out again."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from funding.rules.scenario import Changes, keys

_NAMES = {each.name for each in fields(Changes)}


def to_json(changes: Changes) -> dict[str, Any]:
    """Only what is changed, in plain values that from_json turns back exactly."""
    names = dict.fromkeys(name for name, _ in keys(changes))
    return {name: _plain(getattr(changes, name)) for name in names}


def from_json(plain: Mapping[str, Any]) -> Changes:
    """The changes that to_json wrote. Raises ValueError for a parameter that does not exist."""
    unknown = sorted(plain.keys() - _NAMES)
    if unknown:
        raise ValueError(f"A scenario cannot change {', '.join(unknown)}.")
    found = dict(plain)
    if "census_date" in found:
        found["census_date"] = date.fromisoformat(found["census_date"])
    if "index_of_school" in found:
        found["index_of_school"] = {int(school): index for school, index in found["index_of_school"].items()}
    return Changes(**found)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): each for name, each in value.items()}
    return value
