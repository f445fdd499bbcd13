"""The catalogue of eligibility rules: what speaks against an enrolment, why, and what to do about it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from funding.rules import reasons
from funding.rules.facts import EnrolmentFacts, YearRules

Applies = Callable[[EnrolmentFacts, YearRules], bool]
# INCOMPLETE: the entry is not finished. EXCLUDED: the funding policy leaves it out.
# WAITING: the entry is sound and somebody else's step is missing.
Severity = Literal["INCOMPLETE", "EXCLUDED", "WAITING"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One eligibility rule. `is_mendable`: the school can put it right before the census."""

    applies: Applies
    severity: Severity
    fix: str
    source: str
    is_mendable: bool = False
    is_always_in_force: bool = False

    @property
    def code(self) -> str:
        """The name of the rule in upper case, as stored with an outcome."""
        return self.applies.__name__.upper()

    @property
    def sentence(self) -> str:
        """The reason as the school reads it: the docstring of the rule."""
        return self.applies.__doc__ or ""


REFERENCE_56 = "SRP Reference 56 for 2019 (census date 6 May 2019)"
REFERENCE_143 = "VET delivered to school students, funding from 2023 (2025 text)"
PORTAL = "Rule of this portal from the 2019 year"

RULES: tuple[Rule, ...] = (
    Rule(
        reasons.under_age,
        "EXCLUDED",
        "Check the date of birth. If it is right, this enrolment cannot be funded this year.",
        f"{REFERENCE_56}, Targeted VET funding: students between 15-20 years of age on 6 May 2019",
    ),
    Rule(
        reasons.over_age,
        "EXCLUDED",
        "Check the date of birth. If it is right, this enrolment cannot be funded this year.",
        f"{REFERENCE_56}, Funding formula: students aged from 15 years to 20 years inclusive",
    ),
    Rule(
        reasons.no_senior_certificate,
        "EXCLUDED",
        "If the student takes the certificate as part of VCE or VCAL, enter that program.",
        f"{REFERENCE_56}, Targeted VET funding: undertaken as part of a senior secondary certificate",
        is_mendable=True,
    ),
    Rule(
        reasons.certificate_i,
        "EXCLUDED",
        "Nothing can be done: the enrolment stays recorded and earns no targeted funding.",
        f"{REFERENCE_56}, Targeted VET funding, not available for: Certificate I qualifications",
    ),
    Rule(
        reasons.diploma_or_above,
        "EXCLUDED",
        "Nothing can be done: a school may pay for a diploma from its core allocation.",
        f"{REFERENCE_56}, Targeted VET funding, not available for: diploma level qualifications",
    ),
    Rule(
        reasons.certificate_iv_without_approval,
        "EXCLUDED",
        "If the VCAA has approved it, ask the department to record the approval before the census date.",
        f"{REFERENCE_56}, Targeted VET funding: the school has first gained approval from the VCAA",
        is_mendable=True,
    ),
    Rule(
        reasons.above_certificate_iii_without_approval,
        "EXCLUDED",
        "If the VCAA has approved it, ask the department to record the approval before the census date.",
        f"{REFERENCE_143}: Certificate IV or above, where the VCAA approved it before",
        is_mendable=True,
    ),
    Rule(
        reasons.excluded_certificate,
        "EXCLUDED",
        "Nothing can be done: the enrolment stays recorded and earns no targeted funding.",
        f"{REFERENCE_143}: not for certificates in General Education and School-based Support",
    ),
    Rule(
        reasons.overseas_student,
        "EXCLUDED",
        "Check the student's details. If they are right, this enrolment cannot be funded.",
        f"{REFERENCE_143}: not for overseas students",
    ),
    Rule(
        reasons.general_education_for_adults,
        "EXCLUDED",
        "Nothing can be done: the enrolment stays recorded and earns no targeted funding.",
        f"{REFERENCE_56}, Targeted VET funding, not available for: General Education for Adults",
    ),
    Rule(
        reasons.generalist,
        "EXCLUDED",
        "Nothing can be done: the enrolment stays recorded and earns no targeted funding.",
        f"{REFERENCE_56}, Targeted VET funding, not available for: generalist programs",
    ),
    Rule(
        reasons.school_based_apprenticeship,
        "EXCLUDED",
        "Check how the training is delivered. If it is right, the training is paid under Skills First.",
        f"{REFERENCE_56}, School-based apprenticeships and traineeships",
    ),
    Rule(
        reasons.head_start,
        "EXCLUDED",
        "Check how the training is delivered. If it is right, the training is paid under Skills First.",
        f"{REFERENCE_56}, Head Start",
    ),
    Rule(
        reasons.enrolled_independently,
        "EXCLUDED",
        "Check how the training is delivered. If it is right, this enrolment cannot be funded.",
        f"{REFERENCE_56}, Targeted VET funding: enrolled independently of their school",
    ),
    Rule(
        reasons.not_government_school,
        "EXCLUDED",
        "Nothing can be done: the enrolment stays recorded and earns no targeted funding.",
        f"{REFERENCE_56}, opening: government schools are also provided with targeted VET funding",
    ),
    Rule(
        reasons.no_units,
        "INCOMPLETE",
        "Add the units that the student is trained in this year, with their hours.",
        f"{REFERENCE_56}, Calculation: entries must include certificate title, units of competency, hours",
        is_mendable=True,
        is_always_in_force=True,
    ),
    Rule(
        reasons.unit_without_hours,
        "INCOMPLETE",
        "Enter the hours of every unit.",
        f"{REFERENCE_56}, Calculation: entries must include certificate title, units of competency, hours",
        is_mendable=True,
        is_always_in_force=True,
    ),
    Rule(
        reasons.no_hours,
        "INCOMPLETE",
        "Check which units are credit transfers, and add the units the student is trained in this year.",
        f"{REFERENCE_56}, Calculation: hours of training; {PORTAL}: a credit transfer has none",
        is_mendable=True,
        is_always_in_force=True,
    ),
    Rule(
        reasons.not_on_census,
        "EXCLUDED",
        "Nothing can be done: the study still counts for the student, but not for this year's funding.",
        f"{REFERENCE_56}, Calculation: no capacity to fund what was not entered by the census date",
        is_always_in_force=True,
    ),
    Rule(
        reasons.superseded,
        "EXCLUDED",
        "Ask the training provider to move the student to the current certificate, and enter that one.",
        f"{PORTAL}: a superseded certificate counts until its teach-out date",
        is_mendable=True,
    ),
    Rule(
        reasons.withdrawn,
        "EXCLUDED",
        "Nothing needs to be done. If the student still takes the certificate, undo the withdrawal.",
        f"{REFERENCE_56}, Timing of payments: enrolments as on the census date",
    ),
    Rule(
        reasons.return_not_approved,
        "WAITING",
        "Ask the principal to certify the return by the census date, for the department to approve.",
        f"{PORTAL}: only a certified and approved return is funded; no funding policy asks for it",
        is_mendable=True,
    ),
    Rule(
        reasons.no_band,
        "WAITING",
        "The department must assign a band to this certificate. Tell the department if you offer it.",
        f"{REFERENCE_56}, Targeted VET funding rates: every funded certificate has a band",
        is_always_in_force=True,
    ),
)

RULE_BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}


@lru_cache(maxsize=64)
def rules_in_force(exclusions: frozenset[str]) -> tuple[tuple[str, Applies], ...]:
    """Code and function of each rule that a year applies, in catalogue order.

    Raises ValueError when the year names a rule that does not exist: money must not hang on a misspelling.
    """
    unknown = sorted(exclusions - RULE_BY_CODE.keys())
    if unknown:
        raise ValueError(
            f"There is no eligibility rule called {', '.join(unknown)}. Correct the year's rules."
        )
    return tuple(
        (rule.code, rule.applies) for rule in RULES if rule.is_always_in_force or rule.code in exclusions
    )


def assess(facts: EnrolmentFacts, rules: YearRules) -> tuple[str, ...]:
    """Codes of every rule that speaks against the enrolment, in catalogue order; empty when it is funded."""
    return tuple([code for code, applies in rules_in_force(rules.exclusions) if applies(facts, rules)])
