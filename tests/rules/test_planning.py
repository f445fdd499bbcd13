"""A plan: as many alike students as a row says, beside what stays, and the payments that it leads to."""

from dataclasses import replace

from funding.rules.cells import cells_of
from funding.rules.core_share import CorePart, core_parts, subjects_at
from funding.rules.planning import PlannedRow, is_of_a_row, payments, planned
from tests.rules.ref143 import enrolments_2023, year_2023
from tests.rules.test_components import year_with_supplement
from tests.rules.test_decisions import SUPPLEMENT
from tests.rules.years import enrolment, enrolments, year_2019

BAND_8 = {"qualification_code": "INVENTED-BAND-8"}


def test_a_row_counts_its_students_and_what_stays_is_counted_once() -> None:
    rules = year_2019(rural_rate=0)
    rows = [PlannedRow(enrolment(hours=90, **BAND_8), 3), PlannedRow(enrolment(hours=180), 0)]
    plan = planned(rows, enrolments("1 x 180", **BAND_8), rules)
    assert [outcome.funded_hours for outcome in plan.outcomes] == [90, 180]
    (line,) = plan.settlement.allocations
    assert (line.band, line.enrolments, line.hours, line.amount) == ("8", 4, 450, 84_428)
    assert plan.settlement.total == 84_428


def test_a_planned_enrolment_whose_return_is_not_approved_yet_counts() -> None:
    rules = year_2019()
    row = PlannedRow(enrolment(return_approved=True, **BAND_8), 1)
    assert planned([row], [], rules).settlement.total == 33_771


def test_materials_are_planned_for_each_student_with_the_hours_entered() -> None:
    (facts,) = enrolments_2023([{"certificate": "INVENTED-A", "hours": "200"}])
    lines = planned([PlannedRow(facts, 2)], [], year_2023()).settlement.allocations
    assert [(line.component, line.enrolments, line.hours, line.amount) for line in lines] == [
        ("TARGETED", 2, 360, 480_000),
        ("MATERIALS", 2, 400, 117_400),
    ]


def test_an_enrolment_belongs_to_a_row_unless_one_student_is_the_reason() -> None:
    rules = year_2019()

    def belongs(**changes: object) -> bool:
        (outcome,) = planned([PlannedRow(enrolment(**changes), 1)], [], rules).outcomes
        return is_of_a_row(outcome)

    assert belongs()
    assert belongs(level=1)
    assert not belongs(level=1, is_withdrawn=True)
    assert not belongs(units=0, hours=0)


def test_before_a_release_a_plan_pays_from_the_adjustment_on() -> None:
    rules = year_2019()
    assert payments({}, {"TARGETED": 1_001}, None, rules) == {
        "T1": 0, "T2": 0, "ADJ": 501, "T3": 250, "T4": 250,
    }  # fmt: skip
    assert list(payments({}, {}, None, rules)) == ["T1", "T2", "ADJ", "T3", "T4"]


def test_what_was_released_stands_and_the_adjustment_settles_it() -> None:
    rules = year_2019()
    found = payments({"TARGETED": 2_000, "RURAL": 400}, {"TARGETED": 1_000}, rules, rules)
    assert found == {"T1": 600, "T2": 600, "ADJ": -700, "T3": 250, "T4": 250}
    assert sum(found.values()) == 1_000


def test_a_supplement_that_is_paid_in_term_3_is_paid_there_whatever_the_kind_of_the_rules() -> None:
    rules = year_with_supplement(SUPPLEMENT)
    assert rules.tafe is not None
    rules = replace(rules, tafe=replace(rules.tafe, is_paid_in_term_3=True))
    due = {"TARGETED": 400, "TAFE_SUPPLEMENT": 900}
    expected = {"T1": 100, "T2": 100, "ADJ": 0, "T3": 1_000, "T4": 100}
    for kind in ("INDICATIVE", "CONFIRMED"):
        held = replace(rules, kind=kind)
        assert payments({"TARGETED": 400, "TAFE_SUPPLEMENT": 500}, due, held, held) == expected


def test_the_core_share_goes_by_rate_highest_first_and_each_part_is_rounded_once() -> None:
    """Bands of 180 and 360 hours: a full rate of either is one full-time enrolment."""
    rules = year_2019(core_delivery_dollars=6_123)
    rows = enrolments("2 x 100 + 1 x 0") + enrolments("1 x 360", qualification_code="CUA30915")
    rows += enrolments("1 x 45", subjects=6)
    numbered = [row._replace(enrolment_id=number) for number, row in enumerate(rows, start=1)]
    outcomes = planned([PlannedRow(row, 1) for row in numbered], [], rules).outcomes
    parts = core_parts(outcomes, rules)
    assert {type(figure) for part in parts for figure in part} == {int}
    assert parts == (
        CorePart(122_500, 3, 211, 258_611),
        CorePart(102_100, 1, 25, 25_525),
    )


def test_an_outcome_that_kept_no_core_rate_has_that_of_the_year() -> None:
    rules = year_2019()
    (outcome,) = planned([PlannedRow(enrolment(), 1)], [], rules).outcomes
    assert core_parts([outcome._replace(core_rate=0)], rules) == (CorePart(122_500, 1, 100, 122_500),)
    assert core_parts([], rules) == ()


def test_a_rate_that_is_a_share_of_the_core_allocation_names_its_subjects() -> None:
    rules = year_2019(core_delivery_dollars=6_123)
    assert [subjects_at(cents, rules) for cents in (612_300, 122_500, 102_100, 51_000)] == [1, 5, 6, 12]
    assert subjects_at(47_100, rules) is None, "13 subjects are no number of subjects"
    assert subjects_at(122_501, rules) is None
    assert subjects_at(122_500, year_2019()) is None


def test_a_plan_has_the_cells_of_the_enrolments_it_stands_for() -> None:
    rules = year_2019(rural_rate=40_000)
    facts = enrolment(hours=50, location_index=2_500)
    alike = [facts._replace(enrolment_id=number) for number in (1, 2, 3)]
    one_by_one = planned([], alike, rules)
    assert planned([PlannedRow(facts, 3)], [], rules).settlement == one_by_one.settlement
    assert one_by_one.outcomes == ()
    assert cells_of([]) == ()
