"""What changed between two calculations of a school, line by line, in dollars, and through what."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from funding.rules.facts import Allocation
from vetportal.rounding import divide_half_up

Key = tuple[str, str]  # component, band


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
    def total(self) -> int:
        """Cents that the line is more (or less) than before."""
        return self.by_hours + self.by_rate


def compare(
    before: Sequence[Allocation], after: Sequence[Allocation], rates_before: Mapping[Key, int]
) -> tuple[Change, ...]:
    """Every line of either calculation, in the order of the second and then of the first.

    `rates_before` are cents by component and band; it is asked for lines that did not exist before, and a
    line that it does not know is taken to have kept its rate.
    """
    held = {_key(line): line for line in before}
    now = {_key(line): line for line in after}
    keys = dict.fromkeys([*now, *held])
    return tuple(_change(key, held.get(key), now.get(key), rates_before.get(key)) for key in keys)


def _change(key: Key, before: Allocation | None, after: Allocation | None, rate_before: int | None) -> Change:
    was = before.amount if before else 0
    if after is None:
        return Change(*key, before, after, by_hours=-was, by_rate=0)
    if before:
        rate_before = before.rate
    old_rate = after.rate if rate_before is None else rate_before
    at_old_rate = divide_half_up(after.quantity * old_rate, after.divisor)
    return Change(*key, before, after, by_hours=at_old_rate - was, by_rate=after.amount - at_old_rate)


def _key(line: Allocation) -> Key:
    return line.component, line.band
