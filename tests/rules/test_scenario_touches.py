"""Whom each parameter of a scenario touches: enrolments and schools, at the very edge of each rule."""

from dataclasses import replace

import pytest

from funding.rules.allocation import allocate
from funding.rules.cells import cells_of
from funding.rules.facts import EnrolmentFacts, YearRules
from funding.rules.scenario import Changes, Key
from funding.rules.scenario_effects import Effect, effects, warnings
from funding.rules.scenario_touches import NOBODY, Touched
from funding.rules.scenario_workings import Workings, from_cells, side
from tests.rules.ref143 import enrolments_2023, year_2023
from tests.rules.scenario_cases import REGIONS, from_facts, worked_out
from tests.rules.test_components import year_with_supplement
from tests.rules.test_decisions import SUPPLEMENT, WITH_TAFE
from tests.rules.years import enrolment, year_2019

# Regions: schools 1 and 2 are in the North, 3 and 4 in the South.
INDEXES = (0, 1_999, 2_000, 2_500, 3_000)
YEAR = year_2019(rural_rate=40_000, cap=10_000_000)


def rows_at(school: int, indexes: tuple[int, ...] = INDEXES, **changes: object) -> list[EnrolmentFacts]:
    return [
        enrolment(enrolment_id=100 * school + number, school_id=school, location_index=index, **changes)
        for number, index in enumerate(indexes)
    ]


STATE = [row for school in (1, 2, 3, 4) for row in rows_at(school)]


def touched(
    changes: Changes, rules: YearRules = YEAR, facts: list[EnrolmentFacts] = STATE
) -> dict[Key, Touched]:
    workings = worked_out(facts, rules, changes)
    return {effect.key: effect.touched for effect in effects(workings, changes, REGIONS)}


def only(changes: Changes, rules: YearRules = YEAR, facts: list[EnrolmentFacts] = STATE) -> Touched:
    (found,) = touched(changes, rules, facts).values()
    return found


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        (2_000, NOBODY),
        (2_001, Touched(4, 4)),  # those at 0.2000 are paid no more
        (2_500, Touched(4, 4)),  # those at 0.2500 still are
        (2_501, Touched(8, 4)),
        (1_999, Touched(4, 4)),
        (0, Touched(4, 4)),  # an index of 0 stands for none
    ],
)
def test_a_threshold_touches_those_between_it_and_the_old_one(threshold: int, expected: Touched) -> None:
    assert only(Changes(rural_threshold=threshold)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (Changes(index_shift={"": 1}), Touched(16, 4)),  # 0.1999 reaches the threshold, 0 stays 0
        (Changes(index_shift={"": -1}), Touched(12, 4)),
        (Changes(index_shift={"": 0}), NOBODY),
        (Changes(index_shift={"North": 1}), Touched(8, 2)),
        (Changes(index_shift={"North": 1}, index_of_school={2: 2_500}), Touched(4, 1)),
        (Changes(index_shift={"": 1}, index_of_school={2: 2_500}), Touched(12, 3)),
    ],
)
def test_a_shift_touches_those_who_are_paid_by_the_index(changes: Changes, expected: Touched) -> None:
    found = touched(changes)
    (key,) = (key for key in found if key[0] == "index_shift")
    assert found[key] == expected


def test_a_shift_of_the_state_leaves_out_the_region_that_has_its_own() -> None:
    found = touched(Changes(index_shift={"": 1, "South": -1}))
    assert found == {("index_shift", ""): (8, 2), ("index_shift", "South"): (6, 2)}


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (2_000, Touched(4, 1)),  # whoever was not at 0.2000 before
        (1_000, Touched(3, 1)),  # below the threshold now as before: no matter
        (1_999, Touched(3, 1)),
    ],
)
def test_an_index_of_a_school_touches_its_own_enrolments(index: int, expected: Touched) -> None:
    assert only(Changes(index_of_school={3: index})) == expected


def test_a_weight_touches_its_band_only_where_it_is_another_and_counts() -> None:
    weight = {band.code: band.weighting_level for band in YEAR.bands}["1"]
    assert only(Changes(weights={"1": weight + 1})) == (20, 4)
    assert only(Changes(weights={"1": weight})) == NOBODY
    (row,) = enrolments_2023([{"certificate": "INVENTED-A"}])
    assert only(Changes(weights={"A": 2_000}), year_2023(), [row]) == NOBODY  # its rate is stated


def test_a_stated_rate_touches_its_band_only_where_it_is_another() -> None:
    rows = enrolments_2023([{"certificate": "INVENTED-A", "number": "2"}, {"certificate": "INVENTED-B"}])
    assert only(Changes(band_rates={"A": 240_001}), year_2023(), rows) == (2, 1)
    assert only(Changes(band_rates={"A": 240_000}), year_2023(), rows) == NOBODY


