"""What changed between two calculations adds up exactly, line by line."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from funding.rules.allocation import allocate
from funding.rules.comparison import compare
from tests.rules.years import enrolment, year_2019

BANDS = ("1", "4", "5", "8")
ENTRIES = st.lists(st.tuples(st.sampled_from(BANDS), st.integers(0, 400)), max_size=12)


def lines(entries: list[tuple[str, int]], base_rate: int) -> tuple:
    """A school's lines for (band, hours) pairs at a base rate in cents."""
    facts = [
        enrolment(enrolment_id=number, qualification_code=f"INVENTED-BAND-{band}", hours=hours)
        for number, (band, hours) in enumerate(entries, start=1)
    ]
    return allocate(facts, replace(year_2019(), base_rate=base_rate)).allocations


@given(before=ENTRIES, after=ENTRIES, rates=st.tuples(st.integers(1, 90_000), st.integers(1, 90_000)))
def test_hours_and_rate_together_are_the_change(before, after, rates) -> None:
    was, now = lines(before, rates[0]), lines(after, rates[1])
    changes = compare(was, now, {})
    for change in changes:
        old = change.before.amount if change.before else 0
        new = change.after.amount if change.after else 0
        assert old + change.by_hours + change.by_rate == new
    assert sum(each.total for each in changes) == sum(each.amount for each in now) - sum(
        each.amount for each in was
    )


@given(entries=ENTRIES, rate=st.integers(1, 90_000))
def test_the_same_entries_at_the_same_rate_have_not_changed(entries, rate) -> None:
    same = lines(entries, rate)
    assert all(each.by_hours == each.by_rate == 0 for each in compare(same, same, {}))


def test_a_new_band_is_measured_at_the_rate_before() -> None:
    """One full-time enrolment in band 8: 337.71 by hours, then the rate falls to 312.81."""
    (change,) = compare((), lines([("8", 180)], 31_281), {("TARGETED", "8"): 33_771})
    assert (change.by_hours, change.by_rate) == (33_771, -2_490)
