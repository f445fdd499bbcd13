"""Which pathways a student's study opens: groups, completion, age of study, dates, and what never happens."""

from datetime import date

import pytest
from hypothesis import given as invent
from hypothesis import strategies as st

from pathways.rules import mapping_life as life
from pathways.rules.facts import HeldUnit
from pathways.rules.mapping_rules import (
    AskedUnit,
    Group,
    MappingFacts,
    State,
    Study,
    best_first,
    lacking,
    standing,
    why_not_in_force,
)

DAY = date(2019, 7, 22)
RANK = list(State)


def asked(code: str, family: str = "") -> AskedUnit:
    return AskedUnit(code, f"Unit {code}", family or code)


def held(code: str, family: str = "", on: date = date(2018, 11, 30), *, planned: bool = False) -> HeldUnit:
    return HeldUnit(code, f"Unit {code}", family or code, on, planned)


def mapping(*groups: Group, **facts) -> MappingFacts:
    values = {"key": 1, "form": "UNSPECIFIED", "status": life.APPROVED, "needs_completion": False, **facts}
    return MappingFacts(groups=groups, **values)


ONE_OF_TWO = Group((asked("A"), asked("B")), least=1)
BOTH = Group((asked("C"), asked("D")), least=2)


def test_all_groups_are_asked_for_and_within_one_any_units():
    facts = mapping(ONE_OF_TWO, BOTH)
    assert standing(facts, Study(DAY, (held("A"), held("C"), held("D")))).state is State.OPEN
    assert standing(facts, Study(DAY, (held("B"), held("D"), held("C")))).state is State.OPEN
    nearly = standing(facts, Study(DAY, (held("A"), held("B"), held("C"))))
    assert nearly.state is State.NEARLY
    assert [(each.number, [unit.code for unit in each.units]) for each in nearly.missing] == [(1, ["D"])]


def test_an_equivalent_unit_counts_and_a_class_counts_once():
    group = Group((asked("OLD", "F"), asked("NEW", "F"), asked("C")), least=2)
    found = standing(mapping(group), Study(DAY, (held("OLD", "F"), held("NEW", "F"))))
    assert found.state is State.NEARLY
    assert [unit.code for unit in found.missing[0].units] == ["C"]
    assert standing(mapping(group), Study(DAY, (held("OTHER", "F"), held("C")))).state is State.OPEN


def test_completion_is_asked_for_beside_the_units():
    facts = mapping(ONE_OF_TWO, product="SIT20316", needs_completion=True)
    begun = Study(DAY, (held("A"),), begun=frozenset({"SIT20316"}))
    assert (standing(facts, begun).state, standing(facts, begun).lacks_completion) == (State.NEARLY, True)
    done = Study(DAY, (held("A"),), completed=frozenset({"SIT20316"}))
    assert standing(facts, done).state is State.OPEN


def test_study_that_is_too_old_no_longer_counts():
    facts = mapping(ONE_OF_TWO, age_years=5)
    on_the_day, before = held("A", on=date(2014, 7, 22)), held("A", on=date(2014, 7, 21))
    assert standing(facts, Study(DAY, (on_the_day,))).state is State.OPEN
    stale = standing(facts, Study(DAY, (before,)))
    assert (stale.state, stale.too_old) == (State.CLOSED, (before,))
    assert standing(facts, Study(date(2020, 2, 29), (held("A", on=date(2015, 2, 28)),))).state is State.OPEN


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"status": life.LAPSED}, "It has lapsed."),
        ({"status": life.DRAFT}, "It is not approved."),
        ({"valid_from": date(2019, 7, 23)}, "It is not valid yet."),
        ({"valid_to": date(2019, 7, 21)}, "It is no longer valid."),
        ({"valid_from": DAY, "valid_to": DAY}, ""),
    ],
)
def test_a_mapping_opens_something_only_while_it_is_in_force(facts, why):
    found = mapping(ONE_OF_TWO, **facts)
    assert why_not_in_force(found, DAY) == why
    state = standing(found, Study(DAY, (held("A"),))).state
    assert state is (State.CLOSED if why else State.OPEN)


