"""What changed between two calculations of a school, line by line, in dollars, and through what."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from funding.rules.facts import Allocation
from vetportal.rounding import divide_half_up

Rate = tuple[str, str]  # component, band
# Component, band, certificate, provider, and which of several such lines it is: a TAFE supplement may have a
# line with the rural loading and one without.
Key = tuple[str, str, str, str, int]


class Change(NamedTuple):
    """One line before and after; either may be missing. Amounts are cents.

    `by_hours` is what other enrolments and hours came to at the rate before; `by_rate` is what the new rate
    came to for the new hours. Together they are the change exactly: the rate takes the odd cent.
    """

    component: str
    band: str
    before: Allocation | None
    after: Allocation | None
    by_hours: int
    by_rate: int

    @property
    def line(self) -> Allocation:
        """The line as it is now, or as it was where it is gone."""
        line = self.after or self.before
        if line is None:
            raise ValueError("A change has at least one line.")
        return line

    @property
    def total(self) -> int:
        """Cents that the line is more (or less) than before."""
        return self.by_hours + self.by_rate


def compare(
    before: Sequence[Allocation], after: Sequence[Allocation], rates_before: Mapping[Rate, int]
) -> tuple[Change, ...]:
    """Every line of either calculation, in the order of the second and then of the first.

    `rates_before` are cents by component and band; it is asked for lines that did not exist before, and a
    line that it does not know is taken to have kept its rate.
    """
    held, now = keyed(before), keyed(after)
    keys = dict.fromkeys([*now, *held])
    return tuple(_change(key[:2], held.get(key), now.get(key), rates_before.get(key[:2])) for key in keys)


def _change(
    key: Rate, before: Allocation | None, after: Allocation | None, rate_before: int | None
) -> Change:
    was = before.amount if before else 0
    if after is None:
        return Change(*key, before, after, by_hours=-was, by_rate=0)
    if before:
        rate_before = before.rate
    old_rate = after.rate if rate_before is None else rate_before
    at_old_rate = divide_half_up(after.quantity * old_rate, after.divisor)
    return Change(*key, before, after, by_hours=at_old_rate - was, by_rate=after.amount - at_old_rate)


def keyed(lines: Sequence[Allocation]) -> dict[Key, Allocation]:
    """Lines by what names them in two calculations; lines of one name are told apart by their rates."""
    place: dict[Allocation, int] = {}
    count: dict[tuple[str, str, str, str], int] = {}
    for line in sorted(lines, key=lambda each: each.rate):
        name = (line.component, line.band, line.qualification, line.provider)
        place[line] = count[name] = count.get(name, -1) + 1
    return {
        (line.component, line.band, line.qualification, line.provider, place[line]): line for line in lines
    }
