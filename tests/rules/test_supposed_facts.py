"""Supposed facts, lines of materials and settlements after the year, figure by figure."""

import json
from datetime import date

import pytest

from funding.rules.allocation import allocate, bands_by_code, decide
from funding.rules.bounds import most
from funding.rules.cells import Cell
from funding.rules.facts import Allocation
from funding.rules.ledger import carried
from funding.rules.scenario import Changes
from funding.rules.scenario_facts import as_at, moved_index, needs_facts
from funding.rules.year_rules import from_json, to_json
from tests.rules.ref143 import enrolments_2023, year_2023
from tests.rules.test_components import year_with_supplement
from tests.rules.test_decisions import SUPPLEMENT
from tests.rules.years import SOUND, year_2019

NORTH = {1: "North", 2: "South"}


def cell(index: int, school: int = 1) -> Cell:
    return Cell(school, "Q", "8", index, "", "", 0, 122_500, False, 1, 180, 180)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (Changes(), False),
        (Changes(cap=1, base_rate=1, rural_rate=1, weights={"8": 1}, index_shift={"": 1}), False),
        (Changes(components={"TAFE_SUPPLEMENT": False, "RURAL": True, "TARGETED": False}), False),
        (Changes(components={"TAFE_SUPPLEMENT": True}), True),
        (Changes(components={"MATERIALS": False}), True),
        (Changes(components={"SMALL_SCALE": True}), True),
        (Changes(minimum_age=15), True),
        (Changes(maximum_age=20), True),
        (Changes(census_date=date(2019, 5, 6)), True),
        (Changes(facts_year=2018), True),
        (Changes(full_rate_hours={"8": 1}), True),
        (Changes(exclusions={"UNDER_AGE": False}), True),
        (Changes(band_of={"Q": "8"}), True),
    ],
)
def test_whether_enrolments_are_decided_anew(changes: Changes, expected: bool) -> None:
    assert needs_facts(changes) is expected


@pytest.mark.parametrize(
    ("withdrawn_on", "is_withdrawn", "expected"),
    [
        (date(2019, 6, 3), False, True),
        (date(2019, 6, 4), True, False),
        (None, True, True),
        (None, False, False),
    ],
)
def test_a_withdrawal_counts_from_its_day_on(
    withdrawn_on: date | None, is_withdrawn: bool, expected: bool
) -> None:
    row = SOUND._replace(withdrawn_on=withdrawn_on, is_withdrawn=is_withdrawn)
    day = date(2019, 6, 3)
    assert as_at(row, Changes(census_date=day)) == row._replace(census_date=day, is_withdrawn=expected)
    assert as_at(row, Changes()) == as_at(row, Changes(census_date=row.census_date)) == row


@pytest.mark.parametrize(
    ("changes", "index", "school", "expected"),
    [
        (Changes(index_of_school={1: 400}, index_shift={"": 50}), 1_000, 1, 400),
        (Changes(index_shift={"North": 50}), 1_000, 1, 1_050),
        (Changes(index_shift={"North": 50}), 1_000, 2, 1_000),
        (Changes(index_shift={"North": 50, "": 70}), 1_000, 2, 1_070),
        (Changes(index_shift={"": 70}), 1_000, 3, 1_070),
        (Changes(index_shift={"North": 70}), 1_000, 3, 1_000),
        (Changes(index_shift={"North": 0, "": 70}), 1_000, 1, 1_000),
        (Changes(index_shift={"": -2_000}), 1_000, 1, 0),
        (Changes(index_shift={"": 2_000}), 9_000, 1, 10_000),
        (Changes(index_shift={"": 2_000}), 0, 1, 0),
    ],
)
def test_a_location_index_is_set_or_shifted(changes: Changes, index: int, school: int, expected: int) -> None:
    assert moved_index(cell(index, school), changes, NORTH) == expected


def test_a_line_of_materials_multiplies_enrolments() -> None:
    rows = enrolments_2023([{"certificate": "INVENTED-A", "number": "2", "hours": "100"}])
    (line,) = [each for each in allocate(rows, year_2023()).allocations if each.component == "MATERIALS"]
    assert line == Allocation(1, "MATERIALS", "HIGH", 2, 200, 2, 1, 58_700, 117_400)


def test_a_certificate_without_materials_in_a_large_school_keeps_neutral_values() -> None:
    rules = year_2023()
    (facts,) = enrolments_2023([{"certificate": "INVENTED-C", "school_students": "500"}])
    outcome = decide(facts, rules, bands_by_code(rules))
    assert (outcome.materials_band, outcome.small_scale_rate) == ("", 0)


def test_what_cannot_go_back_in_the_year_is_settled_after_it() -> None:
    assert carried({"T3": -500}, {"T1": 100, "T4": 600}) == {"T3": -100, "END": -400}
    assert carried({"T3": -500, "END": 0}, {"T1": 100, "T4": 600}) == {"T3": -100, "END": -400}


@pytest.mark.parametrize("figure", ["tafe_loading_percent", "core_teaching_percent"])
def test_a_percentage_is_at_most_100(figure: str) -> None:
    assert most(figure) == 100


def test_an_amount_has_a_bound_of_its_own() -> None:
    assert most("materials_amount") == most("another_amount") > 100


def test_the_rates_of_a_supplement_are_kept_with_a_run() -> None:
    rules = year_with_supplement(SUPPLEMENT)
    assert from_json(json.loads(json.dumps(to_json(rules)))) == rules


def test_what_an_older_version_did_not_know_has_its_neutral_value() -> None:
    plain = to_json(year_2019())
    for name in ("tafe", "materials", "materials_band_of", "sealed_base_rate", "components"):
        del plain[name]
    assert from_json(plain) == year_2019()
