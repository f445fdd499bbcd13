"""Every row of every calculation: its sentence, the cents it comes to, and the figures that went in."""

from dataclasses import replace

import pytest

from funding.rules import supplements_explained
from funding.rules.allocation import allocate
from funding.rules.calculation_rows import CalculationRow, from_json, to_json
from funding.rules.explanation import EnrolmentAmounts, allocation_rows, enrolment_amounts, enrolment_rows
from funding.rules.facts import Allocation, EnrolmentFacts, Outcome, YearRules
from tests.rules.ref143 import enrolments_2023, year_2023
from tests.rules.test_components import year_with_supplement
from tests.rules.test_decisions import SUPPLEMENT, WITH_TAFE
from tests.rules.years import enrolment, year_2019

EARLIER = replace(year_with_supplement(SUPPLEMENT), rural_rate=50_000)
ON_THE_GAP = year_with_supplement(SUPPLEMENT | {"loading_basis": "GAP"})
LATER = year_2023()
AT_A_TAFE = [
    enrolment(enrolment_id=number, hours=hours, location_index=index, **WITH_TAFE)
    for number, hours, index in [(1, 180, 3_000), (2, 90, 2_000), (3, 90, 0)]
]
IN_2023 = enrolments_2023(
    [
        {"certificate": "INVENTED-A", "school_students": "50", "number": "2", "hours": "90"},
        {"certificate": "INVENTED-B", "school_students": "50", "delivery": "SBAT"},
        {"certificate": "INVENTED-C", "school_students": "500", "hours": "60"},
    ]
)
Rows = list[tuple[object, ...]]


def of_line(facts: list[EnrolmentFacts], rules: YearRules, component: str, place: int = 0) -> Rows:
    """The rows of one line of a component, at the base rate of the run."""
    calculation = allocate(facts, rules)
    lines = [line for line in calculation.allocations if line.component == component]
    return [tuple(row) for row in allocation_rows(lines[place], rules, calculation.base_rate)]


def of_enrolment(facts: list[EnrolmentFacts], rules: YearRules, place: int) -> tuple[EnrolmentAmounts, Rows]:
    calculation = allocate(facts, rules)
    outcome: Outcome = calculation.outcomes[place]
    rows = enrolment_rows(outcome, rules, calculation.base_rate)
    return enrolment_amounts(outcome, rules, calculation.base_rate), [tuple(row) for row in rows]


def counted(sentence: str, band: str, hours: int, enrolments: int) -> tuple[object, ...]:
    return sentence, None, {"band": band, "funded_hours": hours, "enrolments": enrolments}


def share(sentence: str, amount: int, hours: int, rate: int) -> tuple[object, ...]:
    return sentence, amount, {"funded_hours": hours, "full_rate_hours": 180, "rate": rate}


WEIGHTED = (
    "Band rate: weighting level 1.000 × base rate $337.71",
    33_771,
    {"weighting_level": 1_000, "base_rate": 33_771},
)
SKILLS_FIRST = (
    "Skills First: $9.00 an hour and a maximum exemption of $2.00, for 180 hours",
    198_000,
    {"hourly_subsidy": 900, "maximum_exemption": 200, "hours": 180},
)
PRESENT = (
    "Present funding: core share $1,225.00 and band rate $337.71",
    156_271,
    {"core_rate": 122_500, "band_rate": 33_771},
)


def test_a_targeted_line() -> None:
    assert of_line(AT_A_TAFE, EARLIER, "TARGETED") == [
        counted("Band 8: 360 funded hours of 3 enrolments", "8", 360, 3),
        WEIGHTED,
        share("360 funded hours ÷ 180 full-rate hours × $337.71", 67_542, 360, 33_771),
    ]


def test_a_targeted_line_of_a_year_that_states_its_rates() -> None:
    assert of_line(IN_2023, LATER, "TARGETED") == [
        counted("Band A: 180 funded hours of 2 enrolments", "A", 180, 2),
        ("Band rate of band A, as the year states it", 240_000, {"rate": 240_000}),
        share("180 funded hours ÷ 180 full-rate hours × $2,400.00", 240_000, 180, 240_000),
    ]


def test_a_rural_line() -> None:
    assert of_line(AT_A_TAFE, EARLIER, "RURAL") == [
        counted(
            "Band 8: 270 funded hours of 2 enrolments at a location index of 0.2000 or above", "8", 270, 2
        ),
        (
            "Hours × location index, added up over the enrolments: 72.0000",
            None,
            {"hours_times_index": 720_000},
        ),
        (
            "72.0000 ÷ 180 full-rate hours × rural rate $500.00",
            20_000,
            {"hours_times_index": 720_000, "divisor": 1_800_000, "rural_rate": 50_000},
        ),
    ]