def test_a_band_of_a_certificate_touches_whoever_takes_it() -> None:
    assert only(Changes(band_of={"INVENTED-BAND-1": "8"})) == (20, 4)
    assert only(Changes(band_of={"INVENTED-BAND-1": "1"})) == NOBODY
    assert only(Changes(band_of={"INVENTED-BAND-5": "8"})) == NOBODY


def test_the_full_rate_touches_those_of_the_band_with_another_share() -> None:
    assert only(Changes(full_rate_hours={"1": 200})) == (20, 4)
    assert only(Changes(full_rate_hours={"8": 200})) == NOBODY
    withdrawn = [row._replace(is_withdrawn=True) for row in STATE[:5]] + STATE[5:]
    assert only(Changes(full_rate_hours={"1": 200}), YEAR, withdrawn) == (15, 3)


def test_a_rule_that_is_switched_touches_those_it_speaks_against_in_every_school() -> None:
    rows = [row._replace(level=1) if row.location_index == 0 else row for row in STATE]
    assert only(Changes(exclusions={"CERTIFICATE_I": False}), YEAR, rows) == (4, 4)


def test_another_year_touches_all_its_enrolments_in_all_their_schools() -> None:
    changes = Changes(facts_year=2018)
    workings = from_facts(STATE[:3], YEAR, changes, REGIONS, STATE)
    assert effects(workings, changes, REGIONS)[0].touched == (20, 4)


def year_of_two_tafes() -> tuple[YearRules, list[EnrolmentFacts]]:
    rules = year_with_supplement(SUPPLEMENT)
    first = rows_at(1, (0, 0), **WITH_TAFE)
    return rules, first + rows_at(3, (0, 0, 0), **WITH_TAFE | {"provider_code": "3076"})


def test_a_component_touches_the_lines_that_only_one_side_has() -> None:
    rules, rows = year_of_two_tafes()
    rows[1] = rows[1]._replace(provider_code="3076")  # a line of its own in the same band and school
    assert only(Changes(components={"TAFE_SUPPLEMENT": False}), rules, rows) == (5, 2)
    assert only(Changes(components={"TARGETED": True}), rules, rows) == NOBODY  # it is on already
    assert only(Changes(components={"TARGETED": False}), rules, rows) == (5, 2)


def awaiting(cap: int | None) -> Workings:
    """Two schools of which one waits for the approval of its return, which a scenario leaves out."""
    rules = year_2019(kind="CONFIRMED", cap=1_000_000, rural_rate=40_000)
    rows = rows_at(1, (0, 0)) + rows_at(3, (2_500,))
    standing = side(
        [
            cell._replace(awaits_approval=cell.school_id == 1)
            for cell in cells_of(allocate(rows, rules).outcomes)
        ],
        rules,
    )
    return from_cells(standing, Changes(cap=cap, rural_rate=50_000), REGIONS)


def test_a_cap_that_changes_nothing_touches_nobody_while_returns_wait_for_approval() -> None:
    changes = Changes(cap=1_000_000, rural_rate=50_000)
    found = {each.key[0]: each.touched for each in effects(awaiting(1_000_000), changes, REGIONS)}
    assert found == {"cap": NOBODY, "rural_rate": (1, 1)}


def test_what_makes_a_result_possible_at_all_touches_everybody() -> None:
    """Without the cap of the scenario there would be none to follow from."""
    rules = year_2019(kind="CONFIRMED", cap=None, rural_rate=0, is_capped=False)
    changes = Changes(cap=1_000_000, is_capped=True)
    assert touched(changes, rules)[("cap", "")] == (20, 4)


@pytest.mark.parametrize(
    ("rules", "key", "words"),
    [
        (YEAR, ("cap", ""), "The rates of this year do not follow from a cap, so the cap changes nothing."),
        (YEAR, ("rural_rate", ""), "No school is paid rural weighting, or the rate is the same"),
        (
            replace(YEAR, kind="CONFIRMED"),
            ("cap", ""),
            "This cap leads to the same base rate, to the cent, so it changes nothing.",
        ),
        (replace(YEAR, kind="CONFIRMED"), ("base_rate", ""), "The base rate follows from the cap"),
        (YEAR, ("base_rate", ""), "This touches no enrolment, so it changes nothing."),
    ],
)
def test_a_parameter_that_touches_nobody_says_why(rules: YearRules, key: Key, words: str) -> None:
    workings = from_facts([], replace(rules, kind="INDICATIVE"), Changes(), REGIONS)
    workings = workings._replace(after=workings.after._replace(rules=rules))
    (said,) = warnings(workings, [Effect(key, NOBODY)]).values()
    assert said.startswith(words)


def test_a_shift_of_all_regions_touches_schools_whose_region_nobody_entered() -> None:
    changes = Changes(index_shift={"": 1})
    workings = from_facts(STATE, YEAR, changes, {})
    (effect,) = effects(workings, changes, {})
    assert effect.touched == Touched(16, 4)
