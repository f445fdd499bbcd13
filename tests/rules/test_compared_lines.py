"""A line before is compared with the same line after, whatever other lines come or go."""

from funding.rules.comparison import compare
from funding.rules.facts import Allocation


def supplement(rate: int, enrolments: int, band: str = "8") -> Allocation:
    """A TAFE supplement of one certificate; it may have a line with the rural loading and one without."""
    hours = 180 * enrolments
    amount = rate * enrolments
    return Allocation(1, "TAFE_SUPPLEMENT", band, enrolments, hours, hours, 180, rate, amount, "Q", "3075")


def test_lines_of_one_name_are_told_apart_by_their_rates_not_by_their_enrolments() -> None:
    before = [supplement(40_000, 5), supplement(60_000, 1)]
    after = [supplement(40_000, 1), supplement(60_000, 5)]
    found = {each.line.rate: (each.by_hours, each.by_rate) for each in compare(before, after, {})}
    assert found == {40_000: (-160_000, 0), 60_000: (240_000, 0)}


def test_both_lines_of_one_name_keep_their_place_when_their_rates_move() -> None:
    before = [supplement(60_000, 2), supplement(40_000, 2)]
    after = [supplement(41_000, 2), supplement(61_000, 2)]
    found = [(each.line.rate, each.by_hours, each.by_rate) for each in compare(before, after, {})]
    assert found == [(41_000, 0, 2_000), (61_000, 0, 2_000)]


def test_a_new_line_of_another_band_leaves_the_others_beside_what_they_were() -> None:
    """It has a lower rate, so it would come first if lines were numbered whatever their names."""
    before = [supplement(40_000, 2)]
    after = [supplement(40_000, 3), supplement(10_000, 1, band="1")]
    found = {each.band: (each.before, each.by_hours) for each in compare(before, after, {})}
    assert found == {"8": (before[0], 40_000), "1": (None, 10_000)}