def test_a_supplement_without_the_rural_loading() -> None:
    assert of_line(AT_A_TAFE, EARLIER, "TAFE_SUPPLEMENT") == [
        counted("Band 8: 90 funded hours of 1 enrolment in INVENTED-BAND-8 at 3075", "8", 90, 1),
        SKILLS_FIRST,
        PRESENT,
        (
            "Gap for a full-time enrolment",
            41_729,
            {"skills_first": 198_000, "present": 156_271, "loading": 0},
        ),
        share("90 funded hours ÷ 180 full-rate hours × $417.29", 20_865, 90, 41_729),
        ("Owed on to the TAFE 3075", 20_865, {"provider": "3075"}),
    ]


@pytest.mark.parametrize(
    ("rules", "basis", "rate", "said", "amount"),
    [
        (EARLIER, "the Skills First subsidy", 61_529, "$615.29", 92_294),  # 417.29 and 10% of 1,980.00
        (ON_THE_GAP, "the gap", 45_902, "$459.02", 68_853),  # 417.29 and 10% of it
    ],
)
def test_a_supplement_with_the_rural_loading(
    rules: YearRules, basis: str, rate: int, said: str, amount: int
) -> None:
    assert of_line(AT_A_TAFE, rules, "TAFE_SUPPLEMENT", 1) == [
        counted("Band 8: 270 funded hours of 2 enrolments in INVENTED-BAND-8 at 3075", "8", 270, 2),
        SKILLS_FIRST,
        PRESENT,
        (
            f"Gap for a full-time enrolment, with 10% rural loading on {basis}",
            rate,
            {"skills_first": 198_000, "present": 156_271, "loading": 10},
        ),
        share(f"270 funded hours ÷ 180 full-rate hours × {said}", amount, 270, rate),
        ("Owed on to the TAFE 3075", amount, {"provider": "3075"}),
    ]


def test_a_supplement_that_is_no_share_of_the_hours() -> None:
    """Then its share is that of whole enrolments, whatever their hours."""
    rows = of_line(AT_A_TAFE, year_with_supplement(SUPPLEMENT | {"pro_rata": "no"}), "TAFE_SUPPLEMENT")
    assert rows[4] == share("180 funded hours ÷ 180 full-rate hours × $417.29", 41_729, 180, 41_729)


def test_a_line_of_materials() -> None:
    assert of_line(IN_2023, LATER, "MATERIALS") == [
        (
            "Materials band HIGH: 2 enrolments × $587.00",
            117_400,
            {"band": "HIGH", "enrolments": 2, "rate": 58_700},
        )
    ]


def test_a_small_scale_line() -> None:
    assert of_line(IN_2023, LATER, "SMALL_SCALE") == [
        counted("Band A: 180 funded hours of 2 enrolments", "A", 180, 2),
        ("Small-scale rate for a school of this size", 30_000, {"rate": 30_000}),
        share("180 funded hours ÷ 180 full-rate hours × $300.00", 30_000, 180, 30_000),
    ]


def test_a_line_that_nobody_counts_in_any_more() -> None:
    line = Allocation(1, "TARGETED", "8", 0, 0, 0, 180, 33_771, 0)
    assert [tuple(row) for row in allocation_rows(line, EARLIER, 33_771)] == [
        ("No enrolment counts here any more, so the line is $0.00", 0, {})
    ]


def core(hours: int, amount: int, rate: int, said: str) -> tuple[object, ...]:
    return (
        "Core share, already in the core allocation of the school and not paid here: "
        f"{hours} funded hours ÷ 180 full-rate hours × {said}",
        amount,
        {"funded_hours": hours, "full_rate_hours": 180, "core_rate": rate},
    )


def test_an_enrolment_at_a_tafe_in_the_country() -> None:
    amounts, rows = of_enrolment(AT_A_TAFE, EARLIER, 1)
    assert amounts == EnrolmentAmounts(16_886, 5_000, 61_250, tafe_supplement=30_765)
    assert amounts.paid == 16_886 + 5_000 + 30_765
    assert rows == [
        (
            "Band 8: 90 of the 90 hours entered count; the full rate is reached at 180 hours",
            None,
            {"band": "8", "hours": 90, "funded_hours": 90},
        ),
        WEIGHTED,
        share("90 funded hours ÷ 180 full-rate hours × $337.71", 16_886, 90, 33_771),
        (
            "Rural: 90 funded hours ÷ 180 full-rate hours × location index 0.2000 × rural rate $500.00",
            5_000,
            {"funded_hours": 90, "location_index": 2_000},
        ),
        (
            "TAFE supplement, owed on to 3075: the gap between Skills First and core share $1,225.00 plus "
            "band rate $337.71",
            30_765,
            {"provider": "3075", "core_rate": 122_500, "band_rate": 33_771},
        ),
        core(90, 61_250, 122_500, "$1,225.00"),
    ]


