"""The sheets of corrections after a release, of funding at risk, and of two switches of a year."""

from typing import Any

from funding.rules.eligibility import RULE_BY_CODE
from tests.rules.cases import read
from tests.rules.years import SOUND
from tests.workbook.amounts import BANDS, YEAR
from tests.workbook.sheet import Case, Column, Sheet, agrees, check, given, named_case, number, worked

LINES = ("T1", "T2", "ADJ", "T3", "T4")
_PAID_BY_ADJ = "{T1}+{T2}+{ADJ}"
_PAID_BY_T3 = f"{_PAID_BY_ADJ}+{{New ADJ}}+{{T3}}"
_PAID_BY_T4 = f"{_PAID_BY_T3}+{{New T3}}+{{T4}}+{{Adjusted with T4}}"


def _is_open(*before: str) -> str:
    """A line is open while the last instalment sent is one before it."""
    return "OR(" + ",".join(f'{{Last sent}}="{line}"' for line in ("none", *before)) + ")"


def _standing(line: str) -> Any:
    return lambda case: number(case["input"]["standing"][line])


def _new(line: str) -> Any:
    """The new line that a case expects; None where the correction is refused as a whole."""

    def expected(case: Case) -> float | int | None:
        lines = case["expected"].get("lines")
        return None if lines is None else number(lines.get(line, "0"))

    return expected


def _is_refused(case: Case) -> str:
    return "refused" if "refused" in case["expected"] else "paid"


_NEW = {
    "ADJ": f"IF({_is_open('T1', 'T2')},MAX({{Difference}},-({_PAID_BY_ADJ})),0)",
    "T3": f"IF({_is_open('T1', 'T2', 'ADJ')},MAX({{Difference}}-{{New ADJ}},-({_PAID_BY_T3})),0)",
    "T4": (
        f"IF({_is_open('T1', 'T2', 'ADJ', 'T3')},"
        f"MAX({{Difference}}-{{New ADJ}}-{{New T3}},-({_PAID_BY_T4})),0)"
    ),
    "END": "{Difference}-{New ADJ}-{New T3}-{New T4}",
}


def corrections() -> Sheet:
    """Due minus what stands, at the next open instalment; a refund only as far as was paid."""
    is_same = ",".join(f"ROUND({{New {line}}}-{{Expected {line}}},4)=0" for line in _NEW)
    return Sheet(
        "Corrections",
        "A correction pays what is due less the lines that stand, with the next instalment that is not sent. "
        "No refund is above what was paid by then; the rest waits. END is settled after term 4.",
        read("corrections"),
        [
            *named_case(),
            *(given(line, "money", _standing(line)) for line in LINES),
            given("Last sent", "text", lambda case: case["input"]["sent"]),
            given("Adjusted with T4", "money", lambda case: number(case["input"].get("adjusted_t4", "0"))),
            given("Due", "money", lambda case: number(case["input"]["due"])),
            worked("Difference", "money", "{Due}-({T1}+{T2}+{ADJ}+{T3}+{T4})"),
            *_new_lines(),
            worked("Answer", "text", 'IF({Due}+{Adjusted with T4}<0,"refused","paid")', _is_refused),
            given("Expected answer", "text", _is_refused),
            check(f'AND({{Answer}}={{Expected answer}},OR({{Answer}}="refused",AND({is_same})))'),
        ],
    )


def _new_lines() -> list[Column]:
    return [
        *(worked(f"New {line}", "money", text, _new(line)) for line, text in _NEW.items()),
        *(given(f"Expected {line}", "money", _new(line)) for line in _NEW),
    ]


def _band(case: Case) -> dict[str, str] | None:
    code = YEAR["band_of"].get(case["input"]["certificate"])
    return BANDS[code] if code else None


def _full(case: Case) -> int | float:
    band = _band(case)
    return number(band["full_rate_hours"]) if band else 180


def _rate(case: Case) -> float | int:
    """The published rate of the band; none where the certificate has no band."""
    band = _band(case)
    published = {each["name"].split(" in ")[0]: each for each in read("band_rates")}
    return number(published[f"Band {band['code']}"]["expected"]["rate"]) if band else 0


