"""Cells come to the same lines as the enrolments one by one, to the cent, approved or as if approved."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import TypeVar

from hypothesis import event, given
from hypothesis import strategies as st

from funding.rules.allocation import allocate, bands_by_code, cells_if_approved, decide
from funding.rules.budget import settled_base_rate
from funding.rules.cells import Settlement, cells_of, settle_cells
from funding.rules.eligibility import RULES
from funding.rules.errors import CannotCalculate
from funding.rules.facts import (
    Allocation,
    Calculation,
    EnrolmentFacts,
    Outcome,
    SkillsFirst,
    SmallScaleStep,
    TafeRules,
    YearRules,
)
from funding.rules.materials import materials_lines
from funding.rules.rates import rate_of_band
from funding.rules.rural import rural_demand, rural_lines
from funding.rules.small_scale import small_scale_lines
from funding.rules.tafe_supplement import tafe_demand, tafe_lines
from funding.rules.targeted import targeted_demand, targeted_lines
from tests.rules.strategies import ANY_FACTS, COHORTS, numbered, years

CODES = [f"Q{number}" for number in range(5)]
COMPONENTS = ["TARGETED", "RURAL", "TAFE_SUPPLEMENT", "MATERIALS", "SMALL_SCALE"]
RATES = st.integers(0, 3_000)


@st.composite
def full_years(draw: st.DrawFn, kind: str | None = None) -> YearRules:
    """A year that pays any of the components, each with its figures."""
    stopping = draw(st.sets(st.sampled_from([rule.code for rule in RULES])))
    return replace(
        draw(years(kind)),
        components=frozenset(draw(st.sets(st.sampled_from(COMPONENTS)))),
        tafe=TafeRules(
            loading_percent=draw(st.sampled_from([0, 10])),
            loading_basis=draw(st.sampled_from(["SUBSIDY", "GAP"])),
            is_pro_rata=draw(st.booleans()),
            is_paid_in_term_3=False,
            rate_of={code: SkillsFirst(draw(RATES), draw(RATES)) for code in CODES[:3]},
        ),
        materials={"M1": draw(RATES), "M2": draw(RATES)},
        materials_band_of=dict.fromkeys(CODES[1:3], "M1") | {"Q3": "M2", "NO-BAND": "M2"},
        materials_exclusions=frozenset(stopping),
        small_scale=(SmallScaleStep(30, draw(RATES)), SmallScaleStep(90, draw(RATES))),
    )


T = TypeVar("T")

# A school's size is one number: the step follows from the school, as it does where facts are read.
SIZES = {1: None, 2: 20, 3: 80, 4: 300}
ENROLLED = st.builds(
    lambda facts, changes: facts._replace(school_students=SIZES[facts.school_id], **changes),
    ANY_FACTS,
    st.fixed_dictionaries(
        {
            "provider_code": st.sampled_from(["", "0417", "3075"]),
            "is_tafe_network": st.booleans(),
            "return_approved": st.booleans(),
            "subjects": st.sampled_from([None, 5, 6]),
        },
        optional={"delivery": st.sampled_from(["EXTERNAL", "SBAT"])},
    ),
)
STATES = st.lists(ENROLLED, max_size=25).map(numbered)


def settled(calculation: Calculation) -> Settlement:
    return Settlement(calculation.base_rate, calculation.allocations, calculation.total, calculation.leftover)


def in_words(calculate: Callable[[], T]) -> T | str:
    """What a calculation comes to, or the sentence that says why it cannot be made."""
    try:
        return calculate()
    except CannotCalculate as refusal:
        event(type(refusal).__name__)
        return str(refusal)


def one_by_one(outcomes: Sequence[Outcome], rules: YearRules) -> list[Allocation]:
    """The lines of outcomes that are never put into cells, by the rules of each component."""
    demand = targeted_demand(outcomes, rules)
    weighted = rural_demand(outcomes, rules)

    def rural_at(base_rate: int) -> tuple[Allocation, ...]:
        return rural_lines(weighted, base_rate, rules)

    base_rate = settled_base_rate(demand, lambda at: sum(line.amount for line in rural_at(at)), rules)
    rural = rural_at(base_rate)
    rates = {band.code: rate_of_band(band, base_rate) for band in rules.bands}
    return [
        *targeted_lines(demand, base_rate),
        *rural,
        *tafe_lines(tafe_demand(outcomes, rules), rates, rules),
        *materials_lines(outcomes, rules),
        *small_scale_lines(outcomes, rules),
    ]


@given(full_years(), STATES)
def test_cells_come_to_the_lines_of_their_enrolments_one_by_one(
    rules: YearRules, facts: list[EnrolmentFacts]
):
    bands = bands_by_code(rules)
    outcomes = [decide(row, rules, bands) for row in facts]
    settled = in_words(lambda: settle_cells(cells_of(outcomes), rules))
    lines = in_words(lambda: one_by_one(outcomes, rules))
    if isinstance(settled, str) or isinstance(lines, str):
        assert settled == lines
        return
    assert list(settled.allocations) == sorted(lines, key=attrgetter("school_id"))
    assert settled.total == sum(line.amount for line in lines)


@given(full_years(), STATES)
def test_cells_come_to_the_run_and_as_if_approved_to_the_run_with_every_return_approved(rules, facts):
    cells = cells_if_approved(facts, rules)
    assert in_words(lambda: settle_cells(cells, rules)) == in_words(lambda: settled(allocate(facts, rules)))
    approved = [row._replace(return_approved=True) for row in facts]
    assert in_words(lambda: settle_cells(cells, rules, as_if_approved=True)) == in_words(
        lambda: settled(allocate(approved, rules))
    )


@given(full_years(), STATES, st.randoms(use_true_random=False))
def test_the_order_of_enrolments_and_of_cells_is_irrelevant(rules, facts, random):
    cells = cells_if_approved(facts, rules)
    assert cells_if_approved(random.sample(facts, len(facts)), rules) == cells
    shuffled = random.sample(cells, len(cells))
    assert in_words(lambda: settle_cells(shuffled, rules)) == in_words(lambda: settle_cells(cells, rules))


@given(years(), COHORTS)
def test_cells_count_every_funded_hour_once(rules, facts):
    outcomes = allocate(facts, replace(rules, kind="INDICATIVE")).outcomes
    cells = cells_of(outcomes)
    assert sum(cell.funded_hours for cell in cells) == sum(outcome.funded_hours for outcome in outcomes)
    assert sum(cell.enrolments for cell in cells) == sum(not outcome.reasons for outcome in outcomes)
