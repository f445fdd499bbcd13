"""The rules of a year as JSON, so that a run keeps exactly what it used and can be calculated again."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from funding.rules.facts import Band, Instalment, YearRules

Json = dict[str, Any]


def to_json(rules: YearRules) -> Json:
    """Plain dictionaries, lists, numbers and text, in one fixed order, that from_json turns back exactly."""
    plain = {field.name: getattr(rules, field.name) for field in fields(rules)}
    return plain | {
        "bands": [band._asdict() for band in rules.bands],
        "band_of": dict(sorted(rules.band_of.items())),
        "exclusions": sorted(rules.exclusions),
        "instalments": [instalment._asdict() for instalment in rules.instalments],
    }


def from_json(plain: Mapping[str, Any]) -> YearRules:
    """The rules that to_json wrote.

    Raises ValueError when a field is missing or unknown: a stored run is read whole or not at all.
    """
    names = {field.name for field in fields(YearRules)}
    different = sorted(names.symmetric_difference(plain))
    if different:
        raise ValueError(
            f"Stored year rules do not match the fields of this version: {', '.join(different)}."
        )
    return YearRules(
        **{
            **plain,
            "bands": tuple(Band(**band) for band in plain["bands"]),
            "band_of": dict(plain["band_of"]),
            "exclusions": frozenset(plain["exclusions"]),
            "instalments": tuple(Instalment(**instalment) for instalment in plain["instalments"]),
        }
    )
