"""From one total of funding to another, cause by cause, in cents that add up exactly.

Every enrolment goes through the steps in one order: it is removed or added at the rates before, then its
hours, its band, the rural weighting, the smaller components and at last the base rate become those of the
second calculation. The exact total after each step is rounded to the cent, a step is the difference of two
such totals, and what the rounding of lines makes of it stands as a step of its own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from funding.rules.facts import Outcome
from funding.rules.waterfall_prices import Holding, Prices, Side, scale_of, stages
from vetportal.rounding import divide_half_up

REMOVED, ADDED, HOURS, BAND, LOCATION = "REMOVED", "ADDED", "HOURS", "BAND", "LOCATION"
TAFE, MATERIALS, SMALL_SCALE, RATE, ROUNDING = "TAFE", "MATERIALS", "SMALL_SCALE", "RATE", "ROUNDING"
_FACT_OF = {
    HOURS: "hours",
    BAND: "band",
    LOCATION: "location_index",
    TAFE: "tafe_provider",
    MATERIALS: "materials_band",
}
CAUSES = (REMOVED, ADDED, HOURS, BAND, LOCATION, TAFE, MATERIALS, SMALL_SCALE, RATE)


class Entry(NamedTuple):
    """One enrolment as a calculation decided it. `student_id` is 0 where it is not known."""

    enrolment_id: int
    school_id: int
    student_id: int
    holding: Holding


class Pair(NamedTuple):
    """What an enrolment is paid by before and after; None where it is not there.

    `small_scale_before` is the small-scale rate that its school had before, in cents.
    """

    before: Holding | None
    after: Holding | None
    small_scale_before: int = 0


class Step(NamedTuple):
    """One cause: signed cents, and how many enrolments it moved (0 for the rounding).

    `own` of them it moved through themselves: they are gone or new, or have another band or index. The rest
    met another rule or price.
    """

    cause: str
    cents: int
    enrolments: int
    own: int = 0


class Waterfall(NamedTuple):
    """The whole way from `before` to `after` in cents; the steps add up to the difference exactly.

    `effects` are the pairs that each cause moved, with the cents of one such enrolment alone, rounded.
    """

    before: int
    steps: tuple[Step, ...]
    after: int
    effects: Mapping[str, Mapping[Pair, int]]


def entry_of(outcome: Outcome, student_id: int) -> Entry:
    """An outcome as the waterfall reads it."""
    held = Holding(
        is_funded=outcome.funded_hours > 0,
        hours=outcome.hours,
        band=outcome.band,
        qualification=outcome.qualification_code,
        location_index=outcome.location_index,
        tafe_provider=outcome.tafe_provider,
        materials_band=outcome.materials_band,
        small_scale_rate=outcome.small_scale_rate,
    )
    return Entry(outcome.enrolment_id, outcome.school_id, student_id, held)


def matched(before: Iterable[Entry], after: Iterable[Entry]) -> list[tuple[Entry | None, Entry | None]]:
    """Enrolments of two calculations side by side; each stands once, whatever the order.

    The same enrolment first; else the same student in the same certificate, which is how an enrolment of one
    year goes on in the next.
    """
    was = {entry.enrolment_id: entry for entry in sorted(before)}
    now = {entry.enrolment_id: entry for entry in sorted(after)}
    pairs: list[tuple[Entry | None, Entry | None]] = [(was[key], now[key]) for key in was if key in now]
    left = _by_student(entry for key, entry in was.items() if key not in now)
    for key, entry in now.items():
        if key not in was:
            waiting = left.get(_student_key(entry), [])
            pairs.append((waiting.pop(0) if waiting else None, entry))
    pairs += [(entry, None) for waiting in left.values() for entry in waiting]
    return pairs


def _student_key(entry: Entry) -> tuple[int, ...] | tuple[int, int, str]:
    if not entry.student_id:  # an old record: it goes on in no other
        return (entry.enrolment_id,)
    return entry.school_id, entry.student_id, entry.holding.qualification


def _by_student(entries: Iterable[Entry]) -> dict[tuple[int, ...] | tuple[int, int, str], list[Entry]]:
    found: dict[tuple[int, ...] | tuple[int, int, str], list[Entry]] = {}
    for entry in entries:
        found.setdefault(_student_key(entry), []).append(entry)
    return found


def pairs_of(sides: Sequence[tuple[Entry | None, Entry | None]]) -> list[Pair]:
    """What each of these enrolments is paid by, in their order."""
    small: dict[int, int] = {}
    for was, _ in sides:
        if was and was.holding.is_funded:
            small[was.school_id] = was.holding.small_scale_rate
    return [_pair(was, now, small) for was, now in sides]


def _pair(was: Entry | None, now: Entry | None, small: Mapping[int, int]) -> Pair:
    before, after = was.holding if was else None, now.holding if now else None
    if now is None or after is None:
        return Pair(before, None)
    return Pair(before, after, small.get(now.school_id, after.small_scale_rate))


def waterfall(pairs: Iterable[Pair], before: Side, after: Side) -> Waterfall:
    """The way from one calculation of these enrolments to another."""
    counts = Counter(pairs)
    scale = scale_of(before, after)
    prices = stages(before, after, scale)
    reached = [0] * (len(CAUSES) + 1)
    effects: dict[str, dict[Pair, int]] = {cause: {} for cause in CAUSES}
    for pair, count in counts.items():
        worths = _worths(pair, prices)
        for place, worth in enumerate(worths):
            reached[place] += worth * count
        for place, (earlier, later) in enumerate(pairwise(worths)):
            if earlier != later:
                effects[CAUSES[place]][pair] = divide_half_up(later - earlier, scale)
    cents = [divide_half_up(total, scale) for total in reached]
    steps = [
        _step(cause, later - earlier, effects[cause], counts)
        for cause, (earlier, later) in zip(CAUSES, pairwise(cents), strict=True)
    ]
    rounding = (after.total - cents[-1]) - (before.total - cents[0])
    return Waterfall(before.total, (*steps, Step(ROUNDING, rounding, 0)), after.total, effects)


def _step(cause: str, cents: int, moved: Iterable[Pair], counts: Mapping[Pair, int]) -> Step:
    own = total = 0
    for pair in moved:
        total += counts[pair]
        own += counts[pair] if is_own(pair, cause) else 0
    return Step(cause, cents, total, own)


def is_own(pair: Pair, cause: str) -> bool:
    """Whether the enrolment itself is the cause: it is not there on one side, or it has another fact."""
    was, now = pair.before, pair.after
    if was is None or now is None:
        return cause in (REMOVED, ADDED)
    name = _FACT_OF.get(cause)
    return name is not None and getattr(was, name) != getattr(now, name)


def _worths(pair: Pair, prices: Sequence[Prices]) -> list[int]:
    """What the enrolment is worth before, and after each step, in parts of a cent."""
    holdings = _holdings(pair)
    worths: list[int] = []
    for place, (holding, price) in enumerate(zip(holdings, prices, strict=True)):
        if place and holding == holdings[place - 1] and price is prices[place - 1]:
            worths.append(worths[-1])
        else:
            worths.append(price.worth(holding) if holding else 0)
    return worths


def _holdings(pair: Pair) -> tuple[Holding | None, ...]:
    """The enrolment before, and after each of the causes."""
    was, now = pair.before, pair.after
    if now is None:
        return (was, *(None,) * len(CAUSES))
    if was is None:  # it comes in as it is; only the size of its school is still that of before
        added = now._replace(small_scale_rate=pair.small_scale_before)
        return None, None, *(added,) * (len(CAUSES) - 3), now, now
    if was == now:
        return (was,) * (len(CAUSES) + 1)
    left = was._replace(is_funded=was.is_funded and now.is_funded)
    added = _added(left, now, pair.small_scale_before)
    hours = added._replace(hours=now.hours)
    band = hours._replace(band=now.band, qualification=now.qualification)
    place = band._replace(location_index=now.location_index)
    tafe = place._replace(tafe_provider=now.tafe_provider)
    materials = tafe._replace(materials_band=now.materials_band)
    return was, left, added, hours, band, place, tafe, materials, now, now


def _added(left: Holding, now: Holding, small_scale: int) -> Holding:
    """An enrolment that is newly funded comes in as it is, in a school of the size before."""
    if now.is_funded and not left.is_funded:
        return now._replace(small_scale_rate=small_scale, materials_band=left.materials_band)
    return left


def together(waterfalls: Iterable[Waterfall]) -> Waterfall:
    """Several ways added up, cause by cause; their effects are left out."""
    before = after = 0
    cents: Counter[str] = Counter()
    enrolments: Counter[str] = Counter()
    own: Counter[str] = Counter()
    for each in waterfalls:
        before, after = before + each.before, after + each.after
        for step in each.steps:
            cents[step.cause] += step.cents
            enrolments[step.cause] += step.enrolments
            own[step.cause] += step.own
    steps = tuple(Step(cause, cents[cause], enrolments[cause], own[cause]) for cause in (*CAUSES, ROUNDING))
    return Waterfall(before, steps, after, {})
