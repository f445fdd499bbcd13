"""Working a scenario out: once for what stands and once for what is supposed, from cells or from facts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from funding.rules.allocation import bands_by_code, decide
from funding.rules.cells import Cell, Settlement, cells_of, settle_cells
from funding.rules.facts import EnrolmentFacts, Outcome, YearRules
from funding.rules.scenario import Changes, Key, applied
from funding.rules.scenario_facts import as_at, moved
from funding.rules.scenario_touches import Touched, touched_by_deciding

Regions = Mapping[int, str]  # the region of every school by its id


class Side(NamedTuple):
    """One of the two states that are compared."""

    rules: YearRules
    cells: tuple[Cell, ...]
    settlement: Settlement


class Workings(NamedTuple):
    """Both states, and what was touched by each parameter that had enrolments decided anew.

    `unmoved` are the cells of the scenario before it moved any location index.
    """

    before: Side
    after: Side
    decided: Mapping[Key, Touched]
    unmoved: tuple[Cell, ...]


def side(cells: Iterable[Cell], rules: YearRules) -> Side:
    """A state settled, every return counted as approved where the rules leave the approval out.

    Raises CannotCalculate as settle_cells does.
    """
    held = tuple(cells)
    return Side(rules, held, settle_cells(held, rules, as_if_approved=True))


def from_cells(before: Side, changes: Changes, region_of: Regions) -> Workings:
    """The scenario from what was decided already; only for changes that need no facts.

    Raises ValueError, in words, for names that do not exist, and CannotCalculate as a run does.
    """
    rules = applied(before.rules, changes)
    return Workings(before, side(moved(before.cells, changes, region_of), rules), {}, before.cells)


def from_facts(
    facts: Iterable[EnrolmentFacts],
    rules: YearRules,
    changes: Changes,
    region_of: Regions,
    other_facts: Iterable[EnrolmentFacts] | None = None,
) -> Workings:
    """The scenario with every enrolment decided anew, in one pass over the facts.

    `other_facts` are the enrolments of another year where the scenario reads those. Raises as from_cells.
    """
    new = applied(rules, changes)
    if other_facts is None:
        before, after = _decided_twice(facts, rules, new, changes)
    else:
        before = _decided(facts, rules)
        after = _decided((as_at(row, changes) for row in other_facts), new)
    cells = cells_of(after)
    return Workings(
        side(cells_of(before), rules),
        side(moved(cells, changes, region_of), new),
        touched_by_deciding(before, after, rules, changes),
        cells,
    )


def _decided(facts: Iterable[EnrolmentFacts], rules: YearRules) -> list[Outcome]:
    bands = bands_by_code(rules)
    return [decide(row, rules, bands) for row in facts]


def _decided_twice(
    facts: Iterable[EnrolmentFacts], rules: YearRules, new: YearRules, changes: Changes
) -> tuple[Sequence[Outcome], Sequence[Outcome]]:
    """What stands and what is supposed, enrolment by enrolment in the same order."""
    bands, new_bands = bands_by_code(rules), bands_by_code(new)
    before: list[Outcome] = []
    after: list[Outcome] = []
    for row in facts:
        before.append(decide(row, rules, bands))
        after.append(decide(as_at(row, changes), new, new_bands))
    return before, after
