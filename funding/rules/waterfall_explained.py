"""The steps of a waterfall in words."""

from collections.abc import Callable
from typing import NamedTuple

from funding.rules import waterfall
from funding.rules.budget import is_solved
from funding.rules.calculation_rows import enrolments_words
from funding.rules.waterfall import Step, Waterfall
from funding.rules.waterfall_prices import Side
from vetportal.money import dollars

# Short enough to stand beside a bar on a phone.
NAMES = {
    waterfall.REMOVED: "Removed",
    waterfall.ADDED: "Added",
    waterfall.HOURS: "Hours",
    waterfall.BAND: "Band mix",
    waterfall.LOCATION: "Rural",
    waterfall.TAFE: "TAFE",
    waterfall.MATERIALS: "Materials",
    waterfall.SMALL_SCALE: "Small scale",
    waterfall.RATE: "Base rate",
    waterfall.ROUNDING: "Rounding",
}


class Told(NamedTuple):
    """One step in words, with its signed cents."""

    cause: str
    name: str
    sentence: str
    cents: int
    enrolments: int


def told(found: Waterfall, before: Side, after: Side) -> tuple[Told, ...]:
    """Every step that moved anything, in order."""
    return tuple(
        Told(
            step.cause,
            NAMES[step.cause],
            _SENTENCES[step.cause](step, before, after),
            step.cents,
            step.enrolments,
        )
        for step in found.steps
        if step.cents or step.enrolments
    )


def _are(number: int, words: str) -> str:
    """ "1 enrolment is …", "7 enrolments are …"."""
    return f"{enrolments_words(number)} {'is' if number == 1 else 'are'} {words}"


def _listed(parts: list[str]) -> str:
    return f"{'; '.join(parts)}."


def _two_groups(own: tuple[int, str], others: tuple[int, str]) -> str:
    return _listed([_are(number, words) for number, words in (own, others) if number])


def _removed(step: Step, before: Side, after: Side) -> str:
    return _two_groups(
        (step.own, "no longer there"),
        (step.enrolments - step.own, "still there but no longer funded"),
    )


def _added(step: Step, before: Side, after: Side) -> str:
    return (
        _two_groups(
            (step.own, "new"), (step.enrolments - step.own, "funded now but not before")
        ).removesuffix(".")
        + ", counted at the rates before."
    )


def _hours(step: Step, before: Side, after: Side) -> str:
    return f"The funded hours of {enrolments_words(step.enrolments)} changed."


def _band(step: Step, before: Side, after: Side) -> str:
    others = step.enrolments - step.own
    parts = [_are(step.own, "in another band than before")] if step.own else []
    if others:
        parts.append(f"the weight or the full-rate hours of the band changed for {enrolments_words(others)}")
    return _capital(_listed(parts))


def _location(step: Step, before: Side, after: Side) -> str:
    others = step.enrolments - step.own
    parts = []
    if step.own:
        parts.append(f"the location index of the campus changed for {enrolments_words(step.own)}")
    if others:
        rates = dollars(before.rules.rural_rate), dollars(after.rules.rural_rate)
        what = (
            "the rural rule changed"
            if rates[0] == rates[1]
            else f"the rural rate went from {rates[0]} to {rates[1]}"
        )
        parts.append(f"{what}, for {enrolments_words(others)}")
    return _capital(_listed(parts))


def _tafe(step: Step, before: Side, after: Side) -> str:
    return (
        f"The TAFE supplement changed for {enrolments_words(step.enrolments)}: the provider, the rates of "
        "Skills First or the core share."
    )


def _materials(step: Step, before: Side, after: Side) -> str:
    return f"The materials band or its amount changed for {enrolments_words(step.enrolments)}."


def _small_scale(step: Step, before: Side, after: Side) -> str:
    return f"The small-scale rate of the school changed, for {enrolments_words(step.enrolments)}."


def _rate(step: Step, before: Side, after: Side) -> str:
    if before.base_rate == after.base_rate:
        return f"The stated rates of the bands changed, for {enrolments_words(step.enrolments)}."
    sentence = f"The base rate went from {dollars(before.base_rate)} to {dollars(after.base_rate)}"
    if is_solved(after.rules):
        return f"{sentence}: so much does the capped budget allow for the enrolments of all schools together."
    return f"{sentence}."


def _rounding(step: Step, before: Side, after: Side) -> str:
    return "Every line is rounded once to the cent; this is what that moves."


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


_SENTENCES: dict[str, Callable[[Step, Side, Side], str]] = {
    waterfall.REMOVED: _removed,
    waterfall.ADDED: _added,
    waterfall.HOURS: _hours,
    waterfall.BAND: _band,
    waterfall.LOCATION: _location,
    waterfall.TAFE: _tafe,
    waterfall.MATERIALS: _materials,
    waterfall.SMALL_SCALE: _small_scale,
    waterfall.RATE: _rate,
    waterfall.ROUNDING: _rounding,
}
