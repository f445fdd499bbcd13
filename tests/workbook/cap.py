"""The sheet of the cap: each case as its bands, and one cent more of base rate beside it."""

from collections.abc import Iterator
from typing import Any

from tests.rules.cases import read
from tests.workbook.amounts import BANDS
from tests.workbook.sheet import Sheet, at_last, check, given, growing, named_case, number, worked


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
                "is_last": place == len(bands) - 1,
                "place": place,
                "case": case,
            }


def cap() -> Sheet:
    """The base rate that fits, and the next cent that does not."""
    return Sheet(
        "Cap",
        "Confirmed base rate: the highest whole cent whose total fits the cap; one cent more does not.",
        list(_lines()),
        [
            *named_case(),
            given("Band", "text", lambda line: line["band"]),
            given("Full-time enrolments", "weight", lambda line: line["full_time"]),
            given("Weighting level", "weight", lambda line: line["weight"]),
            given("Base rate", "money", lambda line: line["base"]),
            given("Cap", "money", lambda line: number(line["case"]["input"]["cap"])),
            worked("Rate", "money", "ROUND({Weighting level}*{Base rate},2)"),
            worked("Rate one cent up", "money", "ROUND({Weighting level}*({Base rate}+0.01),2)"),
            growing("Total so far", "money", "ROUND({Full-time enrolments}*{Rate},2)"),
            growing("Total one cent up", "money", "ROUND({Full-time enrolments}*{Rate one cent up},2)"),
            at_last(
                check("AND(ROUND({Total so far}-{Cap},4)<=0,ROUND({Total one cent up}-{Cap},4)>0)"),
            ),
        ],
    )


SHEETS = (cap,)
