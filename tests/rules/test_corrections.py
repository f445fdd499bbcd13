"""Corrections laid over frozen facts, tried on invented ones."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.rules.corrections import (
    ADD,
    AMEND,
    REMOVE,
    Correction,
    corrected,
    differences,
    from_json,
    to_json,
)
from funding.rules.digest import digest
from tests.rules.strategies import ANY_FACTS, COHORTS, SOUND_FACTS
from tests.rules.years import enrolment

CHANGED = st.integers(1, 400)


@given(COHORTS)
def test_without_corrections_the_facts_are_the_frozen_ones(facts):
    assert list(corrected(facts, [])) == facts


@given(COHORTS, SOUND_FACTS, st.data())
def test_what_is_added_amended_and_removed_again_leaves_the_facts_as_they_were(facts, row, data):
    row = row._replace(enrolment_id=1_000)
    amended = row._replace(hours=data.draw(CHANGED))
    several = [Correction(ADD, 1_000, row), Correction(AMEND, 1_000, amended)]
    assert list(corrected(facts, several)) == [*facts, amended]
    assert list(corrected(facts, [*several, Correction(REMOVE, 1_000, None)])) == facts


@given(st.lists(SOUND_FACTS, min_size=2, max_size=9), st.data())
def test_corrections_of_different_enrolments_may_come_in_any_order(rows, data):
    facts = [row._replace(enrolment_id=number) for number, row in enumerate(rows)]
    each = [
        Correction(REMOVE, row.enrolment_id, None)
        if data.draw(st.booleans())
        else Correction(AMEND, row.enrolment_id, row._replace(hours=data.draw(CHANGED)))
        for row in facts
    ]
    shuffled = data.draw(st.permutations(each))
    assert digest(corrected(facts, each)) == digest(corrected(facts, shuffled))


def test_of_two_corrections_of_one_enrolment_the_later_holds():
    first, second = enrolment(hours=90), enrolment(hours=60)
    in_order = [Correction(AMEND, 1, first), Correction(AMEND, 1, second)]
    assert list(corrected([enrolment()], in_order)) == [second]


@pytest.mark.parametrize(
    ("facts", "correction"),
    [
        ([], Correction(AMEND, 1, enrolment(hours=90))),
        ([], Correction(REMOVE, 1, None)),
        ([enrolment()], Correction(ADD, 1, enrolment())),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(facts, correction):
    with pytest.raises(ValueError, match="cannot be corrected like this"):
        list(corrected(facts, [correction]))


@given(ANY_FACTS)
def test_facts_come_back_from_json_as_they_were(facts):
    assert from_json(json.loads(json.dumps(to_json(facts)))) == facts


def test_facts_that_do_not_fit_this_version_are_refused():
    plain = to_json(enrolment())
    with pytest.raises(ValueError, match="shoe_size"):
        from_json(plain | {"shoe_size": 43})
    del plain["hours"]
    with pytest.raises(ValueError, match="hours"):
        from_json(plain)


def test_differences_name_the_facts_that_differ():
    assert differences(enrolment(), enrolment(hours=90)) == {"hours": (180, 90)}
