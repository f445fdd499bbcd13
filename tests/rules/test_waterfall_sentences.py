"""The steps of a waterfall in words: each names its cause, its cents and how many enrolments it moved."""

from dataclasses import replace

import pytest

from funding.rules.facts import YearRules
from funding.rules.waterfall import Step, Waterfall
from funding.rules.waterfall_explained import NAMES, Told, told
from funding.rules.waterfall_prices import Side
from tests.rules.ref143 import year_2023
from tests.rules.years import year_2019

YEAR = year_2019(rural_rate=10_000)
BEFORE, AFTER = Side(YEAR, 33_771, 500), Side(YEAR, 31_281, 900)


def said(step: Step, before: Side = BEFORE, after: Side = AFTER) -> str:
    (found,) = told(Waterfall(500, (step,), 900, {}), before, after)
    assert found[:2] == (step.cause, NAMES[step.cause])
    assert found[3:] == (step.cents, step.enrolments)
    return found.sentence


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (("REMOVED", -5, 1, 1), "1 enrolment is no longer there."),
        (("REMOVED", -5, 2, 0), "2 enrolments are still there but no longer funded."),
        (
            ("REMOVED", -5, 1_003, 1_002),
            "1,002 enrolments are no longer there; 1 enrolment is still there but no longer funded.",
        ),
        (("ADDED", 5, 1, 1), "1 enrolment is new, counted at the rates before."),
        (
            ("ADDED", 5, 3, 1),
            "1 enrolment is new; 2 enrolments are funded now but not before, counted at the rates before.",
        ),
        (("HOURS", 5, 1, 1), "The funded hours of 1 enrolment changed."),
        (("BAND", 5, 1, 1), "1 enrolment is in another band than before."),
        (
            ("BAND", 5, 3, 2),
            "2 enrolments are in another band than before; the weight or the full-rate hours of the band "
            "changed for 1 enrolment.",
        ),
        (("BAND", 5, 2, 0), "The weight or the full-rate hours of the band changed for 2 enrolments."),
        (("LOCATION", 5, 1, 1), "The location index of the campus changed for 1 enrolment."),
        (
            ("LOCATION", 5, 3, 1),
            "The location index of the campus changed for 1 enrolment; the rural rule changed, for "
            "2 enrolments.",
        ),
        (
            ("TAFE", 5, 2, 2),
            "The TAFE supplement changed for 2 enrolments: the provider, the rates of Skills First or the "
            "core share.",
        ),
        (("MATERIALS", 5, 2, 2), "The materials band or its amount changed for 2 enrolments."),
        (("SMALL_SCALE", 5, 2, 0), "The small-scale rate of the school changed, for 2 enrolments."),
        (("RATE", 5, 2, 0), "The base rate went from $337.71 to $312.81."),
        (("ROUNDING", 1, 0, 0), "Every line is rounded once to the cent; this is what that moves."),
    ],
)
def test_a_step_is_said(step: tuple[str, int, int, int], sentence: str) -> None:
    assert said(Step(*step)) == sentence


def test_a_new_rural_rate_is_named_with_the_old_one() -> None:
    after = AFTER._replace(rules=replace(YEAR, rural_rate=20_000))
    step = Step("LOCATION", 5, 2, 0)
    assert said(step, after=after) == "The rural rate went from $100.00 to $200.00, for 2 enrolments."


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (
            replace(YEAR, kind="CONFIRMED"),
            "The base rate went from $337.71 to $312.81: so much does the capped budget allow for the "
            "enrolments of all schools together.",
        ),
        (YEAR, "The base rate went from $337.71 to $312.81."),
    ],
)
def test_a_base_rate_that_follows_from_the_cap_says_so(rules: YearRules, sentence: str) -> None:
    """The rules after decide, whatever those before were."""
    step = Step("RATE", 5, 2, 0)
    assert said(step, after=AFTER._replace(rules=rules)) == sentence


def test_stated_rates_changed_where_the_base_rate_did_not() -> None:
    before, after = Side(year_2023(), 0, 1), Side(year_2023(), 0, 2)
    assert said(Step("RATE", 5, 2, 0), before, after) == (
        "The stated rates of the bands changed, for 2 enrolments."
    )


def test_only_steps_that_moved_cents_or_enrolments_are_told_in_order() -> None:
    steps = (Step("REMOVED", 0, 0), Step("HOURS", 0, 1, 1), Step("RATE", 7, 0), Step("ROUNDING", 0, 0))
    assert told(Waterfall(0, steps, 7, {}), BEFORE, AFTER) == (
        Told("HOURS", "Hours", "The funded hours of 1 enrolment changed.", 0, 1),
        Told("RATE", "Base rate", "The base rate went from $337.71 to $312.81.", 7, 0),
    )
