"""A fingerprint of the facts a run has read, so that anyone can show later that they are unchanged."""

import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from operator import attrgetter

from funding.rules.facts import EnrolmentFacts

_FIRST = EnrolmentFacts._fields.index("hours") + 1  # the fields of the first version


def digest(facts: Iterable[EnrolmentFacts]) -> str:
    """sha256 (64 hexadecimal digits) over canonical text: a line of field names, then a line an enrolment.

    Lines are JSON arrays in UTF-8, dates written 2019-05-06, sorted by enrolment, so order does not matter.
    A fact that later versions added stands by name at the end of a line, and only where it says something:
    so the fingerprint of older facts never changes.
    """
    total = sha256(_line(EnrolmentFacts._fields[:_FIRST]))
    for row in sorted(facts, key=attrgetter("enrolment_id")):
        total.update(_line((*row[:_FIRST], *_added(row))))
    return total.hexdigest()


def _added(row: EnrolmentFacts) -> tuple[dict[str, object], ...]:
    named = zip(EnrolmentFacts._fields[_FIRST:], row[_FIRST:], strict=True)
    said: dict[str, object] = {
        name: value for name, value in named if value != EnrolmentFacts._field_defaults[name]
    }
    return (said,) if said else ()


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"A fact must be plain text, a number, a date or nothing, not {type(value).__name__}.")


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_day)


def _line(row: tuple[object, ...]) -> bytes:
    return _ENCODER.encode(row).encode() + b"\n"
