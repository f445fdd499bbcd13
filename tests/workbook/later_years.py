"""The sheets of the model from 2023 (Reference 143): tuition, materials and small scale; core share."""

from collections.abc import Iterator
from typing import Any

from funding.rules.facts import EnrolmentFacts
from tests.rules.cases import read, whole
from tests.rules.ref143 import enrolments_2023, year_2023
from tests.workbook.eligibility import AGAINST, AGE_AT_CENSUS
from tests.workbook.sheet import (
    Case,
    Column,
    Sheet,
    agrees,
    at_last,
    check,
    given,
    growing,
    named_case,
    number,
    worked,
)

YEAR = read("ref143_year")
CORE = YEAR["core"]
RATES = {band["code"]: number(band["stated_rate"]) for band in YEAR["bands"]}
# What may speak against an enrolment in these cases, in the order in which the portal names it.
REASONS = [
    code for code in AGAINST if any(code in case["expected"].get("reasons", ()) for case in read("ref143"))
]
PARTS = {"Tuition": "TARGETED", "Materials": "MATERIALS", "Small scale": "SMALL_SCALE"}


def _rows() -> Iterator[dict[str, Any]]:
    """One row for each kind of enrolment of a case; the sums of the case grow from row to row."""
    rules = year_2023()
    for case in read("ref143"):
        kinds = case["input"]["enrolments"]
        for place, kind in enumerate(kinds):
            (facts,) = enrolments_2023([kind | {"number": "1"}])
            yield {
                **case,
                "place": place,
                "is_last": place == len(kinds) - 1,
                "many": whole(kind.get("number", "1")),
                "facts": facts,
                "band": rules.band_of.get(facts.qualification_code, "none"),
                "materials_band": rules.materials_band_of.get(facts.qualification_code, "none"),
            }


def _fact(name: str) -> Any:
    def read_fact(row: Case) -> Any:
        value = getattr(row["facts"], name)
        return ("yes" if value else "no") if isinstance(value, bool) else value

    return read_fact


def _students(row: Case) -> int | str:
    known = row["facts"].school_students
    return "not known" if known is None else known


def _of_part(part: str) -> Any:
    """What a case expects of a component: the sum of its lines."""

    def cents(row: Case) -> float:
        lines = row["expected"]["lines"].items()
        return round(sum(number(text) for line, text in lines if line.startswith(PARTS[part])), 2)

    return cents


def _so_far(part: str, text: str) -> Column:
    return growing(
        f"{part} so far", "money", text, lambda row: _of_part(part)(row) if row["is_last"] else None
    )


def tuition_and_materials() -> Sheet:
    """Who is funded, by hours, by enrolment, and by the size of the school."""
    return Sheet(
        "2023 tuition and materials",
        "From 2023: hours (at most 180) ÷ 180 × rate of the band; materials for each enrolment; small scale "
        "by hours. No cap. Amounts are invented.",
        list(_rows()),
        [*named_case(), *_facts_given(), *_rates_given(), *_workings(), *_expectations()],
    )


def _facts_given() -> list[Column]:
    return [
        given("Enrolments", "whole", lambda row: row["many"]),
        given("Certificate", "text", lambda row: row["facts"].qualification_code),
        given("Hours", "whole", _fact("hours")),
        given("Date of birth", "date", _fact("date_of_birth")),
        given("Census date", "date", _fact("census_date")),
        worked("Age", "whole", AGE_AT_CENSUS),
        given("Sector", "text", _fact("sector")),
        given("Level", "whole", _fact("level")),
        given("Approval", "text", _fact("has_approval")),
        given("Delivery", "text", _fact("delivery")),
        given("Overseas", "text", _fact("is_overseas")),
        given("Withdrawn", "text", _fact("is_withdrawn")),
        given("Units", "whole", _fact("units")),
    ]


def _rates_given() -> list[Column]:
    return [
        given("On the year's list", "text", lambda row: _listed(row["facts"].qualification_code)),
        given("Band", "text", lambda row: row["band"]),
        given("Rate", "money", lambda row: RATES.get(row["band"], 0)),
        given("Materials band", "text", lambda row: row["materials_band"]),
        given("Materials each", "money", _materials_each),
        given("Students of the school", "text", _students),
    ]


