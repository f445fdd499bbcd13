"""Hours left over by several certificates come together: so many of them make one more credit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from credits.rules import interpreter_words as words
from credits.rules.counted import Award
from credits.rules.scheme_rules import Pool, SchemeRules


@dataclass(frozen=True, slots=True)
class Leftover:
    """Whole hours that a certificate leaves over for a pool, and the results they come from."""

    pool: str
    hours: int
    keys: tuple[int, ...]


def pooled(leftovers: Sequence[Leftover], scheme: SchemeRules) -> list[Award]:
    """What the hours left over earn together, pool by pool."""
    return [award for pool in scheme.pools for award in _of_pool(pool, leftovers, scheme)]


def _of_pool(pool: Pool, leftovers: Iterable[Leftover], scheme: SchemeRules) -> list[Award]:
    into = [each for each in leftovers if each.pool == pool.name]
    hours = sum(each.hours for each in into)
    if not hours:
        return []
    keys = tuple(key for each in into for key in each.keys)
    amount = pool.value * (hours // pool.step)
    if pool.cap is not None:
        amount = min(amount, pool.cap)
    reason = words.pooled(pool, scheme, hours, len(into), amount)
    if not amount:
        return [Award(keys, None, hours, 0, None, "", pool.name, reason, words.BELOW_STEP)]
    return _in_turn(pool, keys, amount, reason)


def pool_for(name: str, commenced: int, scheme: SchemeRules) -> str:
    """The pool that takes hours left over by a certificate begun in that year; empty where there is none."""
    is_open = any(pool.name == name and _is_open(pool, commenced) for pool in scheme.pools)
    return name if is_open else ""


def _is_open(pool: Pool, year: int) -> bool:
    return (pool.commence_from or year) <= year <= (pool.commence_to or year)


def _in_turn(pool: Pool, keys: tuple[int, ...], amount: int, reason: str) -> list[Award]:
    awards: list[Award] = []
    while amount > 0:
        slot = pool.slots[len(awards) % len(pool.slots)] if pool.slots else ""
        share = min(pool.value, amount)
        awards.append(Award(keys, None, pool.step, share, None, slot, pool.name, reason, words.CREDITED))
        amount -= share
    return awards
