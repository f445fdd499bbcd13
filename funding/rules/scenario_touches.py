"""How many enrolments each changed parameter touches: a scenario that touches nobody must say so."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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


def touched_by_deciding(
    before: Sequence[Outcome], after: Sequence[Outcome], rules: YearRules, changes: Changes
) -> dict[Key, Touched]:
    """What each parameter did that had enrolments decided anew; `rules` are those before.

    Both sequences are of the same enrolments in the same order, except where the scenario reads another
    year's facts: there all enrolments of that year are touched, and nothing is said of other parameters.
    """
    if changes.facts_year is not None:
        return {("facts_year", ""): counted(after)}
    full = {band.code: band.full_rate_hours for band in rules.bands}
    moved = {key: moves for key in keys(changes) if (moves := _moves(key, changes, full))}
    return {
        key: counted(now for was, now in zip(before, after, strict=True) if moves(was, now))
        for key, moves in moved.items()
    }


def counted(outcomes: Iterable[Outcome]) -> Touched:
    """The number of these outcomes and of their schools."""
    schools = [outcome.school_id for outcome in outcomes]
    return Touched(len(schools), len(set(schools)))


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
