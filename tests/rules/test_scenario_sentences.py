"""What a scenario changes, in words: how each parameter stands and how it is supposed."""

import re
from dataclasses import replace
from datetime import date

import pytest

from funding.rules import scenario_json
from funding.rules.facts import YearRules
from funding.rules.scenario import Changes, applied, keys
from funding.rules.scenario_sentences import said
from tests.rules.ref143 import year_2023
from tests.rules.test_components import year_with_supplement
from tests.rules.test_decisions import SUPPLEMENT
from tests.rules.years import year_2019

YEAR = replace(year_2019(cap=1_000_000), rural_rate=None)
WITH_SUPPLEMENT = year_with_supplement(SUPPLEMENT)


@pytest.mark.parametrize(
    ("rules", "changes", "sentence"),
    [
        (YEAR, Changes(cap=900_050), "Cap: $10,000.00, in the scenario $9,000.50"),
        (YEAR, Changes(is_capped=False), "Rates follow from the cap: yes, in the scenario no"),
        (YEAR, Changes(base_rate=35_000), "Base rate: $337.71, in the scenario $350.00"),
        (YEAR, Changes(rural_rate=10_000), "Rural rate: —, in the scenario $100.00"),
        (
            YEAR,
            Changes(rural_threshold=2_500),
            "Rural from a location index of: 0.2000, in the scenario 0.2500",
        ),
        (
            replace(YEAR, rural_inside_cap=True),
            Changes(rural_inside_cap=False),
            "Rural weighting inside the cap: yes, in the scenario no",
        ),
        (YEAR, Changes(minimum_age=14), f"Youngest age: {YEAR.minimum_age} years, in the scenario 14 years"),
        (YEAR, Changes(maximum_age=30), f"Oldest age: {YEAR.maximum_age} years, in the scenario 30 years"),
        (YEAR, Changes(weights={"8": 1_250}), "Weighting level of band 8: 1.000, in the scenario 1.250"),
        (
            YEAR,
            Changes(full_rate_hours={"8": 200}),
            "Full rate of band 8: 180 hours, in the scenario 200 hours",
        ),
        (
            year_2023(),
            Changes(band_rates={"A": 250_000}),
            "Rate of band A: $2,400.00, in the scenario $2,500.00",
        ),
        (
            YEAR,
            Changes(index_of_school={7: 2_500}),
            "Location index of Hill College: as recorded for each campus, in the scenario 0.2500",
        ),
        (
            YEAR,
            Changes(index_of_school={8: 0}),
            "Location index of a school: as recorded for each campus, in the scenario 0.0000",
        ),
        (
            YEAR,
            Changes(index_shift={"": 500}),
            "Location index of all schools: as recorded, in the scenario +0.0500",
        ),
        (
            YEAR,
            Changes(index_shift={"South": 1}),
            "Location index of South: as recorded, in the scenario +0.0001",
        ),
        (
            YEAR,
            Changes(index_shift={"North": 0}),
            "Location index of North: as recorded, in the scenario 0.0000",
        ),
        (YEAR, Changes(components={"RURAL": False}), "Rural weighting: paid, in the scenario not paid"),
        (YEAR, Changes(components={"MATERIALS": True}), "VET materials: not paid, in the scenario paid"),
        (
            WITH_SUPPLEMENT,
            Changes(tafe_loading=20),
            "Rural loading of the TAFE supplement: 10%, in the scenario 20%",
        ),
        (
            YEAR,
            Changes(tafe_loading=0),
            "Rural loading of the TAFE supplement: not there, in the scenario 0%",
        ),
        (
            WITH_SUPPLEMENT,
            Changes(tafe_basis="GAP"),
            "The TAFE loading is on: the Skills First subsidy, in the scenario the gap",
        ),
        (
            YEAR,
            Changes(tafe_basis="SUBSIDY"),
            "The TAFE loading is on: not there, in the scenario the Skills First subsidy",
        ),
        (
            YEAR,
            Changes(exclusions={"CERTIFICATE_I": False}),
            "Rule “Certificates at level I are not funded”: in force, in the scenario left out",
        ),
        (
            replace(YEAR, exclusions=frozenset()),
            Changes(exclusions={"CERTIFICATE_I": True}),
            "Rule “Certificates at level I are not funded”: left out, in the scenario in force",
        ),
        (
            YEAR,
            Changes(exclusions={"NO_UNITS": True}),
            "Rule “No units of competency are entered”: in force, in the scenario in force",
        ),
        (YEAR, Changes(band_of={"CUA30915": "8"}), "Band of CUA30915: band 5a, in the scenario band 8"),
        (YEAR, Changes(band_of={"NEW": "8"}), "Band of NEW: no band, in the scenario band 8"),
        (
            YEAR,
            Changes(census_date=date(2019, 8, 5)),
            "Ages and withdrawals as at: the census date, in the scenario 5 August 2019",
        ),
        (YEAR, Changes(facts_year=2018), "Enrolments of: 2019, in the scenario the 2018 census"),
    ],
)
def test_a_parameter_is_said(rules: YearRules, changes: Changes, sentence: str) -> None:
    (found,) = said(changes, rules, {7: "Hill College"})
    assert (found.key,) == keys(changes)
    assert found.sentence == sentence


