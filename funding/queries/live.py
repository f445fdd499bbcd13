"""The state as it stands: what the entries of a year would lead to now, settled from cells in one go.

Call funding.actions.live.keep_current first; then nothing that is read here is older than the last save.
After the freeze the cells are those of the frozen facts.
"""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from enrolments.models import School
from funding import queries
from funding.models import FundingRun, LiveCell, LiveYear
from funding.rules import year_rules
from funding.rules.allocation import cells_if_approved
from funding.rules.budget import is_solved
from funding.rules.cells import Cell, Settlement, settle_cells
from funding.rules.errors import CannotCalculate
from funding.rules.facts import Allocation, YearRules


class Basis(NamedTuple):
    """What a state is settled from: the rules of a confirmed run, and the cells of all schools."""

    rules: YearRules
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class StateNow:
    """What the whole state's entries of a year come to. Amounts are cents.

    `settlement` is None where a figure of the year is missing; `problem` then says in words which one.
    """

    year: int
    rules: YearRules
    as_if_approved: bool
    cells: tuple[Cell, ...]
    settlement: Settlement | None
    problem: str = ""

    @property
    def cap(self) -> int | None:
        """The capped budget; None where the year has none, or it is not known."""
        return self.rules.cap if self.rules.is_capped else None

    @property
    def is_solved(self) -> bool:
        """Whether the base rate follows from the cap; otherwise it is that of the year's table."""
        return is_solved(self.rules)

    @property
    def base_rate(self) -> int | None:
        """Cents; None where it cannot be worked out."""
        return self.settlement.base_rate if self.settlement else None

    @property
    def total(self) -> int | None:
        """Cents of all lines; None where they cannot be worked out."""
        return self.settlement.total if self.settlement else None

    @property
    def leftover(self) -> int | None:
        """Cents of the cap that no whole cent of base rate can spend."""
        return self.settlement.leftover if self.settlement else None

    @property
    def allocations(self) -> tuple[Allocation, ...]:
        """Every line of every school."""
        return self.settlement.allocations if self.settlement else ()

    @cached_property
    def by_school(self) -> dict[int, tuple[Allocation, ...]]:
        """The lines of each school that has any, by the school's primary key."""
        lines: dict[int, list[Allocation]] = defaultdict(list)
        for line in self.allocations:
            lines[line.school_id].append(line)
        return {school: tuple(found) for school, found in lines.items()}


@dataclass(frozen=True)
class SchoolNow:
    """What a school's entries come to at the base rate that the state leads to now. Amounts are cents."""

    base_rate: int
    indicative_base_rate: int
    allocations: tuple[Allocation, ...]

    @property
    def total(self) -> int:
        """Cents of all lines of the school."""
        return sum(line.amount for line in self.allocations)


def basis_now(year: int) -> Basis | None:
    """The rules and the cells of a year; None while its rules are not published.

    As the entries stand, and after the freeze those of the frozen facts.
    """
    held = LiveYear.objects.filter(pk=year).first()
    if held:
        rows = LiveCell.objects.filter(year=year).order_by().values_list(*Cell._fields)
        return Basis(year_rules.from_json(held.rules), tuple(map(Cell._make, rows)))
    version = queries.published_year(year)
    if version is None:
        return None
    rules = queries.rules_of(version, FundingRun.Kind.CONFIRMED)
    return Basis(rules, cells_if_approved(queries.corrected_facts(year), rules))


def state_now(year: int, *, as_if_approved: bool = False) -> StateNow | None:
    """What a year's entries lead to now, over all schools; None while its rules are not published.

    Without `as_if_approved` only approved returns count, exactly as a confirmed run would calculate now.
    """
    basis = basis_now(year)
    return settled_state(year, basis, as_if_approved=as_if_approved) if basis else None


def settled_state(year: int, basis: Basis, *, as_if_approved: bool) -> StateNow:
    """What is read once, settled; for several questions to the same basis.

    As long as nobody saves anything, pages ask the same question again and again, and get the same answer.
    """
    return answered(_Asked(year, basis, as_if_approved))


class _Asked:
    """A question by its content, so that an answer is used again only where every cell and rule is equal."""

    def __init__(self, year: int, basis: Basis, as_if_approved: bool) -> None:
        self.year, self.basis, self.as_if_approved = year, basis, as_if_approved

    def __hash__(self) -> int:
        return hash((self.year, self.as_if_approved, self.basis.cells))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self._content == other._content

    @property
    def _content(self) -> tuple[int, bool, Basis]:
        return self.year, self.as_if_approved, self.basis


@lru_cache(maxsize=4)  # an answer of 100,000 enrolments holds some 15,000 cells
def answered(asked: _Asked) -> StateNow:
    rules, cells = asked.basis
    try:
        settlement = settle_cells(cells, rules, as_if_approved=asked.as_if_approved)
    except CannotCalculate as missing:
        return StateNow(asked.year, rules, asked.as_if_approved, cells, None, str(missing))
    return StateNow(asked.year, rules, asked.as_if_approved, cells, settlement)


def school_now(school: School, year: int) -> SchoolNow | None:
    """What a school's entries would come to at the rate that all entries of the state lead to, if approved.

    None where no cap moves the rate, or a figure is missing.
    """
    state = state_now(year, as_if_approved=True)
    if state is None or state.settlement is None or not state.is_solved:
        return None
    return SchoolNow(
        base_rate=state.settlement.base_rate,
        indicative_base_rate=state.rules.base_rate,
        allocations=state.by_school.get(school.pk, ()),
    )
