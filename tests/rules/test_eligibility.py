"""Every eligibility rule catches what it must and lets the rest pass; every reason says what to do."""

from dataclasses import replace
from datetime import date

import pytest

from funding.rules.eligibility import RULE_BY_CODE, RULES, assess
from funding.rules.facts import EnrolmentFacts, YearRules
from tests.rules.cases import read, whole, yes
from tests.rules.years import enrolment, year_2019

CASES = read("eligibility")
READERS = {"int": whole, "bool": yes, "str": str, "date": date.fromisoformat}


def facts_of(given: dict[str, str]) -> EnrolmentFacts:
    types = EnrolmentFacts.__annotations__
    return enrolment(**{name: READERS[types[name].__name__](text) for name, text in given.items()})


def year_of(rule: str) -> YearRules:
    """2019, or for a rule that 2019 does not have, a later year with that rule alone."""
    rules = year_2019()
    if rule in rules.exclusions or RULE_BY_CODE[rule].is_always_in_force:
        return rules
    return year_2019(
        scheme="REF143",
        exclusions=frozenset({rule}),
        excluded_qualifications=frozenset({"INVENTED-BAND-7"}),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_rule(case):
    codes = assess(facts_of(case["input"]), year_of(case["rule"]))
    assert codes == ((case["rule"],) if case["expected"] == "caught" else ())


@pytest.mark.parametrize("expected", ["caught", "passes"])
def test_every_rule_has_a_case(expected):
    covered = {case["rule"] for case in CASES if case["expected"] == expected}
    assert covered == set(RULE_BY_CODE)


def test_every_reason_is_given_in_catalogue_order():
    everything_wrong = enrolment(
        sector="CATHOLIC",
        date_of_birth=date(2010, 1, 1),
        program="NONE",
        level=1,
        is_generalist=True,
        delivery="SBAT",
        is_withdrawn=True,
        units=0,
        hours=0,
        qualification_code="INVENTED-NO-BAND",
    )
    codes = assess(everything_wrong, year_2019())
    assert set(codes) == {
        "UNDER_AGE",
        "NO_SENIOR_CERTIFICATE",
        "CERTIFICATE_I",
        "GENERALIST",
        "SCHOOL_BASED_APPRENTICESHIP",
        "NOT_GOVERNMENT_SCHOOL",
        "NO_UNITS",
        "WITHDRAWN",
        "NO_BAND",
    }
    assert list(codes) == [rule.code for rule in RULES if rule.code in codes]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_applies_only_in_the_years_that_name_it(rule):
    caught = next(case for case in CASES if case["rule"] == rule.code and case["expected"] == "caught")
    rules = year_of(rule.code)
    without = replace(rules, exclusions=rules.exclusions - {rule.code})
    codes = assess(facts_of(caught["input"]), without)
    assert codes == ((rule.code,) if rule.is_always_in_force else ())


def test_a_year_with_a_misspelt_rule_is_refused():
    with pytest.raises(ValueError, match="no eligibility rule called UNDERAGE"):
        assess(enrolment(), year_2019(exclusions=frozenset({"UNDERAGE"})))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_says_why_what_to_do_and_on_what_authority(rule):
    assert rule.sentence.endswith(".")
    assert rule.sentence.count(". ") == 0, "one sentence"
    assert "\n" not in rule.sentence
    assert rule.fix.endswith(".")
    assert rule.source
    assert rule.code == rule.applies.__name__.upper()


def test_ages_are_judged_on_the_census_date_of_the_facts():
    born = date(2004, 5, 7)
    assert assess(enrolment(date_of_birth=born), year_2019()) == ("UNDER_AGE",)
    assert assess(enrolment(date_of_birth=born, census_date=date(2019, 5, 7)), year_2019()) == ()
