"""What a version of a year's rules states, as plain values. Amounts are cents, but for gross dollars."""

from datetime import date
from typing import NamedTuple


class StatedBand(NamedTuple):
    """A band: weighting level in thousandths, whole hours, its own rate where the year states rates."""

    code: str
    weighting_level: int
    full_rate_hours: int
    source: str
    stated_rate: int | None = None


class StatedInstalment(NamedTuple):
    """A payment line; the share is in basis points of its basis."""

    line: str
    basis: str
    share: int
    source: str


class StatedCore(NamedTuple):
    """The figures of the core share chain: whole dollars, permille and per cent."""

    gross_dollars: int
    net_permille: int
    costs_percent: tuple[int, int, int]
    delivery_percent: tuple[int, int, int]
    subjects: int
    source: str


class StatedSkillsFirst(NamedTuple):
    """A row of the Skills First list; the last day is empty while the rate lasts."""

    qualification: str
    hourly_subsidy: int
    maximum_exemption: int
    effective_from: date
    effective_to: date | None
    source: str


class StatedAmount(NamedTuple):
    """A materials band with its amount, or a small-scale step (its number of students) with its rate."""

    name: str
    amount: int
    source: str


class StatedStage(NamedTuple):
    """A stage of learning: ages on 1 January, gross core funding in whole dollars."""

    stage: int
    from_age: int
    to_age: int
    gross_dollars: int
    source: str


class Waiting(NamedTuple):
    """Enrolments of a year whose certificate has no band yet."""

    qualification: str
    year: int
    enrolments: int


class Stated(NamedTuple):
    """Everything that a version states. Rows are pairs where nothing more is said: code and source."""

    year: int
    effective_from: date
    effective_to: date
    census_date: date
    census_source: str
    minimum_age: int
    maximum_age: int
    age_source: str
    base_rate: int
    base_rate_source: str
    rural_rate: int | None
    rural_threshold: int  # ten-thousandths
    rural_source: str
    cap: int | None
    cap_source: str
    core: StatedCore
    bands: tuple[StatedBand, ...]
    instalments: tuple[StatedInstalment, ...]
    exclusions: tuple[tuple[str, str], ...]
    scheme: str = "REF56"
    are_rates_stated: bool = False
    is_capped: bool = True
    tafe_loading_percent: int = 0
    tafe_source: str = ""
    components: tuple[tuple[str, str], ...] = (("TARGETED", "stated"), ("RURAL", "stated"))
    band_of: tuple[tuple[str, str], ...] = ()  # certificate and band
    skills_first: tuple[StatedSkillsFirst, ...] = ()
    materials: tuple[StatedAmount, ...] = ()
    materials_of: tuple[tuple[str, str], ...] = ()  # certificate and materials band
    small_scale: tuple[StatedAmount, ...] = ()
    stages: tuple[StatedStage, ...] = ()
    not_funded: tuple[tuple[str, str], ...] = ()
    waiting: tuple[Waiting, ...] = ()
    schools_without_size: int = 0

    def pays(self, component: str) -> bool:
        """Whether the year pays a component."""
        return any(code == component for code, _ in self.components)
