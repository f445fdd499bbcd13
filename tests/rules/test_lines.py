"""Lines in their order and by their names, sums of schools by size, and payment files row by row."""

from datetime import date

import pytest

from funding.rules.allocation import allocate
from funding.rules.budget import targeted_total
from funding.rules.cells import cells_of
from funding.rules.components import in_order, line_name, line_order
from funding.rules.facts import Allocation
from funding.rules.paid_rows import PaidRow, differences
from funding.rules.scenario_result import SchoolPair, distribution
from funding.rules.supplements import lines
from funding.rules.targeted import targeted_demand
from tests.rules.ref143 import enrolments_2023, year_2023
from tests.rules.test_components import year_with_supplement
from tests.rules.test_decisions import SUPPLEMENT, WITH_TAFE
from tests.rules.years import enrolments, full_time, year_2019


def line(component: str, band: str, qualification: str = "", provider: str = "") -> Allocation:
    return Allocation(1, component, band, 1, 1, 1, 1, 1, 1, qualification, provider)


NAMED = [
    (line("TARGETED", "5"), "Band 5"),
    (line("TARGETED", "5a"), "Band 5a"),
    (line("TARGETED", "8"), "Band 8"),
    (line("TARGETED", "10"), "Band 10"),
    (line("TARGETED", "9"), "Band 9"),
    (line("RURAL", "1"), "Rural, band 1"),
    (line("TAFE_SUPPLEMENT", "5", "A", "2"), "TAFE supplement, A at 2, band 5"),
    (line("TAFE_SUPPLEMENT", "5", "B", "1"), "TAFE supplement, B at 1, band 5"),
    (line("TAFE_SUPPLEMENT", "5", "B", "2"), "TAFE supplement, B at 2, band 5"),
    (line("MATERIALS", "LOW"), "Materials band LOW"),
    (line("SMALL_SCALE", "5"), "Small scale, band 5"),
]


def test_lines_come_by_component_band_certificate_and_provider() -> None:
    """Bands that the year does not have come after those that it has, by their codes."""
    rules = year_2019()
    expected = [each for each, _ in NAMED]
    backwards = expected[::-1]
    assert sorted(backwards, key=lambda each: line_order(each, rules)) == expected


@pytest.mark.parametrize(("named", "name"), NAMED)
def test_a_line_is_called(named: Allocation, name: str) -> None:
    assert line_name(named) == name


def test_components_come_in_the_order_in_which_people_read_them() -> None:
    assert in_order({"SMALL_SCALE", "RURAL", "TARGETED"}) == ["TARGETED", "RURAL", "SMALL_SCALE"]


def test_the_total_of_targeted_lines_rounds_each_line_as_it_is_paid() -> None:
    rows = full_time({"8": "0.5", "1": "0.5"}, 1) + full_time({"8": "0.5"}, 2)
    rules = year_2019()
    numbered = [row._replace(enrolment_id=number) for number, row in enumerate(rows, start=1)]
    demand = targeted_demand(cells_of(allocate(numbered, rules).outcomes), rules)
    # Band 8 at 1.01: half of it is 0.505, twice 0.51; band 1 at 3.38 (3.347 x 1.01): half of it is 1.69.
    assert targeted_total(demand, 101) == 51 + 51 + 169


@pytest.mark.parametrize(
    ("difference", "group"),
    [
        (0, (0, 0)),
        (1, (1, 10_000)), (10_000, (1, 10_000)),
        (10_001, (10_001, 100_000)), (100_000, (10_001, 100_000)),
        (100_001, (100_001, 1_000_000)), (1_000_000, (100_001, 1_000_000)),
        (1_000_001, (1_000_001, 0)),
        (-1, (-10_000, -1)), (-10_000, (-10_000, -1)),
        (-10_001, (-100_000, -10_001)), (-100_000, (-100_000, -10_001)),
        (-1_000_000, (-1_000_000, -100_001)), (-1_000_001, (0, -1_000_001)),
    ],
)  # fmt: skip
def test_a_school_is_in_one_group_of_losses_or_gains(difference: int, group: tuple[int, int]) -> None:
    found = distribution([SchoolPair(1, 5_000_000, 5_000_000 + difference)])
    assert [(low, high) for low, high, schools in found if schools] == [group]
    assert sum(schools for _, _, schools in found) == 1


def test_groups_go_from_the_largest_loss_to_the_largest_gain() -> None:
    assert [(low, high) for low, high, _ in distribution([])] == [
        (0, -1_000_001), (-1_000_000, -100_001), (-100_000, -10_001), (-10_000, -1), (0, 0),
        (1, 10_000), (10_001, 100_000), (100_001, 1_000_000), (1_000_001, 0),
    ]  # fmt: skip


def test_the_smaller_components_alone_come_to_their_lines_of_the_run() -> None:
    first = year_with_supplement(SUPPLEMENT)
    later = year_2023()
    for rows, rules in [
        (enrolments("2 x 180", **WITH_TAFE), first),
        (enrolments_2023([{"certificate": "INVENTED-A", "school_students": "50"}]), later),
    ]:
        run = allocate(rows, rules)
        expected = [each for each in run.allocations if each.component not in ("TARGETED", "RURAL")]
        assert expected
        assert list(lines(run.outcomes, rules, run.base_rate)) == expected


TODAY = date(2019, 8, 1)
PAID = PaidRow(2, "8001", "TARGETED", "T3", 100_00, TODAY, "REF")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"line": "T4"}, "the row belongs to instalment T4, this one is T3."),
        ({"line": ""}, "the row belongs to instalment (empty), this one is T3."),
        ({"component": "RURAL"}, "nothing was sent to this school for RURAL."),
        ({"component": ""}, "nothing was sent to this school for (no component)."),
        (
            {"amount": 99_99},
            "TARGETED was sent as $100.00, the file says $99.99, which differs by $0.01.",
        ),
        (
            {"amount": 100_01},
            "TARGETED was sent as $100.00, the file says $100.01, which differs by $0.01.",
        ),
        ({"paid_on": date(2019, 8, 2)}, "the day of payment is in the future."),
        ({"reference": ""}, "the reference of the payment is missing."),
        ({"school_code": "8002", "component": "TARGETED"}, "TARGETED was confirmed before."),
    ],
)
def test_a_row_of_a_payment_file(changes: dict[str, object], said: str | None) -> None:
    row = PAID._replace(**changes)
    found = differences(
        [row],
        line="T3",
        sent={("8001", "TARGETED"): 100_00, ("8002", "TARGETED"): 100_00},
        confirmed={("8002", "TARGETED"): TODAY},
        today=TODAY,
    )
    assert found == ([] if said is None else [f"Row 2, school {row.school_code}: {said}"])


def test_a_payee_stands_in_a_payment_file_once() -> None:
    sent = {("8001", "TARGETED"): 100_00, ("8001", "RURAL"): 100_00}
    rows = [PAID, PAID._replace(component="RURAL", number=3), PAID._replace(number=4)]
    assert differences(rows, line="T3", sent=sent, confirmed={}, today=TODAY) == [
        "Row 4, school 8001: TARGETED stands in the file twice."
    ]
