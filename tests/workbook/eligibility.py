"""The sheets of ages and of eligibility: each rule as a formula over the facts beside it."""

import datetime as dt
from typing import Any

from tests.rules.cases import read
from tests.rules.test_eligibility import facts_of, year_of
from tests.workbook.sheet import Case, Sheet, check, given, named_case, worked

_AGE = (
    "YEAR({day})-YEAR({born})-IF(OR(MONTH({day})<MONTH({born}),"
    "AND(MONTH({day})=MONTH({born}),DAY({day})<DAY({born}))),1,0)"
)
AGE_AT_CENSUS = _AGE.replace("{day}", "{Census date}").replace("{born}", "{Date of birth}")
# When a rule speaks against an enrolment, over the columns of the sheet.
AGAINST = {
    "UNDER_AGE": "{Age}<15",
    "OVER_AGE": "{Age}>20",
    "NO_SENIOR_CERTIFICATE": '{Program}="NONE"',
    "CERTIFICATE_I": "{Level}=1",
    "DIPLOMA_OR_ABOVE": "{Level}>=5",
    "CERTIFICATE_IV_WITHOUT_APPROVAL": 'AND({Level}=4,{Approval}="no")',
    "ABOVE_CERTIFICATE_III_WITHOUT_APPROVAL": 'AND({Level}>=4,{Approval}="no")',
    "EXCLUDED_CERTIFICATE": '{On the year\'s list}="yes"',
    "OVERSEAS_STUDENT": '{Overseas}="yes"',
    "GENERAL_EDUCATION_FOR_ADULTS": '{General education}="yes"',
    "GENERALIST": '{Generalist}="yes"',
    "SCHOOL_BASED_APPRENTICESHIP": '{Delivery}="SBAT"',
    "HEAD_START": '{Delivery}="HEADSTART"',
    "ENROLLED_INDEPENDENTLY": '{Delivery}="INDEPENDENT"',
    "NOT_GOVERNMENT_SCHOOL": '{Sector}<>"GOVERNMENT"',
    "NO_UNITS": "{Units}=0",
    "UNIT_WITHOUT_HOURS": "{Units without hours}>0",
    "NO_HOURS": "AND({Units}>{Units without hours},{Hours}=0)",
    "NOT_ON_CENSUS": '{On the census}="no"',
    "SUPERSEDED": '{Superseded}="yes"',
    "WITHDRAWN": '{Withdrawn}="yes"',
    "RETURN_NOT_APPROVED": '{Return approved}="no"',
    "NO_BAND": '{Band}="none"',
}


def _fact(name: str) -> Any:
    def read_fact(case: Case) -> Any:
        value = getattr(facts_of(case["input"]), name)
        return ("yes" if value else "no") if isinstance(value, bool) else value

    return read_fact


def _band(case: Case) -> str:
    facts = facts_of(case["input"])
    return year_of(case["rule"]).band_of.get(facts.qualification_code, "none")


def _is_listed(case: Case) -> str:
    facts = facts_of(case["input"])
    return "yes" if facts.qualification_code in year_of(case["rule"]).excluded_qualifications else "no"


def _against(case: Case) -> str:
    return f'IF({AGAINST[case["rule"]]},"caught","passes")'


def eligibility() -> Sheet:
    """Every rule with what it catches and what it lets pass."""
    columns = [
        *named_case(),
        given("Rule", "text", lambda case: case["rule"]),
        given("Date of birth", "date", _fact("date_of_birth")),
        given("Census date", "date", _fact("census_date")),
        worked("Age", "whole", AGE_AT_CENSUS),
        given("Sector", "text", _fact("sector")),
        given("Level", "whole", _fact("level")),
        given("Program", "text", _fact("program")),
        given("Delivery", "text", _fact("delivery")),
        given("Approval", "text", _fact("has_approval")),
        given("General education", "text", _fact("is_general_education")),
        given("Generalist", "text", _fact("is_generalist")),
        given("Superseded", "text", _fact("is_superseded")),
        given("Overseas", "text", _fact("is_overseas")),
        given("Withdrawn", "text", _fact("is_withdrawn")),
        given("On the census", "text", _fact("on_census")),
        given("Return approved", "text", _fact("return_approved")),
        given("Units", "whole", _fact("units")),
        given("Units without hours", "whole", _fact("units_without_hours")),
        given("Hours", "whole", _fact("hours")),
        given("Band", "text", _band),
        given("On the year's list", "text", _is_listed),
        worked("Rule says", "text", _against, lambda case: case["expected"]),
        given("Expected", "text", lambda case: case["expected"]),
        check("{Rule says}={Expected}"),
    ]
    about = "Each row changes only what its case names. A rule that catches an enrolment stops its funding."
    return Sheet("Eligibility", about, read("eligibility"), columns)


def ages() -> Sheet:
    """Completed years on a day."""
    formula = _AGE.replace("{day}", "{Day}").replace("{born}", "{Born}")
    return Sheet(
        "Ages",
        "Completed years on a day; the birthday itself counts. Funded from 15 to 20 on the census date.",
        read("ages"),
        [
            *named_case(),
            given("Born", "date", lambda case: dt.date.fromisoformat(case["input"]["born"])),
            given("Day", "date", lambda case: dt.date.fromisoformat(case["input"]["day"])),
            worked("Age", "whole", formula, lambda case: int(case["expected"]["age"])),
            given("Expected", "whole", lambda case: int(case["expected"]["age"])),
            check("{Age}={Expected}"),
        ],
    )


SHEETS = (ages, eligibility)
