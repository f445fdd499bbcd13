"""The sheet of what changed between two statements of a school: every enrolment through every cause."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from tests.rules.cases import read
from tests.workbook.sheet import (
    Case,
    Column,
    Sheet,
    at_last,
    check,
    given,
    growing,
    named_case,
    number,
    worked,
)

YEAR = read("year_2019")
BANDS = {band["code"]: band for band in YEAR["bands"]}
CAUSES = ("Removed", "Added", "Hours", "Band", "Location", "Rate")
STAGES = ("Stands", *CAUSES)
SIDES = ("before", "after")
_GONE = {"band": "none", "hours": "0", "withdrawn": "yes"}

Entry = Mapping[str, str]


def _pairs(before: list[Entry], after: list[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """The same enrolment on both sides; else the same student who goes on in the same band's certificate."""
    left = list(after)
    for was in before:
        same = [now for now in left if now["enrolment"] == was["enrolment"]]
        same += [now for now in left if _goes_on(was, now)]
        yield was, same[0] if same else _GONE
        left = [now for now in left if now not in same[:1]]
    yield from ((_GONE, now) for now in left)


def _goes_on(was: Entry, now: Entry) -> bool:
    return was["student"] == now["student"] != "0" and was["band"] == now["band"]


def _rows() -> Iterator[dict[str, Any]]:
    for case in read("waterfall"):
        pairs = list(_pairs(case["input"]["before"], case["input"]["after"]))
        for place, pair in enumerate(pairs):
            sides = dict(zip(SIDES, pair, strict=True))
            yield {**case, "place": place, "is_last": place == len(pairs) - 1, "sides": sides}


def _entry(side: str, name: str, read_text: Callable[[str], Any], usual: str = "") -> Callable[[Case], Any]:
    return lambda row: read_text(row["sides"][side].get(name, usual))


def _of_band(side: str, name: str, usual: int) -> Callable[[Case], Any]:
    def figure(row: Case) -> float:
        band = row["sides"][side]["band"]
        return number(BANDS[band][name]) if band in BANDS else usual

    return figure


def _of_year(side: str, name: str, usual: float) -> Callable[[Case], Any]:
    return lambda row: number(row["input"].get(f"year_{side}", {}).get(name, f"{usual}"))


def _facts(side: str) -> list[Column]:
    return [
        given(f"Band {side}", "text", _entry(side, "band", str)),
        given(f"Hours {side}", "whole", _entry(side, "hours", int)),
        given(f"Location index {side}", "index", _entry(side, "index", float, "0.0000")),
        given(f"Counts {side}", "text", lambda row: _counts(row["sides"][side])),
        given(f"Weighting level {side}", "weight", _of_band(side, "weighting_level", 0)),
        given(f"Full-rate hours {side}", "whole", _of_band(side, "full_rate_hours", 180)),
        given(f"Base rate {side}", "money", _of_year(side, "base_rate", number(YEAR["base_rate"]))),
        given(f"Rural rate {side}", "money", _of_year(side, "rural_rate", 0)),
    ]


def _counts(entry: Entry) -> str:
    return "no" if entry.get("withdrawn") == "yes" else "yes"


def _full_time(hours: str, band: str) -> str:
    return f"MIN({{Hours {hours}}},{{Full-rate hours {band}}})/{{Full-rate hours {band}}}"


def _targeted(hours: str, band: str, rate: str) -> str:
    return f"{_full_time(hours, band)}*ROUND({{Weighting level {band}}}*{{Base rate {rate}}},2)"


def _rural(hours: str, band: str, index: str, rate: str) -> str:
    held = f"{{Location index {index}}}"
    return f"IF({held}>=0.2,{_full_time(hours, band)}*{held}*{{Rural rate {rate}}},0)"


def _worth(*, hours: str, band: str, index: str, rural: str, base: str) -> str:
    """What an enrolment comes to, not rounded; each argument says from which side it is taken."""
    return f"{_targeted(hours, band, base)}+{_rural(hours, band, index, rural)}"


def _stages() -> list[Column]:
    """One cause after the other is taken from the second side; an amount is rounded only in the sums."""
    was, now = '{Counts before}="yes"', '{Counts after}="yes"'
    own = {"hours": "before", "band": "before", "index": "before", "rural": "before", "base": "before"}
    hours = own | {"hours": "after"}
    band = hours | {"band": "after"}
    new = band | {"index": "after"}
    place = new | {"rural": "after"}
    return [
        worked("Stands", "exact", f"IF({was},{_worth(**own)},0)"),
        worked("Removed", "exact", f"IF({now},{{Stands}},0)"),
        worked("Added", "exact", f"IF(AND({now},NOT({was})),{_worth(**new)},{{Removed}})"),
        worked("Hours", "exact", f"IF(AND({now},{was}),{_worth(**hours)},{{Added}})"),
        worked("Band", "exact", f"IF(AND({now},{was}),{_worth(**band)},{{Hours}})"),
        worked("Location", "exact", f"IF({now},{_worth(**place)},0)"),
        worked("Rate", "exact", f"IF({now},{_worth(**place | {'base': 'after'})},0)"),
    ]


def _as_paid(side: str) -> Column:
    """The lines of a statement: each component rounded once on its line."""
    of_side = f"ROUND({_targeted(side, side, side)},2)+ROUND({_rural(side, side, side, side)},2)"
    heading = f"Paid {side}"
    return growing(
        heading,
        "money",
        f'IF({{Counts {side}}}="yes",{of_side},0)',
        lambda row: number(row["expected"][side]) if row["is_last"] else None,
    )


def _step(cause: str) -> Callable[[Case], Any]:
    return lambda row: number(row["expected"]["steps"].get(cause.upper(), "0"))


def _difference(was: str, now: str) -> Column:
    text = f"ROUND({{{now} so far}},2)-ROUND({{{was} so far}},2)"
    return at_last(worked(f"Step {now}", "money", text, _step(now)))


def waterfall() -> Sheet:
    """From one statement to the next, cause by cause, and what rounding makes of it."""
    odd = "({Paid after}-ROUND({Rate so far},2))-({Paid before}-ROUND({Stands so far},2))"
    names = [*CAUSES, "Rounding"]
    compared = [f"ROUND({{Step {name}}}-{{Expected {name}}},4)=0" for name in names]
    whole = "+".join(f"{{Step {name}}}" for name in names)
    return Sheet(
        "Waterfall",
        "What changed between two statements: one cause after the other in exact amounts, each stage rounded "
        "once; the steps and the rounding of lines lead from the one to the other.",
        list(_rows()),
        [
            *named_case(),
            *(column for side in SIDES for column in _facts(side)),
            *_stages(),
            *(growing(f"{name} so far", "exact", f"{{{name}}}") for name in STAGES),
            *(_as_paid(side) for side in SIDES),
            *(_difference(was, now) for was, now in pairwise(STAGES)),
            at_last(worked("Step Rounding", "money", f"ROUND({odd},2)", _step("Rounding"))),
            *(at_last(given(f"Expected {name}", "money", _step(name))) for name in names),
            at_last(check(f"AND({','.join(compared)},ROUND({{Paid before}}+{whole}-{{Paid after}},4)=0)")),
        ],
    )  # fmt: skip


SHEETS = (waterfall,)
