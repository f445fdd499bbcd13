"""The sheet of scenarios: every school as it stands and changed, and the base rate that fits each side."""

from collections.abc import Callable, Iterator
from typing import Any

from funding.rules import rural
from funding.rules.facts import EnrolmentFacts, YearRules
from funding.rules.scenario import Changes
from tests.rules.cases import read
from tests.rules.scenario_cases import REGIONS, changes_of_case, facts_of_case, worked_out, year_of_case
from tests.workbook.eligibility import AGE_AT_CENSUS
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

AS_IT_STANDS, CHANGED = "as it stands", "changed"
_COUNTS = (
    'IF(AND({Age}>={Youngest age},OR({Level}>1,{Certificate I funded}="yes"),{Band}<>"none",'
    'NOT(IF(ISNUMBER({Withdrawn}),{Withdrawn}<={Census date},FALSE))),"yes","no")'
)
_FULL_TIME = 'IF({Counts}="yes",{Enrolments}*MIN({Hours},{Full-rate hours})/{Full-rate hours},0)'
_INDEX = "IF({Location index}=0,0,ROUND({Location index}+{Shift of the index},4))"
_TARGETED = "ROUND({Full-time}*ROUND({Weighting level}*{Base rate},2),2)"
_RURAL = 'IF(AND({Rural weighting}="yes",{Index}>={Threshold}),ROUND({Full-time}*{Index}*{Rural rate},2),0)'
_IN_CAP = 'IF({Rural in the cap}="yes",{Rural},0)'
_FITS = (
    "IF(ISNUMBER({Cap}),AND(ROUND({In the cap so far}-{Cap},4)<=0,ROUND({One cent up so far}-{Cap},4)>0),"
    "{Base rate}={Base rate of the table})"
)
_AS_EXPECTED = (
    "ROUND({Difference so far}-{Difference expected},4)=0,{Winners so far}={Winners expected},"
    "{Losers so far}={Losers expected}"
)


def _rows() -> Iterator[dict[str, Any]]:
    """A row for each school of a case: all as they stand, and then all again, changed."""
    for case in read("scenarios"):
        changes = changes_of_case(case["input"]["change"])
        facts = facts_of_case(case["input"])
        workings = worked_out(facts, year_of_case(case["input"]), changes)
        sides = ((AS_IT_STANDS, workings.before, Changes()), (CHANGED, workings.after, changes))
        for name, side, changed in sides:
            for place, school in enumerate(case["input"]["schools"]):
                rows = [row for row in facts if row.school_id == int(school)]
                yield {
                    **case,
                    **_of_school(rows, changed, side.rules),
                    "side": name,
                    "place": place,
                    "is_last": place == len(case["input"]["schools"]) - 1,
                    "rules": side.rules,
                    "base": side.settlement.base_rate / 100,
                }


def _of_school(rows: list[EnrolmentFacts], changes: Changes, rules: YearRules) -> dict[str, Any]:
    """The facts of one school, whose enrolments are all alike in these cases."""
    (alike,) = {row._replace(enrolment_id=0) for row in rows}
    table = {each.code: each for each in rules.bands}
    band = rules.band_of.get(alike.qualification_code, "none")
    return {
        "school": alike.school_id,
        "many": len(rows),
        "facts": alike._replace(census_date=changes.census_date or alike.census_date),
        "band": band,
        "weight": table[band].weighting_level / 1000 if band in table else 0,
        "full": table[band].full_rate_hours if band in table else alike.hours,
        "index": changes.index_of_school.get(alike.school_id, alike.location_index) / 10_000,
        "shift": changes.index_shift.get(REGIONS[alike.school_id], 0) / 10_000,
    }


def _of(name: str) -> Callable[[Case], Any]:
    return lambda row: row[name]


def _fact(name: str) -> Callable[[Case], Any]:
    return lambda row: getattr(row["facts"], name)


def _rule(of_rules: Callable[[YearRules], Any]) -> Callable[[Case], Any]:
    return lambda row: of_rules(row["rules"])


def _funds_certificate_i(rules: YearRules) -> str:
    return _yes("CERTIFICATE_I" not in rules.exclusions)


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _when_changed(column: Column) -> Column:
    return column._replace(of=lambda row: column.of(row) if row["side"] == CHANGED else "")