def _can_be_mended(case: Case) -> str:
    rules = [RULE_BY_CODE[code] for code in case["expected"]["reasons"]]
    return "yes" if rules and all(rule.is_mendable for rule in rules) else "no"


def _is_incomplete(case: Case) -> str:
    rules = [RULE_BY_CODE[code] for code in case["expected"]["reasons"]]
    return "yes" if any(rule.severity == "INCOMPLETE" for rule in rules) else "no"


def _nominal(case: Case) -> str | float | int:
    text = case["input"].get("nominal", "unknown")
    return "not known" if text == "unknown" else number(text)


def at_risk() -> Sheet:
    """The hours if mended, by the rate of the band."""
    mended = (
        'IF({Incomplete}="yes",IF(ISNUMBER({Nominal hours}),MAX({Hours},{Nominal hours}),{Full-rate hours}),'
        "{Hours})"
    )
    earns = (
        'IF({School can mend all}="yes",'
        "ROUND(MIN({Hours if mended},{Full-rate hours})*{Band rate}/{Full-rate hours},2),0)"
    )
    return Sheet(
        "At risk",
        "What an enrolment would earn at the 2019 indicative rates if its reasons were mended. docs/rules.md "
        "says who can mend a reason.",
        read("at_risk"),
        [
            *named_case(),
            given("Certificate", "text", lambda case: case["input"]["certificate"]),
            given("Full-rate hours", "whole", _full),
            given("Band rate", "money", _rate),
            given("Reasons", "text", lambda case: " ".join(case["expected"]["reasons"])),
            given("School can mend all", "text", _can_be_mended),
            given("Incomplete", "text", _is_incomplete),
            given("Hours", "whole", lambda case: number(case["input"].get("hours", str(SOUND.hours)))),
            given("Nominal hours", "whole", _nominal),
            worked("Hours if mended", "whole", mended),
            worked("Would earn", "money", earns, lambda case: number(case["expected"]["would_earn"])),
            given("Expected", "money", lambda case: number(case["expected"]["would_earn"])),
            agrees("Would earn", "Expected"),
        ],
    )


def _in(name: str) -> Any:
    return lambda case: number(case["input"][name])


def rural_rate_moves() -> Sheet:
    """The rate of the table, or in proportion to the base rate."""

    def rate(case: Case) -> float | int:
        return number(case["expected"]["rural_rate"])

    moved = 'IF({Moves}="yes",ROUND({Rural rate of the table}*{Base rate}/{Base rate of the table},2),'
    return Sheet(
        "Rural rate moves",
        "Whether the rural rate of a year moves with the base rate, a switch. Rates are invented.",
        read("rural_rate_moves"),
        [
            *named_case(),
            given("Rural rate of the table", "money", _in("rural_rate")),
            given("Base rate of the table", "money", _in("table_base_rate")),
            given("Base rate", "money", _in("base_rate")),
            given("Moves", "text", lambda case: case["input"]["moves"]),
            worked("Rural rate", "money", f"{moved}{{Rural rate of the table}})", rate),
            given("Expected", "money", rate),
            agrees("Rural rate", "Expected"),
        ],
    )


def credit_transfers() -> Sheet:
    """Hours of training, and those of credit transfers where the year funds them."""

    def hours(case: Case) -> float | int:
        return number(case["expected"]["funded_hours"])

    return Sheet(
        "Credit transfers",
        "Whether a credit transfer has funded hours: a switch of the year. The full rate is at 180 hours.",
        read("credit_transfers"),
        [
            *named_case(),
            given("Hours of training", "whole", _in("hours")),
            given("Hours of credit transfers", "whole", _in("transfer_hours")),
            given("Year funds transfers", "text", lambda case: case["input"]["funded"]),
            worked(
                "Funded hours",
                "whole",
                'MIN({Hours of training}+IF({Year funds transfers}="yes",{Hours of credit transfers},0),180)',
                hours,
            ),
            given("Expected", "whole", hours),
            agrees("Funded hours", "Expected"),
        ],
    )


SHEETS = (corrections, at_risk, rural_rate_moves, credit_transfers)
