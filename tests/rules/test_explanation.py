"""Calculations as people read them."""

import pytest

from funding.rules.allocation import allocate, bands_by_code, decide
from funding.rules.calculation_rows import CalculationRow
from funding.rules.explanation import (
    EnrolmentAmounts,
    allocation_rows,
    enrolment_amounts,
    enrolment_rows,
)
from funding.rules.facts import EnrolmentFacts, Outcome, YearRules
from funding.rules.mending import dollars_if_mended
from tests.rules.years import enrolment, enrolments, year_2019


def outcome_of(facts: EnrolmentFacts, rules: YearRules) -> Outcome:
    return decide(facts, rules, bands_by_code(rules))


def said(rows):
    """Sentence and amount of each row; what went in is tested with the stored rows."""
    return tuple(row._replace(inputs=None) for row in rows)


def test_a_targeted_line():
    rules = year_2019()
    (line,) = allocate(enrolments("12 x 165"), rules).allocations
    assert said(allocation_rows(line, rules, rules.base_rate)) == (
        CalculationRow("Band 1: 1,980 funded hours of 12 enrolments", None),
        CalculationRow("Band rate: weighting level 3.347 × base rate $337.71", 113032),
        CalculationRow("1,980 funded hours ÷ 180 full-rate hours × $1,130.32", 1243352),
    )


def test_a_line_of_a_confirmed_run_is_explained_at_its_own_base_rate():
    rules = year_2019(kind="CONFIRMED", cap=1_000_00)
    calculation = allocate([enrolment(qualification_code="INVENTED-BAND-8")], rules)
    (line,) = calculation.allocations
    rows = said(allocation_rows(line, rules, calculation.base_rate))
    assert rows[1] == CalculationRow("Band rate: weighting level 1.000 × base rate $1,000.00", 100000)
    assert rows[0].sentence == "Band 8: 180 funded hours of 1 enrolment"


def test_a_rural_line():
    rules = year_2019(rural_rate=100_00)
    line = allocate(enrolments("3 x 180 + 1 x 90", location_index=2000), rules).allocations[1]
    assert said(allocation_rows(line, rules, rules.base_rate)) == (
        CalculationRow(
            "Band 1: 630 funded hours of 4 enrolments at a location index of 0.2000 or above", None
        ),
        CalculationRow("Hours × location index, added up over the enrolments: 126.0000", None),
        CalculationRow("126.0000 ÷ 180 full-rate hours × rural rate $100.00", 7000),
    )


def test_one_enrolment():
    rules = year_2019(rural_rate=100_00)
    outcome = outcome_of(enrolment(hours=200, location_index=2000), rules)
    assert enrolment_amounts(outcome, rules, rules.base_rate) == EnrolmentAmounts(113032, 2000, 122500)
    assert said(enrolment_rows(outcome, rules, rules.base_rate)) == (
        CalculationRow(
            "Band 1: 180 of the 200 hours entered count; the full rate is reached at 180 hours", None
        ),
        CalculationRow("Band rate: weighting level 3.347 × base rate $337.71", 113032),
        CalculationRow("180 funded hours ÷ 180 full-rate hours × $1,130.32", 113032),
        CalculationRow(
            "Rural: 180 funded hours ÷ 180 full-rate hours × location index 0.2000 × rural rate $100.00", 2000
        ),
        CalculationRow(
            "Core share, already in the core allocation of the school and not paid here: "
            "180 funded hours ÷ 180 full-rate hours × $1,225.00",
            122500,
        ),
    )


def test_one_hour_is_one_hour():
    rules = year_2019()
    rows = said(enrolment_rows(outcome_of(enrolment(hours=1), rules), rules, rules.base_rate))
    assert rows[2] == CalculationRow("1 funded hour ÷ 180 full-rate hours × $1,130.32", 628)


def test_the_core_share_is_counted_once_per_full_time_enrolment_in_band_5a_too():
    rules = year_2019()
    outcome = outcome_of(enrolment(qualification_code="CUA30915", hours=360), rules)
    assert enrolment_amounts(outcome, rules, rules.base_rate) == EnrolmentAmounts(156596, 0, 122500)


def test_an_unknown_rural_rate_is_said_and_never_0():
    rules = year_2019()
    outcome = outcome_of(enrolment(location_index=2000), rules)
    assert enrolment_amounts(outcome, rules, rules.base_rate).rural is None
    rows = enrolment_rows(outcome, rules, rules.base_rate)
    assert CalculationRow("Rural: the rural rate of 2019 is not known yet", None) in rows


def test_an_enrolment_that_is_not_funded_shows_every_reason():
    rules = year_2019()
    outcome = outcome_of(enrolment(level=1, units=0, hours=0), rules)
    assert enrolment_amounts(outcome, rules, rules.base_rate) == EnrolmentAmounts(0, 0, 0)
    assert said(enrolment_rows(outcome, rules, rules.base_rate)) == (
        CalculationRow("Certificates at level I are not funded.", None),
        CalculationRow("No units of competency are entered.", None),
    )


@pytest.mark.parametrize(
    ("changes", "nominal_hours", "expected"),
    [
        pytest.param({}, 180, 0, id="funded already"),
        pytest.param({"units": 0, "hours": 0}, None, 113032, id="no units: the full-rate hours"),
        pytest.param({"units_without_hours": 1, "hours": 40}, 90, 56516, id="missing hours: nominal hours"),
        pytest.param({"units_without_hours": 1, "hours": 90}, 20, 56516, id="never less than entered"),
        pytest.param({"units_without_hours": 1, "hours": 40}, 400, 113032, id="no more than the full rate"),
        pytest.param({"hours": 0}, 0, 0, id="credit transfers only"),
        pytest.param({"return_approved": False, "hours": 90}, 180, 56516, id="entered hours stand"),
        pytest.param({"units": 0, "hours": 0, "level": 1}, None, 0, id="Certificate I cannot be mended"),
        pytest.param(
            {"qualification_code": "INVENTED-NO-BAND"}, 180, 0, id="no band: not the school's to mend"
        ),
        pytest.param(
            {"units": 0, "hours": 0, "program": "NONE", "return_approved": False}, None, 113032, id="several"
        ),
    ],
)
def test_dollars_at_risk(changes, nominal_hours, expected):
    assert dollars_if_mended(enrolment(**changes), year_2019(), nominal_hours) == expected


def test_dollars_at_risk_include_the_rural_part_once_the_rate_is_known():
    facts = enrolment(return_approved=False, location_index=5000)
    assert dollars_if_mended(facts, year_2019(), None) == 113032
    assert dollars_if_mended(facts, year_2019(rural_rate=100_00), None) == 113032 + 5000
