"""The sheets of a school's VET policy and of the use of targeted funding."""

import datetime as dt
from typing import Any

from tests.rules.cases import read
from tests.workbook.sheet import Case, Sheet, agrees, check, given, named_case, number, worked

TODAY = dt.date(2019, 5, 1)
_STEPS = (("Documented", "documented"), ("Ratified", "ratified"), ("Communicated", "communicated"))
_COUNT = "COUNT({Documented},{Ratified},{Communicated})"
_STATE = f'IF({_COUNT}=0,"NOT_STARTED",IF({_COUNT}=3,"DONE","IN_PROGRESS"))'
_NEXT = (
    'IF(NOT(ISNUMBER({Documented})),"documented",IF(NOT(ISNUMBER({Ratified})),"ratified",'
    'IF(NOT(ISNUMBER({Communicated})),"communicated","none")))'
)


def _wrong(step: str, before: str = "") -> str:
    """1 where a day is still to come, or the step that it builds on is not done or was later."""
    faults = f"{{{step}}}>{{Today}}"
    if before:
        faults += f",NOT(ISNUMBER({{{before}}})),{{{step}}}<{{{before}}}"
    return f"IF(ISNUMBER({{{step}}}),IF(OR({faults}),1,0),0)"


def _day(name: str) -> Any:
    def read_day(case: Case) -> dt.date | str:
        text = case["input"].get(name)
        return dt.date.fromisoformat(text) if text else "not done"

    return read_day


def _out(name: str) -> Any:
    return lambda case: case["expected"][name]


def policy() -> Sheet:
    """Three steps in their order."""
    wrong = "+".join(
        (_wrong("Documented"), _wrong("Ratified", "Documented"), _wrong("Communicated", "Ratified"))
    )
    return Sheet(
        "VET policy",
        "A school's VET policy is documented, then ratified, then communicated to parents. Wrong is a day to "
        "come, or one before the step that it builds on.",
        read("policy"),
        [
            *named_case(),
            given("Today", "date", lambda _case: TODAY),
            *(given(heading, "date", _day(name)) for heading, name in _STEPS),
            worked("State", "text", _STATE, _out("state")),
            worked("Next step", "text", _NEXT, _out("next")),
            worked("Steps that are wrong", "whole", wrong, lambda case: len(case["expected"]["wrong"])),
            given("State expected", "text", _out("state")),
            given("Next step expected", "text", _out("next")),
            given("Wrong expected", "whole", lambda case: len(case["expected"]["wrong"])),
            check(
                "AND({State}={State expected},{Next step}={Next step expected},"
                "{Steps that are wrong}={Wrong expected})"
            ),
        ],
    )


def acquittal() -> Sheet:
    """What was used, by purpose, against what was received."""
    purposes = ("PURCHASE", "TEACHERS", "RTO", "PLANNING", "MATERIALS", "TRANSITION", "OTHER")

    def used(purpose: str) -> Any:
        return lambda case: number(case["input"]["used"].get(purpose, "0"))

    return Sheet(
        "Use of funding",
        "Used = the purposes together; left = received less used, below $0.00 where more was used.",
        read("acquittal"),
        [
            *named_case(),
            given("Received", "money", lambda case: number(case["input"]["received"])),
            *(given(purpose, "money", used(purpose)) for purpose in purposes),
            worked(
                "Used", "money", "+".join(f"{{{purpose}}}" for purpose in purposes),
                lambda case: number(case["expected"]["used"]),
            ),
            worked(
                "Left", "money", "ROUND({Received}-{Used},2)", lambda case: number(case["expected"]["left"])
            ),
            given("Left expected", "money", lambda case: number(case["expected"]["left"])),
            agrees("Left", "Left expected"),
        ],
    )  # fmt: skip


SHEETS = (policy, acquittal)
