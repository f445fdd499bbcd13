"""A fingerprint of the facts a run has read, so that anyone can show later that they are unchanged."""

import json
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from operator import attrgetter

from funding.rules.facts import EnrolmentFacts


def digest(facts: Iterable[EnrolmentFacts]) -> str:
    """sha256 (64 hexadecimal digits) over canonical text: a line of field names, then a line an enrolment.

    Lines are JSON arrays in UTF-8, dates written 2019-05-06, sorted by enrolment, so order does not matter.
    """
    total = sha256(_line(EnrolmentFacts._fields))
    for row in sorted(facts, key=attrgetter("enrolment_id")):
        total.update(_line(row))
    return total.hexdigest()


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"A fact must be plain text, a number, a date or nothing, not {type(value).__name__}.")


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_day)


def _line(row: tuple[object, ...]) -> bytes:
    return _ENCODER.encode(row).encode() + b"\n"
