"""The price of each step: what one enrolment is worth in exact parts of a cent, and what moves alone."""

from dataclasses import replace

import pytest

from funding.rules.allocation import allocate
from funding.rules.facts import Band, EnrolmentFacts, SkillsFirst, YearRules
from funding.rules.targeted import targeted_cents
from funding.rules.waterfall import Step, Waterfall
from funding.rules.waterfall_prices import Holding, Prices, Side, scale_of, stages
from tests.rules.ref143 import enrolments_2023, year_2023
from tests.rules.test_components import year_with_supplement
from tests.rules.test_decisions import SUPPLEMENT, WITH_TAFE
from tests.rules.test_waterfall import way
from tests.rules.years import enrolment, year_2019

HOLDING = Holding(True, 90, "8", "INVENTED-BAND-8", 3_000, "3075", "", 0)
HALF_A_CENT_LESS_ONE_PART = {"hours": 1, "location_index": 9_999, "qualification_code": "INVENTED-BAND-8"}


def prices_of(rules: YearRules, base_rate: int = 33_771) -> Prices:
    side = Side(rules, base_rate, 0)
    return stages(side, side, scale_of(side, side))[0]


def worth_in_cents(rules: YearRules, **changes: object) -> float:
    """Exact, because the amounts below are small; a part of a cent too many would be seen."""
    prices = prices_of(rules)
    worth = prices.worth(HOLDING._replace(**changes))
    assert type(worth) is int
    return worth / prices.scale


def moved(found: Waterfall) -> list[Step]:
    return [step for step in found.steps if step.cents or step.enrolments]


def between(row: EnrolmentFacts, before: YearRules, after: YearRules) -> list[Step]:
    """The steps of one enrolment whose facts stay, while a rule changes."""
    return moved(way(([row], before), ([row], after)))


def with_tafe(**changes: object) -> YearRules:
    rules = year_with_supplement(SUPPLEMENT)
    assert rules.tafe
    return replace(rules, tafe=replace(rules.tafe, **changes))


@pytest.mark.parametrize(
    ("rules", "holding", "expected"),
    [
        # Half of a full-time enrolment: half of 337.71, and 30% of half of the rural rate of 100.00.
        (year_2019(rural_rate=10_000), {}, 16_885.5 + 1_500),
        (year_2019(rural_rate=10_000), {"location_index": 2_000}, 16_885.5 + 1_000),
        (year_2019(rural_rate=10_000), {"location_index": 1_999}, 16_885.5),
        (year_2019(rural_rate=None), {"location_index": 10_000}, 16_885.5),
        (year_2019(rural_rate=10_000, components=frozenset({"TARGETED"})), {}, 16_885.5),
        (year_2019(rural_rate=10_000, components=frozenset({"RURAL"})), {}, 1_500),
        (year_2019(components=frozenset()), {"small_scale_rate": 15_000}, 7_500),
        # A gap of 417.29 without the loading: for half the hours, or for the enrolment as it stands.
        (with_tafe(), {"location_index": 0}, 16_885.5 + 20_864.5),
        (with_tafe(is_pro_rata=False), {"location_index": 0}, 16_885.5 + 41_729),
        (with_tafe(), {"location_index": 0, "tafe_provider": ""}, 16_885.5),
        (with_tafe(), {"location_index": 0, "qualification": "OTHER"}, 16_885.5),
        (replace(with_tafe(), components=frozenset({"TARGETED"})), {"location_index": 0}, 16_885.5),
    ],
)
def test_an_enrolment_is_worth_what_its_lines_multiply(
    rules: YearRules, holding: dict[str, object], expected: float
) -> None:
    assert worth_in_cents(rules, **holding) == expected


def test_the_weight_of_a_band_alone_is_the_step_of_the_band() -> None:
    bands = tuple(
        band._replace(weighting_level=2_000) if band.code == "8" else band for band in year_2019().bands
    )
    row = enrolment(qualification_code="INVENTED-BAND-8")
    assert between(row, year_2019(), year_2019(bands=bands)) == [Step("BAND", 33_771, 1, 0)]


def test_the_hours_of_a_band_alone_are_the_step_of_the_band() -> None:
    bands = tuple(
        band._replace(full_rate_hours=360) if band.code == "8" else band for band in year_2019().bands
    )
    row = enrolment(qualification_code="INVENTED-BAND-8")
    found = between(row, year_2019(base_rate=36_000), year_2019(base_rate=36_000, bands=bands))
    assert found == [Step("BAND", -18_000, 1, 0)]


def test_the_stated_rate_of_a_band_is_a_rate_and_no_band() -> None:
    later = tuple(band._replace(stated_rate=(band.stated_rate or 0) + 10_000) for band in year_2023().bands)
    (row,) = enrolments_2023([{"certificate": "INVENTED-C"}])
    assert between(row, year_2023(), year_2023(bands=later)) == [Step("RATE", 10_000, 1, 0)]


def test_the_rural_rate_alone_is_the_step_of_the_location() -> None:
    row = enrolment(location_index=3_000)
    first, last = year_2019(rural_rate=10_000), year_2019(rural_rate=20_000)
    assert between(row, first, last) == [Step("LOCATION", 3_000, 1, 0)]


def test_the_rural_threshold_alone_is_the_step_of_the_location() -> None:
    row = enrolment(location_index=3_000)
    first = year_2019(rural_rate=10_000)
    assert between(row, first, replace(first, rural_threshold=3_001)) == [Step("LOCATION", -3_000, 1, 0)]


