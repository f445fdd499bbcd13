"""A calculation that lacks a figure stops with a sentence that says what to do."""

from dataclasses import replace

import pytest

from funding.rules.allocation import allocate
from funding.rules.errors import CannotCalculate, MissingRuralRate, NoUsableCap
from funding.rules.facts import Instalment
from funding.rules.instalments import schedule
from tests.rules.ref143 import enrolments_2023, year_2023
from tests.rules.years import enrolment, year_2019


def test_a_missing_rural_rate_stops_the_run_and_counts_the_schools():
    rural = [enrolment(enrolment_id=number, school_id=number % 3, location_index=2000) for number in range(9)]
    with pytest.raises(MissingRuralRate) as stopped:
        allocate(rural, year_2019())
    assert str(stopped.value) == (
        "The rural rate of 2019 is missing and 3 schools need it. "
        "Enter the rural rate in the rate table of 2019 and publish it, then calculate again."
    )


def test_one_school_is_one_school():
    with pytest.raises(MissingRuralRate, match="and 1 school needs it"):
        allocate([enrolment(location_index=10_000)], year_2019())


@pytest.mark.parametrize(
    "facts",
    [
        [],
        [enrolment(location_index=1999)],
        [enrolment(location_index=None)],
        [enrolment(location_index=9999, sector="CATHOLIC")],
    ],
)
def test_a_missing_rural_rate_that_nobody_needs_stops_nothing(facts):
    allocate(facts, year_2019())


@pytest.mark.parametrize(
    ("cap", "sentence"),
    [
        (None, "The cap of 2019 is missing"),
        (0, r"not above \$0.00"),
        (-1, r"not above \$0.00"),
        (2, r"even a base rate of \$0.01"),
    ],
)
def test_an_unusable_cap_stops_a_confirmed_run(cap, sentence):
    with pytest.raises(NoUsableCap, match=sentence):
        allocate([enrolment()], year_2019(kind="CONFIRMED", cap=cap))


def test_a_cap_below_the_rural_lines_stops_a_confirmed_run():
    facts = [enrolment(location_index=10_000)]
    rules = year_2019(kind="CONFIRMED", cap=499_99, rural_rate=500_00)
    with pytest.raises(NoUsableCap, match="too small for the rural lines alone"):
        allocate(facts, rules)
    outside = allocate(facts, replace(rules, rural_inside_cap=False))
    assert outside.total > 499_99
    assert outside.leftover is not None
    assert 0 <= outside.leftover < 499_99


def test_a_cap_that_the_rural_lines_use_up_to_the_cent_stops_a_confirmed_run():
    rules = year_2019(kind="CONFIRMED", cap=500_00, rural_rate=500_00)
    with pytest.raises(NoUsableCap, match=r"even a base rate of \$0.01"):
        allocate([enrolment(location_index=10_000)], rules)


def test_rural_inside_the_cap_leaves_less_for_the_bands_and_keeps_its_own_rate():
    facts = [enrolment(location_index=10_000, qualification_code="INVENTED-BAND-8")]
    rules = year_2019(kind="CONFIRMED", cap=500_00, rural_rate=100_00)
    calculation = allocate(facts, rules)
    assert calculation.base_rate == 400_00
    assert [(line.component, line.amount) for line in calculation.allocations] == [
        ("TARGETED", 400_00),
        ("RURAL", 100_00),
    ]
    assert allocate(facts, replace(rules, rural_inside_cap=False)).base_rate == 500_00


@pytest.mark.parametrize("cap", [None, 0, 100_000])
def test_without_demand_the_base_rate_of_the_table_stands(cap):
    facts = [enrolment(level=1)]
    calculation = allocate(facts, year_2019(kind="CONFIRMED", cap=cap))
    assert (calculation.base_rate, calculation.total, calculation.leftover) == (33771, 0, cap)


def test_an_indicative_run_has_no_leftover():
    assert allocate([enrolment()], year_2019(cap=1)).leftover is None


def test_bands_without_weight_do_not_search_for_ever():
    weightless = tuple(band._replace(weighting_level=0) for band in year_2019().bands)
    calculation = allocate([enrolment()], year_2019(kind="CONFIRMED", cap=1, bands=weightless))
    assert calculation.base_rate == 33771


def test_a_certificate_in_a_band_that_the_year_does_not_have_is_refused():
    with pytest.raises(ValueError, match="band 9, which 2019 does not have"):
        allocate([], year_2019(band_of={"CUA30915": "9"}))


def test_every_refusal_can_be_caught_as_one():
    assert issubclass(MissingRuralRate, CannotCalculate)
    assert issubclass(NoUsableCap, CannotCalculate)


@pytest.mark.parametrize("bases", [["CONFIRMED"], ["REMAINDER", "REMAINDER"]])
def test_a_year_needs_exactly_one_line_that_takes_the_rest(bases):
    lines = [Instalment(f"L{number}", basis, 2500) for number, basis in enumerate(bases)]
    with pytest.raises(ValueError, match="exactly one line that takes the rest"):
        schedule(0, 100, lines)


def test_the_smallest_cap_that_fits_pays_a_base_rate_of_one_cent() -> None:
    facts = [enrolment(qualification_code="INVENTED-BAND-8")]
    calculation = allocate(facts, year_2019(kind="CONFIRMED", cap=1))
    assert (calculation.base_rate, calculation.total, calculation.leftover) == (1, 1, 0)


def test_a_cap_of_one_cent_is_a_cap_like_any_other() -> None:
    """One hour of 180 at $2.69 comes to 1.494 cents, at $2.70 to 1.5."""
    facts = [enrolment(qualification_code="INVENTED-BAND-8", hours=1)]
    calculation = allocate(facts, year_2019(kind="CONFIRMED", cap=1))
    assert (calculation.base_rate, calculation.total) == (269, 1)


def test_rates_that_are_stated_never_follow_from_a_cap() -> None:
    rules = year_2023(kind="CONFIRMED", is_capped=True, cap=100)
    calculation = allocate(enrolments_2023([{"certificate": "INVENTED-C"}]), rules)
    assert (calculation.base_rate, calculation.total, calculation.leftover) == (0, 120_000, None)
