"""What holds for every year and every set of enrolments, tried on invented ones."""

import json
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from math import floor

from hypothesis import assume, event, given
from hypothesis import strategies as st

from funding.rules.allocation import allocate
from funding.rules.digest import digest
from funding.rules.errors import NoUsableCap
from funding.rules.facts import Calculation, EnrolmentFacts, YearRules
from funding.rules.instalments import confirmed_lines, indicative_lines, schedule
from funding.rules.rural import at_base_rate
from funding.rules.year_rules import from_json, to_json
from tests.rules.strategies import BREAKING, COHORTS, SOUND_COHORTS, SOUND_FACTS, numbered, years
from tests.rules.years import year_2019


def exact_half_up(amount: Fraction) -> int:
    """Rounding written another way than the code that is tested."""
    return floor(amount + Fraction(1, 2))


def under_cap(calculation: Calculation, rules: YearRules) -> int:
    """Cents of the lines that the cap of the year covers."""
    return sum(
        line.amount
        for line in calculation.allocations
        if line.component == "TARGETED" or rules.rural_inside_cap
    )


def allocate_or_skip(facts: list[EnrolmentFacts], rules: YearRules) -> Calculation:
    try:
        return allocate(facts, rules)
    except NoUsableCap:
        event("cap too small")
        assume(False)
        raise


@given(years(kind="CONFIRMED"), COHORTS)
def test_the_total_stays_within_the_cap_and_one_cent_more_of_base_rate_does_not(rules, facts):
    indicative = replace(rules, kind="INDICATIVE")
    try:
        calculation = allocate(facts, rules)
    except NoUsableCap:
        event("cap too small")
        assert under_cap(allocate(facts, at_base_rate(1, indicative)), rules) > rules.cap
        return
    assert calculation.leftover == rules.cap - under_cap(calculation, rules)
    if not calculation.allocations:
        assert calculation.base_rate == rules.base_rate
        return
    event("base rate up" if calculation.base_rate > rules.base_rate else "base rate down or equal")
    assert calculation.leftover >= 0
    beyond = allocate(facts, at_base_rate(calculation.base_rate + 1, indicative))
    assert under_cap(beyond, rules) > rules.cap


@given(st.integers(0, 10**9), st.integers(0, 10**9) | st.integers(0, 10))
def test_five_lines_add_up_to_the_confirmed_amount(indicative, confirmed):
    instalments = year_2019().instalments
    lines = schedule(indicative, confirmed, instalments)
    assert list(lines) == ["T1", "T2", "ADJ", "T3", "T4"]
    assert sum(lines.values()) == confirmed
    assert lines["T1"] == lines["T2"] == exact_half_up(Fraction(indicative, 4))
    assert lines["T3"] == lines["T4"] == exact_half_up(Fraction(confirmed, 4))
    paid = lines["T1"] + lines["T2"]
    assert -lines["ADJ"] <= paid, "a refund is never more than was paid"
    early = indicative_lines(indicative, instalments)
    assert early | confirmed_lines(confirmed, paid, instalments) == lines


@given(years(), COHORTS, st.randoms(use_true_random=False))
def test_the_order_of_the_enrolments_is_irrelevant(rules, facts, random):
    shuffled = random.sample(facts, len(facts))
    assert allocate_or_skip(facts, rules) == allocate(shuffled, rules)
    assert digest(facts) == digest(shuffled)


