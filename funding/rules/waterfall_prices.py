"""What an enrolment is worth at the prices of each step between two calculations, exactly.

Worths are whole numbers in parts of a cent, so that nothing is rounded before the steps are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import lcm
from typing import NamedTuple

from funding.rules import rural, tafe_supplement, targeted
from funding.rules.facts import Band, TafeRules, YearRules
from funding.rules.rates import rate_of_band
from funding.rules.rural import INDEX_SCALE


class Holding(NamedTuple):
    """What an enrolment is paid by: everything that an outcome says and a price multiplies."""

    is_funded: bool
    hours: int  # entered, not yet held to the full-rate hours
    band: str
    qualification: str
    location_index: int  # ten-thousandths
    tafe_provider: str
    materials_band: str
    small_scale_rate: int  # cents for a full-time enrolment


class Side(NamedTuple):
    """One of the two calculations: its rules, the base rate it used and its total, both in cents."""

    rules: YearRules
    base_rate: int
    total: int


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices of one step. Amounts are cents; `scale` is the number of parts that a cent has."""

    scale: int
    bands: Mapping[str, Band]
    base_rate: int
    is_targeted: bool
    rural_rate: int
    rural_threshold: int
    tafe: TafeRules | None
    loading_threshold: int
    core_rate: int
    materials: Mapping[str, int]
    rural_moves_from: int | None  # cents of base rate; None where the rural rate stands
    rates: Mapping[str, int] = field(init=False)  # cents by band
    moved_rural_rate: int = field(init=False)

    def __post_init__(self) -> None:
        """Work the rates out once; they are asked for with every enrolment."""
        rates = {code: rate_of_band(band, self.base_rate) for code, band in self.bands.items()}
        object.__setattr__(self, "rates", rates)
        moved = rural.moved(self.rural_rate, self.base_rate, self.rural_moves_from)
        object.__setattr__(self, "moved_rural_rate", moved)

    def worth(self, holding: Holding) -> int:
        """What an enrolment comes to at these prices, in parts of a cent."""
        materials = self.materials.get(holding.materials_band, 0) * self.scale
        if not holding.is_funded:
            return materials
        band = self.bands[holding.band]
        full = band.full_rate_hours
        hours = min(holding.hours, full)
        rate = self.rates[holding.band]
        for_an_hour = holding.small_scale_rate + (rate if self.is_targeted else 0)
        parts = hours * (for_an_hour * INDEX_SCALE + self._rural(holding))
        parts += self._tafe(holding, hours, full, rate) * INDEX_SCALE
        return materials + parts * (self.scale // (full * INDEX_SCALE))

    def _rural(self, holding: Holding) -> int:
        """Cents x ten-thousandths for a full-time enrolment."""
        if holding.location_index < self.rural_threshold:
            return 0
        return holding.location_index * self.moved_rural_rate

    def _tafe(self, holding: Holding, hours: int, full: int, rate: int) -> int:
        """Cents x hours of the TAFE supplement."""
        tafe = self.tafe
        if tafe is None or not holding.tafe_provider or holding.qualification not in tafe.rate_of:
            return 0
        is_loaded = holding.location_index >= self.loading_threshold
        gap = tafe_supplement.supplement_rate(
            tafe.rate_of[holding.qualification],
            self.core_rate + rate,
            full,
            tafe.loading_percent if is_loaded else 0,
            tafe.loading_basis,
        )
        return gap * (hours if tafe.is_pro_rata else full)


def scale_of(before: Side, after: Side) -> int:
    """Parts of a cent in which every line of either calculation is a whole number."""
    full = (band.full_rate_hours for side in (before, after) for band in side.rules.bands)
    return lcm(*full) * INDEX_SCALE


def stages(before: Side, after: Side, scale: int) -> tuple[Prices, ...]:
    """The prices before, and those after each of the causes of funding.rules.waterfall, in its order.

    What a year does not have has the price 0. A band that only one of the years has keeps its own figures.
    """
    was, now = _prices(before, scale), _prices(after, scale)
    start = replace(was, bands={**now.bands, **was.bands})
    weights = {code: _reweighted(was.bands.get(code), band) for code, band in now.bands.items()}
    band = replace(start, bands={**was.bands, **weights})
    # What the base rate does to the rural rate comes with the base rate, in the last step.
    place = replace(band, rural_rate=now.rural_rate, rural_threshold=now.rural_threshold)
    tafe = replace(place, tafe=now.tafe, loading_threshold=now.loading_threshold, core_rate=now.core_rate)
    materials = replace(tafe, materials=now.materials)
    # Removed, added and hours keep the prices before; the small-scale rate is written with the enrolment.
    return start, start, start, start, band, place, tafe, materials, materials, now


def _prices(side: Side, scale: int) -> Prices:
    rules = side.rules
    is_rural = rural.COMPONENT in rules.components
    has_tafe = tafe_supplement.COMPONENT in rules.components
    return Prices(
        scale=scale,
        bands={band.code: band for band in rules.bands},
        base_rate=side.base_rate,
        is_targeted=targeted.COMPONENT in rules.components,
        rural_rate=(rules.rural_rate or 0) if is_rural else 0,
        rural_threshold=rules.rural_threshold,
        rural_moves_from=rural.moves_from(rules),
        tafe=rules.tafe if has_tafe else None,
        loading_threshold=rules.rural_threshold,
        core_rate=rules.core_rate,
        materials=rules.materials,
    )


def _reweighted(was: Band | None, now: Band) -> Band:
    """A band with its new weight and hours, and still the rate that was stated for it, if one was."""
    if was is None:
        return now
    return now._replace(stated_rate=was.stated_rate)
