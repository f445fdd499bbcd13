"""The whole calculation in one screen: facts and the rules of a year in, outcomes and lines out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

from funding.rules.assessing import Assessing
from funding.rules.cells import APPROVAL, Cell, cells_of, settle_cells
from funding.rules.core_share import core_rate
from funding.rules.eligibility import assess
from funding.rules.facts import Band, Calculation, EnrolmentFacts, Outcome, YearRules
from funding.rules.hours import counted_hours, funded_hours
from funding.rules.materials import materials_band
from funding.rules.small_scale import small_scale_rate
from funding.rules.tafe_supplement import tafe_provider


def allocate(facts: Iterable[EnrolmentFacts], rules: YearRules) -> Calculation:
    """Decide every enrolment and calculate every line; the order of the facts does not matter.

    Outcomes come by enrolment, allocations by school, component (as in funding.rules.components) and band.
    Raises CannotCalculate, in words, when a rate or the cap that is needed is missing or too small.
    """
    bands = bands_by_code(rules)
    outcomes = sorted(decide_all(facts, rules, bands), key=attrgetter("enrolment_id"))
    return settle(outcomes, rules)


def settle(outcomes: Sequence[Outcome], rules: YearRules) -> Calculation:
    """Every line of these outcomes, and the base rate that they lead to. Raises as allocate does."""
    settled = settle_cells(cells_of(outcomes), rules)
    return Calculation(
        base_rate=settled.base_rate,
        outcomes=tuple(outcomes),
        allocations=settled.allocations,
        total=settled.total,
        leftover=settled.leftover,
    )


def cells_if_approved(facts: Iterable[EnrolmentFacts], rules: YearRules) -> tuple[Cell, ...]:
    """The cells of these enrolments; those whose return is not approved stand as if it were."""
    bands = bands_by_code(rules)
    outcomes: list[Outcome] = []
    awaiting: set[int] = set()
    assessing = Assessing(rules)
    for row in facts:
        outcome = decided(row, assessing.of(row), rules, bands)
        if APPROVAL in outcome.reasons:
            awaiting.add(row.enrolment_id)
        outcomes.append(if_approved(row, outcome, rules, bands))
    return cells_of(outcomes, awaiting)


def if_approved(
    facts: EnrolmentFacts, outcome: Outcome, rules: YearRules, bands: Mapping[str, Band]
) -> Outcome:
    """The outcome of these facts once the return is approved: the same, unless it lacks the approval."""
    if APPROVAL not in outcome.reasons:
        return outcome
    return decide(facts._replace(return_approved=True), rules, bands)


def decide(facts: EnrolmentFacts, rules: YearRules, bands: Mapping[str, Band]) -> Outcome:
    """The outcome of one enrolment; `bands` is bands_by_code(rules), looked up once for a whole run."""
    return decided(facts, assess(facts, rules), rules, bands)


def decide_all(
    facts: Iterable[EnrolmentFacts], rules: YearRules, bands: Mapping[str, Band]
) -> Iterator[Outcome]:
    """The outcomes of many enrolments, in their order; as decide, quicker where many are alike."""
    assessing = Assessing(rules)
    return (decided(row, assessing.of(row), rules, bands) for row in facts)


def decided(
    facts: EnrolmentFacts, reasons: tuple[str, ...], rules: YearRules, bands: Mapping[str, Band]
) -> Outcome:
    """The outcome of one enrolment that these reasons speak against; none where it is funded."""
    band = rules.band_of.get(facts.qualification_code, "")
    is_funded = not reasons
    hours = counted_hours(facts, rules)
    return Outcome(
        facts.enrolment_id,
        facts.school_id,
        band,
        hours,
        funded_hours(hours, bands[band].full_rate_hours) if is_funded else 0,
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
