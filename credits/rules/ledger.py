"""The credit ledger of a student under a scheme: a line for every result, with what it earned and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from credits.rules import reasons
from credits.rules.counted import Award, Counted
from credits.rules.counting import Counting
from credits.rules.facts import ResultFacts, UnitFacts
from credits.rules.interpreter import credit
from credits.rules.interpreter_words import NO_RULE
from credits.rules.scheme_rules import HALF_UP, HOURS, UNIT, Row, SchemeRules
from credits.rules.standard import Standing, standing


class Line(NamedTuple):
    """One line. `key` is the result's, None on the line of a certificate as a whole or of a pool.

    Credit in thousandths, hours whole, level None where nothing gives one. `code` and `reason` say why a
    line earns nothing, or what the credit of a certificate rests on. `outcome` is empty without a result.
    """

    key: int | None
    position: int
    unit_code: str
    unit_title: str
    certificate_code: str
    certificate_title: str
    outcome: str
    ended_on: date | None
    hours: int | None
    hours_source: str
    hours_as_at: date | None
    level: int | None
    level_basis: str
    credit: int
    slot: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """All lines in order. `blocked` counts results that wait for hours or a level. Credits in thousandths."""

    lines: tuple[Line, ...]
    total: int
    at_level: int
    blocked: int
    standing: Standing | None


def work_out(results: Sequence[ResultFacts], units: Mapping[str, UnitFacts], scheme: SchemeRules) -> Ledger:
    """The ledger of one student; it depends on nothing but what is given, not even on the order."""
    return Books(units, scheme).ledger(results)


class Books:
    """Works out the ledgers of many students under one scheme; see work_out."""

    def __init__(self, units: Mapping[str, UnitFacts], scheme: SchemeRules) -> None:
        self._counting, self._scheme = Counting(units, scheme), scheme
        self._rows = {row.name: row for row in scheme.rows}
        self._alone: dict[tuple[object, ...], Award] = {}
        self._is_each_alone = _counts_each_unit_alone(scheme)

    def is_for(self, results: Iterable[ResultFacts]) -> bool:
        """Whether the version is for any of these results, by the years in which study was begun."""
        return self._counting.is_for(results)

    def ledger(self, results: Iterable[ResultFacts]) -> Ledger:
        """The lines, the sums and the standing of one student."""
        counted = self._counting.count(results)
        awards = self._awards([each for each in counted if each.counts])
        lines = self._lines(counted, awards)
        total = sum(each.credit for each in awards)
        asked = self._scheme.standard
        at_level = sum(each.credit for each in awards if asked and (each.level or 0) >= asked.level)
        return Ledger(
            lines,
            total,
            at_level,
            sum(each.code in reasons.BLOCKING for each in counted),
            standing(total, at_level, asked, self._scheme.credit_word),
        )

    def _awards(self, counting: Sequence[Counted]) -> Sequence[Award]:
        """What counts as credit. A unit that no other can touch is worked out once and remembered."""
        if self._is_each_alone:
            return [self._of_one(each) for each in counting]
        return credit(counting, self._scheme)

    def _of_one(self, item: Counted) -> Award:
        result, certificate = item.result, item.result.certificate
        taken_in = (certificate.code, certificate.title, certificate.level) if certificate else None
        hours = item.hours.hours if item.hours else None
        known = (taken_in, hours, item.level, result.is_finished)
        award = self._alone.get(known)
        if award is None:
            (award,) = credit((item,), self._scheme)
            self._alone[known] = award
        return Award(
            (result.key,),
            award.certificate,
            award.hours,
            award.credit,
            award.level,
            award.slot,
            award.row,
            award.reason,
            award.code,
        )

    def _lines(self, counted: Sequence[Counted], awards: Sequence[Award]) -> tuple[Line, ...]:
        """Units in their order; the line of a certificate, or of a pool, after the last unit it rests on."""
        own = {key: each for each in awards if self._is_of_units(each) for key in each.keys}
        whole = [each for each in awards if not self._is_of_units(each)]
        rests_on = {key: each for each in reversed(whole) for key in each.keys}
        waiting = {id(each): len(each.keys) for each in whole}
        lines: list[Line] = []
        for each in counted:
            key = each.result.key
            lines.append(self._unit_line(len(lines) + 1, each, own.get(key), rests_on.get(key)))
            for ended in self._ended(whole, waiting, key):
                lines.append(self._whole_line(len(lines) + 1, ended, each.result.ended_on))
        return tuple(lines)

    def _is_of_units(self, award: Award) -> bool:
        """Whether the award belongs in the lines of its units: one unit's own, or no rule for any of them."""
        row = self._rows.get(award.row)
        if row is not None:
            return row.scope == UNIT
        return not award.row and (award.code == NO_RULE or len(award.keys) == 1)

    @staticmethod
    def _ended(whole: Sequence[Award], waiting: dict[int, int], key: int) -> list[Award]:
        """The awards of whole certificates whose last result this is."""
        ended = []
        for each in whole:
            if key in each.keys:
                waiting[id(each)] -= 1
                if waiting[id(each)] == 0:
                    ended.append(each)
        return ended

    def _unit_line(self, position: int, counted: Counted, own: Award | None, whole: Award | None) -> Line:
        result, unit, stated = counted.result, counted.unit, counted.hours
        certificate = result.certificate
        code, reason = self._why(counted, own, whole)
        return Line(
            result.key,
            position,
            result.unit,
            unit.title if unit else "",
            certificate.code if certificate else "",
            certificate.title if certificate else "",
            result.outcome.value,
            result.ended_on,
            stated.hours if stated else None,
            stated.source if stated else "",
            stated.as_at if stated else None,
            counted.level,
            counted.level_basis,
            own.credit if own else 0,
            own.slot if own else "",
            code,
            reason,
        )

    def _why(self, counted: Counted, own: Award | None, whole: Award | None) -> reasons.Why:
        """Why the unit's line has the credit it has; a zero is never without a reason."""
        if own is None or not counted.counts:
            if whole is not None:
                return reasons.in_certificate(whole.certificate.title if whole.certificate else whole.row)
            return counted.code, counted.reason
        least = _least_hours(self._rows.get(own.row))
        if own.credit == 0 and counted.hours is not None and counted.hours.hours < least:
            return own.code, reasons.too_few_hours(least, own.reason)
        return own.code, own.reason

    def _whole_line(self, position: int, award: Award, ended_on: date) -> Line:
        """The line of a certificate as a whole, or of hours that several of them left over."""
        certificate = award.certificate
        return Line(
            None,
            position,
            "",
            "",
            certificate.code if certificate else "",
            certificate.title if certificate else award.row,
            "",
            ended_on,
            award.hours,
            "",
            None,
            award.level,
            "",
            award.credit,
            award.slot,
            award.code,
            award.reason,
        )


def _least_hours(row: Row | None) -> int:
    """The fewest hours that a row gives a first credit for; 0 where it does not measure by hours."""
    if row is None or row.basis != HOURS or not row.step:
        return 0
    first = (row.step + 1) // 2 if row.rounding == HALF_UP else row.step
    return max(first, row.min_hours or 0)


def _counts_each_unit_alone(scheme: SchemeRules) -> bool:
    """Whether what a unit earns depends on nothing but itself: most students' ledgers are of this kind."""
    bounds = (scheme.commence_from, scheme.commence_to, scheme.total_cap)
    return (
        all(
            row.scope == UNIT and row.commence_from is None and row.commence_to is None for row in scheme.rows
        )
        and not scheme.pools
        and not scheme.limits
        and all(each is None for each in bounds)
    )
