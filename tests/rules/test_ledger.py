"""Payments as a ledger, tried on invented years: sums close, nothing goes below zero, what was sent stays."""

from dataclasses import replace

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from funding.rules.facts import Allocation, SkillsFirst, TafeRules
from funding.rules.instalments import confirmed_lines, first_lines, indicative_lines
from funding.rules.ledger import (
    ORDER,
    SETTLEMENT,
    TakesBackTooMuch,
    added,
    carried,
    correction_lines,
    lowest,
    open_lines,
    with_zeros,
)
from tests.rules.years import year_2019

RULES = year_2019(kind="CONFIRMED")
CENTS = st.integers(0, 1_000_000) | st.integers(0, 5)
# After each release: how much is due now, and how many instalments were sent by then.
HISTORY = st.lists(st.tuples(CENTS, st.integers(0, 5)), min_size=1, max_size=6)


def _cumulative(lines: dict[str, int]) -> list[int]:
    paid, sums = 0, []
    for line in ORDER:
        paid += lines.get(line, 0)
        sums.append(paid)
    return sums


def _paid_first(indicative: int, confirmed: int) -> dict[str, int]:
    early = indicative_lines(indicative, RULES.instalments)
    return early | confirmed_lines(confirmed, sum(early.values()), RULES.instalments)


@given(CENTS, CENTS, HISTORY)
def test_after_every_correction_the_lines_are_what_is_due_and_no_refund_is_above_what_was_paid(
    indicative, confirmed, history
):
    standing = _paid_first(indicative, confirmed)
    sent = 0
    for due, reached in history:
        sent = max(sent, reached)
        before = dict(standing)
        locked = ORDER[:sent]
        lines = correction_lines(due, standing, {}, open_lines("TARGETED", RULES, locked))
        standing = added(standing, lines)
        event(f"{len(lines)} lines")
        assert sum(standing.values()) == due
        assert min(_cumulative(standing)) >= 0
        assert {line: standing[line] for line in before if line in locked} == {
            line: before[line] for line in before if line in locked
        }
        assert not set(lines) & set(locked)


@given(CENTS, CENTS, HISTORY)
def test_only_the_last_amount_counts_however_the_year_came_to_it(indicative, confirmed, history):
    """What is due at last is paid at last, through whatever corrections, and a repetition adds nothing."""
    standing = _paid_first(indicative, confirmed)
    for due, _ in history:
        standing = added(standing, correction_lines(due, standing, {}, open_lines("TARGETED", RULES, ())))
    again = correction_lines(history[-1][0], standing, {}, open_lines("TARGETED", RULES, ()))
    assert sum(standing.values()) == history[-1][0]
    assert set(again.values()) == {0}


@given(CENTS, CENTS, st.dictionaries(st.sampled_from(ORDER), st.integers(-500_000, 500_000), max_size=3))
def test_adjustments_stand_beside_and_count_in_what_can_go_back(due, confirmed, beside):
    standing = _paid_first(confirmed, confirmed)
    try:
        lines = correction_lines(due, standing, beside, ("T3", "T4"))
    except TakesBackTooMuch:
        assert due + sum(beside.values()) < 0
        return
    assert sum(standing.values()) + sum(lines.values()) == due
    after = _cumulative(added(standing, beside, lines))
    assert min(after[ORDER.index("T3") :]) >= min(0, *after[: ORDER.index("T3")])
    assert after[-1] >= 0


@given(CENTS, CENTS, st.sampled_from(["TARGETED", "TAFE_SUPPLEMENT"]), st.booleans())
def test_the_first_lines_close_and_a_supplement_of_term_3_is_paid_there_alone(
    indicative, confirmed, component, in_term_3
):
    tafe = TafeRules(10, "SUBSIDY", True, in_term_3, {"X": SkillsFirst(900, 0)})
    early = first_lines(component, indicative, 0, year_2019(kind="INDICATIVE", tafe=tafe))
    late = first_lines(component, confirmed, sum(early.values()), year_2019(kind="CONFIRMED", tafe=tafe))
    assert list(early) == ["T1", "T2"]
    assert list(late) == ["ADJ", "T3", "T4"]
    assert sum(early.values()) + sum(late.values()) == confirmed
    if in_term_3 and component == "TAFE_SUPPLEMENT":
        assert early | late == {"T1": 0, "T2": 0, "ADJ": 0, "T3": confirmed, "T4": 0}
    else:
        assert late == confirmed_lines(confirmed, sum(early.values()), RULES.instalments)


