"""Published figures and figures computed from them, as cases that an officer can read."""

from datetime import date

import pytest

from funding.rules.ages import age_on
from funding.rules.allocation import allocate
from funding.rules.facts import YearRules
from funding.rules.instalments import schedule
from funding.rules.rates import CoreShare, band_rate, core_share, delivery_percent
from tests.rules.cases import cents, each, fixed, known, whole
from tests.rules.years import enrolments, full_time, year_2019


@each("band_rates")
def test_band_rates(given, expected):
    rate = band_rate(fixed(given["weighting_level"], 3), cents(given["base_rate"]))
    assert rate == cents(expected["rate"])
    assert rate + cents(given["core_share"]) == cents(expected["total"])


def test_the_year_of_the_tests_has_the_published_rates():
    rules = year_2019()
    rates = [band_rate(band.weighting_level, rules.base_rate) for band in rules.bands]
    assert rates == [113032, 100908, 91891, 86758, 78281, 156596, 46401, 37925, 33771]


@pytest.mark.parametrize(("base_rate", "rate"), [(499, 0), (500, 1), (1499, 1), (1500, 2)])
def test_half_a_cent_of_a_band_rate_is_rounded_up(base_rate, rate):
    assert band_rate(1, base_rate) == rate


@each("core_share")
def test_core_share(given, expected):
    percent = delivery_percent(
        *[tuple(map(whole, given[costs])) for costs in ("teaching", "non_classroom", "cases")]
    )
    share = core_share(
        whole(given["gross"]), fixed(given["net_percent"], 1), percent, whole(given["subjects"])
    )
    assert percent == whole(expected["delivery_percent"])
    assert share == CoreShare(
        whole(given["gross"]),
        whole(expected["net"]),
        whole(expected["delivery"]),
        whole(expected["per_enrolment"]),
    )


@each("ages")
def test_ages(given, expected):
    born, day = date.fromisoformat(given["born"]), date.fromisoformat(given["day"])
    assert age_on(born, day) == whole(expected["age"])


@each("targeted")
def test_targeted(given, expected):
    rows = enrolments(given["enrolments"], qualification_code=given["certificate"])
    calculation = allocate(rows, year_2019())
    (line,) = calculation.allocations
    assert (line.component, line.enrolments) == ("TARGETED", len(rows))
    assert line.hours == line.quantity == whole(expected["funded_hours"])
    assert line.amount == calculation.total == cents(expected["amount"])


@each("rural")
def test_rural(given, expected):
    rows = enrolments(given["enrolments"], location_index=known(given["location_index"], 4))
    calculation = allocate(rows, year_2019(rural_rate=cents(given["rural_rate"])))
    rural = [line.amount for line in calculation.allocations if line.component == "RURAL"]
    assert sum(rural) == cents(expected["amount"])


@each("cap")
def test_cap(given, expected):
    rules = year_2019(kind="CONFIRMED", cap=cents(given["cap"]))
    calculation = allocate(full_time(given["full_time"]), rules)
    assert calculation.base_rate == cents(expected["base_rate"])
    assert calculation.total == cents(expected["total"])
    assert calculation.leftover == cents(expected["leftover"])
    weights = {band.code: band.weighting_level for band in rules.bands}
    rates = {code: band_rate(weights[code], calculation.base_rate) for code in expected["rates"]}
    assert rates == {code: cents(rate) for code, rate in expected["rates"].items()}


@each("school_year")
def test_school_year(given, expected):
    indicative = allocate(full_time(given["last_year"]), _at(given["indicative_base_rate"])).total
    confirmed = allocate(full_time(given["this_year"]), _at(given["confirmed_base_rate"])).total
    lines = schedule(indicative, confirmed, year_2019().instalments)
    assert indicative == cents(expected["indicative"])
    assert confirmed == cents(expected["confirmed"])
    assert lines == {line: cents(amount) for line, amount in expected["lines"].items()}
    assert list(lines) == ["T1", "T2", "ADJ", "T3", "T4"]


def _at(base_rate: str) -> YearRules:
    return year_2019(base_rate=cents(base_rate))
