"""What if: the rules of a year with some of them changed. Nothing is stored and nothing is paid by it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from funding.rules import bounds
from funding.rules.components import COMPONENT_BY_CODE
from funding.rules.eligibility import RULE_BY_CODE
from funding.rules.facts import Band, TafeRules, YearRules

ALL_REGIONS = ""  # the key of a shift that moves every school
BASES = ("SUBSIDY", "GAP")


@dataclass(frozen=True, slots=True)
class Changes:
    """What a scenario changes; what is left out stays as it is.

    Amounts are cents, weighting levels thousandths, location indexes and the threshold ten-thousandths,
    the TAFE loading per cent. `weights`, `full_rate_hours` and `band_rates` go by band; `index_of_school` by
    school; `index_shift` by region, with ALL_REGIONS for the whole state; `components` and `exclusions` say
    by code what is switched on (True) or off (False); `band_of` gives certificates a band.
    `census_date` judges ages and withdrawals as at another day; `facts_year` reads another frozen census.
    """

    cap: int | None = None
    is_capped: bool | None = None
    base_rate: int | None = None
    weights: Mapping[str, int] = field(default_factory=dict)
    full_rate_hours: Mapping[str, int] = field(default_factory=dict)
    band_rates: Mapping[str, int] = field(default_factory=dict)
    rural_rate: int | None = None
    rural_threshold: int | None = None
    rural_inside_cap: bool | None = None
    index_of_school: Mapping[int, int] = field(default_factory=dict)
    index_shift: Mapping[str, int] = field(default_factory=dict)
    components: Mapping[str, bool] = field(default_factory=dict)
    tafe_loading: int | None = None
    tafe_basis: str | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    exclusions: Mapping[str, bool] = field(default_factory=dict)
    band_of: Mapping[str, str] = field(default_factory=dict)
    census_date: date | None = None
    facts_year: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is changed."""
        return not any(_is_set(getattr(self, each.name)) for each in fields(self))


def _is_set(value: Any) -> bool:
    """0 and False are changes; nothing and an empty table are none."""
    return bool(value) if isinstance(value, Mapping) else value is not None


Key = tuple[str, str]  # the name of a field of Changes, and the entry in it where it is a table


def keys(changes: Changes) -> tuple[Key, ...]:
    """Every single parameter that is changed, in the order of the form."""
    found: list[Key] = []
    for each in fields(changes):
        value = getattr(changes, each.name)
        if isinstance(value, Mapping):
            found += [(each.name, str(entry)) for entry in value]
        elif value is not None:
            found.append((each.name, ""))
    return tuple(found)


def without(changes: Changes, key: Key) -> Changes:
    """The same changes but for one parameter."""
    name, entry = key
    value = getattr(changes, name)
    rest: Any = None
    if isinstance(value, Mapping):
        rest = {held: each for held, each in value.items() if str(held) != entry}
    return replace(changes, **{name: rest})


def applied(rules: YearRules, changes: Changes) -> YearRules:
    """The rules with the changes in them; without any change the very same rules.

    Location indexes, the census date and another year's facts are changes of facts, see
    funding.rules.scenario_facts. Where a cap is tried on a year that has none, the base rate follows from it.
    Raises ValueError, in words, for a band, component or rule that does not exist, and for impossible ages.
    """
    _check(rules, changes)
    return replace(
        rules,
        **_plain(changes),
        **_of_cap(rules, changes),
        bands=tuple(_band(band, changes) for band in rules.bands),
        band_of={**rules.band_of, **changes.band_of},
        components=_switched(rules.components, changes.components),
        exclusions=_switched(rules.exclusions, changes.exclusions),
        tafe=_tafe(rules, changes),
    )


def _plain(changes: Changes) -> dict[str, Any]:
    names = ("base_rate", "rural_rate", "rural_threshold", "rural_inside_cap", "minimum_age", "maximum_age")
    return {name: getattr(changes, name) for name in names if getattr(changes, name) is not None}


