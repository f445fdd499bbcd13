"""Stacking: which qualifications and skill sets a student's units reach already, best first.

A unit counts once for a target, as the class of equivalent units that it belongs to, however often and under
however many codes it is held. Each held unit fills a place of the target or is told why it cannot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from pathways.rules import electives as elective_places
from pathways.rules.facts import GridUnit, HeldUnit, Target
from pathways.rules.places import Filled, GroupReach, Place, Unused


class State(StrEnum):
    """How far a target is reached. PLANNED: complete once the units studied now are achieved."""

    COMPLETE = "COMPLETE"
    PLANNED = "PLANNED"
    PARTLY = "PARTLY"
    UNKNOWN = "UNKNOWN"
    NOTHING = "NOTHING"


@dataclass(frozen=True, slots=True)
class Choice:
    """Core units of which one is still asked for."""

    name: str
    units: tuple[GridUnit, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """What held units do for one target: places filled, units that cannot be used, and what remains.

    `core_left` and `choices_left` name the core units that are missing; `core_unnamed` is how many more core
    units the target asks for that are not known here. `open_electives` are listed electives not held.
    """

    target: Target
    core: tuple[Filled, ...]
    electives: tuple[Filled, ...]
    unused: tuple[Unused, ...]
    core_left: tuple[GridUnit, ...]
    choices_left: tuple[Choice, ...]
    core_unnamed: int
    groups: tuple[GroupReach, ...]
    open_electives: tuple[GridUnit, ...]

    @property
    def taken(self) -> int:
        """Places filled."""
        return len(self.core) + len(self.electives)

    @property
    def asked(self) -> int:
        """Places that the target has; 0 where nobody knows."""
        return self.target.core + self.target.electives if self.target.is_packaging_known else 0

    @property
    def listed(self) -> int:
        """Classes of units that the target lists, as far as they are known here."""
        return len({each.family for each in self.target.grid})

    @property
    def unlisted(self) -> tuple[Unused, ...]:
        """Held units that the target does not list and cannot import."""
        return tuple(each for each in self.unused if each.code == "NOT_LISTED")

    @property
    def unusable(self) -> tuple[Unused, ...]:
        """Held units that could fill a place of such a target, and do not fill one here."""
        return tuple(each for each in self.unused if each.code != "NOT_LISTED")

    @property
    def planned(self) -> int:
        """Places filled by units that are studied now and not achieved yet."""
        return sum(each.held.is_planned for each in (*self.core, *self.electives))

    @property
    def left(self) -> int:
        """Places still open; 0 where nobody knows how many there are."""
        return max(self.asked - self.taken, 0)

    @property
    def electives_left(self) -> int:
        """Elective places still open; 0 where nobody knows how many there are."""
        return max(self.target.electives - len(self.electives), 0) if self.target.is_packaging_known else 0

    @property
    def is_touched(self) -> bool:
        """Whether a held unit is one that the target lists; a unit from elsewhere alone is no beginning."""
        return any(each.place is not Place.IMPORT for each in (*self.core, *self.electives))

    @property
    def state(self) -> State:
        """How far it is reached. Never complete where units of it are not known here."""
        if not self.is_touched:
            return State.NOTHING
        if not self.target.is_packaging_known:
            return State.UNKNOWN
        if self.left or not self.target.is_grid_complete:
            return State.PARTLY
        return State.PLANNED if self.planned else State.COMPLETE


def reach(held: Iterable[HeldUnit], targets: Iterable[Target]) -> list[Reach]:
    """What the held units reach, best first: complete ones, then by the share of places filled.

    Where nobody knows how many places there are, the share of the listed units stands in, for the order only.
    The answer depends on nothing but what is held: not on the order of the units or of the targets.
    """
    units, doubled = _once(held)
    return sorted((_of_target(units, doubled, target) for target in targets), key=_best_first)


_RANK = {State.COMPLETE: 0, State.PLANNED: 1, State.PARTLY: 2, State.UNKNOWN: 2, State.NOTHING: 3}


def _best_first(each: Reach) -> tuple[int, Fraction, bool, int, str, str]:
    target = each.target
    places = each.asked or each.listed
    share = Fraction(min(each.taken, places), places) if places else Fraction(0)
    return _RANK[each.state], -share, target.is_superseded, -each.taken, target.code, target.key


def _once(held: Iterable[HeldUnit]) -> tuple[list[HeldUnit], list[Unused]]:
    """One unit a family, the one achieved first; of the others, that it counts already."""
    first: dict[str, HeldUnit] = {}
    doubled = []
    for unit in sorted(held, key=lambda each: (each.is_planned, each.achieved_on, each.code)):
        kept = first.setdefault(unit.family, unit)
        if kept is unit:
            continue
        first[unit.family] = replace(
            kept, highest_listing=max(kept.highest_listing or 0, unit.highest_listing or 0) or None
        )
        reason = (
            "It is held already; a unit counts once."
            if unit.code == kept.code
            else f"It is equivalent to {kept.code}, which is held already; the two count once."
        )
        doubled.append(Unused(unit, "SAME_UNIT", reason))
    return list(first.values()), doubled


def _of_target(units: Sequence[HeldUnit], doubled: Sequence[Unused], target: Target) -> Reach:
    core_grid = {each.family: each for each in reversed(target.grid) if each.is_core}
    listed = {each.family for each in target.grid}
    core, unused = _core(units, core_grid, target)
    rest = [unit for unit in units if unit.family not in core_grid]
    filled, not_filled = elective_places.fill(rest, target)
    held = {unit.family for unit in units}
    missing = [each for each in _by_code(core_grid.values()) if each.family not in held]
    done = {each.unit.group for each in core if each.unit and each.unit.group}
    choices = sorted({each.group for each in core_grid.values() if each.group})
    single = sum(not each.group for each in core_grid.values())
    named = single + len(choices)
    return Reach(
        target=target,
        core=tuple(core),
        electives=tuple(filled),
        unused=(*unused, *not_filled, *(each for each in doubled if each.held.family in listed)),
        core_left=tuple(each for each in missing if not each.group),
        choices_left=tuple(
            Choice(name, tuple(each for each in missing if each.group == name))
            for name in choices
            if name not in done
        ),
        core_unnamed=max(target.core - named, 0) if target.is_packaging_known else 0,
        groups=elective_places.groups(target, filled),
        open_electives=tuple(
            each
            for each in _by_code(target.grid)
            if not each.is_core and each.family not in held and each.family not in core_grid
        ),
    )


def _core(
    units: Sequence[HeldUnit], grid: dict[str, GridUnit], target: Target
) -> tuple[list[Filled], list[Unused]]:
    filled: list[Filled] = []
    unused = []
    chosen: dict[str, str] = {}
    for held in units:
        unit = grid.get(held.family)
        if unit is None:
            continue
        if unit.group and unit.group in chosen:
            reason = f"One unit of this choice is enough, and {chosen[unit.group]} counts already."
            unused.append(Unused(held, "CHOICE_MADE", reason))
        elif target.is_packaging_known and len(filled) >= target.core:
            unused.append(Unused(held, "CORE_FILLED", f"All {target.core} core places are filled."))
        else:
            filled.append(Filled(held, Place.CORE, unit))
            if unit.group:
                chosen[unit.group] = held.code
    return filled, unused


def _by_code(units: Iterable[GridUnit]) -> list[GridUnit]:
    return sorted(units, key=lambda each: each.code)
