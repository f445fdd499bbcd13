"""What a scenario's page shows: every sum on both sides to the cent, in the order in which people read it."""

import json

from funding.rules import scenario_result
from funding.rules.cells import Cell, Settlement
from funding.rules.facts import Allocation
from funding.rules.scenario_result import Movement, Pair, SchoolPair, result_of
from funding.rules.scenario_workings import Side, Workings
from tests.rules.years import year_2019

REGIONS = {1: "South", 2: "North", 3: "North"}  # school 4 has no region


def line(school: int, component: str, band: str, amount: int) -> Allocation:
    return Allocation(school, component, band, 1, 1, 1, 1, 1, amount)


def cell(enrolments: int) -> Cell:
    return Cell(1, "Q", "8", 0, "", "", 0, 0, False, enrolments, 0, 0)


def workings() -> Workings:
    before = [
        line(1, "RURAL", "8", 5),
        line(1, "TARGETED", "8", 100),
        line(1, "TARGETED", "5", 200),
        line(1, "MATERIALS", "5", 7),
        line(1, "MATERIALS", "AA", 4),
        line(2, "TARGETED", "5", 1_000),
        line(2, "TARGETED", "5", 10),
        line(4, "TARGETED", "0", 20),
    ]
    after = [
        line(1, "TARGETED", "5", 250),
        line(2, "TARGETED", "5", 1_010),
        line(3, "TARGETED", "5", 3_000),
        line(3, "RURAL", "5", 2),
        line(4, "TARGETED", "0", 21),
    ]
    rules, other = year_2019(cap=9_000), year_2019(cap=8_000)
    return Workings(
        Side(rules, (cell(2), cell(3)), Settlement(11, tuple(before), 1_346, 6)),
        Side(other, (cell(4), cell(5)), Settlement(12, tuple(after), 4_283, None)),
        {},
        (),
    )


def test_both_sides_are_summed_in_every_way() -> None:
    found = result_of(workings(), REGIONS)
    assert (found.total, found.base_rate, found.enrolments) == (Pair(1_346, 4_283), Pair(11, 12), Pair(5, 9))
    assert (found.leftover, found.cap) == ((6, None), (9_000, 8_000))
    assert list(found.components.items()) == [
        ("TARGETED", Pair(1_330, 4_281)),
        ("RURAL", Pair(5, 2)),
        ("MATERIALS", Pair(11, 0)),
    ]
    # Bands of the year in its order; then what it does not have, by name; materials have bands of their own.
    assert list(found.bands.items()) == [
        ("5", Pair(1_210, 4_262)),
        ("8", Pair(105, 0)),
        ("0", Pair(20, 21)),
        ("Materials 5", Pair(7, 0)),
        ("Materials AA", Pair(4, 0)),
    ]
    assert list(found.regions.items()) == [
        ("", Pair(20, 21)),
        ("North", Pair(1_010, 4_012)),
        ("South", Pair(316, 250)),
    ]
    assert found.schools == (
        SchoolPair(1, 316, 250),
        SchoolPair(2, 1_010, 1_010),
        SchoolPair(3, 0, 3_002),
        SchoolPair(4, 20, 21),
    )
    assert found.winners == Movement(2, 3_003, (SchoolPair(3, 0, 3_002), SchoolPair(4, 20, 21)))
    assert found.losers == Movement(1, -66, (SchoolPair(1, 316, 250),))
    assert found.unmoved == 1


def test_the_ten_largest_changes_are_shown_and_all_of_them_are_counted() -> None:
    lines = [line(school, "TARGETED", "5", 100 + (school + 1) // 2) for school in range(1, 13)]
    before, after, _, _ = workings()
    still = before._replace(settlement=before.settlement._replace(allocations=()))
    now = after._replace(settlement=after.settlement._replace(allocations=tuple(lines)))
    found = result_of(Workings(still, now, {}, ()), {})
    # The largest first; of two alike the one with the lower number.
    assert [each.school_id for each in found.winners.largest] == [11, 12, 9, 10, 7, 8, 5, 6, 3, 4]
    assert (found.winners.schools, found.winners.cents) == (12, 1_242)
    fallen = result_of(Workings(now, still, {}, ()), {})
    assert [each.school_id for each in fallen.losers.largest] == [11, 12, 9, 10, 7, 8, 5, 6, 3, 4]
    assert (fallen.losers.schools, fallen.losers.cents) == (12, -1_242)


def test_a_stored_result_reads_as_it_was_shown() -> None:
    found = result_of(workings(), REGIONS)
    plain = scenario_result.to_json(found)
    assert plain == {
        "total": [1_346, 4_283],
        "base_rate": [11, 12],
        "leftover": [6, None],
        "cap": [9_000, 8_000],
        "enrolments": [5, 9],
        "components": {"TARGETED": [1_330, 4_281], "RURAL": [5, 2], "MATERIALS": [11, 0]},
        "bands": [
            ["5", 1_210, 4_262],
            ["8", 105, 0],
            ["0", 20, 21],
            ["Materials 5", 7, 0],
            ["Materials AA", 4, 0],
        ],
        "regions": {"": [20, 21], "North": [1_010, 4_012], "South": [316, 250]},
        "schools": [[1, 316, 250], [2, 1_010, 1_010], [3, 0, 3_002], [4, 20, 21]],
    }
    # A database may give keys back in another order.
    read = scenario_result.from_json(json.loads(json.dumps(plain, sort_keys=True)))
    assert read == found
    for name in ("components", "bands", "regions"):
        assert list(getattr(read, name)) == list(getattr(found, name))
