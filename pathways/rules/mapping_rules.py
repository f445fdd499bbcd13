"""Whether a student's study opens a pathway: groups of units, completion, age of study, dates.

A mapping asks for groups of units: all groups (AND), of each group so many of its units (OR). A unit stands
for its class of equivalent units, and one unit may serve every group that lists it. Nothing in a mapping is
closed by holding more: that is tested.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from pathways.rules import mapping_life
from pathways.rules.facts import HeldUnit

NO_CREDIT, ENTRY_ONLY = "NO_CREDIT", "ENTRY_ONLY"
NEARLY_WITHIN = 3  # units that may be missing for a pathway to be called nearly open


class State(StrEnum):
    """Where a student stands with a mapping, best first."""

    OPEN = "OPEN"
    NEARLY = "NEARLY"
    ASSESSED = "ASSESSED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """A unit that a group lists, with the head of its class of equivalent units."""

    code: str
    title: str
    family: str


@dataclass(frozen=True, slots=True)
class Group:
    """Units of which at least so many are asked for. A class counts once, however many codes it has."""

    units: tuple[AskedUnit, ...]
    least: int = 1


@dataclass(frozen=True, slots=True)
class MappingFacts:
    """A mapping as the register has it. `product` is the key of its source, empty where units alone count.

    `age_years`: for how many years study counts (None: always). `form` and `status` as in the register.
    """

    key: int
    form: str
    status: str
    product: str = ""
    groups: tuple[Group, ...] = ()
    needs_completion: bool = True
    age_years: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """What a student holds on a day: units, and the products they have completed and begun, by key."""

    day: date
    held: tuple[HeldUnit, ...] = ()
    completed: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Missing:
    """What a group still lacks: so many of these units."""

    number: int
    units: tuple[AskedUnit, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer for one mapping and one student.

    `missing` and `lacks_completion` say what is not there yet, `too_old` which held units no longer count,
    `counted` which held units serve it; `why` is a sentence where the mapping is not in force.
    """

    key: int
    state: State
    counted: tuple[HeldUnit, ...] = ()
    missing: tuple[Missing, ...] = ()
    lacks_completion: bool = False
    too_old: tuple[HeldUnit, ...] = ()
    why: str = ""
    is_met: bool = field(default=False)

    @property
    def missing_units(self) -> int:
        """How many units are missing over all groups."""
        return sum(each.number for each in self.missing)


def in_force(mapping: MappingFacts, day: date) -> bool:
    """Approved, and the day lies within the dates between which it is valid."""
    return not why_not_in_force(mapping, day)


def why_not_in_force(mapping: MappingFacts, day: date) -> str:
    """Why the mapping opens nothing on this day, in a sentence; empty where it is in force."""
    if mapping.status == mapping_life.LAPSED:
        return "It has lapsed."
    if mapping.status != mapping_life.APPROVED:
        return "It is not approved."
    if mapping.valid_from and day < mapping.valid_from:
        return "It is not valid yet."
    if mapping.valid_to and day > mapping.valid_to:
        return "It is no longer valid."
    return ""


def lacking(groups: Iterable[Group], families: Collection[str]) -> tuple[Missing, ...]:
    """What each group lacks to be met by these classes of units; empty where all groups are met."""
    found = []
    for group in groups:
        open_units = [each for each in group.units if each.family not in families]
        served = {each.family for each in group.units} & set(families)
        if len(served) < group.least:
            found.append(Missing(group.least - len(served), _one_a_family(open_units)))
    return tuple(found)


def standing(mapping: MappingFacts, study: Study) -> Standing:
    """Where the student stands with the mapping on the day of the study."""
    why = why_not_in_force(mapping, study.day)
    if why:
        return Standing(mapping.key, State.CLOSED, why=why)
    asked = {each.family for group in mapping.groups for each in group.units}
    serving = [each for each in study.held if each.family in asked]
    fresh = tuple(each for each in serving if _counts_still(each, mapping.age_years, study.day))
    missing = lacking(mapping.groups, {each.family for each in fresh})
    lacks_completion = mapping.needs_completion and mapping.product not in study.completed
    is_met = not missing and not lacks_completion
    has_begun = bool(fresh) or bool(mapping.product and mapping.product in study.begun | study.completed)
    return Standing(
        key=mapping.key,
        state=_state(mapping, is_met, has_begun, sum(each.number for each in missing)),
        counted=fresh,
        missing=missing,
        lacks_completion=lacks_completion,
        too_old=tuple(each for each in serving if each not in fresh),
        is_met=is_met,
    )


def best_first(standings: Iterable[Standing]) -> list[Standing]:
    """Open ones, then nearly open ones by what is missing, then those assessed, then closed ones."""
    order = list(State)
    return sorted(
        standings,
        key=lambda each: (order.index(each.state), each.missing_units, each.lacks_completion, each.key),
    )


def _state(mapping: MappingFacts, is_met: bool, has_begun: bool, missing: int) -> State:
    """A mapping that gives no credit is an answer to those who hold or study its source, never an opening."""
    if not is_met and (not has_begun or missing > NEARLY_WITHIN):
        return State.CLOSED
    if mapping.form == NO_CREDIT:
        return State.ASSESSED
    return State.OPEN if is_met else State.NEARLY


def _counts_still(unit: HeldUnit, years: int | None, day: date) -> bool:
    if years is None or unit.is_planned:
        return True
    return unit.achieved_on >= _years_before(day, years)


def _years_before(day: date, years: int) -> date:
    """The same day so many years before; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _one_a_family(units: Sequence[AskedUnit]) -> tuple[AskedUnit, ...]:
    """Equivalent units are one choice: the first code stands for them."""
    first: dict[str, AskedUnit] = {}
    for each in units:
        first.setdefault(each.family, each)
    return tuple(first.values())
