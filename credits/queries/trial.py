"""Trying a scheme: what sample units or a student's results would earn, beside the version in force."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from credits.models import CreditScheme
from credits.queries.facts import present_study_of, results_of, unit_facts
from credits.queries.schemes import published, rules_of
from credits.rules.facts import Certificate, Listing, ResultFacts, StatedHours, UnitFacts
from credits.rules.ledger import Ledger, Line, work_out
from credits.rules.outcomes import Outcome
from credits.rules.scheme_rules import SchemeRules
from enrolments.models import Student
from vetportal import clock

_TYPED = "Typed"
Units = dict[str, UnitFacts]


class Sample(NamedTuple):
    """Results and what the register, or the person who types, says of their units."""

    results: Sequence[ResultFacts]
    units: Units
    typed_hours: Mapping[str, int]


class Pair(NamedTuple):
    """A line of the ledger with its credit under the tried version and under the one in force, or None."""

    line: Line
    tried: int | None
    in_force: int | None

    @property
    def differs(self) -> bool:
        """Whether the two give another credit."""
        return (self.tried or 0) != (self.in_force or 0)


class Trial(NamedTuple):
    """Both ledgers and their lines side by side. `before` is None where no version is in force."""

    ledger: Ledger
    before: CreditScheme | None
    before_ledger: Ledger | None
    pairs: list[Pair]


def sample_of_student(student: Student, *, with_present: bool) -> Sample:
    """A student's results, with the units of present enrolments if asked for."""
    results = list(results_of([student.pk]).get(student.pk, ()))
    if with_present:
        results += present_study_of(student)
    return Sample(results, unit_facts(code for each in results for code in each.codes), {})


def sample_of_lines(lines: Iterable[Mapping[str, Any]]) -> Sample:
    """Units as they were typed; what is left out comes from the register."""
    lines = list(lines)
    known = unit_facts(line["unit"].upper() for line in lines)
    today = clock.today()
    units: Units = {}
    hours: dict[str, int] = {}
    results = []
    for key, line in enumerate(lines, start=1):
        code = line["unit"].upper()
        units[code] = _unit(code, line, known.get(code))
        if line["hours"] is not None:
            hours[code] = line["hours"]
        results.append(_result(key, code, line, today))
    return Sample(results, units, hours)


def _unit(code: str, line: Mapping[str, Any], known: UnitFacts | None) -> UnitFacts:
    facts = known or UnitFacts(code, "A unit typed here", code)
    if line["hours"] is not None:
        facts = replace(facts, hours=(StatedHours(line["hours"], _TYPED),))
    if not facts.listings:
        facts = replace(facts, listings=(Listing(_TYPED, line["level"]),))
    return facts


def _result(key: int, code: str, line: Mapping[str, Any], today: date) -> ResultFacts:
    begun = line["begun"] or today.year
    within = line["certificate"].upper()
    certificate = Certificate(within, "a sample certificate", line["level"]) if within else None
    return ResultFacts(
        key, code, certificate, Outcome.ACHIEVED, max(today, date(begun, 12, 31)), begun,
        is_finished=line["is_finished"],
    )  # fmt: skip


def trial_of(scheme: CreditScheme, sample: Sample) -> Trial:
    """What the sample earns under the version, beside the newest version in force of the same code.

    Raises IncompleteScheme where the tried version cannot be worked out yet.
    """
    ledger = work_out(sample.results, sample.units, _with_typed(rules_of(scheme), sample))
    held = [each for each in published() if each.code == scheme.code and each.pk != scheme.pk]
    before = max(held, key=lambda each: each.version, default=None)
    if before is None:
        return Trial(ledger, None, None, _pairs(ledger, None))
    other = work_out(sample.results, sample.units, _with_typed(rules_of(before), sample))
    return Trial(ledger, before, other, _pairs(ledger, other))


def _with_typed(rules: SchemeRules, sample: Sample) -> SchemeRules:
    """Hours that somebody typed hold whatever sources a scheme asks, its own table of hours too."""
    if not sample.typed_hours:
        return rules
    table = rules.indicative_hours
    return replace(
        rules,
        hours_sources=(_TYPED, *rules.hours_sources),
        indicative_hours=None if table is None else {**table, **sample.typed_hours},
    )


def _pairs(ledger: Ledger, other: Ledger | None) -> list[Pair]:
    tried, in_force = _keyed(ledger.lines), _keyed(other.lines if other else ())
    both = {**tried, **{key: line for key, line in in_force.items() if key not in tried}}
    return [
        Pair(line, _credit(tried.get(key)), _credit(in_force.get(key)) if other else None)
        for key, line in both.items()
    ]


def _credit(line: Line | None) -> int | None:
    return line.credit if line else None


def _keyed(lines: Iterable[Line]) -> dict[tuple[object, ...], Line]:
    """Lines by what they are about, so that those of two ledgers can be laid beside each other."""
    keyed: dict[tuple[object, ...], Line] = {}
    for line in lines:
        about = (line.key, line.unit_code, line.certificate_code, "" if line.key else line.certificate_title)
        number = 0
        while (*about, number) in keyed:
            number += 1
        keyed[*about, number] = line
    return keyed
