"""Cells: the enrolments of a school that any scenario on rates treats alike, counted together.

A state of 100,000 enrolments has some 15,000 cells. Lines come from sums, so they are the same to the cent
whether enrolments or cells are summed, and a scenario need not read the enrolments again.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from funding.rules.budget import is_solved, settled_base_rate
from funding.rules.facts import Allocation, Outcome, YearRules
from funding.rules.materials import materials_lines
from funding.rules.rates import rate_of_band
from funding.rules.rural import cents_at, rural_demand, rural_lines
from funding.rules.small_scale import small_scale_lines
from funding.rules.tafe_supplement import tafe_demand, tafe_lines
from funding.rules.targeted import targeted_demand, targeted_lines

APPROVAL = "RETURN_NOT_APPROVED"


class Cell(NamedTuple):
    """Enrolments of one school that are alike in all but their hours, and how many they are.

    Either all of them have funded hours or none has; the latter are kept only where materials are paid.
    """

    school_id: int
    qualification_code: str
    band: str
    location_index: int  # ten-thousandths; 0 when unknown
    tafe_provider: str  # of an enrolment that attracts the TAFE supplement; otherwise empty
    materials_band: str  # empty where no materials are paid
    small_scale_rate: int  # cents for a full-time enrolment
    core_rate: int  # notional cents of core share for a full-time enrolment
    awaits_approval: bool  # the return is not approved yet; the cell stands as if it were
    enrolments: int
    hours: int
    funded_hours: int


class Settlement(NamedTuple):
    """All lines of a state in the order of a Calculation, and the base rate in cents that they lead to."""

    base_rate: int
    allocations: tuple[Allocation, ...]
    total: int
    leftover: int | None  # cents of the cap not spent; None for an uncapped (indicative) run


def cells_of(outcomes: Iterable[Outcome], awaiting: Collection[int] = frozenset()) -> tuple[Cell, ...]:
    """The cells of these outcomes, in a fixed order; one that is paid nothing at all is in no cell.

    `awaiting` are the enrolment ids of those outcomes that were decided as if the return were approved,
    although it is not.
    """
    sums: dict[tuple[object, ...], list[int]] = {}
    for outcome in outcomes:
        funded = outcome.funded_hours
        if not funded and not outcome.materials_band:
            continue
        key = (
            outcome.school_id,
            outcome.qualification_code,
            outcome.band,
            outcome.location_index,
            outcome.tafe_provider,
            outcome.materials_band,
            outcome.small_scale_rate,
            outcome.core_rate,
            outcome.enrolment_id in awaiting,
            funded > 0,
        )
        summed = sums.get(key)
        if summed is None:
            sums[key] = [1, outcome.hours, funded]
        else:
            summed[0] += 1
            summed[1] += outcome.hours
            summed[2] += funded
    return tuple(sorted(Cell._make((*key[:-1], *summed)) for key, summed in sums.items()))


def settle_cells(cells: Iterable[Cell], rules: YearRules, *, as_if_approved: bool = False) -> Settlement:
    """Every line of these cells, and the base rate that they lead to.

    Cells that wait for the approval of a return count `as_if_approved`, or as far as the year pays for them
    without it. Raises CannotCalculate, in words, when a rate or the cap that is needed is missing or too
    small.
    """
    if not as_if_approved:
        cells = [_without_approval(cell, rules) if cell.awaits_approval else cell for cell in cells]
    else:
        cells = list(cells)
    demand = targeted_demand(cells, rules)
    weighted = rural_demand(cells, rules)
    base_rate = settled_base_rate(demand, cents_at(weighted, rules), rules)
    rural = rural_lines(weighted, base_rate, rules)
    targeted = targeted_lines(demand, base_rate)
    parts = (*targeted, *rural, *_of_own_budget(cells, base_rate, rules))
    return Settlement(
        base_rate=base_rate,
        # Each part is in band order within a school, and sorting keeps that order.
        allocations=tuple(sorted(parts, key=attrgetter("school_id"))),
        total=_total(parts),
        leftover=_leftover(_total(targeted), _total(rural), rules),
    )


def _of_own_budget(cells: Sequence[Cell], base_rate: int, rules: YearRules) -> tuple[Allocation, ...]:
    """The lines that the cap does not cover."""
    rates: Mapping[str, int] = {band.code: rate_of_band(band, base_rate) for band in rules.bands}
    return (
        *tafe_lines(tafe_demand(cells, rules), rates, rules),
        *materials_lines(cells, rules),
        *small_scale_lines(cells, rules),
    )


def _without_approval(cell: Cell, rules: YearRules) -> Cell:
    """What the cell comes to while the return is not approved: at most materials."""
    are_paid = APPROVAL not in rules.materials_exclusions
    return cell._replace(
        tafe_provider="",
        materials_band=cell.materials_band if are_paid else "",
        small_scale_rate=0,
        funded_hours=0,
    )


def _total(lines: Sequence[Allocation]) -> int:
    return sum([line.amount for line in lines])


def _leftover(targeted: int, rural: int, rules: YearRules) -> int | None:
    if not is_solved(rules) or rules.cap is None:
        return None
    return rules.cap - targeted - (rural if rules.rural_inside_cap else 0)
