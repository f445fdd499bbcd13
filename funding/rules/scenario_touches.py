"""How many enrolments each changed parameter touches: a scenario that touches nobody must say so."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from funding.rules.eligibility import RULE_BY_CODE
from funding.rules.facts import EnrolmentFacts, Outcome, YearRules
from funding.rules.hours import counted_hours, funded_hours
from funding.rules.scenario import Changes, Key, keys


class Touched(NamedTuple):
    """Enrolments that a parameter is applied to with another result, and the schools they are in."""

    enrolments: int
    schools: int


NOBODY = Touched(0, 0)
# An enrolment's facts as they stand, its facts in the scenario, and what the scenario decides about it.
Moves = Callable[[EnrolmentFacts, EnrolmentFacts, Outcome], bool]
_RULES_OF: Mapping[str, tuple[str, ...]] = {
    "minimum_age": ("UNDER_AGE",),
    "maximum_age": ("OVER_AGE",),
    "census_date": ("UNDER_AGE", "OVER_AGE", "WITHDRAWN"),
}


class Tally:
    """Counts, enrolment by enrolment, what each parameter moves that has enrolments decided anew."""

    def __init__(self, rules: YearRules, new: YearRules, changes: Changes) -> None:
        """The rules as they stand and in the scenario."""
        self.is_other_year = changes.facts_year is not None
        self._moves = {key: moves for key in keys(changes) if (moves := _moves(key, rules, new))}
        self._schools: dict[Key, list[int]] = {key: [] for key in self._moves}
        self._all: list[int] = []

    def add(self, row: EnrolmentFacts, supposed: EnrolmentFacts, now: Outcome) -> None:
        """One enrolment as it stands, as it is supposed, and what is then decided."""
        for key, moves in self._moves.items():
            if moves(row, supposed, now):
                self._schools[key].append(now.school_id)

    def add_of_other_year(self, now: Outcome) -> None:
        """One enrolment of another year: all of them are touched, and nothing is said of other parameters."""
        self._all.append(now.school_id)

    @property
    def touched(self) -> dict[Key, Touched]:
        """What was counted."""
        if self.is_other_year:
            return {("facts_year", ""): Touched(len(self._all), len(set(self._all)))}
        return {key: Touched(len(schools), len(set(schools))) for key, schools in self._schools.items()}


def _moves(key: Key, rules: YearRules, new: YearRules) -> Moves | None:
    """Whether an enrolment moves through this parameter; None for one that needs no decision."""
    name, entry = key
    if name in _RULES_OF:
        return _by_rules(_RULES_OF[name], rules, new)
    if name == "exclusions":
        return _by_rules((entry,), rules, new)
    if name == "band_of":
        return _by_certificate(entry, rules, new)
    return _by_hours(entry, rules, new) if name == "full_rate_hours" else None


def _by_rules(codes: tuple[str, ...], rules: YearRules, new: YearRules) -> Moves:
    """Whoever a rule speaks against on one side only."""
    was = [RULE_BY_CODE[code].applies for code in codes if _is_in_force(code, rules)]
    will = [RULE_BY_CODE[code].applies for code in codes if _is_in_force(code, new)]

    def moves(row: EnrolmentFacts, supposed: EnrolmentFacts, now: Outcome) -> bool:
        before = [applies.__name__ for applies in was if applies(row, rules)]
        return before != [applies.__name__ for applies in will if applies(supposed, new)]

    return moves


def _is_in_force(code: str, rules: YearRules) -> bool:
    return code in rules.exclusions or RULE_BY_CODE[code].is_always_in_force


def _by_certificate(code: str, rules: YearRules, new: YearRules) -> Moves:
    """Whoever takes the certificate, where its band is another."""
    is_other = rules.band_of.get(code) != new.band_of.get(code)

    def moves(row: EnrolmentFacts, supposed: EnrolmentFacts, now: Outcome) -> bool:
        return is_other and row.qualification_code == code

    return moves


def _by_hours(code: str, rules: YearRules, new: YearRules) -> Moves:
    """Whoever is funded in the band, for another share of the full rate than before."""
    old, full = (
        next(band.full_rate_hours for band in side.bands if band.code == code) for side in (rules, new)
    )

    def moves(row: EnrolmentFacts, supposed: EnrolmentFacts, now: Outcome) -> bool:
        if now.band != code or not now.funded_hours:
            return False
        return funded_hours(counted_hours(row, rules), old) * full != now.funded_hours * old

    return moves
