"""The notional core share of one enrolment: what the core allocation holds for it. It is never paid here.

SRP Reference 56 (2019), "SRP - core student learning component": $6,123 / 5 subjects = $1,225, or / 6
subjects = $1,021; a student in several certificates releases a share for each of them.
Later years: specialist schools go by stages of learning, by age on 1 January.
"""

from datetime import date

from funding.rules.ages import age_on
from funding.rules.facts import EnrolmentFacts, YearRules
from vetportal.rounding import divide_half_up


def core_rate(facts: EnrolmentFacts, rules: YearRules) -> int:
    """Cents of core share for a full-time enrolment of this student, in whole dollars."""
    if facts.is_specialist and rules.core_stages:
        return _stage_rate(facts, rules)
    if facts.subjects and rules.core_delivery_dollars:
        return divide_half_up(rules.core_delivery_dollars, facts.subjects) * 100
    return rules.core_rate


def _stage_rate(facts: EnrolmentFacts, rules: YearRules) -> int:
    """The rate of the student's stage; 0 outside all stages."""
    age = age_on(facts.date_of_birth, date(rules.year, 1, 1))
    rates = (stage.rate for stage in rules.core_stages if stage.from_age <= age <= stage.to_age)
    return next(rates, 0)