def _of_cap(rules: YearRules, changes: Changes) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if changes.is_capped is not None:
        found["is_capped"] = changes.is_capped
    if changes.cap is not None:
        # A cap that is tried out sets the rate anew: what schools were told before does not hold it.
        found |= {"cap": changes.cap, "kind": "CONFIRMED", "sealed_base_rate": None}
    return found


def _band(band: Band, changes: Changes) -> Band:
    return band._replace(
        weighting_level=changes.weights.get(band.code, band.weighting_level),
        full_rate_hours=changes.full_rate_hours.get(band.code, band.full_rate_hours),
        stated_rate=changes.band_rates.get(band.code, band.stated_rate),
    )


def _switched(held: frozenset[str], switches: Mapping[str, bool]) -> frozenset[str]:
    on = {code for code, is_on in switches.items() if is_on}
    return frozenset(held.difference(switches)) | on


def _tafe(rules: YearRules, changes: Changes) -> TafeRules | None:
    if rules.tafe is None or changes.components.get("TAFE_SUPPLEMENT") is False:
        return None
    loading, basis = changes.tafe_loading, changes.tafe_basis
    return replace(
        rules.tafe,
        loading_percent=rules.tafe.loading_percent if loading is None else loading,
        loading_basis=rules.tafe.loading_basis if basis is None else basis,
    )


def _check(rules: YearRules, changes: Changes) -> None:
    bands = [band.code for band in rules.bands]
    for table in (changes.weights, changes.full_rate_hours, changes.band_rates):
        _known("band", table, bands, rules.year)
    _known("band", set(changes.band_of.values()), bands, rules.year)
    _known("component", changes.components, COMPONENT_BY_CODE, rules.year)
    _known("eligibility rule", changes.exclusions, RULE_BY_CODE, rules.year)
    _check_switches(changes)
    _check_figures(rules, changes)


def _known(noun: str, named: Collection[str], known: Collection[str], year: int) -> None:
    unknown = sorted(set(named) - set(known))
    if unknown:
        raise ValueError(
            f"{year} has no {noun} called {', '.join(unknown)}. Choose one of: {', '.join(known)}."
        )


def _check_switches(changes: Changes) -> None:
    always = [
        code
        for code, is_on in changes.exclusions.items()
        if not is_on and RULE_BY_CODE[code].is_always_in_force
    ]
    if always:
        raise ValueError(
            f"The rule “{RULE_BY_CODE[always[0]].sentence}” always holds, because there is nothing to "
            "calculate without it. Choose another rule."
        )
    if changes.tafe_basis is not None and changes.tafe_basis not in BASES:
        raise ValueError(f"The TAFE loading is on one of: {', '.join(BASES)}.")


def _check_figures(rules: YearRules, changes: Changes) -> None:
    youngest = rules.minimum_age if changes.minimum_age is None else changes.minimum_age
    oldest = rules.maximum_age if changes.maximum_age is None else changes.maximum_age
    if youngest > oldest:
        raise ValueError(f"The youngest age ({youngest}) is above the oldest ({oldest}). Change one of them.")
    if any(not 0 < hours <= bounds.FULL_RATE_HOURS for hours in changes.full_rate_hours.values()):
        raise ValueError(f"The full rate of a band is reached at 1 to {bounds.FULL_RATE_HOURS:,} hours.")
    if any(not 0 <= weight <= bounds.WEIGHTING_LEVEL for weight in changes.weights.values()):
        raise ValueError("A weighting level lies between 0.000 and 100.000.")
    if any(not 0 <= index <= bounds.most("rural_threshold") for index in changes.index_of_school.values()):
        raise ValueError("A location index lies between 0.0000 and 1.0000.")
    if changes.band_rates and any(band.stated_rate is None for band in rules.bands):
        raise ValueError(
            f"The band rates of {rules.year} follow from their weighting levels. Change the weighting levels "
            "or the base rate."
        )
