"""Two choices that a year makes: whether the rural rate moves, and whether credit transfers are funded."""

from dataclasses import replace

import pytest

from funding.rules.allocation import allocate
from funding.rules.errors import MissingRuralRate
from funding.rules.explanation import allocation_rows, enrolment_amounts, enrolment_rows
from funding.rules.mending import dollars_if_mended
from funding.rules.rural import at_base_rate, rural_rate_at
from tests.rules.years import SOUND, year_2019

# Base rate $337.71 of 2019 and a rural rate that the source does not print: invented.
RULES = year_2019(kind="CONFIRMED", cap=10_000, rural_rate=40_000, does_rural_rate_move=True)
RURAL = SOUND._replace(location_index=10_000, hours=90)


def test_the_rural_rate_of_the_table_stands_unless_the_year_says_that_it_moves():
    stands = replace(RULES, does_rural_rate_move=False)
    assert rural_rate_at(1, stands) == 40_000
    assert rural_rate_at(RULES.base_rate, RULES) == 40_000
    assert rural_rate_at(2 * RULES.base_rate, RULES) == 80_000
    assert rural_rate_at(0, RULES) == 0
    assert rural_rate_at(1, replace(RULES, rural_rate=None)) is None


def test_the_rules_at_a_base_rate_state_what_it_leads_to():
    moved = at_base_rate(RULES.base_rate // 2, RULES)
    assert moved.rural_rate == rural_rate_at(RULES.base_rate // 2, RULES)
    assert rural_rate_at(moved.base_rate, moved) == moved.rural_rate, "it does not move twice"


def test_under_the_cap_both_rates_move_together_to_the_last_cent():
    found = allocate([RURAL], RULES)
    rates = {line.component: line.rate for line in found.allocations}
    assert rates["RURAL"] == rural_rate_at(found.base_rate, RULES)
    assert found.total <= RULES.cap
    beyond = at_base_rate(found.base_rate + 1, replace(RULES, kind="INDICATIVE"))
    assert allocate([RURAL], beyond).total > RULES.cap
    stands = allocate([RURAL], replace(RULES, does_rural_rate_move=False, cap=30_000))
    assert {line.component: line.rate for line in stands.allocations}["RURAL"] == 40_000


def test_a_cap_with_room_to_spare_moves_both_up():
    found = allocate([RURAL], replace(RULES, cap=1_000_000))
    assert found.base_rate > RULES.base_rate
    assert found.allocations[-1].rate > 40_000
    assert found.leftover == 1_000_000 - found.total < 1_000


def test_outside_the_cap_the_rural_rate_moves_and_takes_nothing_of_it():
    found = allocate([RURAL], replace(RULES, rural_inside_cap=False))
    targeted, rural = (line.amount for line in found.allocations)
    assert found.leftover == RULES.cap - targeted
    assert rural == (90 * rural_rate_at(found.base_rate, RULES) + 90) // 180


def test_a_missing_rural_rate_stops_a_run_that_needs_it_also_where_it_moves():
    with pytest.raises(MissingRuralRate):
        allocate([RURAL], replace(RULES, rural_rate=None))


def test_the_calculation_says_how_the_rural_rate_moved():
    found = allocate([RURAL], RULES)
    sentences = [row.sentence for row in allocation_rows(found.allocations[-1], RULES, found.base_rate)]
    assert any(
        sentence.startswith("Rural rate: $400.00 of the rate table × base rate") for sentence in sentences
    )
    (outcome,) = found.outcomes
    assert enrolment_amounts(outcome, RULES, found.base_rate).rural == found.allocations[-1].amount
    assert any("of the rate table" in row.sentence for row in enrolment_rows(outcome, RULES, found.base_rate))
    unmoved = enrolment_rows(outcome, RULES, RULES.base_rate)
    assert not any("of the rate table" in row.sentence for row in unmoved)


def test_a_credit_transfer_has_funded_hours_only_where_the_year_funds_it():
    row = SOUND._replace(hours=60, transfer_hours=30)
    rules = year_2019()
    ((usual,), (funded,)) = (
        allocate([row], each).outcomes for each in (rules, replace(rules, are_transfers_funded=True))
    )
    assert (usual.hours, usual.funded_hours) == (60, 60)
    assert (funded.hours, funded.funded_hours) == (90, 90)


def test_transfers_alone_are_no_training_unless_the_year_funds_them():
    row = SOUND._replace(hours=0, transfer_hours=30)
    rules = year_2019()
    assert "NO_HOURS" in allocate([row], rules).outcomes[0].reasons
    assert allocate([row], replace(rules, are_transfers_funded=True)).outcomes[0].reasons == ()


def test_what_a_mended_entry_would_earn_counts_funded_transfers():
    row = SOUND._replace(hours=60, transfer_hours=30, return_approved=False)
    rules = year_2019(are_transfers_funded=True)
    whole = allocate([row._replace(return_approved=True)], rules).total
    assert dollars_if_mended(row, rules, None) == whole