def rates(hourly: int) -> dict[str, SkillsFirst]:
    return {"INVENTED-BAND-8": SkillsFirst(hourly, 200)}


NO_LOADING = replace(with_tafe(), rural_threshold=10_000)


@pytest.mark.parametrize(
    ("after", "step"),
    [
        # A dollar an hour more, for 180 hours.
        (replace(NO_LOADING, tafe=with_tafe(rate_of=rates(1_000)).tafe), Step("TAFE", 18_000, 1, 0)),
        (replace(NO_LOADING, core_rate=112_500), Step("TAFE", 10_000, 1, 0)),
        # 10% on 11.00 an hour for 180 hours.
        (replace(NO_LOADING, rural_threshold=2_000), Step("TAFE", 19_800, 1, 0)),
        # A certificate that attracts none any more: the enrolment has no provider to whom it is owed.
        (replace(NO_LOADING, tafe=with_tafe(rate_of={}).tafe), Step("TAFE", -41_729, 1, 1)),
    ],
)
def test_a_rule_of_the_supplement_alone_is_the_step_of_the_tafe(after: YearRules, step: Step) -> None:
    row = enrolment(location_index=2_000, **WITH_TAFE)
    assert between(row, NO_LOADING, after) == [step]


def test_a_supplement_that_begins_is_the_step_of_the_tafe() -> None:
    row = enrolment(**WITH_TAFE)
    found = way(([row._replace(is_tafe_network=False)], with_tafe()), ([row], with_tafe()))
    assert moved(found) == [Step("TAFE", 41_729, 1, 1)]


def test_another_certificate_of_the_same_band_moves_its_supplement_in_the_step_of_the_band() -> None:
    other = {"INVENTED-BAND-8": SkillsFirst(900, 200), "OTHER-BAND-8": SkillsFirst(1_000, 200)}
    rules = with_tafe(rate_of=other)
    rules = replace(rules, band_of={**rules.band_of, "OTHER-BAND-8": "8"})
    row = enrolment(**WITH_TAFE)
    found = way(([row], rules), ([row._replace(qualification_code="OTHER-BAND-8")], rules))
    assert moved(found) == [Step("BAND", 18_000, 1, 0)]


def test_the_amount_of_materials_alone_is_the_step_of_the_materials() -> None:
    (row,) = enrolments_2023([{"certificate": "INVENTED-A"}])
    more = year_2023(materials={"HIGH": 60_000, "LOW": 10_000})
    assert between(row, year_2023(), more) == [Step("MATERIALS", 60_000 - 58_700, 1, 0)]


def test_materials_of_a_newly_funded_enrolment_change_in_their_own_step() -> None:
    """An apprentice had materials already; the certificate changed as well."""
    (apprentice,) = enrolments_2023([{"certificate": "INVENTED-A", "delivery": "SBAT"}])
    after = apprentice._replace(delivery="SCHOOL", qualification_code="INVENTED-B")
    found = way(([apprentice], year_2023()), ([after], year_2023()))
    assert moved(found) == [Step("ADDED", 180_000, 1, 0), Step("MATERIALS", 10_000 - 58_700, 1, 1)]


def test_two_enrolments_of_other_hours_both_moved_by_themselves() -> None:
    rules = year_2019(base_rate=36_000)
    rows = [
        enrolment(enrolment_id=each, qualification_code="INVENTED-BAND-8", hours=90 // each)
        for each in (1, 2)
    ]
    found = way((rows, rules), ([row._replace(hours=180) for row in rows], rules))
    assert moved(found) == [Step("HOURS", 18_000 + 27_000, 2, 2)]


def year_of_parts() -> YearRules:
    """One hour of 360 at 1.79, and an index of 0.9999 at 1 cent: 0.4999997… cents, rounded to none."""
    return year_2019(
        base_rate=179, rural_rate=1, bands=(Band("8", 1_000, 360),), band_of={"INVENTED-BAND-8": "8"}
    )


def test_not_a_part_of_a_cent_is_added_before_rounding() -> None:
    row = enrolment(**HALF_A_CENT_LESS_ONE_PART)
    assert moved(way(([row], year_of_parts()), ([], year_of_parts()))) == [Step("REMOVED", 0, 1, 1)]


def test_an_enrolment_that_is_gone_is_worth_nothing_at_all() -> None:
    row = enrolment(**HALF_A_CENT_LESS_ONE_PART)
    other = enrolment(enrolment_id=2, qualification_code="INVENTED-BAND-8", hours=360)
    found = way(([row, other], year_of_parts()), ([row], year_of_parts()))
    # Both stand on one line before: 361 hours of 360 at 1.79 are 1.794…, so 1.79.
    assert moved(found) == [Step("REMOVED", -179, 1, 1)]


def test_targeted_lines_at_another_base_rate_round_each_line_once_and_leave_the_others_out() -> None:
    rules = year_2019(rural_rate=10_000)
    rows = [
        enrolment(location_index=3_000),
        enrolment(enrolment_id=2, hours=90, qualification_code="INVENTED-BAND-8"),
    ]
    # Band 1 at 3.38 (3.347 of 1.01), and half of 1.01, which is 0.505.
    assert targeted_cents(allocate(rows, rules).allocations, 101, rules) == 338 + 51
