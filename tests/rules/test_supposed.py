"""Supposed rules, mended enrolments and compared lines, figure by figure."""

from dataclasses import replace

import pytest

from funding.rules.comparison import Change, compare
from funding.rules.facts import Allocation, TafeRules
from funding.rules.mending import dollars_if_mended
from funding.rules.scenario import Changes, applied, keys
from tests.rules.ref143 import enrolments_2023, year_2023
from tests.rules.test_components import year_with_supplement
from tests.rules.test_decisions import SUPPLEMENT, WITH_TAFE
from tests.rules.years import enrolment, year_2019


def test_what_is_not_changed_stays() -> None:
    for rules in (year_with_supplement(SUPPLEMENT), year_2023(), year_2019(sealed_base_rate=30_000)):
        assert applied(rules, Changes()) == rules
        assert applied(rules, Changes(base_rate=1)) == replace(rules, base_rate=1)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (Changes(tafe_loading=0), {"loading_percent": 0}),
        (Changes(tafe_loading=25), {"loading_percent": 25}),
        (Changes(tafe_basis="GAP"), {"loading_basis": "GAP"}),
    ],
)
def test_the_loading_of_the_supplement(changes: Changes, expected: dict[str, object]) -> None:
    rules = year_with_supplement(SUPPLEMENT)
    assert rules.tafe is not None
    assert applied(rules, changes) == replace(rules, tafe=replace(rules.tafe, **expected))


def test_a_component_that_is_switched_takes_its_figures_along() -> None:
    rules = year_with_supplement(SUPPLEMENT)
    off = applied(rules, Changes(components={"TAFE_SUPPLEMENT": False}))
    assert (off.tafe, off.components) == (None, frozenset({"TARGETED", "RURAL"}))
    assert applied(rules, Changes(components={"TAFE_SUPPLEMENT": True})) == rules
    assert applied(rules, Changes(components={"RURAL": False})).tafe == rules.tafe


def test_a_cap_of_a_scenario() -> None:
    rules = year_2019(sealed_base_rate=30_000, cap=1_000)
    assert applied(rules, Changes(is_capped=False)) == replace(rules, is_capped=False)
    tried = replace(rules, cap=500, kind="CONFIRMED", sealed_base_rate=None)
    assert applied(rules, Changes(cap=500)) == tried
    assert applied(rules, Changes(cap=500, is_capped=True)) == tried
    assert applied(rules, Changes(cap=500, is_capped=False)) == replace(tried, is_capped=False)
    assert keys(Changes(is_capped=False, cap=0)) == (("cap", ""), ("is_capped", ""))


def test_bands_of_a_scenario() -> None:
    rules = year_2023()
    first, *rest = rules.bands
    changed = applied(rules, Changes(band_rates={"A": 250_000}, full_rate_hours={"A": 90}))
    assert changed.bands == (first._replace(stated_rate=250_000, full_rate_hours=90), *rest)
    weighted = applied(year_2019(), Changes(weights={"8": 2_000})).bands
    assert [band.weighting_level for band in weighted if band.code in "78"] == [1_123, 2_000]
    moved = applied(rules, Changes(band_of={"INVENTED-A": "B"}))
    assert moved == replace(rules, band_of={**rules.band_of, "INVENTED-A": "B"})


def test_rules_that_are_switched() -> None:
    rules = year_2019()
    assert applied(rules, Changes(exclusions={"UNDER_AGE": False})).exclusions == rules.exclusions - {
        "UNDER_AGE"
    }
    assert applied(rules, Changes(exclusions={"OVERSEAS_STUDENT": True})).exclusions == rules.exclusions | {
        "OVERSEAS_STUDENT"
    }


def test_a_mended_enrolment_earns_every_component_of_its_year() -> None:
    plain = {"certificate": "INVENTED-A", "school_students": "50", "units": "0", "hours": "0"}
    (facts,) = enrolments_2023([plain])
    assert dollars_if_mended(facts, year_2023(), 90) == (240_000 + 30_000) // 2 + 58_700
    supplement = enrolment(return_approved=False, **WITH_TAFE)
    assert dollars_if_mended(supplement, year_with_supplement(SUPPLEMENT), None) == 33_771 + 41_729


def test_materials_that_are_paid_already_are_not_at_risk() -> None:
    (facts,) = enrolments_2023([{"certificate": "INVENTED-A"}])
    rules = year_2023(materials_exclusions=frozenset())
    assert dollars_if_mended(facts._replace(return_approved=False), rules, None) == 240_000
    assert dollars_if_mended(facts._replace(return_approved=False), year_2023(), None) == 298_700


def line(hours: int, rate: int, provider: str = "") -> Allocation:
    amount = (hours * rate + 90) // 180
    return Allocation(1, "TARGETED", "8", 1, hours, hours, 180, rate, amount, "", provider)


def test_a_change_holds_both_lines_and_what_moved_them() -> None:
    before, after = line(180, 36_000), line(90, 18_000)
    rates = {("TARGETED", "8"): 1}
    assert compare([before], [after], rates) == (Change("TARGETED", "8", before, after, -18_000, -9_000),)
    assert compare([before], [], rates) == (Change("TARGETED", "8", before, None, -36_000, 0),)
    assert compare([], [after], {}) == (Change("TARGETED", "8", None, after, 9_000, 0),)


def test_figures_of_a_supplement_alone_are_no_component() -> None:
    rules = year_2019(tafe=TafeRules(10, "SUBSIDY", True, True, {}))
    assert applied(rules, Changes(components={"RURAL": True})).tafe == rules.tafe