def _workings() -> list[Column]:
    caught = "&".join(f'IF({AGAINST[code]},"{code} ","")' for code in REASONS)
    stops = ",".join(AGAINST[code] for code in REASONS if code in year_2023().materials_exclusions)
    small_scale = f"IF(ISNUMBER({{Students of the school}}),{_small_scale_rate()},0)"
    return [
        worked("Reasons", "text", f"TRIM({caught})", _reasons),
        worked("Hours counted", "whole", 'IF({Reasons}="",{Enrolments}*MIN({Hours},180),0)'),
        worked("Small-scale rate", "money", small_scale),
        _so_far("Tuition", "ROUND({Hours counted}*{Rate}/180,2)"),
        _so_far("Materials", f"IF(OR({stops}),0,{{Enrolments}}*{{Materials each}})"),
        _so_far("Small scale", "ROUND({Hours counted}*{Small-scale rate}/180,2)"),
        worked("Total so far", "money", "+".join(f"{{{part} so far}}" for part in PARTS)),
    ]


def _small_scale_rate() -> str:
    """The rate of the first step that the school's number of students does not pass; above all, nothing."""
    rate = "0"
    for step in reversed(YEAR["small_scale"]):
        of_step = number(step["rate"])
        rate = f"IF({{Students of the school}}<={step['up_to_students']},{of_step},{rate})"
    return rate


def _expectations() -> list[Column]:
    same = ",".join(f"ROUND({{{part} so far}}-{{{part} expected}},4)=0" for part in (*PARTS, "Total"))
    return [
        *(at_last(given(f"{part} expected", "money", _of_part(part))) for part in PARTS),
        at_last(given("Total expected", "money", lambda row: number(row["expected"]["total"]))),
        given("Reasons expected", "text", lambda row: _reasons(row) or ""),
        at_last(check(f"AND({same})")),
    ]


def _listed(certificate: str) -> str:
    return "yes" if certificate in YEAR["not_funded"] else "no"


def _reasons(row: Case) -> str | None:
    stated = row["expected"].get("reasons")
    return None if stated is None else " ".join(stated)


def _materials_each(row: Case) -> float:
    return number(YEAR["materials"].get(row["materials_band"], "0"))


def core_share() -> Sheet:
    """One of five or six subjects; of a specialist school by the stage of learning on 1 January."""
    stages = "0"
    for stage in YEAR["stages"]:
        within = f"AND({{Age on 1 January}}>={stage['from_age']},{{Age on 1 January}}<={stage['to_age']})"
        stages = f"IF({within},{number(stage['gross'])},{stages})"
    chain = f"ROUND(ROUND({{Gross}}*{CORE['net_percent']}/100,0)*{CORE['delivery_percent']}/100,0)"
    age = "2023-YEAR({Date of birth})-IF(AND(MONTH({Date of birth})=1,DAY({Date of birth})=1),0,1)"
    gross = f'IF({{Specialist school}}="yes",{stages},{number(CORE["gross"])})'
    cases = [case for case in read("ref143") if "core_share" in case["expected"]]
    return Sheet(
        "2023 core share",
        "From 2023: gross of years 7 to 12, or of the stage of learning by the age on 1 January; 91.5%, 75%, "
        "one of the subjects, whole dollars at every step.",
        cases,
        [
            *named_case(),
            given("Date of birth", "date", lambda case: _sound(case).date_of_birth),
            given("Specialist school", "text", lambda case: "yes" if _sound(case).is_specialist else "no"),
            given("Subjects", "whole", lambda case: _sound(case).subjects or whole(CORE["subjects"])),
            worked("Age on 1 January", "whole", age),
            worked("Gross", "dollars", gross),
            worked("Delivery", "dollars", chain),
            worked("Core share", "dollars", "ROUND({Delivery}/{Subjects},0)", _share),
            given("Expected", "dollars", _share),
            agrees("Core share", "Expected"),
        ],
    )


def _sound(case: Case) -> EnrolmentFacts:
    return enrolments_2023(case["input"]["enrolments"])[0]


def _share(case: Case) -> float:
    return number(case["expected"]["core_share"])


SHEETS = (tuition_and_materials, core_share)
