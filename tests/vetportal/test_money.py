"""Figures and dates are written one way everywhere."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from vetportal import money

MELBOURNE_CLOSE = datetime(2019, 5, 6, 13, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("cents", "text"),
    [(113032, "$1,130.32"), (-1200, "−$12.00"), (0, "$0.00"), (5, "$0.05"), (-5, "−$0.05"), (None, "—")],
)
def test_dollars(cents, text):
    assert money.dollars(cents) == text


@pytest.mark.parametrize(
    ("cents", "text"), [(30471, "+$304.71"), (-30471, "−$304.71"), (0, "$0.00"), (None, "—")]
)
def test_a_change_carries_its_sign(cents, text):
    assert money.signed_dollars(cents) == text


@pytest.mark.parametrize(
    ("cents", "text"), [(113050, "$1,131"), (113049, "$1,130"), (-1250, "−$13"), (-49, "$0"), (None, "—")]
)
def test_labels_round_half_up_to_whole_dollars(cents, text):
    assert money.whole_dollars(cents) == text


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_dollars_lose_no_cent(cents):
    text = money.dollars(cents).replace("$", "").replace(",", "").replace("−", "-").replace(".", "")
    assert int(text) == cents


def test_fixed_points():
    assert money.thousandths(3347) == "3.347"
    assert money.thousandths(40) == "0.040"
    assert money.index(2000) == "0.2000"
    assert money.index(-1) == "−0.0001"
    assert money.hundredths(124550) == "1,245.50"
    assert money.whole(12345) == "12,345"
    assert money.whole(-12345) == "−12,345"
    assert money.thousandths(None) == money.index(None) == money.whole(None) == "—"


@pytest.mark.parametrize(
    ("stored", "text"),
    [(2000, "2"), (500, "0.5"), (1_200_000, "1,200"), (10_000, "10"), (1, "0.001"), (0, "0"), (None, "—")],
)
def test_credit_shows_no_needless_zero(stored, text):
    assert money.credit(stored) == text
    assert Template("{% load portal %}{{ value|credit }}").render(Context({"value": stored})) == text


@pytest.mark.parametrize(
    ("hours", "full", "text"),
    [(90, 180, "0.50"), (180, 180, "1.00"), (1, 180, "0.01"), (360, 360, "1.00"), (None, 180, "—")],
)
def test_full_time_enrolments(hours, full, text):
    assert money.fte(hours, full) == text


def test_full_time_enrolments_round_half_up():
    assert money.fte(27, 360) == "0.08"  # 0.075


def test_no_full_time_enrolment_without_a_full_rate():
    with pytest.raises(ValueError, match="positive"):
        money.fte(90, 0)


def test_day():
    assert money.day(date(2019, 5, 6)) == "6 May 2019"
    assert money.day(None) == "—"


def test_an_instant_is_shown_as_the_day_and_time_in_melbourne():
    assert money.day(MELBOURNE_CLOSE) == "6 May 2019"
    assert money.moment(MELBOURNE_CLOSE) == "6 May 2019, 11:59 pm"
    assert money.moment(MELBOURNE_CLOSE + timedelta(seconds=1)) == "7 May 2019, 12:00 am"
    noon = datetime(2019, 5, 6, 12, 5, tzinfo=timezone(timedelta(hours=10)))
    assert money.moment(noon) == "6 May 2019, 12:05 pm"
    assert money.moment(None) == "—"


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        money.moment(datetime(2019, 5, 6, 12))  # noqa: DTZ001 - has to be refused


def test_template_filters_say_the_same():
    source = (
        "{% load portal %}{{ c|dollars }} {{ c|signed_dollars }} {{ c|whole_dollars }} {{ w|thousandths }} "
        "{{ i|index }} {{ h|whole }} {{ h|fte:f }} {{ d|day }} {{ m|moment }} {{ nothing|dollars }}"
    )
    context = {
        "c": 30471,
        "w": 3347,
        "i": 2000,
        "h": 90,
        "f": 180,
        "d": date(2019, 5, 6),
        "m": MELBOURNE_CLOSE,
    }
    assert Template(source).render(Context(context)) == (
        "$304.71 +$304.71 $305 3.347 0.2000 90 0.50 6 May 2019 6 May 2019, 11:59 pm —"
    )
