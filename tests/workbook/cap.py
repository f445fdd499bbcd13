"""The sheet of the cap: each case as its bands, and one cent more of base rate beside it."""

from collections.abc import Iterator
from typing import Any

from tests.rules.cases import read
from tests.workbook.amounts import BANDS
from tests.workbook.sheet import Column, Formula, Sheet, given, named_case, number

CENT = 0.01


def _lines() -> Iterator[dict[str, Any]]:
    for case in read("cap"):
        bands = case["input"]["full_time"].items()
        base = number(case["expected"]["base_rate"])
        for place, (code, full_time) in enumerate(bands):
            weight = number(BANDS[code]["weighting_level"])
            yield {
                "name": case["name"],
                "source": case["source"],
                "band": code,
                "full_time": number(full_time),
                "weight": weight,
                "base": base,
                "rate": _amount(weight, base),
                "rate_above": _amount(weight, base + CENT),
                "is_last": place == len(bands) - 1,
                "place": place,
                "case": case,
            }


def _amount(*factors: float) -> float:
    product = 1.0
    for factor in factors:
        product *= factor
    return round(product + 1e-9, 2)


def cap() -> Sheet:
    """The base rate that fits, and the next cent that does not."""
    lines = list(_lines())
    for line in lines:
        same = [each for each in lines if each["case"] is line["case"] and each["place"] <= line["place"]]
        line["total"] = round(sum(_amount(each["full_time"], each["rate"]) for each in same), 2)
        line["total_above"] = round(sum(_amount(each["full_time"], each["rate_above"]) for each in same), 2)
    return Sheet(
        "Cap",
        "Confirmed base rate: the highest whole cent whose total fits the cap; one cent more does not.",
        lines,
        [
            *named_case(),
            given("Band", "text", lambda line: line["band"]),
            given("Full-time enrolments", "weight", lambda line: line["full_time"]),
            given("Weighting level", "weight", lambda line: line["weight"]),
            given("Base rate", "money", lambda line: line["base"]),
            given("Cap", "money", lambda line: number(line["case"]["input"]["cap"])),
            _worked("Rate", "ROUND({Weighting level}*{Base rate},2)", "rate"),
            _worked("Rate one cent up", "ROUND({Weighting level}*({Base rate}+0.01),2)", "rate_above"),
            Column("Total so far", "money", lambda line: _so_far("Rate", "Total so far", line, "total")),
            Column(
                "Total one cent up",
                "money",
                lambda line: _so_far("Rate one cent up", "Total one cent up", line, "total_above"),
            ),
            Column("Agrees", "check", _check),
        ],
    )


def _worked(heading: str, text: str, name: str) -> Column:
    return Column(heading, "money", lambda line: Formula(text, line[name]))


def _so_far(rate: str, total: str, line: dict[str, Any], name: str) -> Formula:
    text = f"ROUND({{Full-time enrolments}}*{{{rate}}},2)"
    if line["place"]:
        text += f"+{{^{total}}}"
    return Formula(text, line[name])


def _check(line: dict[str, Any]) -> Formula | str:
    if not line["is_last"]:
        return ""
    text = 'IF(AND(ROUND({Total so far}-{Cap},4)<=0,ROUND({Total one cent up}-{Cap},4)>0),"agrees","differs")'
    return Formula(text, "agrees")


SHEETS = (cap,)
