"""The sheets of amounts: rates, core share, targeted, rural, TAFE supplement, payment lines."""

from typing import Any

from tests.rules.cases import read
from tests.workbook.sheet import Case, Column, Sheet, agrees, given, named_case, number, worked

YEAR = read("year_2019")
BANDS = {band["code"]: band for band in YEAR["bands"]}


def _in(name: str) -> Any:
    return lambda case: number(case["input"][name])


def _out(name: str) -> Any:
    return lambda case: number(case["expected"][name])


def band_rates() -> Sheet:
    """Weighting level x base rate."""
    return Sheet(
        "Band rates",
        "Band rate = weighting level × base rate, rounded half up to the cent. Total = rate + core share.",
        read("band_rates"),
        [
            *named_case(),
            given("Weighting level", "weight", _in("weighting_level")),
            given("Base rate", "money", _in("base_rate")),
            given("Core share", "money", _in("core_share")),
            worked("Rate", "money", "ROUND({Weighting level}*{Base rate},2)", _out("rate")),
            given("Published rate", "money", _out("rate")),
            worked("Total", "money", "{Rate}+{Core share}", _out("total")),
            given("Published total", "money", _out("total")),
            agrees("Total", "Published total"),
        ],
    )


def core_share() -> Sheet:
    """The chain of whole dollars."""
    parts = (("Teaching", "teaching"), ("Non-classroom", "non_classroom"), ("CASES", "cases"))
    columns: list[Column] = [
        *named_case(),
        given("Gross", "dollars", _in("gross")),
        given("Net %", "percent", _in("net_percent")),
    ]
    for heading, name in parts:
        columns += [
            given(f"{heading} %", "whole", lambda case, name=name: number(case["input"][name][0])),
            given(f"{heading} delivery %", "whole", lambda case, name=name: number(case["input"][name][1])),
        ]
    percent = "+".join(f"ROUND({{{heading} %}}*{{{heading} delivery %}}/100,0)" for heading, _ in parts)
    columns += [
        given("Subjects", "whole", _in("subjects")),
        worked("Net", "dollars", "ROUND({Gross}*{Net %}/100,0)", _out("net")),
        worked("Delivery %", "whole", percent, _out("delivery_percent")),
        worked("Delivery", "dollars", "ROUND({Net}*{Delivery %}/100,0)", _out("delivery")),
        worked("Core share", "dollars", "ROUND({Delivery}/{Subjects},0)", _out("per_enrolment")),
        given("Published", "dollars", _out("per_enrolment")),
        agrees("Core share", "Published"),
    ]
    about = "Core share of a full-time enrolment, rounded half up to whole dollars at every step."
    return Sheet("Core share", about, read("core_share"), columns)


def core_share_of_students() -> Sheet:
    """What one student's certificates release."""

    def rate(case: Case) -> str:
        subjects = case["input"]["subjects"]
        return "ROUND({Delivery}/{Subjects},0)" if subjects != "usual" else "ROUND({Delivery}/5,0)"

    def share(case: Case) -> str:
        return "+".join(f"ROUND(MIN({hours},180)*{{Rate}}/180,2)" for hours in case["input"]["hours"])

    return Sheet(
        "Core share of students",
        "Notional core share: a share for each certificate of a student, pro rata to 180 hours.",
        read("core_share_of_students"),
        [
            *named_case(),
            given("Delivery", "dollars", lambda _case: 6_123),
            given("Subjects", "text", lambda case: _subjects(case["input"]["subjects"])),
            given("Hours", "text", lambda case: " and ".join(case["input"]["hours"])),
            worked("Rate", "money", rate, _out("rate")),
            worked("Core share", "money", share, _out("core_share")),
            given("Expected", "money", _out("core_share")),
            agrees("Core share", "Expected"),
        ],
    )


def _subjects(text: str) -> str | int:
    return "usual (5)" if text == "usual" else int(text)


def _band(case: Case) -> dict[str, str]:
    return BANDS[YEAR["band_of"][case["input"]["certificate"]]]


def _funded(case: Case) -> str:
    """Hours that count, from "7 x 100 + 1 x 90": number x hours, each at most the full rate."""
    parts = [part.split(" x ") for part in case["input"]["enrolments"].split(" + ")]
    return "+".join(f"{many}*MIN({hours},{{Full-rate hours}})" for many, hours in parts)


def _rate(case: Case) -> float:
    """The published rate of the band, to the cent."""
    published = {each["name"].split(" in ")[0].removeprefix("Band "): each for each in read("band_rates")}
    return number(published[_band(case)["code"]]["expected"]["rate"])


def targeted() -> Sheet:
    """Hours by the rate of the band."""
    return Sheet(
        "Targeted funding",
        "Amount = funded hours ÷ full-rate hours × band rate of 2019, rounded once on the line.",
        read("targeted"),
        [
            *named_case(),
            given("Certificate", "text", lambda case: case["input"]["certificate"]),
            given("Enrolments × hours", "text", lambda case: case["input"]["enrolments"]),
            given("Full-rate hours", "whole", lambda case: number(_band(case)["full_rate_hours"])),
            given("Band rate", "money", _rate),
            worked("Funded hours", "whole", _funded, _out("funded_hours")),
            worked(
                "Amount", "money", "ROUND({Funded hours}*{Band rate}/{Full-rate hours},2)", _out("amount")
            ),
            given("Expected", "money", _out("amount")),
            agrees("Amount", "Expected"),
        ],
    )


