"""Credit points of a unit in the TCE, as cases that an officer can read."""

import pytest
from hypothesis import given as invent
from hypothesis import strategies as st

from credits.rules.points import size_value
from tests.rules.cases import each, whole


@each("credit_points")
def test_credit_points(given, expected):
    assert size_value(whole(given["nominal_hours"])) == whole(expected["points"])


@invent(st.integers(0, 9_999))
def test_a_unit_is_never_off_by_more_than_half_a_point(hours):
    """AVETMISS holds nominal hours in four digits; these are all that there can be."""
    assert -5 <= hours - 10 * size_value(hours) <= 4


def test_points_are_rounded_for_each_unit_and_not_for_the_sum():
    assert sum(map(size_value, (25, 25))) == 6
    assert size_value(25 + 25) == 5


def test_negative_hours_are_refused_in_words():
    with pytest.raises(ValueError, match=r"Nominal hours cannot be -1\. Correct the hours"):
        size_value(-1)
