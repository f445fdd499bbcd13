"""Places of a packaging: what fills one, and why a unit fills none."""

from dataclasses import dataclass
from enum import StrEnum

from pathways.rules.facts import GridUnit, GroupRule, HeldUnit


class Place(StrEnum):
    """What kind of place a held unit fills."""

    CORE = "CORE"
    ELECTIVE = "ELECTIVE"
    IMPORT = "IMPORT"


@dataclass(frozen=True, slots=True)
class Filled:
    """A place that a held unit fills; `unit` is the listed unit it stands for, None where it is imported."""

    held: HeldUnit
    place: Place
    unit: GridUnit | None = None


@dataclass(frozen=True, slots=True)
class Unused:
    """A held unit that fills no place, and why."""

    held: HeldUnit
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class GroupReach:
    """A rule about an elective group, how many of its places are filled, and how many it still asks for."""

    rule: GroupRule
    taken: int
    options: tuple[GridUnit, ...]

    @property
    def still(self) -> int:
        """Electives that must still come from the group."""
        return max(self.rule.least - self.taken, 0)
