"""What a mapping lacks before it can be proposed, sentence by sentence; and shares of an award."""

from dataclasses import replace
from datetime import date

import pytest

from pathways.rules.mapping_gaps import Written, gaps
from pathways.rules.mapping_rules import AskedUnit, Group
from pathways.rules.mapping_words import share

UNITS = (AskedUnit("A", "One", "A"), AskedUnit("B", "Two", "A"), AskedUnit("C", "Three", "C"))
DAY = date(2019, 7, 22)
WHOLE = Written(
    form="UNSPECIFIED",
    has_product=True,
    needs_completion=True,
    groups=(Group(UNITS, 2),),
    outcomes=2,
    undecided=0,
    assessor="Dr Invented",
    decided_on=DAY,
    valid_from=DAY,
    review_due=DAY,
    advice="",
)


def test_nothing_is_missing():
    assert gaps(WHOLE) == ()
    assert gaps(replace(WHOLE, groups=())) == ()
    assert gaps(replace(WHOLE, has_product=False, needs_completion=False)) == ()
    assert gaps(replace(WHOLE, outcomes=0)) == ()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"groups": (), "needs_completion": False}, "Say what study it rests on"),
        ({"groups": (), "has_product": False, "needs_completion": False}, "Say what study it rests on"),
        ({"has_product": False}, "Name the certificate or micro-credential that has to be completed."),
        ({"groups": (Group(UNITS, 3),)}, "Group 1 asks for 3 units and lists 2 units; equivalent units"),
        ({"undecided": 1}, "1 learning outcome is not decided yet."),
        ({"undecided": 2}, "2 learning outcomes are not decided yet."),
        ({"form": "SPECIFIED", "outcomes": 0}, "Specified credit stands for a subject"),
        ({"assessor": ""}, "Enter who judged it for the provider of the award."),
        ({"decided_on": None}, "Enter the day of the decision."),
        ({"valid_from": None}, "Enter from which day it is valid."),
        ({"review_due": None}, "Enter when it is to be reviewed."),
        ({"form": "NO_CREDIT"}, "without credit, the advice is the answer"),
        ({"form": "ENTRY_ONLY"}, "without credit, the advice is the answer"),
    ],
)
def test_what_is_missing_is_said_once(changed, sentence):
    (found,) = gaps(replace(WHOLE, **changed))
    assert sentence in found


@pytest.mark.parametrize(
    ("amount", "size", "words"),
    [
        # Southern Cross University, standard amounts: units of a bachelor degree of 24 and of 32 units.
        (8_000, 24_000, "33.3%"),
        (8_000, 32_000, "25%"),
        (12_000, 24_000, "50%"),
        (12_000, 32_000, "37.5%"),
        (0, 24_000, ""),
        (1_000, None, ""),
        (1_000, 0, ""),
        (24_000, 24_000, "100%"),
        (500, 3_000, "16.7%"),
    ],
)
def test_shares_of_an_award(amount, size, words):
    assert share(amount, size) == words
