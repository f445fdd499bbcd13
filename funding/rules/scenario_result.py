"""What a scenario comes to beside what stands: by component, band, region and school, to the cent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

from funding.rules.cells import Settlement
from funding.rules.components import COMPONENTS
from funding.rules.scenario_workings import Regions, Workings

LARGEST = 10
K = TypeVar("K")


class Pair(NamedTuple):
    """Cents as they stand, and in the scenario."""

    before: int
    after: int

    @property
    def difference(self) -> int:
        """Cents that the scenario is more, or less."""
        return self.after - self.before


class SchoolPair(NamedTuple):
    """A school, by its id, with its cents on both sides."""

    school_id: int
    before: int
    after: int

    @property
    def difference(self) -> int:
        """Cents that the school gets more, or less."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Movement:
    """Schools that gain (or lose): how many, cents together, and those that it moves most."""

    schools: int
    cents: int
    largest: tuple[SchoolPair, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Both sides of a scenario. Base rates, caps and amounts are cents.

    Each of `components`, `bands`, `regions` and `schools` adds up to `total` on both sides. A region that is
    not recorded is an empty name.
    """

    total: Pair
    base_rate: Pair
    leftover: tuple[int | None, int | None]
    cap: tuple[int | None, int | None]
    enrolments: Pair  # that are paid anything
    components: Mapping[str, Pair]
    bands: Mapping[str, Pair]
    regions: Mapping[str, Pair]
    schools: tuple[SchoolPair, ...]

    @property
    def winners(self) -> Movement:
        """Schools that get more."""
        return _movement([each for each in self.schools if each.difference > 0])

    @property
    def losers(self) -> Movement:
        """Schools that get less."""
        return _movement([each for each in self.schools if each.difference < 0])

    @property
    def unmoved(self) -> int:
        """Schools that get the same to the cent."""
        return sum(1 for each in self.schools if not each.difference)


def _movement(schools: list[SchoolPair]) -> Movement:
    by_size = sorted(schools, key=lambda each: (-abs(each.difference), each.school_id))
    return Movement(len(schools), sum(each.difference for each in schools), tuple(by_size[:LARGEST]))


# Cents of difference at which one group of schools ends and the next begins.
STEPS = (10_000, 100_000, 1_000_000)


def distribution(schools: Sequence[SchoolPair]) -> tuple[tuple[int, int, int], ...]:
    """How many schools lose or gain how much: (from, to, schools), from the largest loss to the largest gain.

    Whole cents, both ends included; 0 stands for no limit at the outer ends. (0, 0, n) are those unmoved.
    """
    edges = [0, *STEPS]
    gains = [(low + 1, high, _between(schools, low + 1, high)) for low, high in pairwise(edges)]
    losses = [(-high, -low - 1, _between(schools, -high, -low - 1)) for low, high in pairwise(edges)]
    last = STEPS[-1]
    most = (last + 1, 0, sum(1 for each in schools if each.difference > last))
    least = (0, -last - 1, sum(1 for each in schools if each.difference < -last))
    return (least, *reversed(losses), (0, 0, _between(schools, 0, 0)), *gains, most)


def _between(schools: Sequence[SchoolPair], low: int, high: int) -> int:
    return sum(1 for each in schools if low <= each.difference <= high)


def result_of(workings: Workings, region_of: Regions) -> Result:
    """Both sides summed; `region_of` is the region of every school by its id."""
    before, after = workings.before, workings.after
    sides = [_Sums(side.settlement, region_of) for side in (before, after)]
    bands = [band.code for band in after.rules.bands]
    codes = [each.code for each in COMPONENTS]
    schools = _paired(*(sums.schools for sums in sides))
    return Result(
        total=Pair(before.settlement.total, after.settlement.total),
        base_rate=Pair(before.settlement.base_rate, after.settlement.base_rate),
        leftover=(before.settlement.leftover, after.settlement.leftover),
        cap=(before.rules.cap, after.rules.cap),
        enrolments=Pair(*(sum([cell.enrolments for cell in side.cells]) for side in (before, after))),
        components=_ordered(_paired(*(sums.components for sums in sides)), codes),
        bands=_ordered(_paired(*(sums.bands for sums in sides)), bands),
        regions=dict(sorted(_paired(*(sums.regions for sums in sides)).items())),
        schools=tuple(SchoolPair(school, *schools[school]) for school in sorted(schools)),
    )


class _Sums:
    """Cents of one side, summed in every way in one pass."""

    def __init__(self, settlement: Settlement, region_of: Regions) -> None:
        self.schools: dict[int, int] = {}
        kinds: dict[tuple[str, str], int] = {}
        for line in settlement.allocations:
            self.schools[line.school_id] = self.schools.get(line.school_id, 0) + line.amount
            kind = (line.component, line.band)
            kinds[kind] = kinds.get(kind, 0) + line.amount
        self.components = _summed((component, cents) for (component, _), cents in kinds.items())
        self.bands = _summed((_band(*kind), cents) for kind, cents in kinds.items())
        self.regions = _summed((region_of.get(school, ""), cents) for school, cents in self.schools.items())


def _band(component: str, band: str) -> str:
    """Materials go by bands of their own, which may bear the same codes."""
    return f"Materials {band}" if component == "MATERIALS" else band


def _summed(parts: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for key, cents in parts:
        sums[key] = sums.get(key, 0) + cents
    return sums


def _paired(before: Mapping[K, int], after: Mapping[K, int]) -> dict[K, Pair]:
    return {key: Pair(before.get(key, 0), after.get(key, 0)) for key in {**before, **after}}


def _ordered(found: Mapping[str, Pair], order: list[str]) -> dict[str, Pair]:
    place = {code: number for number, code in enumerate(order)}
    return {code: found[code] for code in sorted(found, key=lambda code: (place.get(code, len(order)), code))}


def to_json(result: Result) -> dict[str, Any]:
    """The result as plain values, to be stored with a saved scenario."""
    return {
        "total": list(result.total),
        "base_rate": list(result.base_rate),
        "leftover": list(result.leftover),
        "cap": list(result.cap),
        "enrolments": list(result.enrolments),
        "components": {code: list(pair) for code, pair in result.components.items()},
        "bands": [[code, *pair] for code, pair in result.bands.items()],
        "regions": {name: list(pair) for name, pair in result.regions.items()},
        "schools": [list(each) for each in result.schools],
    }


def from_json(plain: Mapping[str, Any]) -> Result:
    """The result that to_json wrote."""
    components = {code: Pair(*pair) for code, pair in plain["components"].items()}
    return Result(
        total=Pair(*plain["total"]),
        base_rate=Pair(*plain["base_rate"]),
        leftover=(plain["leftover"][0], plain["leftover"][1]),
        cap=(plain["cap"][0], plain["cap"][1]),
        enrolments=Pair(*plain["enrolments"]),
        # A JSON column does not keep the order of its keys on every database.
        components=_ordered(components, [each.code for each in COMPONENTS]),
        bands={code: Pair(before, after) for code, before, after in plain["bands"]},
        regions={name: Pair(*pair) for name, pair in sorted(plain["regions"].items())},
        schools=tuple(SchoolPair(*each) for each in plain["schools"]),
    )
