"""What each step of a waterfall moved: its cents, how many enrolments, and how many by themselves."""

from dataclasses import replace

from funding.rules.waterfall import Step, Waterfall, together
from tests.rules.ref143 import enrolments_2023, year_2023
from tests.rules.test_components import year_with_supplement
from tests.rules.test_decisions import SUPPLEMENT, WITH_TAFE
from tests.rules.test_waterfall import way
from tests.rules.years import enrolment, year_2019

BAND_8 = {"qualification_code": "INVENTED-BAND-8"}


def moved(found: Waterfall) -> list[Step]:
    return [step for step in found.steps if step.cents or step.enrolments]


def two_statements_of_2019() -> Waterfall:
    rules = year_2019(base_rate=36_000, rural_rate=10_000)

    def row(number: int, **changes: object):
        return enrolment(enrolment_id=number, student_id=number, **BAND_8 | changes)

    before = [
        row(1),
        row(2, hours=90),
        row(3, hours=90),
        row(4, location_index=2_000),
        row(7, level=1),
        row(8),
        row(9),
    ]
    after = [
        row(2),
        row(3),
        row(4, location_index=3_000),
        row(5),
        row(6),
        row(7),
        row(8, level=1),
        row(9, qualification_code="INVENTED-BAND-1"),
    ]
    return way((before, rules), (after, replace(rules, base_rate=18_000)))


STEPS_OF_2019 = [
    Step("REMOVED", -72_000, 2, 1),
    Step("ADDED", 108_000, 3, 2),
    Step("HOURS", 36_000, 2, 2),
    Step("BAND", 84_492, 1, 1),
    Step("LOCATION", 1_000, 1, 1),
    Step("RATE", -108_000 - 60_246, 7, 0),
]


def test_each_step_has_its_enrolments_and_those_that_moved_by_themselves() -> None:
    found = two_statements_of_2019()
    assert moved(found) == STEPS_OF_2019
    assert found.steps[-1] == Step("ROUNDING", 0, 0, 0)
    cents = {cause: sorted(each.values()) for cause, each in found.effects.items() if each}
    assert cents == {
        "REMOVED": [-36_000, -36_000],
        "ADDED": [36_000, 36_000],
        "HOURS": [18_000],
        "BAND": [84_492],
        "LOCATION": [1_000],
        "RATE": [-60_246, -18_000, -18_000, -18_000, -18_000],
    }


def test_several_ways_add_up_their_enrolments_too() -> None:
    both = together([two_statements_of_2019(), two_statements_of_2019()])
    assert moved(both) == [Step(each[0], *(2 * number for number in each[1:])) for each in STEPS_OF_2019]
    assert both.effects == {}


def test_the_steps_of_the_later_model() -> None:
    plain = {"certificate": "INVENTED-A", "school_students": "50"}
    one, apprentice, mover = enrolments_2023([plain, plain | {"delivery": "SBAT"}, plain])
    mover = mover._replace(student_id=3)
    larger = [row._replace(school_students=150) for row in (one, apprentice, mover)]
    new = larger[0]._replace(enrolment_id=4, qualification_code="INVENTED-B")
    after = [
        larger[0],
        larger[1]._replace(delivery="SCHOOL"),
        larger[2]._replace(qualification_code="INVENTED-B"),
        new,
    ]
    found = way(([one, apprentice, mover], year_2023()), (after, year_2023()))
    assert moved(found) == [
        # The new one comes with its materials; the apprentice had them before.
        Step("ADDED", (180_000 + 30_000 + 10_000) + (240_000 + 30_000), 2, 1),
        Step("BAND", 180_000 - 240_000, 1, 1),
        Step("MATERIALS", 10_000 - 58_700, 1, 1),
        Step("SMALL_SCALE", 4 * (15_000 - 30_000), 4, 0),
    ]


def test_a_school_that_had_nobody_before_comes_in_at_its_own_size() -> None:
    (only,) = enrolments_2023([{"certificate": "INVENTED-C", "school_students": "50"}])
    found = way(([], year_2023()), ([only], year_2023()))
    assert moved(found) == [Step("ADDED", 120_000 + 30_000, 1, 1)]


def test_a_supplement_that_ends_is_the_step_of_the_tafe() -> None:
    rules = year_with_supplement(SUPPLEMENT)
    row = enrolment(**WITH_TAFE)
    found = way(([row], rules), ([row._replace(is_tafe_network=False)], rules))
    assert moved(found) == [Step("TAFE", -41_729, 1, 1)]


def test_an_enrolment_of_one_hour_is_in_every_step_that_meets_it() -> None:
    row = enrolment(hours=1, **BAND_8)
    rules = year_2019(base_rate=36_000)
    found = way(([row], rules), ([row], replace(rules, base_rate=72_000)))
    assert moved(found) == [Step("RATE", 200, 1, 0)]


def test_students_of_unknown_identity_are_never_taken_for_one_another() -> None:
    rules = year_2019(base_rate=36_000)
    before, after = enrolment(enrolment_id=1, **BAND_8), enrolment(enrolment_id=2, **BAND_8)
    known = [row._replace(student_id=7) for row in (before, after)]
    assert moved(way(([known[0]], rules), ([known[1]], rules))) == []
    assert [step.cause for step in moved(way(([before], rules), ([after], rules)))] == ["REMOVED", "ADDED"]
    other_school = [known[0]._replace(school_id=2)]
    assert len(moved(way((other_school, rules), ([known[1]], rules)))) == 2
