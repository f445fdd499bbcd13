"""Corrections of payments, and what a mended enrolment would earn, as cases that an officer can read."""

from datetime import date
from typing import Any

import pytest

from funding.rules.eligibility import assess
from funding.rules.facts import EnrolmentFacts
from funding.rules.ledger import ORDER, TakesBackTooMuch, correction_lines, open_lines
from funding.rules.mending import dollars_if_mended
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


def facts_of(given: dict[str, str]) -> EnrolmentFacts:
    """The enrolment of a case."""
    types = EnrolmentFacts.__annotations__
    changes = {
        name: READERS[types[name].__name__](text)
        for name, text in given.items()
        if name not in ("certificate", "nominal")
    }
    return enrolment(qualification_code=given["certificate"], **changes)
