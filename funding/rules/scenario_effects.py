"""What each changed parameter of a scenario touches, and a warning for each that changes nothing."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from funding.rules.allocation import bands_by_code
from funding.rules.budget import is_solved
from funding.rules.cells import Cell, Settlement, settle_cells
from funding.rules.errors import CannotCalculate
from funding.rules.facts import Allocation, Band
from funding.rules.scenario import Changes, Key, applied, keys, without
from funding.rules.scenario_facts import moved, moved_index
from funding.rules.scenario_touches import NOBODY, Touched
from funding.rules.scenario_workings import Regions, Workings


class Effect(NamedTuple):
    """One changed parameter, and the enrolments and schools whose funding it is applied to."""

    key: Key
    touched: Touched

    @property
    def is_nothing(self) -> bool:
        """Whether the parameter touches nobody."""
        return not self.touched.enrolments


def effects(workings: Workings, changes: Changes, region_of: Regions) -> tuple[Effect, ...]:
    """What each parameter touches, in the order of the form.

    A figure that belongs to a band or to rural schools touches the enrolments that it is multiplied with. One
    that works through the whole state (the cap, the base rate, the TAFE loading) touches the enrolments on
    the lines that would be other without it.
    """
    see = _Seen(workings, changes, region_of)
    return tuple(Effect(key, see.touched(key)) for key in keys(changes))


class _Seen:
    """One scenario, asked about its parameters one by one."""

    def __init__(self, workings: Workings, changes: Changes, region_of: Regions) -> None:
        self.before, self.after, self.decided, self.unmoved = workings
        self.changes, self.region_of = changes, region_of

    def touched(self, key: Key) -> Touched:
        name, entry = key
        if key in self.decided:
            return self.decided[key]
        ways: Mapping[str, Callable[[str], Touched]] = {
            "weights": self._weight,
            "band_rates": self._stated,
            "rural_rate": self._rural_rate,
            "rural_threshold": self._threshold,
            "index_of_school": self._index_of_school,
            "index_shift": self._index_shift,
            "components": self._component,
        }
        return ways[name](entry) if name in ways else self._without(key)

    def _weight(self, code: str) -> Touched:
        was, now = self._bands(code)
        is_other = was.weighting_level != now.weighting_level and now.stated_rate is None
        return self._targeted(code) if is_other else NOBODY

    def _stated(self, code: str) -> Touched:
        was, now = self._bands(code)
        return self._targeted(code) if was.stated_rate != now.stated_rate else NOBODY

    def _bands(self, code: str) -> tuple[Band, Band]:
        return bands_by_code(self.before.rules)[code], bands_by_code(self.after.rules)[code]

    def _targeted(self, code: str) -> Touched:
        lines = self.after.settlement.allocations
        return _on(line for line in lines if line.component == "TARGETED" and line.band == code)

    def _rural_rate(self, _entry: str) -> Touched:
        if self.before.rules.rural_rate == self.after.rules.rural_rate:
            return NOBODY
        return _on(line for line in self.after.settlement.allocations if line.component == "RURAL")

    def _threshold(self, _entry: str) -> Touched:
        was, now = self.before.rules.rural_threshold, self.after.rules.rural_threshold
        return _in(
            cell
            for cell in self.after.cells
            if cell.location_index and (cell.location_index >= was) != (cell.location_index >= now)
        )

    def _index_of_school(self, entry: str) -> Touched:
        return self._moved(int(entry) == cell.school_id for cell in self.unmoved)

    def _index_shift(self, region: str) -> Touched:
        named = self.changes.index_shift.keys() - {""}  # "" is every region without a shift of its own

        def is_meant(cell: Cell) -> bool:
            held = self.region_of.get(cell.school_id, "")
            is_here = held == region if region else held not in named
            return is_here and cell.school_id not in self.changes.index_of_school

        return self._moved(map(is_meant, self.unmoved))

    def _moved(self, meant: Iterable[bool]) -> Touched:
        """Cells that rural weighting or its loading is paid for, before or after the index moved."""
        threshold = self.after.rules.rural_threshold

        def is_other(cell: Cell) -> bool:
            index = moved_index(cell, self.changes, self.region_of)
            return index != cell.location_index and max(index, cell.location_index) >= threshold

        return _in(
            cell for cell, is_here in zip(self.unmoved, meant, strict=True) if is_here and is_other(cell)
        )

    def _component(self, code: str) -> Touched:
        """The lines that are there on one side and not on the other."""
        sides = [_lines(side.settlement, code) for side in (self.before, self.after)]
        return _on([] if all(sides) else sides[0] or sides[1])

    def _without(self, key: Key) -> Touched:
        rest = without(self.changes, key)
        if rest.is_empty:
            return _differing(self.before.settlement, self.after.settlement)
        try:
            rules = applied(self.before.rules, rest)
            cells = moved(self.unmoved, rest, self.region_of)
            other = settle_cells(cells, rules, as_if_approved=True)
        except CannotCalculate:
            return _on(self.after.settlement.allocations)  # without it there would be no result at all
        return _differing(other, self.after.settlement)


def _lines(settlement: Settlement, component: str) -> list[Allocation]:
    return [line for line in settlement.allocations if line.component == component]


def _on(lines: Iterable[Allocation]) -> Touched:
    """Enrolments on lines; one that is on several lines (targeted and rural) counts once."""
    most: dict[tuple[int, str], dict[str, int]] = {}
    for line in lines:
        by_component = most.setdefault((line.school_id, line.band), {})
        by_component[line.component] = by_component.get(line.component, 0) + line.enrolments
    enrolments = sum(max(each.values()) for each in most.values())
    return Touched(enrolments, len({school for school, _ in most}))


def _in(cells: Iterable[Cell]) -> Touched:
    held = [(cell.school_id, cell.enrolments) for cell in cells if cell.funded_hours]
    return Touched(sum(number for _, number in held), len({school for school, _ in held}))


def _differing(one: Settlement, other: Settlement) -> Touched:
    """Lines of the second that the first does not have to the cent, and lines that it has besides."""
    first, second = set(one.allocations), set(other.allocations)
    changed = second - first
    held = {_place(line) for line in changed}
    gone = [line for line in first - second if _place(line) not in held]
    return _on([*changed, *gone])


def _place(line: Allocation) -> tuple[int, str, str, str, str]:
    return line.school_id, line.component, line.band, line.qualification, line.provider


def warnings(workings: Workings, found: Iterable[Effect]) -> dict[Key, str]:
    """A sentence for every parameter that touches nobody."""
    return {effect.key: _warning(workings, effect.key) for effect in found if effect.is_nothing}


def _warning(workings: Workings, key: Key) -> str:
    name, entry = key
    rules = workings.after.rules
    if name == "base_rate" and is_solved(rules):
        return (
            "The base rate follows from the cap, so the base rate of the table changes nothing. "
            "Take the cap off to pay by the table."
        )
    if name == "cap" and not is_solved(rules):
        return "The rates of this year do not follow from a cap, so the cap changes nothing."
    if name in _NOBODY:
        return _NOBODY[name].format(entry)
    return "This touches no enrolment, so it changes nothing."


_NOBODY: Mapping[str, str] = {
    "cap": "This cap leads to the same base rate, to the cent, so it changes nothing.",
    "weights": "Nobody is funded by a weighting level of band {}, or it is the same, so it changes nothing.",
    "full_rate_hours": "Nobody in band {} is funded for another share of the full rate, so nothing changes.",
    "band_rates": "Nobody is funded in band {}, or its rate is the same, so it changes nothing.",
    "rural_rate": "No school is paid rural weighting, or the rate is the same, so it changes nothing.",
    "rural_threshold": "No funded enrolment has a location index between the two thresholds.",
    "index_of_school": "Nobody at this school is paid rural weighting at either index, or it is the same.",
    "band_of": "No enrolment is in {}, or it is in this band already, so it changes nothing.",
    "tafe_loading": "No TAFE supplement is paid with a rural loading, so the loading changes nothing.",
    "tafe_basis": "No TAFE supplement is paid with a rural loading, so its basis changes nothing.",
    "minimum_age": "No student is of an age between the two, so the youngest age changes nothing.",
    "maximum_age": "No student is of an age between the two, so the oldest age changes nothing.",
    "census_date": "Nobody is of another funded age or withdrawal on that day, so it changes nothing.",
    "components": "No school is paid this component on either side, so it changes nothing.",
    "exclusions": "No enrolment meets this rule, so it changes nothing.",
}
