"""Working a scenario out: once for what stands and once for what is supposed, from cells or from facts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from funding.rules.allocation import bands_by_code, decided
from funding.rules.assessing import Assessing
from funding.rules.cells import Cell, Settlement, cells_of, settle_cells
from funding.rules.facts import EnrolmentFacts, Outcome, YearRules
from funding.rules.scenario import Changes, Key, applied
from funding.rules.scenario_facts import as_at, moved
from funding.rules.scenario_touches import Tally, Touched

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
    before: Side,
    facts: Iterable[EnrolmentFacts],
    changes: Changes,
    region_of: Regions,
    other_facts: Iterable[EnrolmentFacts] | None = None,
) -> Workings:
    """The scenario with every enrolment decided anew, in one pass over the facts that `before` comes from.

    `other_facts` are the enrolments of another year where the scenario reads those. Raises as from_cells.
    """
    rules = applied(before.rules, changes)
    tally = Tally(before.rules, rules, changes)
    rows = facts if other_facts is None else other_facts
    cells = cells_of(_decided(rows, rules, changes, tally))
    return Workings(before, side(moved(cells, changes, region_of), rules), tally.touched, cells)


def _decided(
    facts: Iterable[EnrolmentFacts], rules: YearRules, changes: Changes, tally: Tally
) -> Iterator[Outcome]:
    """What is supposed of each enrolment, counted beside what stands."""
    bands, assessing = bands_by_code(rules), Assessing(rules)
    for row in facts:
        supposed = as_at(row, changes)
        now = decided(supposed, assessing.of(supposed), rules, bands)
        if tally.is_other_year:
            tally.add_of_other_year(now)
        else:
            tally.add(row, supposed, now)
        yield now
