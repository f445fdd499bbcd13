"""Which results count: the outcome, the year of commencement, and one earning for each class of units.

A unit or an equivalent one earns once, whoever asks first. Nothing here knows what it is worth.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from credits.rules import hours, levels, reasons
from credits.rules.counted import Counted
from credits.rules.earning_certificates import EarningCertificates
from credits.rules.facts import ResultFacts, StatedHours, UnitFacts
from credits.rules.interpreter_groups import is_within
from credits.rules.levels import Level
from credits.rules.outcomes import Outcome
from credits.rules.scheme_rules import (
    CERTIFICATE,
    HIGHEST_CERTIFICATE,
    HOURS,
    KEEP_HIGHEST,
    SAME_UNIT,
    SchemeRules,
)

_WAITS_FOR = {reasons.HOURS_MISSING: "hours", reasons.LEVEL_MISSING: "level"}


def count(
    results: Sequence[ResultFacts], units: Mapping[str, UnitFacts], scheme: SchemeRules
) -> tuple[Counted, ...]:
    """Every result with its hours and level and whether it counts, in the order of the ledger.

    The answer does not depend on the order of `results`. A unit that `units` does not hold is unknown.
    """
    return Counting(units, scheme).count(results)


def in_order(result: ResultFacts) -> tuple[date, bool, str, int, str, str, int]:
    """The order of the ledger: by day, then what was studied before a credit transfer, then by code.

    Of one unit on one day the higher certificate comes first; the key only tells equal ones apart.
    """
    certificate = result.certificate
    return (
        result.ended_on,
        result.outcome is Outcome.CREDIT_TRANSFER,
        result.unit,
        -certificate.level if certificate else 0,
        certificate.code if certificate else "",
        result.issued_as,
        result.key,
    )


class Counting:
    """Counts many students' results under one scheme; it remembers what it found for units and days."""

    def __init__(self, units: Mapping[str, UnitFacts], scheme: SchemeRules) -> None:
        self._units, self._scheme = units, scheme
        self._certificates = EarningCertificates(scheme)
        self._levels: dict[tuple[str, str, date], Level] = {}
        self._hours: dict[tuple[str, date], StatedHours | None] = {}

    def count(self, results: Iterable[ResultFacts]) -> tuple[Counted, ...]:
        """See the function of this name."""
        ordered = sorted(self._begun_together(results), key=in_order)
        earning, claimants = self._who_earns(ordered)
        return tuple(self._counted(each, earning, claimants) for each in ordered)

    def is_for(self, results: Iterable[ResultFacts]) -> bool:
        """Whether any of a student's results was begun in the years that the version is for."""
        return not _is_dated(self._scheme) or any(
            self._is_of_its_years(each) for each in self._begun_together(results)
        )

    def _begun_together(self, results: Iterable[ResultFacts]) -> list[ResultFacts]:
        """One version counts all of a student's study towards a standard: that of the first commencement."""
        held = list(results)
        if self._scheme.standard is None or not _is_dated(self._scheme):
            return held
        first = min((each.first_begun or each.commenced for each in held), default=0)
        return [replace(each, first_begun=first) for each in held]

    def _begun(self, result: ResultFacts) -> int:
        return result.commenced if self._scheme.standard is None else result.first_begun or result.commenced

    def _who_earns(
        self, ordered: list[ResultFacts]
    ) -> tuple[dict[str, ResultFacts], dict[str, list[ResultFacts]]]:
        """For each class the result that earns, and all that would have."""
        earning: dict[str, ResultFacts] = {}
        claimants: dict[str, list[ResultFacts]] = {}
        able = [each for each in ordered if self._is_success(each) and not _lacks_document(each)]
        for each in able:
            for family in self._families(each):
                claimants.setdefault(family, []).append(each)
        # The sort is stable: of two of one level the earlier one earns.
        for each in sorted(able, key=self._turn):
            families = self._families(each)
            if not any(family in earning for family in families):
                earning.update(dict.fromkeys(families, each))
        return earning, claimants

    def _turn(self, result: ResultFacts) -> tuple[bool, int]:
        """Who is asked first, before the order of the ledger: who can earn at all, then the higher one."""
        is_highest_first = self._scheme.one_unit == HIGHEST_CERTIFICATE
        return (
            not self._certificates.can_earn(result),
            -_certificate_level(result) if is_highest_first else 0,
        )

    def _families(self, result: ResultFacts) -> tuple[str, ...]:
        """The class of its unit and, of a transfer, the class of what was issued: both earn once only."""
        own = self._family(result.unit)
        if result.outcome is not Outcome.CREDIT_TRANSFER or not result.issued_as:
            return (own,)
        issued = self._family(result.issued_as)
        return (own,) if issued == own else (own, issued)

    def _family(self, code: str) -> str:
        unit = self._units.get(code)
        return unit.family if unit and self._scheme.one_unit != SAME_UNIT else code

    def _is_success(self, result: ResultFacts) -> bool:
        return (
            result.outcome in self._scheme.counting_outcomes
            and result.unit in self._units
            and self._is_of_its_years(result)
        )

    def _is_of_its_years(self, result: ResultFacts) -> bool:
        first, last = self._scheme.commence_from, self._scheme.commence_to
        return is_within(self._begun(result), first, last)

    def _counted(
        self,
        result: ResultFacts,
        earning: Mapping[str, ResultFacts],
        claimants: Mapping[str, list[ResultFacts]],
    ) -> Counted:
        unit = self._units.get(result.unit)
        if unit is None:
            return Counted(result, None, None, None, "", False, *reasons.unknown_unit(result))
        level, stated = self._level(unit, result), self._stated(unit, result.ended_on)
        family = self._family(result.unit)
        if earning.get(family) is not result:
            earners = [earning[each] for each in self._families(result) if each in earning]
            code, reason = self._why_not(result, min(earners, key=in_order, default=None), claimants)
            return Counted(result, unit, stated, level.level, level.basis, False, code, reason)
        level = self._at(level, result, claimants)
        blocked = self._what_is_missing(unit, result, level, stated)
        return Counted(result, unit, stated, level.level, level.basis, not blocked[0], *blocked)

    def _why_not(
        self,
        result: ResultFacts,
        earner: ResultFacts | None,
        claimants: Mapping[str, list[ResultFacts]],
    ) -> reasons.Why:
        """Why a result of a known unit earns nothing; `earner` is who earns in its class, if anybody."""
        if result.outcome not in self._scheme.counting_outcomes:
            return reasons.outcome(result)
        if not self._is_of_its_years(result):
            return reasons.other_commencement(self._begun(result), self._scheme)
        if result.outcome is Outcome.CREDIT_TRANSFER and result.is_refused:
            return reasons.transfer_refused()
        if earner is None or (in_order(result) < in_order(earner) and _lacks_document(result)):
            return reasons.document_needed()
        return self._already(result, earner, claimants)

    def _already(
        self, result: ResultFacts, earner: ResultFacts, claimants: Mapping[str, list[ResultFacts]]
    ) -> reasons.Why:
        """The unit belongs to `earner`; nothing was credited where that one waits, or cannot earn at all."""
        if not self._certificates.can_earn(earner):
            return reasons.counts_once(earner, "which earns no credit as it stands")
        unit = self._units[earner.unit]
        level = self._at(self._level(unit, earner), earner, claimants)
        blocked, _ = self._what_is_missing(unit, earner, level, self._stated(unit, earner.ended_on))
        if blocked in _WAITS_FOR:
            return reasons.counts_once(earner, f"which waits for its {_WAITS_FOR[blocked]}")
        return reasons.already_credited(result, earner)

    def _what_is_missing(
        self, unit: UnitFacts, result: ResultFacts, level: Level, stated: StatedHours | None
    ) -> reasons.Why:
        """What keeps the result waiting: not 0, but not known yet."""
        if stated is None and self._asks_for_hours(result, level):
            return reasons.hours_missing(hours.why_none(unit, result.ended_on, self._scheme))
        if level.level is None and self._gives_units_a_level():
            return reasons.level_missing(level.basis)
        return reasons.NONE

    def _gives_units_a_level(self) -> bool:
        return self._scheme.level_rule != CERTIFICATE

    def _asks_for_hours(self, result: ResultFacts, level: Level) -> bool:
        """Whether a rule that may apply measures by hours; else it matters little that none are known."""
        at = result.certificate.level if result.certificate else level.level
        return any(
            row.basis == HOURS or row.hours_from is not None or row.hours_to is not None or row.min_hours
            for row in self._scheme.rows
            if at is None or row.level_from <= at <= row.level_to
        )

    def _level(self, unit: UnitFacts, result: ResultFacts) -> Level:
        certificate = result.certificate
        key = (unit.code, certificate.code if certificate else "", result.ended_on)
        found = self._levels.get(key)
        if found is None:
            found = levels.level_of(unit, certificate, result.ended_on, self._scheme)
            self._levels[key] = found
        return found

    def _stated(self, unit: UnitFacts, on: date) -> StatedHours | None:
        key = (unit.code, on)
        if key not in self._hours:
            self._hours[key] = hours.hours_of(unit, on, self._scheme)
        return self._hours[key]

    def _at(self, level: Level, result: ResultFacts, claimants: Mapping[str, list[ResultFacts]]) -> Level:
        """Its level, or the highest of all that would have earned where the scheme re-rates a repeat."""
        if self._scheme.on_repeat != KEEP_HIGHEST:
            return level
        best, at = level, result
        for each in claimants[self._family(result.unit)]:
            found = self._level(self._units[each.unit], each)
            if (found.level or 0) > (best.level or 0):
                best, at = found, each
        if at is result:
            return level
        return Level(best.level, f"Raised by the repeat of {at.ended_on.year} as {at.unit}: {best.basis}")


def _is_dated(scheme: SchemeRules) -> bool:
    return scheme.commence_from is not None or scheme.commence_to is not None


def _certificate_level(result: ResultFacts) -> int:
    return result.certificate.level if result.certificate else 0


def _lacks_document(result: ResultFacts) -> bool:
    return result.outcome is Outcome.CREDIT_TRANSFER and not result.is_evidenced