@given(years(), COHORTS)
def test_the_lines_of_a_school_are_its_outcomes_summed_by_band_and_rounded_once(rules, facts):
    calculation = allocate_or_skip(facts, rules)
    bands = {band.code: band for band in rules.bands}
    exact: dict[tuple[int, str, str], Fraction] = defaultdict(Fraction)
    for outcome in calculation.outcomes:
        if outcome.reasons:
            assert outcome.funded_hours == 0
            continue
        band = bands[outcome.band]
        assert outcome.funded_hours == min(outcome.hours, band.full_rate_hours) > 0
        rate = exact_half_up(Fraction(band.weighting_level * calculation.base_rate, 1000))
        full_time = Fraction(outcome.funded_hours, band.full_rate_hours)
        exact[outcome.school_id, "TARGETED", band.code] += full_time * rate
        if outcome.location_index >= rules.rural_threshold and outcome.location_index:
            rural_rate = rules.rural_rate
            if rules.does_rural_rate_move:
                rural_rate = exact_half_up(Fraction(rural_rate * calculation.base_rate, rules.base_rate))
            rural = full_time * Fraction(outcome.location_index, 10_000) * rural_rate
            exact[outcome.school_id, "RURAL", band.code] += rural
    lines = {(line.school_id, line.component, line.band): line.amount for line in calculation.allocations}
    assert lines == {key: exact_half_up(amount) for key, amount in exact.items()}
    assert len(lines) == len(calculation.allocations)
    assert calculation.total == sum(lines.values())


@given(years(), COHORTS)
def test_outcomes_and_lines_come_in_their_stated_order(rules, facts):
    calculation = allocate_or_skip(facts, rules)
    ids = [outcome.enrolment_id for outcome in calculation.outcomes]
    assert ids == sorted(row.enrolment_id for row in facts)
    place = {band.code: number for number, band in enumerate(rules.bands)}
    keys = [(line.school_id, line.component == "RURAL", place[line.band]) for line in calculation.allocations]
    assert keys == sorted(set(keys))


@given(years(kind="INDICATIVE"), SOUND_COHORTS, st.integers(1, 400))
def test_more_hours_never_earn_less(rules, facts, more):
    first = facts[0]
    fuller = [first._replace(hours=first.hours + more), *facts[1:]]
    assert allocate(fuller, rules).total >= allocate(facts, rules).total


@given(years(), COHORTS)
def test_only_where_a_year_funds_credit_transfers_their_hours_count(rules, facts):
    without = replace(rules, are_transfers_funded=False)
    trained = [row._replace(transfer_hours=0) for row in facts]
    assert allocate_or_skip(facts, without) == allocate(trained, without)
    funded = replace(rules, are_transfers_funded=True)
    together = [row._replace(hours=row.hours + row.transfer_hours, transfer_hours=0) for row in facts]
    assert allocate_or_skip(facts, funded) == allocate(together, funded)


@given(years(kind="INDICATIVE"), SOUND_FACTS, st.integers(2, 4))
def test_funding_is_pro_rata_up_to_the_full_rate(rules, row, times):
    rules = replace(rules, rural_rate=0)
    row = row._replace(qualification_code="Q0", hours=rules.bands[0].full_rate_hours, transfer_hours=0)
    full = allocate([row], rules).total
    part = row._replace(hours=row.hours // times)
    parts = allocate(numbered([part] * times), rules).total
    if row.hours % times == 0:
        assert parts == full
    assert allocate([row._replace(hours=row.hours + 1)], rules).total == full


@given(years(), COHORTS, SOUND_FACTS, st.sampled_from(BREAKING))
def test_an_enrolment_that_is_not_eligible_changes_nothing(rules, facts, row, breaking):
    added = row._replace(enrolment_id=len(facts) + 1, **breaking)
    before = allocate_or_skip(facts, rules)
    after = allocate([*facts, added], rules)
    assert after.outcomes[-1].reasons
    assert after._replace(outcomes=after.outcomes[:-1]) == before


@given(years(), COHORTS)
def test_a_run_can_be_calculated_again_from_its_stored_rules(rules, facts):
    stored = json.dumps(to_json(rules))
    assert from_json(json.loads(stored)) == rules
    assert json.dumps(to_json(from_json(json.loads(stored)))) == stored
    assert allocate_or_skip(facts, rules) == allocate(facts, from_json(json.loads(stored)))
