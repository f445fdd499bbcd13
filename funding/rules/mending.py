"""Funding at risk: what an enrolment would earn if what speaks against it were mended."""

from funding.rules.allocation import bands_by_code, decide
from funding.rules.eligibility import RULE_BY_CODE
from funding.rules.explanation import enrolment_amounts
from funding.rules.facts import EnrolmentFacts, YearRules
from funding.rules.hours import counted_hours, funded_hours
from funding.rules.materials import materials_band
from funding.rules.small_scale import small_scale_rate
from funding.rules.tafe_supplement import tafe_provider


def dollars_if_mended(facts: EnrolmentFacts, rules: YearRules, nominal_hours: int | None) -> int:
    """Cents that are at risk: what the enrolment would earn alone if its mendable reasons were mended.

    0 when it is funded already, or when a reason that the school cannot mend speaks against it.
    `nominal_hours` are those of its units, credit transfers left out; they stand in for missing hours where
    they are more than the hours entered. None (no units, or unknown) stands for the full-rate hours.
    The rural part is included once the year has its rural rate. The base rate is that of `rules`.
    """
    bands = bands_by_code(rules)
    outcome = decide(facts, rules, bands)
    broken = [RULE_BY_CODE[code] for code in outcome.reasons]
    if not broken or not all(rule.is_mendable for rule in broken):
        return 0
    full = bands[outcome.band].full_rate_hours
    hours = counted_hours(facts, rules)
    if any(rule.severity == "INCOMPLETE" for rule in broken):
        hours = full if nominal_hours is None else max(hours, nominal_hours)
    mended = outcome._replace(
        hours=hours,
        funded_hours=funded_hours(hours, full),
        reasons=(),
        tafe_provider=tafe_provider(facts, rules),
        materials_band=materials_band(facts, (), rules),
        small_scale_rate=small_scale_rate(facts, rules),
    )
    now = enrolment_amounts(outcome, rules, rules.base_rate).paid
    return enrolment_amounts(mended, rules, rules.base_rate).paid - now
