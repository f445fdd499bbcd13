"""What a scenario changes in the facts: the census day, and the location index of schools."""

from collections.abc import Iterable, Mapping

from funding.rules.cells import Cell
from funding.rules.facts import EnrolmentFacts
from funding.rules.rural import INDEX_SCALE
from funding.rules.scenario import ALL_REGIONS, Changes

# These components are decided enrolment by enrolment, so that switching them needs the facts.
_DECIDED = frozenset({"MATERIALS", "SMALL_SCALE"})


def needs_facts(changes: Changes) -> bool:
    """Whether enrolments must be decided anew; otherwise the cells of what was decided are enough."""
    eligibility = (changes.minimum_age, changes.maximum_age, changes.census_date, changes.facts_year)
    tables = (changes.full_rate_hours, changes.exclusions, changes.band_of)
    is_tafe_new = changes.components.get("TAFE_SUPPLEMENT") is True
    return (
        any(value is not None for value in eligibility)
        or any(tables)
        or is_tafe_new
        or bool(_DECIDED & changes.components.keys())
    )


def as_at(row: EnrolmentFacts, changes: Changes) -> EnrolmentFacts:
    """The facts on the census day of the scenario: ages and withdrawals as at that day.

    Which enrolments had been entered by then, and which certificates could still be taught, is not known
    from the facts and stays as it was.
    """
    day = changes.census_date
    if day is None or day == row.census_date:
        return row
    withdrawn = row.is_withdrawn if row.withdrawn_on is None else row.withdrawn_on <= day
    return row._replace(census_date=day, is_withdrawn=withdrawn)


def moves_indexes(changes: Changes) -> bool:
    """Whether any school's location index is changed."""
    return bool(changes.index_of_school or changes.index_shift)


def moved(cells: Iterable[Cell], changes: Changes, region_of: Mapping[int, str]) -> tuple[Cell, ...]:
    """The cells with the location indexes of the scenario; `region_of` is the region of every school by id.

    Raises ValueError for a region or a school that does not exist.
    """
    check_places(changes, region_of)
    if not moves_indexes(changes):
        return tuple(cells)
    return tuple([cell._replace(location_index=moved_index(cell, changes, region_of)) for cell in cells])


def moved_index(cell: Cell, changes: Changes, region_of: Mapping[int, str]) -> int:
    """The index of a cell in ten-thousandths: as set for its school, else shifted and kept within 0 to 1.

    A shift leaves an index of 0 alone: it stands for a metropolitan campus, or for one that is not known.
    """
    stated = changes.index_of_school.get(cell.school_id)
    if stated is not None:
        return stated
    shift = changes.index_shift.get(region_of.get(cell.school_id, ALL_REGIONS))
    if shift is None:
        shift = changes.index_shift.get(ALL_REGIONS, 0)
    return min(max(cell.location_index + shift, 0), INDEX_SCALE) if cell.location_index else 0


def check_places(changes: Changes, region_of: Mapping[int, str]) -> None:
    """Raises ValueError, in words, for a region or a school that does not exist."""
    regions = sorted({region for region in region_of.values() if region})
    unknown = sorted(changes.index_shift.keys() - {*regions, ALL_REGIONS})
    if unknown:
        raise ValueError(
            f"There is no region called {', '.join(unknown)}. Choose one of: {', '.join(regions)}."
        )
    if changes.index_of_school.keys() - region_of.keys():
        raise ValueError("The location index is set for a school that the portal does not know.")
