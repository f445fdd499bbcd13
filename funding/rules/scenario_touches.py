"""How many enrolments each changed parameter touches: a scenario that touches nobody must say so."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from funding.rules.facts import Outcome, YearRules
from funding.rules.scenario import Changes, Key, keys


class Touched(NamedTuple):
    """Enrolments that a parameter is applied to with another result, and the schools they are in."""

    enrolments: int
    schools: int


NOBODY = Touched(0, 0)
Moves = Callable[[Outcome, Outcome], bool]
_OF_DAY = frozenset({"UNDER_AGE", "OVER_AGE", "WITHDRAWN"})


class Tally:
    """Counts, enrolment by enrolment, what each parameter moved that has enrolments decided anew."""

    def __init__(self, rules: YearRules, changes: Changes) -> None:
        """`rules` are those before. Nothing but the number is said where another year's facts are read."""
        full = {band.code: band.full_rate_hours for band in rules.bands}
        self.is_other_year = changes.facts_year is not None
        self._moves = {key: moves for key in keys(changes) if (moves := _moves(key, changes, full))}
        self._schools: dict[Key, list[int]] = {key: [] for key in self._moves}
        self._all: list[int] = []

    def add(self, was: Outcome, now: Outcome) -> None:
        """One enrolment as it stands and as it is supposed."""
        for key, moves in self._moves.items():
            if moves(was, now):
                self._schools[key].append(now.school_id)

    def add_of_other_year(self, now: Outcome) -> None:
        """One enrolment of another year: all of them are touched."""
        self._all.append(now.school_id)

    @property
    def touched(self) -> dict[Key, Touched]:
        """What was counted."""
        if self.is_other_year:
            return {("facts_year", ""): Touched(len(self._all), len(set(self._all)))}
        return {key: Touched(len(schools), len(set(schools))) for key, schools in self._schools.items()}


def _moves(key: Key, changes: Changes, full: Mapping[str, int]) -> Moves | None:
    """Whether an enrolment's outcome moves through this parameter; None for one that moves none.

    `full` are the full-rate hours of the bands before.
    """
    name, entry = key
    if name in _REASONS:
        return _by_reason(_REASONS[name])
    makers: Mapping[str, Callable[[str], Moves]] = {
        "exclusions": lambda code: _by_reason(frozenset({code})),
        "band_of": _by_certificate,
        "full_rate_hours": lambda band: _by_hours(band, full[band], changes.full_rate_hours[band]),
    }
    return makers[name](entry) if name in makers else None


_REASONS: Mapping[str, frozenset[str]] = {
    "minimum_age": frozenset({"UNDER_AGE"}),
    "maximum_age": frozenset({"OVER_AGE"}),
    "census_date": _OF_DAY,
}


def _by_reason(codes: frozenset[str]) -> Moves:
    def moves(was: Outcome, now: Outcome) -> bool:
        return codes.intersection(was.reasons) != codes.intersection(now.reasons)

    return moves


def _by_certificate(code: str) -> Moves:
    def moves(was: Outcome, now: Outcome) -> bool:
        return now.qualification_code == code and was.band != now.band

    return moves


def _by_hours(code: str, old: int, new: int) -> Moves:
    """Whoever is funded in the band for another share of the full rate, in hours before and after."""

    def moves(was: Outcome, now: Outcome) -> bool:
        return now.band == code and was.funded_hours * new != now.funded_hours * old

    return moves
