"""Corrections of frozen facts: the frozen rows stay, and what was approved since is laid over them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from funding.rules.facts import EnrolmentFacts

AMEND, ADD, REMOVE = "AMEND", "ADD", "REMOVE"
_DATES = ("census_date", "date_of_birth", "withdrawn_on")


class Correction(NamedTuple):
    """One approved correction. `facts` are the whole facts from then on; None where the enrolment goes."""

    kind: str
    enrolment_id: int
    facts: EnrolmentFacts | None


def corrected(
    frozen: Iterable[EnrolmentFacts], corrections: Sequence[Correction]
) -> Iterator[EnrolmentFacts]:
    """The facts with the corrections applied in the order given; what was added comes last.

    Raises ValueError for a correction that does not fit: one that amends
    or removes what is not there, or adds what is.
    """
    waiting: dict[int, list[Correction]] = {}
    for each in corrections:
        waiting.setdefault(each.enrolment_id, []).append(each)
    for row in frozen:
        if row.enrolment_id not in waiting:
            yield row
            continue
        result = _applied(row, waiting.pop(row.enrolment_id))
        if result is not None:
            yield result
    added = (_applied(None, several) for several in waiting.values())
    yield from (row for row in added if row is not None)


def _applied(row: EnrolmentFacts | None, corrections: Iterable[Correction]) -> EnrolmentFacts | None:
    for each in corrections:
        if (each.kind == ADD) != (row is None):
            state = "is not in the census" if row is None else "is in the census already"
            raise ValueError(f"Enrolment {each.enrolment_id} {state}, so it cannot be corrected like this.")
        row = each.facts
    return row


def to_json(facts: EnrolmentFacts) -> dict[str, Any]:
    """Facts as plain text, numbers and dates written 2019-05-06."""
    values = facts._asdict()
    return values | {name: values[name].isoformat() for name in _DATES if values[name] is not None}


def from_json(plain: Mapping[str, Any]) -> EnrolmentFacts:
    """The facts that to_json wrote; a fact that it did not know yet has its neutral value.

    Raises ValueError when a field is missing or unknown.
    """
    needed = set(EnrolmentFacts._fields) - EnrolmentFacts._field_defaults.keys()
    different = sorted((plain.keys() - set(EnrolmentFacts._fields)) | (needed - plain.keys()))
    if different:
        raise ValueError(f"Stored facts do not match the fields of this version: {', '.join(different)}.")
    dates = {name: date.fromisoformat(plain[name]) for name in _DATES if plain.get(name)}
    return EnrolmentFacts(**{**plain, **dates})


def differences(before: EnrolmentFacts, after: EnrolmentFacts) -> dict[str, tuple[Any, Any]]:
    """Which facts differ, by name: before and after."""
    pairs = zip(EnrolmentFacts._fields, before, after, strict=True)
    return {name: (old, new) for name, old, new in pairs if old != new}
