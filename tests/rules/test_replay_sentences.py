"""What a replay says, with every amount in it: the sentences are all that an auditor gets to see."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from funding.rules import trace
from funding.rules.facts import Allocation, Outcome
from funding.rules.replay import kept_fields, kept_line_fields, replay
from tests.rules.test_components import year_with_supplement
from tests.rules.test_decisions import SUPPLEMENT, WITH_TAFE
from tests.rules.test_replay import ENGINE, differences, held
from tests.rules.years import enrolment, full_time, year_2019

RULES = replace(year_with_supplement(SUPPLEMENT), kind="CONFIRMED", cap=400_000, rural_rate=50_000)
# The other school of the state has three enrolments in band 8; it is in the base rate only.
STATE = [
    *full_time({"1": "2", "5": "1.5"}),
    *(row._replace(enrolment_id=row.enrolment_id + 10, school_id=2) for row in full_time({"8": "3"})),
    enrolment(enrolment_id=30, location_index=3_000, **WITH_TAFE),
    enrolment(enrolment_id=31, hours=90, location_index=2_000, **WITH_TAFE),
    enrolment(enrolment_id=32, level=1),
    enrolment(enrolment_id=33, units_without_hours=1),
]
Plain = dict[str, Any]


@pytest.fixture
def plain() -> Plain:
    return json.loads(trace.text(trace.document(held(STATE, RULES))))


def test_every_figure_that_is_confirmed_is_named(plain: Plain) -> None:
    said = replay(trace.text(plain), ENGINE).confirmed
    assert said == (
        f"The file is as it was written: sha256 {plain['sha256']}.",
        "It was calculated by engine VET/TEST, the one that replays it.",
        "The base rate $259.01 follows from the cap $4,000.00 and the 4 targeted lines of all schools.",
        "Every enrolment is decided as stated: 6 funded, 2 not.",
        "Every line comes to the stated cents, 5 in all.",
        # Three for each targeted and rural line, six for the supplement.
        "Every calculation row reads as stated, 18 in all.",
        "Together the lines are the stated $4,263.92.",
    )


def _more_enrolments(plain: Plain) -> None:
    plain["lines"][0].update(enrolments=9, hours=9)


def _another_line(plain: Plain) -> None:
    plain["lines"].append(copy.deepcopy(plain["lines"][0]) | {"band": "7", "amount": 5})


def _two_outcomes(plain: Plain) -> None:
    plain["enrolments"][0]["outcome"].update(hours=9, reasons=["NO_UNITS", "NO_HOURS"])
    plain["enrolments"][1]["outcome"].update(hours=8)


def _an_empty_line_first(plain: Plain) -> None:
    """A line without money is passed over, and the next one is checked all the same."""
    plain["lines"].insert(0, copy.deepcopy(plain["lines"][0]) | {"band": "7", "amount": 0, "quantity": 0})
    plain["lines"][1]["rows"][0].update(sentence="Trust me")


TAFE_LINE = "Line TAFE_SUPPLEMENT band 8 INVENTED-BAND-8 at 3075"
READS = "the calculation reads differently from what the rules say."


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda plain: plain.update(total=1), ["Together the lines are $4,263.92, not $0.01."]),
        (
            _more_enrolments,
            [
                "Line TARGETED band 1: the facts and rules lead to enrolments 2, not 9; hours 360, not 9.",
                f"Line TARGETED band 1: {READS}",
            ],
        ),
        (
            _another_line,
            [
                "Line TARGETED band 7 is not among the lines from which the base rate was solved.",
                "Line TARGETED band 7 states $0.05, but the facts lead to no such line.",
                f"Line TARGETED band 7: {READS}",
                "Together the lines are $4,263.97, not $4,263.92.",
            ],
        ),
        (
            lambda plain: plain["lines"].pop(),
            [
                f"{TAFE_LINE} comes to $1,040.99, but the trace does not state it.",
                "Together the lines are $3,222.93, not $4,263.92.",
            ],
        ),
        (
            lambda plain: plain["state"]["targeted"].update({"8": []}),
            [
                "The cap $4,000.00 and the lines of all schools lead to a base rate of $373.61, not $259.01.",
                "Line TARGETED band 8 is not among the lines from which the base rate was solved.",
            ],
        ),
        (
            _two_outcomes,
            [
                "Enrolment 1: the facts and rules lead to hours 180, not 9; "
                "reasons no reason, not NO_UNITS, NO_HOURS.",
                "Enrolment 2: the facts and rules lead to hours 180, not 8.",
            ],
        ),
        (_an_empty_line_first, [f"Line TARGETED band 1: {READS}"]),
    ],
)
def test_every_figure_that_differs_is_named(
    plain: Plain, change: Callable[[Plain], None], said: list[str]
) -> None:
    change(plain)
    assert differences(plain, resealed=True) == said


def test_rules_that_lead_nowhere_confirm_nothing(plain: Plain) -> None:
    plain["rules"]["cap"] = 0
    assert replay(trace.text(plain), ENGINE).confirmed == ()


def test_an_engine_is_held_to_what_it_kept() -> None:
    assert (kept_fields("VET/1"), kept_line_fields("VET/1")) == (7, 9)
    newest = (len(Outcome._fields), len(Allocation._fields))
    assert (kept_fields(ENGINE), kept_line_fields(ENGINE)) == newest


def test_what_the_first_engine_did_not_keep_is_no_difference(plain: Plain) -> None:
    for each in plain["enrolments"]:
        each["outcome"].update(qualification_code="", core_rate=0, tafe_provider="")
    assert len(differences(plain, resealed=True)) == 8
    plain["engine"] = "VET/1"
    assert differences(plain, resealed=True) == []


def test_a_rural_line_is_confirmed_at_the_rural_rate_of_its_year() -> None:
    whole = held([enrolment(location_index=10_000)], year_2019(rural_rate=50_000))
    assert [line.amount for line, _ in whole.lines] == [113_032, 50_000]
    assert replay(trace.text(trace.document(whole._replace(state=None))), ENGINE).differences == ()


def test_a_year_whose_rural_rate_is_not_known_pays_no_rural_line_yet() -> None:
    whole = held([enrolment()], year_2019(rural_rate=None))
    plain = json.loads(trace.text(trace.document(whole._replace(state=None))))
    for part in plain["enrolments"][0].values():
        part["location_index"] = 10_000
    assert differences(plain, resealed=True) == []
