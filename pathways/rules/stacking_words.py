"""What a reach says in words: how far it is, and what remains."""

from collections.abc import Sequence
from typing import NamedTuple

from pathways.rules.stacking import Reach, State


class Standing(NamedTuple):
    """The state as a tag says it."""

    tone: str
    word: str


_STANDINGS = {
    State.COMPLETE: Standing("done", "All units held"),
    State.PLANNED: Standing("ready", "Complete with present study"),
    State.PARTLY: Standing("incomplete", "Begun"),
    State.UNKNOWN: Standing("info", "Begun, size not known"),
    State.NOTHING: Standing("not-started", "Not begun"),
}

# Every place is filled, and yet not every unit of it is known here.
_FILLED = Standing("ready", "All places filled")


def standing(found: Reach) -> Standing:
    """The state as a tag."""
    if found.state is State.PARTLY and not found.left:
        return _FILLED
    return _STANDINGS[found.state]


def remains(found: Reach) -> str:
    """What is still asked for, in one or two sentences."""
    if found.state in (State.COMPLETE, State.PLANNED):
        return "Nothing more is asked for. A training provider decides whether it is awarded."
    if not found.target.is_packaging_known:
        return _unknown(found)
    if not found.left:
        return (
            "All its places are filled as far as its units are known here. Ask a training provider whether "
            "anything is missing."
        )
    parts = [*_core_parts(found), *_elective_parts(found)]
    return f"Still asked for: {_joined(parts)}."


def _unknown(found: Reach) -> str:
    if found.target.level is None:
        return "Not all its units are published, so nobody can say here whether it is complete."
    return "How many units it asks for is not entered here."


def _core_parts(found: Reach) -> list[str]:
    parts = []
    if named := len(found.core_left):
        parts.append(_many(named, "core unit"))
    parts += [f"one of {_or([each.code for each in choice.units])}" for choice in found.choices_left]
    if found.core_unnamed:
        parts.append(f"{_many(found.core_unnamed, 'core unit')} not named here")
    return parts


def _elective_parts(found: Reach) -> list[str]:
    if not found.electives_left:
        return []
    kept = [f"at least {each.still} of group {each.rule.name}" for each in found.groups if each.still]
    electives = _many(found.electives_left, "elective")
    return [f"{electives}, {' and '.join(kept)}" if kept else electives]


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _joined(parts: Sequence[str]) -> str:
    return "; ".join(parts)


def _or(codes: Sequence[str]) -> str:
    return " or ".join(codes)
