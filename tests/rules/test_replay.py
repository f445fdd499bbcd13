"""A trace is confirmed from its own facts and rules, and anything changed in it is named."""

import copy
import json
from dataclasses import replace

import pytest
from hypothesis import given

from funding.rules import trace
from funding.rules.allocation import allocate
from funding.rules.explanation import allocation_rows
from funding.rules.facts import Calculation, EnrolmentFacts, YearRules
from funding.rules.replay import NotATrace, replay
from funding.rules.trace import Calculated, Scope
from tests.rules.test_invariants import allocate_or_skip
from tests.rules.test_waterfall import cohorts, paying_years
from tests.rules.years import enrolment, full_time, year_2019

ENGINE = "VET/TEST"
ABOUT = {"run": {"year": 2019}, "rate_table": {"version": 1}, "school": {"code": "7001", "name": "School"}}


def held(facts: list[EnrolmentFacts], rules: YearRules, school: int = 1) -> Calculated:
    """The calculation of one school in a state."""
    calculation: Calculation = allocate_or_skip(facts, rules)
    lines = [line for line in calculation.allocations if line.school_id == school]
    return Calculated(
        engine=ENGINE,
        about=ABOUT,
        rules=rules,
        base_rate=calculation.base_rate,
        state=trace.state_of(
            (line.component, line.band, line.quantity, line.amount) for line in calculation.allocations
        ),
        facts=[row for row in facts if row.school_id == school],
        outcomes=[each for each in calculation.outcomes if each.school_id == school],
        lines=[(line, allocation_rows(line, rules, calculation.base_rate)) for line in lines],
    )


STATE = [
    *full_time({"1": "2", "5": "1.5"}),
    *(row._replace(enrolment_id=row.enrolment_id + 10, school_id=2) for row in full_time({"8": "3"})),
    enrolment(enrolment_id=20, units_without_hours=1, location_index=2500),
]
CONFIRMED = year_2019(kind="CONFIRMED", cap=400_000, rural_rate=50_000)


@pytest.fixture
def plain() -> dict:
    """The trace of one school of a small state, as it is read from its file."""
    return json.loads(trace.text(trace.document(held(STATE, CONFIRMED))))


def differences(plain: dict, *, resealed: bool = False) -> list[str]:
    """What a replay names; `resealed` as if the forger had worked the fingerprint out again."""
    if resealed:
        plain = plain | {"sha256": trace.fingerprint(plain)}
    return list(replay(trace.text(plain), ENGINE).differences)


@given(cohorts(), paying_years())
def test_every_calculation_is_confirmed_from_its_trace(facts, rules):
    whole = held(facts, rules)
    found = replay(trace.text(trace.document(whole)), ENGINE)
    assert found.differences == ()
    assert len(found.confirmed) == 7
    for line, _ in whole.lines:
        one = trace.document(whole, Scope.of(line))
        assert [each["amount"] for each in one["lines"]] == [line.amount]
        assert replay(trace.text(one), ENGINE).differences == ()


def test_what_was_confirmed_is_said_in_sentences(plain):
    said = replay(trace.text(plain), ENGINE).confirmed
    assert said[0].startswith("The file is as it was written: sha256 ")
    assert "follows from the cap $4,000.00 and the 3 targeted lines of all schools." in said[2]
    assert said[3] == "Every enrolment is decided as stated: 4 funded, 1 not."
    assert said[4] == "Every line comes to the stated cents, 2 in all."


def test_the_same_calculation_is_the_same_file():
    assert trace.text(trace.document(held(STATE, CONFIRMED))) == trace.text(
        trace.document(held(STATE[::-1], CONFIRMED))
    )


def test_a_changed_cent_is_named_even_with_a_fitting_fingerprint(plain):
    line = plain["lines"][0]
    was = line["amount"]
    line["amount"] = was + 1
    (sentence, _, _) = differences(plain, resealed=True)
    assert sentence.startswith("Line TARGETED band 1 states $")
    assert "but the facts and rules lead to $" in sentence
    assert any("The file was changed: its text has sha256" in each for each in differences(plain))


