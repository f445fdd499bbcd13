"""The components beside targeted funding and rural weighting, worked out together."""

from collections.abc import Sequence

from funding.rules import materials, small_scale, tafe_supplement
from funding.rules.facts import Allocation, Outcome, YearRules
from funding.rules.rates import rate_of_band

COMPONENTS = frozenset({tafe_supplement.COMPONENT, materials.COMPONENT, small_scale.COMPONENT})


def lines(outcomes: Sequence[Outcome], rules: YearRules, base_rate: int) -> tuple[Allocation, ...]:
    """Their lines in cents. The TAFE supplement depends on the base rate of the run, in cents."""
    rates = {band.code: rate_of_band(band, base_rate) for band in rules.bands}
    return (
        *tafe_supplement.tafe_lines(tafe_supplement.tafe_demand(outcomes, rules), rates, rules),
        *materials.materials_lines(outcomes, rules),
        *small_scale.small_scale_lines(outcomes, rules),
    )
