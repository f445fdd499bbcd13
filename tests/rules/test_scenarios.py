"""What if: cases that an officer can read, and what holds for every scenario."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from funding.rules import scenario_json, scenario_result
from funding.rules.allocation import allocate
from funding.rules.cells import cells_of
from funding.rules.errors import CannotCalculate, NoUsableCap
from funding.rules.facts import EnrolmentFacts, YearRules
from funding.rules.scenario import Changes, applied, keys, without
from funding.rules.scenario_effects import effects, warnings
from funding.rules.scenario_result import result_of
from funding.rules.scenario_sentences import said
from funding.rules.scenario_workings import from_cells, side
from tests.rules.cases import cents, each, whole
from tests.rules.scenario_cases import (
    REGIONS,
    changes_of_case,
    facts_of_case,
    from_facts,
    worked_out,
    year_of_case,
)
from tests.rules.strategies import COHORTS, years
from tests.rules.years import full_time, year_2019


@each("scenarios")
def test_a_scenario(given, expected) -> None:
    changes = changes_of_case(given["change"])
    workings = worked_out(facts_of_case(given), year_of_case(given), changes)
    result = result_of(workings, REGIONS)
    found = effects(workings, changes, REGIONS)
    assert result.base_rate.after == cents(expected["base_rate"])
    if "difference" in expected:
        assert result.total.difference == cents(expected["difference"])
    assert result.winners.schools == whole(expected["winners"])
    assert result.losers.schools == whole(expected["losers"])
    touched = {" ".join(filter(None, effect.key)): str(effect.touched.enrolments) for effect in found}
    assert touched.items() >= expected.get("touched", {}).items()
    warned = list(warnings(workings, found).values())
    assert warned == ([expected["warns"]] if "warns" in expected else [])


@st.composite
def changes_of(draw: st.DrawFn, rules: YearRules) -> Changes:
    """Any mix of parameters that the year has."""
    bands = st.sampled_from([band.code for band in rules.bands])
    optional: dict[str, st.SearchStrategy[Any]] = {
        "cap": st.integers(1, 10**9),
        "is_capped": st.booleans(),
        "base_rate": st.integers(1, 200_000),
        "weights": st.dictionaries(bands, st.integers(1, 9_999), min_size=1, max_size=3),
        "rural_rate": st.integers(0, 2_000_000),
        "rural_threshold": st.sampled_from([0, 2000, 5000]),
        "rural_inside_cap": st.booleans(),
        "index_of_school": st.dictionaries(st.integers(1, 4), st.integers(0, 10_000), min_size=1),
        "index_shift": st.dictionaries(
            st.sampled_from(["", "North", "South"]), st.integers(-3000, 3000), min_size=1
        ),
        "components": st.dictionaries(st.sampled_from(["TARGETED", "RURAL"]), st.booleans(), min_size=1),
    }
    return Changes(**draw(st.fixed_dictionaries({}, optional=optional)))


@st.composite
def scenarios(draw: st.DrawFn) -> tuple[YearRules, list[EnrolmentFacts], Changes]:
    rules = draw(years())
    return rules, draw(COHORTS), draw(changes_of(rules))


@given(years(), COHORTS)
def test_a_scenario_without_a_change_equals_the_run_to_the_cent(rules, facts) -> None:
    try:
        run = allocate(facts, rules)
    except NoUsableCap:
        event("cap too small")
        return
    assert applied(rules, Changes()) == rules
    for workings in (
        from_cells(side(cells_of(run.outcomes), rules), Changes(), REGIONS),
        from_facts(facts, rules, Changes(), REGIONS),
    ):
        for each_side in (workings.before.settlement, workings.after.settlement):
            assert each_side.allocations == run.allocations
            assert (each_side.base_rate, each_side.total) == (run.base_rate, run.total)
        result = result_of(workings, REGIONS)
        assert result.total.difference == result.winners.schools == result.losers.schools == 0
        assert effects(workings, Changes(), REGIONS) == ()


@given(scenarios())
def test_a_scenario_on_cells_equals_deciding_every_enrolment_anew(drawn) -> None:
    rules, facts, changes = drawn
    try:
        slow = from_facts(facts, rules, changes, REGIONS)
    except CannotCalculate:
        assume(False)
        raise
    fast = from_cells(side(cells_of(allocate(facts, rules).outcomes), rules), changes, REGIONS)
    assert fast.after.settlement == slow.after.settlement
    assert effects(fast, changes, REGIONS) == effects(slow, changes, REGIONS)


@given(scenarios())
def test_every_way_of_summing_a_scenario_comes_to_its_total(drawn) -> None:
    rules, facts, changes = drawn
    try:
        workings = from_facts(facts, rules, changes, REGIONS)
    except CannotCalculate:
        assume(False)
        raise
    result = result_of(workings, REGIONS)
    for parts in (result.components, result.bands, result.regions):
        assert sum(pair.before for pair in parts.values()) == result.total.before
        assert sum(pair.after for pair in parts.values()) == result.total.after
    assert sum(school.before for school in result.schools) == result.total.before
    assert result.winners.cents + result.losers.cents == result.total.difference
    assert result.winners.schools + result.losers.schools + result.unmoved == len(result.schools)
    assert scenario_result.from_json(scenario_result.to_json(result)) == result


@given(scenarios())
def test_a_parameter_that_moves_any_cent_touches_somebody(drawn) -> None:
    rules, facts, changes = drawn
    try:
        workings = from_facts(facts, rules, changes, REGIONS)
        if all(each.is_nothing for each in effects(workings, changes, REGIONS)):
            event("touches nobody")
            assert workings.after.settlement.total == workings.before.settlement.total
    except CannotCalculate:
        assume(False)


@given(scenarios())
def test_changes_can_be_stored_and_written_out(drawn) -> None:
    rules, _, changes = drawn
    assert scenario_json.from_json(scenario_json.to_json(changes)) == changes
    assert len(said(changes, rules)) == len(keys(changes))
    rest = changes
    for key in keys(changes):
        rest = without(rest, key)
    assert rest == Changes()
    assert rest.is_empty


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (Changes(weights={"9": 1000}), "2019 has no band called 9"),
        (Changes(band_of={"SIT20316": "9"}), "2019 has no band called 9"),
        (Changes(components={"BONUS": True}), "no component called BONUS"),
        (Changes(exclusions={"TOO_TALL": True}), "no eligibility rule called TOO_TALL"),
        (Changes(exclusions={"NO_UNITS": False}), "always holds"),
        (Changes(minimum_age=30), "above the oldest"),
        (Changes(full_rate_hours={"8": 0}), "1 to 9,999 hours"),
        (Changes(weights={"8": 100_001}), "between 0.000 and 100.000"),
        (Changes(index_of_school={1: 10_001}), "between 0.0000 and 1.0000"),
        (Changes(band_rates={"8": 30_000}), "follow from their weighting levels"),
        (Changes(tafe_basis="ALL"), "SUBSIDY, GAP"),
        (Changes(index_shift={"West": 100}), "no region called West"),
        (Changes(index_of_school={99: 100}), "does not know"),
    ],
)
def test_what_does_not_exist_is_refused_in_words(changes: Changes, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        from_facts([], year_2019(), changes, REGIONS)


def test_another_year_of_facts_touches_all_of_its_enrolments() -> None:
    rules = year_2019(kind="CONFIRMED", cap=1_000_000, rural_rate=40_000)
    facts, other = full_time({"8": "2"}, 1), full_time({"8": "3"}, 2)
    changes = Changes(facts_year=2018)
    workings = from_facts(facts, rules, changes, REGIONS, other)
    result = result_of(workings, REGIONS)
    assert effects(workings, changes, REGIONS)[0].touched == (3, 1)
    assert (result.winners.schools, result.losers.schools) == (1, 1)


def test_a_cap_can_be_tried_on_a_year_that_has_none() -> None:
    rules = year_2019(rural_rate=40_000)
    facts = full_time({"8": "2"}, 3)
    workings = from_facts(facts, rules, Changes(cap=100_000), REGIONS)
    assert workings.before.settlement.base_rate == 33_771
    assert workings.after.settlement.base_rate == 50_000


def test_a_cap_that_is_tried_out_is_not_held_by_what_schools_were_told() -> None:
    rules = replace(year_2019(kind="CONFIRMED", cap=100_000, rural_rate=0), sealed_base_rate=30_000)
    workings = from_facts(full_time({"8": "2"}, 3), rules, Changes(cap=200_000), REGIONS)
    assert (workings.before.settlement.base_rate, workings.after.settlement.base_rate) == (30_000, 100_000)


def test_stored_changes_of_an_unknown_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot change colour"):
        scenario_json.from_json({"colour": 1})