def rural() -> Sheet:
    """Hours by location index by the rural rate."""

    def index(case: Case) -> float | str:
        text = case["input"]["location_index"]
        return "not known" if text == "unknown" else number(text)

    amount = (
        "IF(ISNUMBER({Location index}),IF({Location index}>=0.2,"
        "ROUND({Funded hours}/{Full-rate hours}*{Location index}*{Rural rate},2),0),0)"
    )
    return Sheet(
        "Rural weighting",
        "Amount = full-time enrolments × location index × rural rate, from an index of 0.2. Rates invented.",
        read("rural"),
        [
            *named_case(),
            given("Enrolments × hours", "text", lambda case: case["input"]["enrolments"]),
            given("Full-rate hours", "whole", lambda _case: 180),
            given("Location index", "index", index),
            given("Rural rate", "money", _in("rural_rate")),
            worked("Funded hours", "whole", _funded),
            worked("Amount", "money", amount, _out("amount")),
            given("Expected", "money", _out("amount")),
            agrees("Amount", "Expected"),
        ],
    )


def tafe_supplement() -> Sheet:
    """The gap to Skills First."""
    return Sheet(
        "TAFE supplement",
        "Gap = Skills First (subsidy + exemption) × full-rate hours, with 10% from an index of 0.2, less "
        "core share and band rate. Skills First rates are invented.",
        read("tafe_supplement"),
        [
            *named_case(),
            given("Certificate", "text", lambda case: case["input"]["certificate"]),
            given("Enrolments × hours", "text", lambda case: case["input"]["enrolments"]),
            given("Full-rate hours", "whole", lambda case: number(_band(case)["full_rate_hours"])),
            given("Subsidy an hour", "money", _in("subsidy")),
            given("Exemption an hour", "money", _in("exemption")),
            given("Location index", "index", _in("index")),
            given("Core share", "money", lambda _case: 1_225),
            given("Band rate", "money", _rate),
            given("Supplement applies", "text", _supplement_applies),
            worked(
                "Skills First", "money", "({Subsidy an hour}+{Exemption an hour})*{Full-rate hours}",
                _out("skills_first"),
            ),
            worked("Present", "money", "{Core share}+{Band rate}", _out("present")),
            worked("Gap", "money", _gap, _out("gap")),
            worked("Hours paid", "whole", _hours_paid),
            worked(
                "Amount", "money",
                'IF({Supplement applies}="yes",ROUND({Gap}*{Hours paid}/{Full-rate hours},2),0)',
                _out("amount"),
            ),
            given("Expected", "money", _out("amount")),
            agrees("Amount", "Expected"),
        ],
    )  # fmt: skip


def _supplement_applies(case: Case) -> str:
    asked = case["input"]
    by_tafe = asked.get("delivery", "EXTERNAL") == "EXTERNAL" and asked.get("tafe", "yes") == "yes"
    is_funded = asked.get("sector", "GOVERNMENT") == "GOVERNMENT"
    return "yes" if by_tafe and is_funded and asked.get("listed", "yes") == "yes" else "no"


def _gap(case: Case) -> str:
    loading = "IF({Location index}>=0.2,1.1,1)"
    if case["input"].get("loading_basis") == "GAP":
        return f"ROUND(MAX(0,({{Skills First}}-{{Present}})*{loading}),2)"
    return f"ROUND(MAX(0,{{Skills First}}*{loading}-{{Present}}),2)"


def _hours_paid(case: Case) -> str:
    """Hours that count, or the full-rate hours of every enrolment where the year is not pro rata."""
    if case["input"].get("pro_rata", "yes") == "yes":
        return _funded(case)
    many = sum(int(part.split(" x ")[0]) for part in case["input"]["enrolments"].split(" + "))
    return f"{many}*{{Full-rate hours}}"


def school_year() -> Sheet:
    """The five payment lines of a school."""

    def line(name: str) -> Any:
        return lambda case: number(case["expected"]["lines"][name])

    quarter = {"T1": "{Indicative}", "T2": "{Indicative}", "T3": "{Confirmed}", "T4": "{Confirmed}"}
    return Sheet(
        "Payment lines",
        "T1 and T2 pay 25% of indicative, T3 and T4 25% of confirmed; the adjustment takes the rest.",
        read("school_year"),
        [
            *named_case(),
            given("Indicative", "money", _out("indicative")),
            given("Confirmed", "money", _out("confirmed")),
            *(worked(name, "money", f"ROUND({basis}/4,2)", line(name)) for name, basis in quarter.items()),
            worked("Adjustment", "money", "{Confirmed}-{T1}-{T2}-{T3}-{T4}", line("ADJ")),
            given("Expected adjustment", "money", line("ADJ")),
            agrees("Adjustment", "Expected adjustment"),
        ],
    )


SHEETS = (
    band_rates, core_share, core_share_of_students, targeted, rural, tafe_supplement, school_year,
)  # fmt: skip
