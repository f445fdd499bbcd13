"""Whether a year has a base rate: its rules as a calculation takes them, or as a run stored them."""

from collections.abc import Mapping
from typing import Any

from funding.rules.facts import YearRules


def has_base_rate(rules: YearRules | Mapping[str, Any]) -> bool:
    """Whether the rates of the bands follow from a base rate; otherwise the year states the rate of each."""
    if isinstance(rules, Mapping):
        return any(band.get("stated_rate") is None for band in rules["bands"])
    return any(band.stated_rate is None for band in rules.bands)