@pytest.mark.parametrize(
    ("due", "sent", "lines"),
    [
        (12_000, ("T1", "T2", "ADJ", "T3"), {"T4": 2_000}),
        (12_000, ("T1", "T2"), {"ADJ": 2_000}),
        (10_000, ("T1", "T2", "ADJ", "T3"), {"T4": 0}),
        (0, ("T1", "T2", "ADJ", "T3"), {"T4": -10_000}),
        # The adjustment can take back only what terms 1 and 2 paid; the rest goes with terms 3 and 4.
        (2_000, ("T1", "T2"), {"ADJ": -5_000, "T3": -2_500, "T4": -500}),
        (11_000, ("T1", "T2", "ADJ", "T3", "T4"), {SETTLEMENT: 1_000}),
        (4_000, ("T1", "T2", "ADJ", "T3", "T4"), {SETTLEMENT: -6_000}),
    ],
)
def test_the_difference_falls_on_the_next_open_instalment(due, sent, lines):
    standing = _paid_first(10_000, 10_000)
    assert correction_lines(due, standing, {}, open_lines("TARGETED", RULES, sent)) == lines


def test_a_supplement_of_term_3_is_corrected_there_while_it_can_be():
    tafe = TafeRules(10, "SUBSIDY", True, True, {})
    rules = year_2019(kind="CONFIRMED", tafe=tafe)
    assert open_lines("TAFE_SUPPLEMENT", rules, ("T1", "T2")) == ("T3", "T4")
    assert open_lines("TAFE_SUPPLEMENT", rules, ("T1", "T2", "ADJ", "T3")) == ("T4",)
    assert open_lines("TARGETED", rules, ("T1", "T2")) == ("ADJ", "T3", "T4")


def test_an_account_never_ends_below_zero():
    with pytest.raises(TakesBackTooMuch):
        carried({"T4": 0}, {"T3": -1})


def test_a_refund_waits_until_something_was_paid():
    assert carried({"ADJ": -300, "T3": 100, "T4": 500}, {"T1": 100}) == {"ADJ": -100, "T3": 0, "T4": 400}


def test_the_lowest_sum_counts_from_the_instalment_on():
    assert lowest({"T1": 100, "T3": -80, "T4": 50}, "T3") == 20
    assert lowest({"T1": 100, "T3": -80, "T4": 50}, "T4") == 70


def test_a_line_that_is_gone_stands_as_an_explicit_zero():
    def line(band: str, enrolments: int = 2) -> Allocation:
        return Allocation(1, "TARGETED", band, enrolments, 360, 360, 180, 1_000, 2_000)

    lines = with_zeros([line("1")], [line("1", 3), line("2"), line("3", 0)])
    assert lines == (
        line("1"),
        line("2")._replace(enrolments=0, hours=0, quantity=0, amount=0),
    )


def test_before_anything_was_sent_a_correction_may_use_every_line_but_the_indicative_ones() -> None:
    rules = year_2019()
    assert open_lines("TARGETED", rules, []) == ("ADJ", "T3", "T4")
    assert open_lines("TARGETED", rules, ["T1", "T2"]) == ("ADJ", "T3", "T4")
    assert open_lines("TARGETED", rules, ["ADJ", "T3"]) == ("T4",)
    assert open_lines("TARGETED", rules, ["T4"]) == ()


def test_what_was_paid_of_a_supplement_before_term_3_is_taken_off_there() -> None:
    rules = year_2019(kind="CONFIRMED", tafe=TafeRules(10, "SUBSIDY", True, True, {}))
    assert first_lines("TAFE_SUPPLEMENT", 900, 200, rules) == {"ADJ": 0, "T3": 700, "T4": 0}
    no_term_3 = replace(rules, instalments=rules.instalments[:3])
    with pytest.raises(ValueError, match="the year has no term 3"):
        first_lines("TAFE_SUPPLEMENT", 900, 200, no_term_3)
