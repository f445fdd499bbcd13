"""The rows of a file of results, in one form whatever kind of file they came from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

PERSON, UNIT, TITLE, CERTIFICATE, OUTCOME, ENDED = (
    "student_number",
    "unit_code",
    "unit_title",
    "certificate_code",
    "outcome",
    "ended_on",
)


class Fault(NamedTuple):
    """What is wrong with a row: its column (empty for the whole row), a code, and the sentence to show."""

    column: str
    code: str
    sentence: str


class SentRow(NamedTuple):
    """One row. `person` is a student number or the provider's client; `outcome` is empty where unreadable."""

    line: int
    person: str
    unit: str
    certificate: str
    outcome: str
    ended: date | None
    title: str = ""
    national: str = ""
    began: date | None = None
    faults: Sequence[Fault] = ()


class Client(NamedTuple):
    """A provider's client by name and date of birth, as far as NAT00080 says them."""

    name: str
    born: date | None


@dataclass(frozen=True)
class SentFile:
    """A file that has been read. `clients` is None for a table: its people are students by their numbers."""

    rows: list[SentRow]
    notes: list[str] = field(default_factory=list)
    clients: dict[str, Client] | None = None
