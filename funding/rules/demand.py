"""What is asked for, before any rate is known: funded enrolments summed by school and band."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol, TypeVar

from funding.rules.facts import Allocation, Band
from vetportal.rounding import divide_half_up


class Counted(Protocol):
    """What a line counts: the outcome of one enrolment, or a cell of many that are alike."""

    @property
    def school_id(self) -> int: ...
    @property
    def qualification_code(self) -> str: ...
    @property
    def band(self) -> str: ...
    @property
    def location_index(self) -> int: ...
    @property
    def tafe_provider(self) -> str: ...
    @property
    def materials_band(self) -> str: ...
    @property
    def small_scale_rate(self) -> int: ...
    @property
    def enrolments(self) -> int: ...
    @property
    def hours(self) -> int: ...
    @property
    def funded_hours(self) -> int: ...


class Demand(NamedTuple):
    """One line of a school before its rate. `quantity` and `divisor` are those of an Allocation."""

    school_id: int
    band: Band
    enrolments: int
    hours: int
    quantity: int
    divisor: int

    def cents(self, rate: int) -> int:
        """The amount of the line at a rate in cents: multiplied first, divided and rounded once."""
        return divide_half_up(self.quantity * rate, self.divisor)

    def allocation(self, component: str, rate: int) -> Allocation:
        """The line of the school once its rate in cents is known."""
        return Allocation(
            school_id=self.school_id,
            component=component,
            band=self.band.code,
            enrolments=self.enrolments,
            hours=self.hours,
            quantity=self.quantity,
            divisor=self.divisor,
            rate=rate,
            amount=self.cents(rate),
        )


C = TypeVar("C", bound=Counted)


def sum_by_school_and_band(
    outcomes: Iterable[C],
    bands: Sequence[Band],
    quantity_of: Callable[[C], int],
    divisor_per_hour: int,
) -> tuple[Demand, ...]:
    """Sum the quantities of the funded outcomes, by school and then in the order of the bands.

    An outcome that asks for nothing (not eligible, or a quantity of 0) adds to no line.
    The divisor of a line is its full-rate hours x `divisor_per_hour`.
    """
    sums: dict[tuple[int, str], tuple[int, int, int]] = {}
    for outcome in outcomes:
        quantity = quantity_of(outcome)
        if quantity > 0:
            key = (outcome.school_id, outcome.band)
            enrolments, hours, total = sums.get(key, (0, 0, 0))
            sums[key] = (enrolments + outcome.enrolments, hours + outcome.funded_hours, total + quantity)
    place = {band.code: number for number, band in enumerate(bands)}
    lines = []
    for school_id, code in sorted(sums, key=lambda key: (key[0], place[key[1]])):
        band = bands[place[code]]
        enrolments, hours, total = sums[school_id, code]
        lines.append(
            Demand(school_id, band, enrolments, hours, total, band.full_rate_hours * divisor_per_hour)
        )
    return tuple(lines)
