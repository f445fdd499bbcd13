"""The flat facts that the credit rules read: units as the register has them, results as they were entered.

Codes are text in capitals, hours whole nominal hours, levels 1 (Certificate I) to 6 (advanced diploma).
"""

from dataclasses import dataclass
from datetime import date

from credits.rules.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class StatedHours:
    """Whole nominal hours of a unit as one source states them, and since when they hold (None: always)."""

    hours: int
    source: str
    as_at: date | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A qualification whose packaging lists the unit.

    `ends_on` is the last day on which the qualification was accepted; None while it is current, date.min
    where it is superseded and nobody knows since when. `listed_from` is the day of the unit's first
    packaging there, None where it is not known.
    """

    qualification: str
    level: int
    ends_on: date | None = None
    listed_from: date | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """The authority's own decision on a unit's level, with its reason."""

    level: int
    reason: str
    source: str
    from_date: date | None = None
    until_date: date | None = None


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What the register says of a unit. `family` is the head of its class of equivalent units."""

    code: str
    title: str
    family: str
    hours: tuple[StatedHours, ...] = ()
    listings: tuple[Listing, ...] = ()
    rulings: tuple[Ruling, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """The qualification that a unit was taken in."""

    code: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """A unit that a student took: how and when it ended, and within which certificate (None: on its own).

    `key` tells results apart; planned units have negative keys. `commenced` is the year in which the student
    began the certificate (the unit, where it was taken on its own). `is_evidenced`: the documents of a credit
    transfer were seen and accepted; `is_refused`: seen and not accepted; `issued_as`: the unit's code on
    them, if any. `first_begun` is the year in which the student began anything at all, 0 where nobody asked.
    `is_finished`: the certificate as a whole was completed.
    """

    key: int
    unit: str
    certificate: Certificate | None
    outcome: Outcome
    ended_on: date
    commenced: int
    is_evidenced: bool = False
    is_finished: bool = False
    issued_as: str = ""
    is_refused: bool = False
    first_begun: int = 0

    @property
    def codes(self) -> set[str]:
        """The units whose facts the rules ask for: its own, and the one that was issued."""
        return {self.unit, self.issued_as} - {""}