def test_shifts_of_several_regions_say_which_schools_the_rest_are() -> None:
    found = said(Changes(index_shift={"North": 500, "": -200}), YEAR)
    assert [(each.label, each.after) for each in found] == [
        ("Location index of North", "+0.0500"),
        ("Location index of all other schools", "−0.0200"),
    ]
    (alone,) = said(Changes(index_of_school={7: 1}), YEAR)
    assert alone.label == "Location index of a school"


def test_the_largest_and_smallest_figures_may_be_tried_out() -> None:
    for changes in (
        Changes(full_rate_hours={"8": 1}),
        Changes(full_rate_hours={"8": 9_999}),
        Changes(weights={"8": 0}),
        Changes(weights={"8": 100_000}),
        Changes(index_of_school={1: 0}),
        Changes(index_of_school={1: 10_000}),
        Changes(minimum_age=YEAR.maximum_age),
        Changes(minimum_age=30, maximum_age=30),
    ):
        assert applied(YEAR, changes)


def test_one_step_beyond_them_is_refused() -> None:
    for changes in (
        Changes(full_rate_hours={"8": 10_000}),
        Changes(weights={"8": -1}),
        Changes(index_of_school={1: -1}),
        Changes(minimum_age=30, maximum_age=29),
        Changes(maximum_age=YEAR.minimum_age - 1),
    ):
        with pytest.raises(ValueError, match=r"hours|weighting level|location index|above the oldest"):
            applied(YEAR, changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            Changes(weights={"9": 1, "7x": 1}),
            f"2019 has no band called 7x, 9. Choose one of: {', '.join(band.code for band in YEAR.bands)}.",
        ),
        (
            Changes(components={"BONUS": True}),
            "2019 has no component called BONUS. Choose one of: TARGETED, ",
        ),
        (Changes(exclusions={"TALL": True}), "2019 has no eligibility rule called TALL. Choose one of: "),
    ],
)
def test_what_the_year_does_not_have_is_refused_with_what_it_has(changes: Changes, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}"):
        applied(YEAR, changes)


def test_0_and_no_are_changes_and_an_empty_table_is_none() -> None:
    assert Changes(weights={}).is_empty
    assert not Changes(rural_rate=0).is_empty
    assert not Changes(is_capped=False).is_empty
    assert not Changes(weights={"8": 1}).is_empty


def test_changes_are_stored_in_plain_values() -> None:
    changes = Changes(
        cap=5, index_of_school={7: 2_500}, weights={"8": 1_000, "1": 1}, census_date=date(2019, 8, 5)
    )
    plain = scenario_json.to_json(changes)
    assert plain == {
        "cap": 5,
        "weights": {"8": 1_000, "1": 1},
        "index_of_school": {"7": 2_500},
        "census_date": "2019-08-05",
    }
    assert scenario_json.from_json(plain) == changes
    with pytest.raises(ValueError, match=r"^A scenario cannot change colour, shape\.$"):
        scenario_json.from_json({"shape": 1, "colour": 2})
