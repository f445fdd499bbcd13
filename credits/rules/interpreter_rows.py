"""What one row gives to results that are counted together."""

from collections.abc import Callable
from dataclasses import replace

from credits.rules import interpreter_words as words
from credits.rules.counted import Award
from credits.rules.interpreter_groups import Work
from credits.rules.interpreter_pools import Leftover, pool_for
from credits.rules.scheme_rules import HALF_UP, HOURS, LOOKUP, NONE, SHARE, Row, SchemeRules
from vetportal.rounding import divide_half_up

Earned = tuple[tuple[Award, ...], Leftover | None]
Lack = tuple[str, str]  # code, sentence


def evaluate(work: Work, scheme: SchemeRules) -> Earned:
    """Awards of the work, and the hours it leaves over for a pool.

    The first row whose conditions are met counts; where none is, the first row says what is missing.
    """
    if not work.rows:
        return (_nothing(work, "", *words.no_rule(work, scheme)),), None
    in_hours = [row for row in work.rows if _is_in_hours(row, work)]
    if not in_hours:
        return (_nothing(work, work.rows[0].name, *words.outside_hours(work, scheme)),), None
    lacks = [(row, _lack(row, work, scheme)) for row in in_hours]
    met = next((row for row, lack in lacks if lack is None), None)
    if met is None:
        row, lack = lacks[0]
        return (_nothing(work, row.name, *(lack or ("", ""))),), _untouched(work, row, lack, scheme)
    return _by_basis(work, met, scheme)


def _is_in_hours(row: Row, work: Work) -> bool:
    return (row.hours_from is None or work.hours >= row.hours_from) and (
        row.hours_to is None or work.hours <= row.hours_to
    )


def _lack(row: Row, work: Work, scheme: SchemeRules) -> Lack | None:
    """The first condition of the row that the work does not meet, as code and sentence."""
    conditions: tuple[tuple[bool, Callable[[], Lack]], ...] = (
        (row.approved_only and not work.is_approved, lambda: words.not_approved(work, scheme)),
        (row.completed_only and not work.is_completed, lambda: words.not_completed(work, scheme)),
        (row.cap_of_certificate and work.own is None, lambda: words.not_listed(work, scheme)),
        (row.basis == SHARE and not _units_asked(work), lambda: words.units_not_known(work, scheme)),
        (_needs_hours(row) and work.is_without_hours, lambda: words.hours_missing(work)),
        ((row.min_hours or 0) > work.hours, lambda: words.below_minimum(work, row)),
    )
    return next((say() for is_missing, say in conditions if is_missing), None)


def _needs_hours(row: Row) -> bool:
    bounds = (row.hours_from, row.hours_to, row.min_hours)
    return row.basis == HOURS or any(bound is not None for bound in bounds)


def _units_asked(work: Work) -> int:
    return (work.own.units or 0) if work.own else 0


def _untouched(work: Work, row: Row, lack: Lack | None, scheme: SchemeRules) -> Leftover | None:
    """Hours below a minimum earn nothing by the row and are wholly left over; other failures leave none."""
    pool = pool_for(row.pool, work.commenced, scheme)
    if not pool or not lack or lack[0] != words.BELOW_MINIMUM:
        return None
    return Leftover(pool, work.hours, work.keys)


def _by_basis(work: Work, row: Row, scheme: SchemeRules) -> Earned:
    if row.basis == NONE:
        return (_nothing(work, row.name, *words.earns_nothing(work, scheme)),), None
    grain, number = _grains(work, row)
    cap = _cap(work, row)
    amount = grain * number if cap is None else min(grain * number, cap)
    left = _left_over(work, row, grain, amount)
    pool = pool_for(row.pool, work.commenced, scheme)
    rest = words.rest(left, pool, row, is_capped=amount < grain * number)
    reason = words.earned(work, row, scheme, amount) + rest
    awards = _awards(work, row, grain, amount, reason)
    if row.basis == LOOKUP and len(awards) > 1:
        awards = tuple(
            replace(each, reason=words.shared(reason, amount, each.credit, scheme)) for each in awards
        )
    return awards, Leftover(pool, left, work.keys) if pool and left else None


def _grains(work: Work, row: Row) -> tuple[int, int]:
    """Thousandths of the smallest credit that the row gives at a time, and how many of them were earned."""
    step, value = row.step or 1, row.value or 0
    if row.basis == LOOKUP:
        return value, 1
    if row.basis == SHARE:
        whole = work.own.maximum if work.own else 0
        units = max(_units_asked(work), 1)
        percent = min(len(work.items), units) * 100
        return whole * step // 100, _steps(percent, units * step, row)
    return value // row.parts, _steps(work.hours * row.parts, step, row)


def _steps(quantity: int, step: int, row: Row) -> int:
    return divide_half_up(quantity, step) if row.rounding == HALF_UP else quantity // step


def _cap(work: Work, row: Row) -> int | None:
    own = work.own.maximum if row.cap_of_certificate and work.own else None
    caps = [cap for cap in (row.cap, own) if cap is not None]
    return min(caps) if caps else None


def _left_over(work: Work, row: Row, grain: int, amount: int) -> int:
    """Hours that earned nothing by this row: parts of a step, and those beyond its cap."""
    if row.basis != HOURS or not grain:
        return 0
    used = -(-amount * (row.step or 1) // (grain * row.parts))
    return max(work.hours - used, 0)


def _awards(work: Work, row: Row, grain: int, amount: int, reason: str) -> tuple[Award, ...]:
    """One award, or one for each place that the credit fills in turn."""
    if amount == 0:
        return (_nothing(work, row.name, words.BELOW_STEP, reason),)
    if not row.slots:
        stage = work.own.stage if work.own else ""
        return (_award(work, row, work.hours, amount, stage, reason),)
    shares = _by_place(row, amount) if row.basis == LOOKUP else _in_turn(row, grain, amount)
    hours = 0 if row.basis != HOURS else (row.step or 0) // row.parts
    whole = hours or work.hours
    return tuple(
        _award(work, row, whole if number == 0 else hours, share, slot, reason)
        for number, (slot, share) in enumerate(shares)
    )


def _in_turn(row: Row, grain: int, amount: int) -> list[tuple[str, int]]:
    """Each credit takes the next place; after the last place they start anew."""
    shares: list[tuple[str, int]] = []
    while amount > 0:
        shares.append((row.slots[len(shares) % len(row.slots)], min(grain, amount)))
        amount -= grain
    return shares


def _by_place(row: Row, amount: int) -> list[tuple[str, int]]:
    """A fixed credit is spread evenly over the places as they are written; the first get what is over."""
    each, rest = divmod(amount, len(row.slots))
    shares: dict[str, int] = {}
    for number, slot in enumerate(row.slots):
        shares[slot] = shares.get(slot, 0) + each + (number < rest)
    return list(shares.items())


def _award(work: Work, row: Row, hours: int, credit: int, slot: str, reason: str) -> Award:
    return Award(
        keys=work.keys,
        certificate=work.certificate,
        hours=hours,
        credit=credit,
        level=work.counts_at,
        slot=slot,
        row=row.name,
        reason=reason,
        code=words.CREDITED,
    )


def _nothing(work: Work, row: str, code: str, reason: str) -> Award:
    return Award(work.keys, work.certificate, work.hours, 0, work.counts_at, "", row, reason, code)
