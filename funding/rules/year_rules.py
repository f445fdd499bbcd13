"""The rules of a year as JSON, so that a run keeps exactly what it used and can be calculated again."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any

from funding.rules.facts import (
    Band,
    CoreStage,
    Instalment,
    SkillsFirst,
    SmallScaleStep,
    TafeRules,
    YearRules,
)

Json = dict[str, Any]


_NESTED = ("bands", "instalments", "core_stages", "small_scale")
_SETS = ("exclusions", "components", "excluded_qualifications", "materials_exclusions")


def to_json(rules: YearRules) -> Json:
    """Plain dictionaries, lists, numbers and text, in one fixed order, that from_json turns back exactly."""
    plain = {field.name: getattr(rules, field.name) for field in fields(rules)}
    return (
        plain
        | {name: [row._asdict() for row in plain[name]] for name in _NESTED}
        | {name: sorted(plain[name]) for name in _SETS}
        | {
            "band_of": dict(sorted(rules.band_of.items())),
            "materials": dict(sorted(rules.materials.items())),
            "materials_band_of": dict(sorted(rules.materials_band_of.items())),
            "tafe": _tafe_to_json(rules.tafe),
        }
    )


def from_json(plain: Mapping[str, Any]) -> YearRules:
    """The rules that to_json wrote; what an older version did not know yet has its neutral value.

    Raises ValueError when a field is missing or unknown: a stored run is read whole or not at all.
    """
    known = {field.name: field for field in fields(YearRules)}
    needed = {
        name for name, field in known.items() if field.default is MISSING and field.default_factory is MISSING
    }
    different = sorted((plain.keys() - known.keys()) | (needed - plain.keys()))
    if different:
        raise ValueError(
            f"Stored year rules do not match the fields of this version: {', '.join(different)}."
        )
    read = {name: _READERS[name](value) if name in _READERS else value for name, value in plain.items()}
    return YearRules(**read)


def _tafe_to_json(tafe: TafeRules | None) -> Json | None:
    if tafe is None:
        return None
    plain = {field.name: getattr(tafe, field.name) for field in fields(tafe)}
    return plain | {"rate_of": {code: rate._asdict() for code, rate in sorted(tafe.rate_of.items())}}


def _tafe_from_json(plain: Mapping[str, Any] | None) -> TafeRules | None:
    if plain is None:
        return None
    rates = {code: SkillsFirst(**rate) for code, rate in plain["rate_of"].items()}
    return TafeRules(**{**plain, "rate_of": rates})


_READERS: dict[str, Callable[[Any], Any]] = {
    "bands": lambda rows: tuple(Band(**row) for row in rows),
    "instalments": lambda rows: tuple(Instalment(**row) for row in rows),
    "core_stages": lambda rows: tuple(CoreStage(**row) for row in rows),
    "small_scale": lambda rows: tuple(SmallScaleStep(**row) for row in rows),
    "tafe": _tafe_from_json,
    **dict.fromkeys(_SETS, frozenset),
}
