"""The flat facts that stacking and pathways read. Units stand for their class of equivalent units."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class HeldUnit:
    """A unit that a student has achieved: its code, the head of its class, and when.

    `highest_listing` is the highest level of a qualification that lists a unit of the class, None where no
    qualification is known to list one. `is_planned`: it is studied now and not achieved yet.
    """

    code: str
    title: str
    family: str
    achieved_on: date
    is_planned: bool = False
    highest_listing: int | None = None


@dataclass(frozen=True, slots=True)
class GridUnit:
    """A unit in a grid.

    `group` is the elective group, empty for electives that belong to none. Core units that share a group
    are alternatives: one of them fills one place.
    """

    code: str
    title: str
    family: str
    is_core: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class GroupRule:
    """How many electives must come (least) and may come (most; None: no limit) from a group.

    A name such as "A or B" means both groups together. No group stands in two rules of a target.
    """

    name: str
    least: int = 0
    most: int | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The elective groups of the grid that the rule is about."""
        return tuple(self.name.split(" or "))


@dataclass(frozen=True, slots=True)
class Target:
    """A qualification, or a skill set, that held units may reach.

    `core` and `electives` are the numbers of units asked for, `imports` how many electives may come from
    elsewhere. `is_grid_complete` is False where not every unit of it is known here; `is_packaging_known` is
    False where nobody knows how many units it asks for: then `core` and `electives` say nothing. `key` tells
    targets apart, because a micro-credential may have no code.
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
    is_packaging_known: bool = True
    is_superseded: bool = False
    key: str = ""