def _comparing(heading: str, look: str, text: str, expected: str) -> Column:
    """Grows over the schools when changed; {change} is beside the row of the same school as it stands."""

    def column_of(row: Case) -> Column:
        back = "^" * len(row["input"]["schools"])
        part = text.replace("{change}", f"ROUND({{Amount}}-{{{back}Amount}},2)")
        return growing(heading, look, part, lambda row: _expected(expected)(row) if row["is_last"] else None)

    return _when_changed(Column(heading, look, lambda row: column_of(row).of(row)))


def _expected(name: str) -> Callable[[Case], Any]:
    return lambda row: number(row["expected"][name])


def _verdict() -> Column:
    """As it stands the base rate has to fit; changed, the result has to be that of the case besides."""
    stands = check(_FITS)
    changed = check(f"AND({_FITS},ROUND({{Base rate}}-{{Base rate expected}},4)=0,{_AS_EXPECTED})")
    return at_last(
        Column("Agrees", "check", lambda row: (changed if row["side"] == CHANGED else stands).of(row))
    )


def scenarios() -> Sheet:
    """What stands and what is supposed, school by school."""
    return Sheet(
        "Scenarios",
        "Each case twice: as it stands and changed. The base rate is the highest cent that fits the cap, or "
        "that of the table without one. Cap and rural rate are invented.",
        list(_rows()),
        [
            *named_case(),
            *_who_counts(),
            *_at_which_rate(),
            *_how_rural(),
            *_workings(),
            *_expectations(),
            _verdict(),
        ],
    )


def _who_counts() -> list[Column]:
    return [
        given("Side", "text", _of("side")),
        given("School", "whole", _of("school")),
        given("Enrolments", "whole", _of("many")),
        given("Hours", "whole", _fact("hours")),
        given("Date of birth", "date", _fact("date_of_birth")),
        given("Census date", "date", _fact("census_date")),
        given("Youngest age", "whole", _rule(lambda rules: rules.minimum_age)),
        given("Withdrawn", "date", lambda row: row["facts"].withdrawn_on or "no"),
        given("Level", "whole", _fact("level")),
        given("Certificate I funded", "text", _rule(_funds_certificate_i)),
    ]


def _at_which_rate() -> list[Column]:
    return [
        given("Band", "text", _of("band")),
        given("Full-rate hours", "whole", _of("full")),
        given("Weighting level", "weight", _of("weight")),
        given("Base rate of the table", "money", _rule(lambda rules: rules.base_rate / 100)),
        given("Base rate", "money", _of("base")),
        given("Cap", "money", _rule(lambda rules: rules.cap / 100 if rules.is_capped else "none")),
    ]


def _how_rural() -> list[Column]:
    return [
        given("Location index", "index", _of("index")),
        given("Shift of the index", "index", _of("shift")),
        given("Rural weighting", "text", _rule(lambda rules: _yes(rural.COMPONENT in rules.components))),
        given("Threshold", "index", _rule(lambda rules: rules.rural_threshold / 10_000)),
        given("Rural rate", "money", _rule(lambda rules: rules.rural_rate / 100)),
        given("Rural in the cap", "text", _rule(lambda rules: _yes(rules.rural_inside_cap))),
    ]


def _workings() -> list[Column]:
    return [
        worked("Age", "whole", AGE_AT_CENSUS),
        worked("Counts", "text", _COUNTS),
        worked("Full-time", "weight", _FULL_TIME),
        worked("Index", "index", _INDEX),
        worked("Rural", "money", _RURAL),
        worked("Targeted", "money", _TARGETED),
        worked("One cent up", "money", _TARGETED.replace("{Base rate}", "({Base rate}+0.01)")),
        worked("Amount", "money", "{Targeted}+{Rural}"),
        growing("In the cap so far", "money", "{Targeted}+" + _IN_CAP),
        growing("One cent up so far", "money", "{One cent up}+" + _IN_CAP),
        _comparing("Difference so far", "money", "{change}", "difference"),
        _comparing("Winners so far", "whole", "IF({change}>0,1,0)", "winners"),
        _comparing("Losers so far", "whole", "IF({change}<0,1,0)", "losers"),
    ]


def _expectations() -> list[Column]:
    """What the case states, in its last row."""
    stated = (
        ("Base rate expected", "money", "base_rate"),
        ("Difference expected", "money", "difference"),
        ("Winners expected", "whole", "winners"),
        ("Losers expected", "whole", "losers"),
    )
    return [_when_changed(at_last(given(heading, look, _expected(name)))) for heading, look, name in stated]


SHEETS = (scenarios,)