def test_no_credit_is_an_answer_to_those_whom_it_concerns():
    facts = mapping(product="SIT20316", needs_completion=True, form="NO_CREDIT")
    assert standing(facts, Study(DAY, begun=frozenset({"SIT20316"}))).state is State.ASSESSED
    assert standing(facts, Study(DAY, completed=frozenset({"SIT20316"}))).state is State.ASSESSED
    assert standing(facts, Study(DAY)).state is State.CLOSED


def test_entry_without_credit_opens():
    facts = mapping(product="SIT20316", needs_completion=True, form="ENTRY_ONLY")
    assert standing(facts, Study(DAY, completed=frozenset({"SIT20316"}))).state is State.OPEN


def test_what_is_far_away_is_closed():
    far = mapping(Group(tuple(map(asked, "ABCDEF")), least=5))
    assert standing(far, Study(DAY, (held("A"),))).state is State.CLOSED
    assert standing(far, Study(DAY, (held("A"), held("B")))).state is State.NEARLY


def test_best_first():
    study = Study(DAY, (held("A"), held("C")))
    open_now, nearly = mapping(ONE_OF_TWO, key=4), mapping(BOTH, key=3)
    assessed = mapping(ONE_OF_TWO, key=2, form="NO_CREDIT")
    closed = MappingFacts(1, "BLOCK", life.APPROVED, product="X")
    found = [standing(each, study) for each in (closed, assessed, nearly, open_now)]
    assert [each.state for each in best_first(found)] == [
        State.OPEN, State.NEARLY, State.ASSESSED, State.CLOSED,
    ]  # fmt: skip


CODES = st.sampled_from("ABCDEFGH")
UNITS = st.lists(CODES, min_size=1, max_size=5, unique=True).map(lambda codes: tuple(map(asked, codes)))
GROUPS = st.lists(st.builds(Group, UNITS, st.integers(1, 4)), max_size=3).map(tuple)
HELD = st.lists(st.builds(held, CODES, on=st.dates(date(2008, 1, 1), DAY), planned=st.booleans()), max_size=8)
MAPPINGS = st.builds(
    MappingFacts,
    key=st.just(1),
    form=st.sampled_from(["BLOCK", "NO_CREDIT", "ENTRY_ONLY"]),
    status=st.sampled_from([life.APPROVED, life.APPROVED, life.DRAFT]),
    product=st.sampled_from(["", "Q1", "Q2"]),
    groups=GROUPS,
    needs_completion=st.booleans(),
    age_years=st.none() | st.integers(1, 10),
)


@invent(MAPPINGS, HELD, HELD, st.sets(st.sampled_from(["Q1", "Q2"])))
def test_holding_more_never_closes_a_pathway(facts, units, more, completed):
    few = standing(facts, Study(DAY, tuple(units), frozenset(completed)))
    many = standing(facts, Study(DAY, (*units, *more), frozenset(completed)))
    assert RANK.index(many.state) <= RANK.index(few.state)
    assert many.missing_units <= few.missing_units


@invent(MAPPINGS, HELD, st.randoms())
def test_the_order_of_units_does_not_matter(facts, units, chance):
    mixed = units.copy()
    chance.shuffle(mixed)
    one, other = standing(facts, Study(DAY, tuple(units))), standing(facts, Study(DAY, tuple(mixed)))
    assert (one.state, one.missing, set(one.counted)) == (other.state, other.missing, set(other.counted))


@invent(UNITS, st.integers(1, 5), st.data())
def test_a_group_is_met_by_any_n_of_its_units(units, least, data):
    least = min(least, len(units))
    chosen = data.draw(st.lists(st.sampled_from(units), min_size=least, unique=True))
    assert lacking([Group(units, least)], {each.family for each in chosen}) == ()
    fewer = {each.family for each in chosen[: least - 1]}
    (missing,) = lacking([Group(units, least)], fewer)
    assert missing.number == 1


def test_each_step_starts_where_the_table_says():
    allowed = {(step.name, status) for step in life.STEPS for status in step.starts}
    assert allowed == {
        ("propose", "DRAFT"), ("send_back", "PROPOSED"), ("approve", "PROPOSED"),
        ("lapse", "DRAFT"), ("lapse", "APPROVED"),
    }  # fmt: skip
    assert all(life.may_take(step, status) for step in life.STEPS for status in step.starts)
    assert not life.may_take(life.APPROVE, life.DRAFT)
