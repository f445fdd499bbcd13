"""One function a rule. It is true when the rule speaks against the enrolment.

The docstring is the sentence that the school reads, so it is written for the school.
Ages are judged on the census date of the facts; no rule reads a clock.
"""

from funding.rules.ages import age_on
from funding.rules.facts import EnrolmentFacts, YearRules
from funding.rules.hours import counted_hours

CERTIFICATE_I = 1
CERTIFICATE_IV = 4
DIPLOMA = 5


def under_age(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """The student is younger than the minimum age on the census date."""
    return age_on(facts.date_of_birth, facts.census_date) < rules.minimum_age


def over_age(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """The student is older than the maximum age on the census date."""
    return age_on(facts.date_of_birth, facts.census_date) > rules.maximum_age


def no_senior_certificate(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """The certificate is not recorded as part of a senior secondary certificate such as VCE or VCAL."""
    return facts.program == "NONE"


def certificate_i(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """Certificates at level I are not funded."""
    return facts.level == CERTIFICATE_I


def diploma_or_above(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """Diplomas and higher levels are not funded."""
    return facts.level >= DIPLOMA


def certificate_iv_without_approval(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """The VCAA approval that a Certificate IV needs is not recorded for this school and year."""
    return facts.level == CERTIFICATE_IV and not facts.has_approval


def above_certificate_iii_without_approval(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """The VCAA approval that a Certificate IV or diploma needs is not recorded for this school and year."""
    return facts.level >= CERTIFICATE_IV and not facts.has_approval


def excluded_certificate(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """The certificate is on the list of certificates that are not funded this year."""
    return facts.qualification_code in rules.excluded_qualifications


def overseas_student(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """Full-fee overseas students do not attract VET funding."""
    return facts.is_overseas


def general_education_for_adults(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """Certificates in General Education for Adults are not funded."""
    return facts.is_general_education


def generalist(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """Generalist certificates, such as Certificate II in EAL (Access), are not funded."""
    return facts.is_generalist


def school_based_apprenticeship(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """School-based apprenticeships and traineeships are funded under Skills First instead."""
    return facts.delivery == "SBAT"


def head_start(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """Head Start apprenticeships and traineeships are funded under Skills First instead."""
    return facts.delivery == "HEADSTART"


def enrolled_independently(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """The student enrolled with the training provider independently of the school."""
    return facts.delivery == "INDEPENDENT"


def not_government_school(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """Only government schools receive targeted VET funding."""
    return facts.sector != "GOVERNMENT"


def no_units(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """No units of competency are entered."""
    return facts.units == 0


def unit_without_hours(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """At least one unit has no hours."""
    return facts.units_without_hours > 0


def no_hours(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """The units add up to no hours that count; for credit transfers most years count none."""
    return facts.units > facts.units_without_hours and counted_hours(facts, rules) == 0


def not_on_census(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """The enrolment was recorded after the census, so it is not funded for this year."""
    return not facts.on_census


def superseded(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """The certificate is superseded and could no longer be taught on the census date."""
    return facts.is_superseded


def withdrawn(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """The student had withdrawn from the certificate by the census date."""
    return facts.is_withdrawn


def return_not_approved(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """The school's return for the year is not certified and approved."""
    return not facts.return_approved


def no_band(facts: EnrolmentFacts, rules: YearRules) -> bool:
    """The certificate has no funding band for this year yet."""
    return facts.qualification_code not in rules.band_of
