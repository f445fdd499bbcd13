"""Limits over several certificates: most credit of some levels, of one place, in all; most certificates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from credits.rules import interpreter_words as words
from credits.rules.counted import Award
from credits.rules.scheme_rules import (
    MOST_CERTIFICATES,
    MOST_CREDIT,
    MOST_IN_SLOT,
    Limit,
    SchemeRules,
)


@dataclass(slots=True)
class _Room:
    """What is left under a limit while awards are granted one after the other."""

    limit: Limit | None  # None: the total cap
    maximum: int
    left: int
    what: str

    def covers(self, award: Award) -> bool:
        if self.limit is None:
            return True
        if self.limit.kind == MOST_IN_SLOT:
            return award.slot == self.limit.slot
        return _is_at(award, self.limit)


def within_limits(awards: Sequence[Award], scheme: SchemeRules) -> tuple[Award, ...]:
    """The awards as far as the scheme's limits let them count: whoever came first counts first.

    Where only so many certificates count, those that earn the most do.
    """
    for limit in scheme.limits:
        if limit.kind == MOST_CERTIFICATES:
            awards = _best_certificates(awards, limit)
    rooms = _rooms(scheme)
    return tuple(_granted(award, rooms, scheme) for award in awards)


def _rooms(scheme: SchemeRules) -> list[_Room]:
    rooms = [
        _Room(limit, limit.maximum, limit.maximum, _what(limit))
        for limit in scheme.limits
        if limit.kind in (MOST_CREDIT, MOST_IN_SLOT)
    ]
    if scheme.total_cap is not None:
        rooms.append(_Room(None, scheme.total_cap, scheme.total_cap, scheme.name))
    return rooms


def _what(limit: Limit) -> str:
    if limit.kind == MOST_IN_SLOT:
        return limit.slot
    if limit.level_from == limit.level_to:
        return words.level_name(limit.level_from)
    return f"{words.level_name(limit.level_from)} to {words.level_name(limit.level_to)}"


def _is_at(award: Award, limit: Limit) -> bool:
    """Whether an award's certificate is of the levels of a limit; hours of a pool have no level."""
    level = award.certificate.level if award.certificate else award.level
    return level is not None and limit.level_from <= level <= limit.level_to


def _granted(award: Award, rooms: Sequence[_Room], scheme: SchemeRules) -> Award:
    if not award.credit:
        return award
    over = [room for room in rooms if room.covers(award)]
    tightest = min(over, key=lambda room: room.left, default=None)
    credit = award.credit if tightest is None else min(award.credit, tightest.left)
    for room in over:
        room.left -= credit
    if tightest is None or credit == award.credit:
        return award
    reason = words.limited(award.reason, credit, tightest.maximum, tightest.what, scheme)
    return replace(award, credit=credit, reason=reason, code=award.code if credit else words.CAPPED)


def _best_certificates(awards: Sequence[Award], limit: Limit) -> list[Award]:
    earned: dict[str, int] = {}
    for award in awards:
        if award.certificate and award.credit and _is_at(award, limit):
            code = award.certificate.code
            earned[code] = earned.get(code, 0) + award.credit
    best = sorted(earned, key=lambda code: -earned[code])[: limit.maximum]
    beyond = earned.keys() - set(best)
    return [_unless_beyond(award, beyond, limit) for award in awards]


def _unless_beyond(award: Award, beyond: set[str], limit: Limit) -> Award:
    if not award.certificate or not award.credit or award.certificate.code not in beyond:
        return award
    reason = words.too_many(award.reason, limit.maximum, limit.level_from, limit.level_to)
    return replace(award, credit=0, reason=reason, code=words.CAPPED)
