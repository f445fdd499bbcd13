"""What stands between results and credit: which results count, and what they earn."""

from dataclasses import dataclass

from credits.rules.facts import Certificate, ResultFacts, StatedHours, UnitFacts


@dataclass(frozen=True, slots=True)
class Counted:
    """A result with its hours and level, and whether it counts.

    `level_basis` says in words which rule gave the level. `code` and `reason` are empty where it counts, and
    otherwise say why it earns nothing. `hours` is None where no source states them: then it cannot count yet.
    """

    result: ResultFacts
    unit: UnitFacts | None
    hours: StatedHours | None
    level: int | None
    level_basis: str
    counts: bool
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """Credit that a row of the scheme gives: to one unit, to a certificate, or to a pool of left-over hours.

    `keys` are the results it rests on, `hours` whole hours that went in, `credit` thousandths, `slot` the
    place in the certificate that it fills, `level` the level it counts at, `code` why it is as it is.
    """

    keys: tuple[int, ...]
    certificate: Certificate | None
    hours: int
    credit: int
    level: int | None
    slot: str
    row: str
    reason: str
    code: str = ""
