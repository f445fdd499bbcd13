"""The whole calculation in one screen: facts and the rules of a year in, outcomes and lines out."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from funding.rules.budget import is_solved, settled_base_rate
from funding.rules.core_share import core_rate
from funding.rules.eligibility import assess
from funding.rules.facts import Allocation, Band, Calculation, EnrolmentFacts, Outcome, YearRules
from funding.rules.hours import funded_hours
from funding.rules.materials import materials_band, materials_lines
from funding.rules.rates import rate_of_band
from funding.rules.rural import rural_demand, rural_lines
from funding.rules.small_scale import small_scale_lines, small_scale_rate
from funding.rules.tafe_supplement import tafe_demand, tafe_lines, tafe_provider
from funding.rules.targeted import targeted_demand, targeted_lines


def allocate(facts: Iterable[EnrolmentFacts], rules: YearRules) -> Calculation:
    """Decide every enrolment and calculate every line; the order of the facts does not matter.

    Outcomes come by enrolment, allocations by school, component (as in funding.rules.components) and band.
    Raises CannotCalculate, in words, when a rate or the cap that is needed is missing or too small.
    """
    bands = bands_by_code(rules)
    outcomes = sorted((decide(row, rules, bands) for row in facts), key=attrgetter("enrolment_id"))
    return settle(outcomes, rules)


def settle(outcomes: Sequence[Outcome], rules: YearRules) -> Calculation:
    """Every line of these outcomes, and the base rate that they lead to. Raises as allocate does."""
    demand = targeted_demand(outcomes, rules)
    rural = rural_lines(rural_demand(outcomes, rules), rules)
    rural_total = _total(rural)
    base_rate = settled_base_rate(demand, rural_total, rules)
    targeted = targeted_lines(demand, base_rate)
    rates = {band.code: rate_of_band(band, base_rate) for band in rules.bands}
    parts = (
        *targeted,
        *rural,
        *tafe_lines(tafe_demand(outcomes, rules), rates, rules),
        *materials_lines(outcomes, rules),
        *small_scale_lines(outcomes, rules),
    )
    return Calculation(
        base_rate=base_rate,
        outcomes=tuple(outcomes),
        # Each part is in band order within a school, and sorting keeps that order.
        allocations=tuple(sorted(parts, key=attrgetter("school_id"))),
        total=_total(parts),
        leftover=_leftover(_total(targeted), rural_total, rules),
    )


def decide(facts: EnrolmentFacts, rules: YearRules, bands: Mapping[str, Band]) -> Outcome:
    """The outcome of one enrolment; `bands` is bands_by_code(rules), looked up once for a whole run."""
    reasons = assess(facts, rules)
    band = rules.band_of.get(facts.qualification_code, "")
    is_funded = not reasons
    return Outcome(
        facts.enrolment_id,
        facts.school_id,
        band,
        facts.hours,
        funded_hours(facts.hours, bands[band].full_rate_hours) if is_funded else 0,
        facts.location_index or 0,
        reasons,
        facts.qualification_code,
        core_rate(facts, rules),
        tafe_provider(facts, rules) if is_funded else "",
        materials_band(facts, reasons, rules),
        small_scale_rate(facts, rules) if is_funded else 0,
    )


def bands_by_code(rules: YearRules) -> dict[str, Band]:
    """The bands of the year by code.

    Raises ValueError when a certificate is assigned to a band that the year does not have.
    """
    bands = {band.code: band for band in rules.bands}
    unknown = sorted(set(rules.band_of.values()) - bands.keys())
    if unknown:
        raise ValueError(
            f"Certificates are assigned to band {', '.join(unknown)}, which {rules.year} does not have. "
            "Add the band to the rate table or assign another band."
        )
    return bands


def _total(lines: Sequence[Allocation]) -> int:
    return sum(line.amount for line in lines)


def _leftover(targeted: int, rural: int, rules: YearRules) -> int | None:
    if not is_solved(rules) or rules.cap is None:
        return None
    return rules.cap - targeted - (rural if rules.rural_inside_cap else 0)