def test_a_changed_fingerprint_alone_is_named(plain):
    plain["sha256"] = "0" * 64
    (sentence,) = differences(plain)
    assert sentence.endswith(f"but it states {'0' * 64}.")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda plain: plain.update(total=1), "Together the lines are"),
        (lambda plain: plain.update(base_rate=plain["base_rate"] + 1), "lead to a base rate of"),
        (lambda plain: plain["rules"].update(cap=300_000), "lead to a base rate of"),
        (lambda plain: plain["state"]["targeted"]["8"].append(180), "lead to a base rate of"),
        (lambda plain: plain["enrolments"][0]["facts"].update(hours=90), "funded hours 90, not 180"),
        (lambda plain: plain["enrolments"][0]["facts"].update(sector="CATHOLIC"), "NOT_GOVERNMENT_SCHOOL"),
        (lambda plain: plain["enrolments"][4]["outcome"].update(reasons=[]), "UNIT_WITHOUT_HOURS"),
        (lambda plain: plain["enrolments"].pop(0), "Line TARGETED band 1 states"),
        (lambda plain: plain["lines"].pop(), "but the trace does not state it"),
        (lambda plain: plain["lines"][0]["rows"][0].update(sentence="Trust me"), "reads differently"),
        (lambda plain: plain["rules"]["bands"][0].update(weighting_level=9_999), "Line TARGETED band 1"),
    ],
)
def test_whatever_is_changed_is_named(plain, change, named):
    change(plain)
    assert any(named in sentence for sentence in differences(plain, resealed=True))


def test_another_engine_is_said_and_is_no_difference(plain):
    found = replay(trace.text(plain), "VET/NEXT")
    assert "It was calculated by engine VET/TEST; engine VET/NEXT replays it." in found.confirmed
    assert found.differences == ()


def test_no_trace_holds_a_name_or_a_student(plain):
    assert "student_id" not in plain["enrolments"][0]["facts"]
    assert plain["note"] == trace.NOTE


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is not whole: it cannot be read from line 1, column 1. Download it again."),
        ('{"format": "VET', "The file is not whole"),
        ("[]", "The file is not a funding trace of this portal."),
        ('{"format": "something else"}', "The file is not a funding trace of this portal."),
        ("[" * 100_000, "The file is not"),
        ('{"total": 1.5}', "The file holds 1.5, but a trace holds whole numbers only."),
        ('{"total": NaN}', "The file holds NaN"),
    ],
)
def test_what_is_no_trace_is_refused_in_words(text, sentence):
    with pytest.raises(NotATrace, match=sentence.replace(".", r"\.")):
        replay(text, ENGINE)


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: plain.pop("rules"),
        lambda plain: plain.update(lines=None),
        lambda plain: plain["rules"].update(colour=1),
        lambda plain: plain["enrolments"][0]["facts"].update(hours="many"),
        lambda plain: plain["enrolments"][0]["facts"].pop("hours"),
        lambda plain: plain["enrolments"][0]["outcome"].pop("band"),
        lambda plain: plain.update(state=None),
        lambda plain: plain["lines"][0].update(divisor=0) or plain["lines"][0].pop("rate"),
    ],
)
def test_a_trace_that_was_cut_is_refused_in_words(plain, change):
    change(plain)
    with pytest.raises(NotATrace, match="does not have the form of version 1"):
        replay(json.dumps(plain), ENGINE)


def test_another_version_of_the_format_is_refused_in_words(plain):
    with pytest.raises(NotATrace, match="has format version 2, and this portal reads version 1"):
        replay(trace.text(plain | {"version": 2}), ENGINE)


def test_rules_that_lead_nowhere_are_a_difference(plain):
    plain["rules"]["cap"] = 0
    (sentence,) = differences(plain, resealed=True)
    assert sentence.startswith("The rules in the trace lead to no result. The cap of 2019 is not above $0.00")


def test_a_line_without_money_may_stand_there():
    """A correction writes what a line has lost as an explicit zero."""
    whole = held(STATE, CONFIRMED)
    line, rows = whole.lines[0]
    gone = line._replace(band="7", enrolments=0, hours=0, quantity=0, amount=0)
    whole = whole._replace(lines=[*whole.lines, (gone, rows)])
    assert replay(trace.text(trace.document(whole)), ENGINE).differences == ()


def test_an_indicative_trace_is_checked_against_its_rate_table():
    whole = held(STATE, replace(CONFIRMED, kind="INDICATIVE"))
    plain = trace.document(whole._replace(state=None))
    said = replay(trace.text(plain), ENGINE)
    assert "The base rate $337.71 is that of the rate table." in said.confirmed
    changed = copy.deepcopy(plain)
    changed["rules"]["base_rate"] = 1
    assert "The base rate $337.71 is not that of the rate table." in differences(changed, resealed=True)


def test_allocating_the_state_is_what_the_trace_says():
    assert held(STATE, CONFIRMED).base_rate == allocate(STATE, CONFIRMED).base_rate
