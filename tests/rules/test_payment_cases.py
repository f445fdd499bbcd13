"""Corrections, funding at risk and switches of a year, as cases that an officer can read."""

from datetime import date
from typing import Any

import pytest

from funding.rules.allocation import allocate
from funding.rules.eligibility import assess
from funding.rules.facts import EnrolmentFacts
from funding.rules.ledger import ORDER, TakesBackTooMuch, correction_lines, open_lines
from funding.rules.mending import dollars_if_mended
from funding.rules.rural import rural_rate_at
from tests.rules.cases import cents, each, known, whole, yes
from tests.rules.years import enrolment, year_2019

READERS = {"int": whole, "bool": yes, "str": str, "date": date.fromisoformat}


@each("corrections")
def test_a_correction(given: dict[str, Any], expected: dict[str, Any]) -> None:
    standing = {line: cents(amount) for line, amount in given["standing"].items()}
    beside = {"T4": cents(given["adjusted_t4"])} if "adjusted_t4" in given else {}
    sent = () if given["sent"] == "none" else ORDER[: ORDER.index(given["sent"]) + 1]
    still_open = open_lines("TARGETED", year_2019(kind="CONFIRMED"), sent)
    if "refused" in expected:
        with pytest.raises(TakesBackTooMuch):
            correction_lines(cents(given["due"]), standing, beside, still_open)
        return
    lines = correction_lines(cents(given["due"]), standing, beside, still_open)
    assert lines == {line: cents(amount) for line, amount in expected["lines"].items()}


@each("at_risk")
def test_at_risk(given: dict[str, str], expected: dict[str, Any]) -> None:
    facts = facts_of(given)
    assert list(assess(facts, year_2019())) == expected["reasons"]
    would_earn = dollars_if_mended(facts, year_2019(), known(given.get("nominal", "unknown"), 0))
    assert would_earn == cents(expected["would_earn"])


@each("rural_rate_moves")
def test_whether_the_rural_rate_moves(given: dict[str, str], expected: dict[str, str]) -> None:
    rules = year_2019(
        base_rate=cents(given["table_base_rate"]),
        rural_rate=cents(given["rural_rate"]),
        does_rural_rate_move=yes(given["moves"]),
    )
    assert rural_rate_at(cents(given["base_rate"]), rules) == cents(expected["rural_rate"])


@each("credit_transfers")
def test_whether_a_credit_transfer_is_funded(given: dict[str, str], expected: dict[str, Any]) -> None:
    facts = enrolment(hours=whole(given["hours"]), transfer_hours=whole(given["transfer_hours"]))
    (outcome,) = allocate([facts], year_2019(are_transfers_funded=yes(given["funded"]))).outcomes
    assert list(outcome.reasons) == expected["reasons"]
    assert outcome.funded_hours == whole(expected["funded_hours"])


def facts_of(given: dict[str, str]) -> EnrolmentFacts:
    """The enrolment of a case."""
    types = EnrolmentFacts.__annotations__
    changes = {
        name: READERS[types[name].__name__](text)
        for name, text in given.items()
        if name not in ("certificate", "nominal")
    }
    return enrolment(qualification_code=given["certificate"], **changes)
