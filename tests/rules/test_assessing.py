"""Many enrolments are assessed with the answers that each would get alone."""

import inspect
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.rules import hours, reasons
from funding.rules.assessing import OF_AGE, READ, READ_FOR_AGE, Assessing
from funding.rules.eligibility import RULES, assess
from funding.rules.facts import EnrolmentFacts, YearRules
from tests.rules.strategies import COHORTS, years
from tests.rules.years import SOUND, year_2019


def read_by(*functions: object) -> set[str]:
    """The facts that functions name, those of the hours that count included."""
    text = "".join(inspect.getsource(each) for each in functions)
    if "counted_hours(" in text:
        text += inspect.getsource(hours.counted_hours)
    return set(re.findall(r"facts\.(\w+)", text))


@given(years(), COHORTS, st.booleans())
def test_the_answers_are_those_of_each_alone(rules: YearRules, facts: list[EnrolmentFacts], is_every: bool):
    if is_every:
        rules = year_2019(exclusions=frozenset(rule.code for rule in RULES))
    assessing = Assessing(rules)
    twice = [*facts, *reversed(facts)]
    assert [assessing.of(row) for row in twice] == [assess(row, rules) for row in twice]


def test_it_looks_at_all_that_the_rules_read() -> None:
    """A fact that a rule reads and this does not know of would give one enrolment the answer of another."""
    age = [rule.applies for rule in RULES if rule.applies in OF_AGE]
    rest = [rule.applies for rule in RULES if rule.applies not in OF_AGE]
    assert (len(age), len(RULES) - len(age)) == (2, len(rest))
    assert read_by(*age) == set(READ_FOR_AGE)
    assert read_by(*rest) == set(READ)


def test_a_rule_hands_the_facts_on_to_nobody_else() -> None:
    handed = set(re.findall(r"(\w+)\((?:\w+, )*facts[,)]", inspect.getsource(reasons)))
    named = {rule.applies.__name__ for rule in RULES}
    assert handed <= {"counted_hours"} | named


def test_both_kinds_of_reasons_come_in_catalogue_order() -> None:
    row = SOUND._replace(sector="CATHOLIC", date_of_birth=SOUND.date_of_birth.replace(year=2010))
    rules = year_2019()
    assert Assessing(rules).of(row) == assess(row, rules)
    assert len(assess(row, rules)) >= 2


def test_a_rule_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no eligibility rule called NO_SUCH_RULE"):
        Assessing(year_2019(exclusions=frozenset({"NO_SUCH_RULE"})))
