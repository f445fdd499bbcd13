"""The flat facts that stacking and pathways read. Units stand for their class of equivalent units."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HeldUnit:
    """A unit that a student has achieved: its code, the head of its class, and when."""

    code: str
    title: str
    family: str
    achieved_on: date
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class GridUnit:
    """A unit in a grid; `group` is the elective group, empty for core and for ungrouped electives."""

    code: str
    title: str
    family: str
    is_core: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class GroupRule:
    """How many electives must come (least) and may come (most; None: no limit) from a group."""

    name: str
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A qualification, or a skill set, that held units may reach.

    `core` and `electives` are the numbers of units asked for, `imports` how many electives may come from
    elsewhere. `is_grid_complete` is False where not every unit of it is known here. `alternatives` maps a
    choice's name to the families of which one is enough (skill sets).
    """

    code: str
    title: str
    kind: str
    level: int | None
    core: int
    electives: int
    grid: tuple[GridUnit, ...]
    groups: tuple[GroupRule, ...] = ()
    imports: int = 0
    import_level_from: int | None = None
    is_grid_complete: bool = True
    alternatives: tuple[tuple[str, frozenset[str]], ...] = ()
