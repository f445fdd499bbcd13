"""The fingerprint of a ledger's inputs: the same for the same, another for every change that could matter."""

from dataclasses import replace
from datetime import date

import pytest

from credits.rules.facts import Certificate, Listing, ResultFacts, Ruling, StatedHours, UnitFacts
from credits.rules.fingerprint import Fingerprints
from credits.rules.outcomes import Outcome
from credits.rules.principles import principles_of
from credits.rules.scheme_rules import (
    CERTIFICATE,
    FIRST_PACKAGED,
    HIGHEST_CERTIFICATE,
    KEEP_HIGHEST,
    LOOKUP,
    WHOLE_CERTIFICATE,
    Row,
)
from tests.rules.credit_cases import TCE

UNIT = UnitFacts("U1", "Unit", "U1", (StatedHours(20, "NCVER"),), (Listing("Q1", 1),), ())
OTHER = UnitFacts("U2", "Other", "U2")
RESULT = ResultFacts(1, "U1", Certificate("Q2", "Two", 2), Outcome.ACHIEVED, date(2019, 11, 29), 2019)


def _of(results=(RESULT,), unit=UNIT, scheme=TCE) -> str:
    return Fingerprints({"U1": unit, "U2": OTHER}, scheme).of(results)


@pytest.mark.parametrize(
    "changed",
    [
        {"key": 2},
        {"unit": "U2"},
        {"unit": "unknown"},
        {"certificate": None},
        {"certificate": Certificate("Q2", "Two", 3)},
        {"certificate": Certificate("Q2", "Two again", 2)},
        {"outcome": Outcome.CREDIT_TRANSFER},
        {"ended_on": date(2019, 11, 30)},
        {"commenced": 2018},
        {"is_evidenced": True},
        {"is_finished": True},
        {"issued_as": "U2"},
        {"is_refused": True},
        {"first_begun": 2017},
    ],
)
def test_every_fact_of_a_result_counts(changed):
    assert _of([replace(RESULT, **changed)]) != _of()


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Another"},
        {"family": "U0"},
        {"hours": (StatedHours(21, "NCVER"),)},
        {"hours": (StatedHours(20, "WA"),)},
        {"hours": (StatedHours(20, "NCVER", date(2019, 1, 1)),)},
        {"listings": (Listing("Q1", 2),)},
        {"listings": (Listing("Q1", 1, date.min),)},
        {"rulings": (Ruling(2, "reason", "source"),)},
    ],
)
def test_every_fact_of_a_unit_counts(changed):
    assert _of(unit=replace(UNIT, **changed)) != _of()


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 2},
        {"on_repeat": KEEP_HIGHEST},
        {"hours_sources": ("TAS", "NCVER")},
        {"counting_outcomes": frozenset({Outcome.ACHIEVED})},
        {"rows": (replace(TCE.rows[0], value=500),)},
        {"standard": None},
    ],
)
def test_every_rule_counts(changed):
    assert _of(scheme=replace(TCE, **changed)) != _of()


def test_the_same_is_the_same_in_every_process():
    assert _of() == _of()
    assert len(_of()) == 64


def test_principles_say_what_the_switches_do():
    said = " ".join(principles_of(TCE))
    assert "These outcomes count: achieved, recognition of prior learning, credit transfer." in said
    assert "by source: NCVER before TAS, then any other source." in said
    assert "A unit of a Certificate I counts at its own level where that is higher." in said
    assert "Levels end at 4." in said
    assert "current on the day of the result, of all of them where none is current" in said
    older = " ".join(principles_of(replace(TCE, level_rule=FIRST_PACKAGED)))
    assert "by the first digit of its code where no day is known" in older
    switched = replace(TCE, on_repeat=KEEP_HIGHEST, one_unit=HIGHEST_CERTIFICATE, commence_from=2019)
    said = " ".join(principles_of(switched))
    assert "in the highest certificate" in said
    assert "The level rises when a unit is repeated at a higher one." in said
    assert "This version is for study begun in 2019 or later." in said
    fixed = replace(TCE, rows=(Row("Fixed", LOOKUP, WHOLE_CERTIFICATE, value=2000),), level_rule=CERTIFICATE)
    assert "hours" not in " ".join(principles_of(fixed)).lower()
    assert "indicative hours" in " ".join(principles_of(replace(TCE, indicative_hours={})))
