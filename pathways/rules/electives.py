"""Filling the elective places of a packaging: groups with least and most, and units from elsewhere.

Places that a group must fill are kept for it. The rest is filled by listed electives first, then by units
from elsewhere, each within its limit; as the limits are about different units, no other order fills more.
"""

from collections import Counter
from collections.abc import Sequence

from pathways.rules.facts import GridUnit, GroupRule, HeldUnit, Target
from pathways.rules.places import Filled, GroupReach, Place, Unused

_LEVELS = {
    1: "a Certificate I",
    2: "a Certificate II",
    3: "a Certificate III",
    4: "a Certificate IV",
    5: "a diploma",
    6: "an advanced diploma",
}


def fill(units: Sequence[HeldUnit], target: Target) -> tuple[list[Filled], list[Unused]]:
    """The elective places that the units fill, and of the others why not. `units` holds no core unit."""
    places = _Places(target)
    listed = [(held, places.grid[held.family]) for held in units if held.family in places.grid]
    places.keep_for_groups(listed)
    for held, unit in listed:
        places.offer(held, unit)
    for held in units:
        if held.family not in places.grid:
            places.offer_import(held)
    return places.filled, places.unused


def groups(target: Target, filled: Sequence[Filled]) -> tuple[GroupReach, ...]:
    """Each rule about groups, with what fills it and the listed units that still could."""
    taken = {each.held.family for each in filled}
    return tuple(
        GroupReach(
            rule,
            sum(each.unit is not None and each.unit.group in rule.groups for each in filled),
            tuple(
                sorted(
                    (
                        each
                        for each in target.grid
                        if not each.is_core and each.group in rule.groups and each.family not in taken
                    ),
                    key=lambda each: each.code,
                )
            ),
        )
        for rule in target.groups
    )


class _Places:
    """The elective places of one target while they are being filled."""

    def __init__(self, target: Target) -> None:
        self.target = target
        core = {each.family for each in target.grid if each.is_core}
        self.grid = {
            each.family: each
            for each in reversed(target.grid)
            if not each.is_core and each.family not in core
        }
        self.filled: list[Filled] = []
        self.unused: list[Unused] = []
        self.of_rule: Counter[str] = Counter()
        self.imported = 0
        self._rules = {name: rule for rule in target.groups for name in rule.groups}
        self._kept: set[str] = set()

    def keep_for_groups(self, listed: Sequence[tuple[HeldUnit, GridUnit]]) -> None:
        """Fill the places that groups must fill; they are nobody else's."""
        for held, unit in listed:
            rule = self._rules.get(unit.group)
            if rule and self.of_rule[rule.name] < rule.least and self._is_within(rule) and not self._is_full:
                self._fill(held, unit, rule)
                self._kept.add(held.family)

    def offer(self, held: HeldUnit, unit: GridUnit) -> None:
        """A listed elective, for a place that no group needs."""
        if held.family in self._kept:
            return
        rule = self._rules.get(unit.group)
        if rule and not self._is_within(rule):
            reason = f"Group {rule.name} gives at most {rule.most} of the electives, and they are filled."
            self.unused.append(Unused(held, "GROUP_FILLED", reason))
        elif self._free() < 1:
            self.unused.append(self._no_place(held))
        else:
            self._fill(held, unit, rule)

    def offer_import(self, held: HeldUnit) -> None:
        """A unit that the target does not list."""
        refusal = self._import_refusal(held)
        if refusal:
            self.unused.append(Unused(held, *refusal))
        elif self._free() < 1:
            self.unused.append(self._no_place(held))
        else:
            self.imported += 1
            self.filled.append(Filled(held, Place.IMPORT))

    def _import_refusal(self, held: HeldUnit) -> tuple[str, str] | None:
        target = self.target
        if not target.is_packaging_known or not target.imports:
            return "NOT_LISTED", self._not_listed()
        least = target.import_level_from
        if least is not None and (held.highest_listing or 0) < least:
            listing = (
                f"{_LEVELS[held.highest_listing]} is the highest certificate known to list it"
                if held.highest_listing
                else "no certificate is known to list it"
            )
            reason = f"A unit from elsewhere must be listed by {_LEVELS[least]} or higher, and {listing}."
            return "IMPORT_LEVEL", reason
        if self.imported >= target.imports:
            many = "1 elective" if target.imports == 1 else f"{target.imports} electives"
            return "IMPORTS_FILLED", f"At most {many} may come from elsewhere, which is filled."
        return None

    def _not_listed(self) -> str:
        if self.target.is_grid_complete:
            return "It is not one of its units."
        return "It is not among the units of it that are known here; not all are."

    def _no_place(self, held: HeldUnit) -> Unused:
        kept = [
            f"{short} from group {rule.name}"
            for rule in self.target.groups
            if (short := rule.least - self.of_rule[rule.name]) > 0
        ]
        if kept and not self._is_full:
            reason = f"The electives that are open must be {' and '.join(kept)}."
            return Unused(held, "KEPT_FOR_GROUP", reason)
        return Unused(held, "ELECTIVES_FILLED", f"All {self.target.electives} electives are filled.")

    @property
    def _is_full(self) -> bool:
        return self.target.is_packaging_known and len(self.filled) >= self.target.electives

    def _is_within(self, rule: GroupRule) -> bool:
        return rule.most is None or self.of_rule[rule.name] < rule.most

    def _free(self) -> int:
        """Places that are open and not kept for a group."""
        if not self.target.is_packaging_known:
            return 1
        kept = sum(max(rule.least - self.of_rule[rule.name], 0) for rule in self.target.groups)
        return self.target.electives - len(self.filled) - kept

    def _fill(self, held: HeldUnit, unit: GridUnit, rule: GroupRule | None) -> None:
        self.filled.append(Filled(held, Place.ELECTIVE, unit))
        if rule:
            self.of_rule[rule.name] += 1