def test_an_enrolment_in_a_small_school() -> None:
    amounts, rows = of_enrolment(IN_2023, LATER, 0)
    assert amounts == EnrolmentAmounts(120_000, 0, 70_200, materials=58_700, small_scale=15_000)
    assert amounts.paid == 120_000 + 58_700 + 15_000
    assert rows[3:] == [
        (
            "Small-scale adjustment: 90 ÷ 180 full-rate hours × $300.00",
            15_000,
            {"funded_hours": 90, "rate": 30_000},
        ),
        ("Materials band HIGH: $587.00 for the enrolment", 58_700, {"band": "HIGH", "rate": 58_700}),
        core(90, 70_200, 140_400, "$1,404.00"),
    ]


def test_an_apprentice_is_told_the_materials_beside_the_reason() -> None:
    amounts, rows = of_enrolment(IN_2023, LATER, 2)
    assert amounts == EnrolmentAmounts(0, 0, 0, materials=10_000)
    assert amounts.paid == 10_000
    assert rows == [
        ("School-based apprenticeships and traineeships are funded under Skills First instead.", None, None),
        ("Materials band LOW: $100.00 for the enrolment", 10_000, {"band": "LOW", "rate": 10_000}),
    ]


def test_an_enrolment_of_a_large_school_without_materials_has_three_rows_and_its_core_share() -> None:
    amounts, rows = of_enrolment(IN_2023, LATER, 3)
    assert amounts == EnrolmentAmounts(40_000, 0, 46_800)
    assert len(rows) == 4


def test_an_index_below_the_threshold_has_no_rural_row() -> None:
    amounts, rows = of_enrolment([enrolment(location_index=1_999)], year_2019(rural_rate=50_000), 0)
    assert amounts.rural == 0
    assert not any("Rural" in str(row[0]) for row in rows)


def test_a_rural_amount_alone_is_rounded_half_up() -> None:
    facts = [enrolment(location_index=2_000, hours=1)]
    # A fifth of a 180th of $4.50 is half a cent.
    assert of_enrolment(facts, year_2019(rural_rate=450), 0)[0].rural == 1
    assert of_enrolment(facts, year_2019(rural_rate=449), 0)[0].rural == 0


def test_where_tuition_is_not_paid_an_enrolment_comes_to_the_rest() -> None:
    rules = replace(EARLIER, components=frozenset({"RURAL"}))
    amounts, rows = of_enrolment(AT_A_TAFE, rules, 0)
    assert (amounts.targeted, amounts.rural, amounts.tafe_supplement) == (0, 15_000, 0)
    assert not any("TAFE" in str(row[0]) for row in rows)


def test_an_unknown_rural_rate_leaves_the_rest_paid() -> None:
    assert EnrolmentAmounts(1, None, 10, 100, 1_000, 10_000).paid == 11_101
    assert EnrolmentAmounts(1, 20, 10, 100, 1_000, 10_000).paid == 11_121


def test_a_student_with_a_core_share_of_another_rate_is_shown_that_rate() -> None:
    outcome = allocate(IN_2023, LATER).outcomes[0]._replace(core_rate=90_000)
    assert enrolment_amounts(outcome, LATER, 0).core_share == 45_000
    assert tuple(enrolment_rows(outcome, LATER, 0)[-1]) == core(90, 45_000, 90_000, "$900.00")


def test_the_supplement_of_an_enrolment_follows_from_the_base_rate_of_its_run() -> None:
    outcome = allocate(AT_A_TAFE, EARLIER).outcomes[2]
    assert supplements_explained.tafe_amount(outcome, EARLIER, 43_771) == (41_729 - 10_000 + 1) // 2
    rows = enrolment_rows(outcome, EARLIER, 43_771)
    assert rows[3].inputs == {"provider": "3075", "core_rate": 122_500, "band_rate": 43_771}


def test_rows_are_stored_with_their_order_and_read_back() -> None:
    rows = (CalculationRow("One", None), CalculationRow("Two", 5, {"rate": 7}))
    plain = to_json(rows)
    assert plain == [
        {"order": 1, "sentence": "One", "inputs": {}, "amount": None},
        {"order": 2, "sentence": "Two", "inputs": {"rate": 7}, "amount": 5},
    ]
    assert from_json(plain) == (CalculationRow("One", None, {}), rows[1])
