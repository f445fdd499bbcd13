"""What a scenario changes, written for people: each parameter as it is and as it is supposed."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from funding.rules.components import COMPONENT_BY_CODE
from funding.rules.eligibility import RULE_BY_CODE
from funding.rules.facts import Band, YearRules
from funding.rules.scenario import Changes, Key, keys
from vetportal.money import day, dollars, index, thousandths

_BASES = {"SUBSIDY": "the Skills First subsidy", "GAP": "the gap"}
_NOT_THERE = "not there"


class Said(NamedTuple):
    """One parameter: what it is, how it stands, how it is supposed."""

    key: Key
    label: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """In one line: "Base rate: $337.71, in the scenario $350.00"."""
        return f"{self.label}: {self.before}, in the scenario {self.after}"


def said(
    changes: Changes, rules: YearRules, school_names: Mapping[int, str] | None = None
) -> tuple[Said, ...]:
    """Every changed parameter in the order of the form; `rules` are those that stand."""
    writer = _Writer(changes, rules, school_names or {})
    return tuple(Said(key, *writer.written(key)) for key in keys(changes))


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _years(value: int) -> str:
    return f"{value} years"


_PLAIN: Mapping[str, tuple[str, Callable[..., str]]] = {
    "cap": ("Cap", dollars),
    "is_capped": ("Rates follow from the cap", _yes),
    "base_rate": ("Base rate", dollars),
    "rural_rate": ("Rural rate", dollars),
    "rural_threshold": ("Rural from a location index of", index),
    "rural_inside_cap": ("Rural weighting inside the cap", _yes),
    "minimum_age": ("Youngest age", _years),
    "maximum_age": ("Oldest age", _years),
}
_OF_BAND: Mapping[str, tuple[str, str, Callable[..., str]]] = {
    "weights": ("Weighting level of band {}", "weighting_level", thousandths),
    "full_rate_hours": ("Full rate of band {}", "full_rate_hours", lambda hours: f"{hours} hours"),
    "band_rates": ("Rate of band {}", "stated_rate", dollars),
}


class _Writer:
    def __init__(self, changes: Changes, rules: YearRules, school_names: Mapping[int, str]) -> None:
        self.changes, self.rules, self.school_names = changes, rules, school_names
        self.bands: Mapping[str, Band] = {band.code: band for band in rules.bands}

    def written(self, key: Key) -> tuple[str, str, str]:
        name, entry = key
        if name in _PLAIN:
            label, write = _PLAIN[name]
            return label, write(getattr(self.rules, name)), write(getattr(self.changes, name))
        if name in _OF_BAND:
            return self._of_band(name, entry)
        ways: Mapping[str, Callable[[str], tuple[str, str, str]]] = {
            "index_of_school": self._school,
            "index_shift": self._shift,
            "components": self._component,
            "tafe_loading": self._loading,
            "tafe_basis": self._basis,
            "exclusions": self._rule,
            "band_of": self._certificate,
            "census_date": self._census,
            "facts_year": self._facts,
        }
        return ways[name](entry)

    def _of_band(self, name: str, code: str) -> tuple[str, str, str]:
        label, column, write = _OF_BAND[name]
        held = getattr(self.bands[code], column)
        return label.format(code), write(held), write(getattr(self.changes, name)[code])

    def _school(self, entry: str) -> tuple[str, str, str]:
        name = self.school_names.get(int(entry), "a school")
        return (
            f"Location index of {name}",
            "as recorded for each campus",
            index(self.changes.index_of_school[int(entry)]),
        )

    def _shift(self, region: str) -> tuple[str, str, str]:
        shift = self.changes.index_shift[region]
        sign = "+" if shift > 0 else ""
        where = (
            region or "all other schools" if len(self.changes.index_shift) > 1 else region or "all schools"
        )
        return f"Location index of {where}", "as recorded", f"{sign}{index(shift)}"

    def _component(self, code: str) -> tuple[str, str, str]:
        held = code in self.rules.components
        return COMPONENT_BY_CODE[code].name, _paid(held), _paid(self.changes.components[code])

    def _loading(self, _entry: str) -> tuple[str, str, str]:
        held = f"{self.rules.tafe.loading_percent}%" if self.rules.tafe else _NOT_THERE
        return "Rural loading of the TAFE supplement", held, f"{self.changes.tafe_loading}%"

    def _basis(self, _entry: str) -> tuple[str, str, str]:
        held = _BASES[self.rules.tafe.loading_basis] if self.rules.tafe else _NOT_THERE
        return "The TAFE loading is on", held, _BASES[self.changes.tafe_basis or "SUBSIDY"]

    def _rule(self, code: str) -> tuple[str, str, str]:
        held = code in self.rules.exclusions or RULE_BY_CODE[code].is_always_in_force
        sentence = RULE_BY_CODE[code].sentence.rstrip(".")
        return f"Rule “{sentence}”", _in_force(held), _in_force(self.changes.exclusions[code])

    def _certificate(self, code: str) -> tuple[str, str, str]:
        held = self.rules.band_of.get(code)
        return f"Band of {code}", f"band {held}" if held else "no band", f"band {self.changes.band_of[code]}"

    def _census(self, _entry: str) -> tuple[str, str, str]:
        return "Ages and withdrawals as at", "the census date", day(self.changes.census_date)

    def _facts(self, _entry: str) -> tuple[str, str, str]:
        return "Enrolments of", f"{self.rules.year}", f"the {self.changes.facts_year} census"


def _paid(is_paid: bool) -> str:
    return "paid" if is_paid else "not paid"


def _in_force(is_in_force: bool) -> str:
    return "in force" if is_in_force else "left out"
