"""The notional core share of one enrolment: what the core allocation holds for it. It is never paid here.

SRP Reference 56 (2019), "SRP - core student learning component": $6,123 / 5 subjects = $1,225, or / 6
subjects = $1,021; a student in several certificates releases a share for each of them.
Later years: specialist schools go by stages of learning, by age on 1 January.
"""

from collections.abc import Iterable
from datetime import date
from math import lcm
from typing import NamedTuple

from funding.rules.ages import age_on
from funding.rules.facts import EnrolmentFacts, Outcome, YearRules
from vetportal.rounding import divide_half_up


def core_rate(facts: EnrolmentFacts, rules: YearRules) -> int:
    """Cents of core share for a full-time enrolment of this student, in whole dollars."""
    if facts.is_specialist and rules.core_stages:
        return _stage_rate(facts, rules)
    if facts.subjects and rules.core_delivery_dollars:
        return _share_of(facts.subjects, rules)
    return rules.core_rate


def _stage_rate(facts: EnrolmentFacts, rules: YearRules) -> int:
    """The rate of the student's stage; 0 outside all stages."""
    age = age_on(facts.date_of_birth, date(rules.year, 1, 1))
    rates = (stage.rate for stage in rules.core_stages if stage.from_age <= age <= stage.to_age)
    return next(rates, 0)


class CorePart(NamedTuple):
    """Funded enrolments with one core rate, in cents; full-time enrolments in hundredths."""

    rate: int
    enrolments: int
    full_time: int
    cents: int


def core_parts(outcomes: Iterable[Outcome], rules: YearRules) -> tuple[CorePart, ...]:
    """The notional core share of these enrolments by rate, highest first; each part is rounded once."""
    full_of = {band.code: band.full_rate_hours for band in rules.bands}
    whole = lcm(*full_of.values())
    sums: dict[int, tuple[int, int]] = {}
    for outcome in outcomes:
        if outcome.funded_hours:
            rate = outcome.core_rate or rules.core_rate
            enrolments, parts = sums.get(rate, (0, 0))
            share = outcome.funded_hours * (whole // full_of[outcome.band])
            sums[rate] = enrolments + 1, parts + share
    return tuple(
        CorePart(
            rate,
            enrolments,
            divide_half_up(parts * 100, whole),
            divide_half_up(parts * rate, whole),
        )
        for rate, (enrolments, parts) in sorted(sums.items(), reverse=True)
    )


def subjects_at(rate: int, rules: YearRules) -> int | None:
    """The number of subjects whose share of the core allocation a rate is; None where it is no such share."""
    if not rules.core_delivery_dollars:
        return None
    shares = (number for number in range(1, 13) if rate == _share_of(number, rules))
    return next(shares, None)


def _share_of(subjects: int, rules: YearRules) -> int:
    """Cents: the core allocation for program delivery shared by a number of subjects, in whole dollars."""
    return divide_half_up(rules.core_delivery_dollars, subjects) * 100
