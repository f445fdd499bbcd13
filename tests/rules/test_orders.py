"""The order of lines, what is left of a cap, and which line of before a line is compared with."""

from dataclasses import replace

from funding.rules.allocation import allocate
from funding.rules.comparison import compare
from funding.rules.facts import Allocation
from tests.rules.years import enrolment, year_2019


def test_lines_go_by_school_and_then_in_the_order_of_the_bands_of_the_year() -> None:
    rules = year_2019(bands=tuple(reversed(year_2019().bands)))
    places = [(2, "8"), (1, "1"), (2, "1"), (1, "8")]
    facts = [
        enrolment(enrolment_id=number, school_id=school, qualification_code=f"INVENTED-BAND-{band}")
        for number, (school, band) in enumerate(places, start=1)
    ]
    lines = allocate(facts, rules).allocations
    assert [(line.school_id, line.band) for line in lines] == [(1, "8"), (1, "1"), (2, "8"), (2, "1")]


def test_rural_lines_are_taken_off_the_cap_only_where_they_are_inside() -> None:
    facts = [enrolment(location_index=10_000, qualification_code="INVENTED-BAND-8")]
    rules = year_2019(kind="CONFIRMED", cap=500_00, rural_rate=100_00)
    assert allocate(facts, rules).leftover == 0
    assert allocate(facts, replace(rules, rural_inside_cap=False)).leftover == 0


def test_lines_of_one_name_are_compared_by_the_order_of_their_rates() -> None:
    def line(rate: int) -> Allocation:
        return Allocation(1, "TAFE_SUPPLEMENT", "8", 1, 180, 180, 180, rate, rate, "Q", "3075")

    changes = compare([line(60), line(40)], [line(50), line(70)], {})
    assert {(each.before, each.after) for each in changes} == {
        (line(40), line(50)),
        (line(60), line(70)),
    }
