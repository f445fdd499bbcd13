"""The figures of a scenario as its pages show them: tables, drawings, schools by name."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from enrolments.models import School
from funding.rules import scenario_result
from funding.rules.components import COMPONENT_BY_CODE
from funding.rules.scenario_result import Pair, Result, SchoolPair
from vetportal import charts
from vetportal.money import whole_dollars


class Row(NamedTuple):
    """One line of a table of differences; amounts are cents."""

    label: str
    before: int
    after: int
    difference: int


class SchoolRow(NamedTuple):
    """A school with its cents on both sides."""

    code: str
    name: str
    region: str
    before: int
    after: int
    difference: int


class Part(NamedTuple):
    """A table of differences that adds up to the total, with its drawing."""

    title: str
    heading: str
    rows: list[Row]
    chart: charts.BarChart | None


class Shown:
    """A result as it is shown; `plain` is what a saved scenario stores."""

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self.result: Result = scenario_result.from_json(plain)
        self.parameters: list[dict[str, Any]] = plain["parameters"]
        self._schools = {
            school.pk: school for school in School.objects.only("code", "name", "region", "sector")
        }

    @property
    def is_moved(self) -> bool:
        """Whether any school gets another cent."""
        return any(each.difference for each in self.result.schools)

    @property
    def warnings(self) -> list[dict[str, Any]]:
        """The parameters that touch nobody."""
        return [each for each in self.parameters if each["warning"]]

    @property
    def parts(self) -> list[Part]:
        """By region, by band and by component."""
        found = self.result
        names = {code: COMPONENT_BY_CODE[code].name for code in found.components}
        return [
            _part("By region", "Region", {name or "No region": each for name, each in found.regions.items()}),
            _part("By band", "Band", {_band(code): each for code, each in found.bands.items()}),
            _part(
                "By component", "Component", {names[code]: each for code, each in found.components.items()}
            ),
        ]

    @property
    def schools(self) -> list[SchoolRow]:
        """Every school that is paid on either side."""
        return [self._school(each) for each in self.result.schools]

    @property
    def most_gained(self) -> list[SchoolRow]:
        """The schools that gain most."""
        return [self._school(each) for each in self.result.winners.largest]

    @property
    def most_lost(self) -> list[SchoolRow]:
        """The schools that lose most."""
        return [self._school(each) for each in self.result.losers.largest]

    def _school(self, each: SchoolPair) -> SchoolRow:
        held = self._schools.get(each.school_id)
        who = (held.code, held.name, held.region) if held else ("", "A school that is gone", "")
        return SchoolRow(*who, each.before, each.after, each.difference)

    @property
    def spread(self) -> charts.BarChart | None:
        """How many schools gain or lose how much."""
        if not self.is_moved:
            return None
        groups = scenario_result.distribution(self.result.schools)
        return charts.grouped_bars(
            title="Schools by gain and loss",
            description="How many schools gain or lose how much in this scenario.",
            categories=[_group(low, high) for low, high, _ in groups],
            series=[("Schools", [schools for _, _, schools in groups])],
            unit="whole",
            axis="Difference",
        )


def _band(code: str) -> str:
    return code if code.startswith("Materials") else f"Band {code}"


def _group(low: int, high: int) -> str:
    if low == high == 0:
        return "No change"
    verb = "Gain" if low > 0 else "Lose"
    near, far = (low, high) if low > 0 else (-high, -low)
    if not far:
        return f"{verb} over {whole_dollars(near - 1)}"
    return f"{verb} up to {whole_dollars(far)}"


def _part(title: str, heading: str, pairs: Mapping[str, Pair]) -> Part:
    rows = [Row(label, *pair, pair.difference) for label, pair in pairs.items()]
    return Part(title, heading, rows, _differences(f"Differences {title.lower()}", heading, rows))


def _differences(title: str, axis: str, rows: Iterable[Row]) -> charts.BarChart | None:
    values = [(row.label, row.difference) for row in rows]
    if not any(value for _, value in values):
        return None
    return charts.signed_bars(
        title=title, description="More to the right, less to the left.", values=values, axis=axis
    )
