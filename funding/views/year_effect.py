"""What a draft would mean in dollars for enrolments that were already counted, beside the rules before it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from funding import queries
from funding.models import CensusFreeze, FundingRun, FundingYear
from funding.queries.corrected import corrected_facts
from funding.rules.allocation import allocate
from funding.rules.components import COMPONENT_BY_CODE, COMPONENTS
from funding.rules.errors import CannotCalculate
from funding.rules.facts import Allocation
from funding.rules.gaps import Gap

AT_ONCE = 20_000  # enrolments; more of them are calculated only when somebody asks
Sums = dict[tuple[str, str], tuple[int, int]]  # component and band -> enrolments and cents


class EffectLine(NamedTuple):
    """One band of a component: enrolments and cents, before and after."""

    component: str
    band: str
    enrolments_before: int
    enrolments_after: int
    before: int
    after: int

    @property
    def change(self) -> int:
        """Cents more or less."""
        return self.after - self.before


class Effect(NamedTuple):
    """All lines of a census under two versions. `why_not` says why there are none."""

    earlier: FundingYear
    facts_year: int
    enrolments: int
    why_not: str = ""
    lines: Sequence[EffectLine] = ()
    schools_more: int = 0
    schools_less: int = 0
    waits: bool = False

    @property
    def before(self) -> int:
        """Cents under the earlier version."""
        return sum(line.before for line in self.lines)

    @property
    def after(self) -> int:
        """Cents under the draft."""
        return sum(line.after for line in self.lines)

    @property
    def change(self) -> int:
        """Cents more or less."""
        return self.after - self.before


def effect_of(
    version: FundingYear, earlier: FundingYear | None, gaps: Iterable[Gap], *, asked: bool = False
) -> Effect | None:
    """Both versions over the newest frozen census up to the year before, at their indicative rates.

    None without anything to compare. A large census is calculated only where it is `asked` for.
    """
    frozen = CensusFreeze.objects.filter(year_id__lt=version.year).order_by("-year_id").first()
    if frozen is None or earlier is None:
        return None
    effect = Effect(earlier, frozen.year_id, frozen.entries)
    if any(gap.stops_publishing and not gap.is_source for gap in gaps):
        return effect._replace(why_not="It can be worked out once no figure is missing.")
    if frozen.entries > AT_ONCE and not asked:
        return effect._replace(waits=True)
    return _worked_out(effect, version)


def _worked_out(effect: Effect, version: FundingYear) -> Effect:
    facts = list(corrected_facts(effect.facts_year))
    kind = FundingRun.Kind.INDICATIVE
    try:
        before, after = (
            allocate(facts, queries.rules_of(each, kind)).allocations for each in (effect.earlier, version)
        )
    except CannotCalculate as refusal:
        return effect._replace(why_not=str(refusal))
    more, less = _schools(before, after)
    return effect._replace(lines=_lines(_sums(before), _sums(after)), schools_more=more, schools_less=less)


def _sums(allocations: Iterable[Allocation]) -> Sums:
    sums: Sums = {}
    for line in allocations:
        enrolments, cents = sums.get((line.component, line.band), (0, 0))
        sums[line.component, line.band] = enrolments + line.enrolments, cents + line.amount
    return sums


def _lines(before: Sums, after: Sums) -> list[EffectLine]:
    place = {component.code: number for number, component in enumerate(COMPONENTS)}
    lines = []
    for key in sorted(before.keys() | after.keys(), key=lambda key: (place[key[0]], key[1])):
        (counted, cents), (counted_now, cents_now) = before.get(key, (0, 0)), after.get(key, (0, 0))
        name = COMPONENT_BY_CODE[key[0]].name
        lines.append(EffectLine(name, key[1], counted, counted_now, cents, cents_now))
    return lines


def _schools(before: Iterable[Allocation], after: Iterable[Allocation]) -> tuple[int, int]:
    """How many schools get more, and how many less."""
    changes: dict[int, int] = defaultdict(int)
    for sign, lines in ((-1, before), (1, after)):
        for line in lines:
            changes[line.school_id] += sign * line.amount
    return sum(change > 0 for change in changes.values()), sum(change < 0 for change in changes.values())
