"""Checking a calculation again: a trace from its own inputs, and what may differ between two engines."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, NoReturn

from funding.rules import calculation_rows, corrections, trace, year_rules
from funding.rules.allocation import allocate
from funding.rules.budget import CentsAt, is_solved, settled_base_rate
from funding.rules.demand import Demand
from funding.rules.errors import CannotCalculate
from funding.rules.explanation import allocation_rows
from funding.rules.facts import Allocation, Calculation, EnrolmentFacts, Outcome, YearRules
from funding.rules.rural import INDEX_SCALE, at_base_rate, cents_at
from vetportal.money import dollars, whole

# What the first engine did not keep with an outcome yet.
_KEPT_BY = {"VET/1": 7}
_ALLOCATION_FIELDS_OF = {"VET/1": 9}


class NotATrace(ValueError):  # noqa: N818 - the name reads as the sentence it carries
    """The text cannot be read as a trace; the message says why."""


class Replay(NamedTuple):
    """What a replay confirmed, and what it found to differ, in sentences."""

    confirmed: tuple[str, ...]
    differences: tuple[str, ...]


class _Read(NamedTuple):
    """A trace with its parts read."""

    plain: Mapping[str, Any]
    engine: str
    rules: YearRules
    base_rate: int
    scope: trace.Scope | None
    outcomes: Sequence[Outcome]
    lines: Sequence[tuple[Allocation, list[dict[str, Any]]]]
    calculation: Calculation


def kept_fields(engine: str) -> int:
    """How many of the first fields of an Outcome the runs of an engine keep."""
    return _KEPT_BY.get(engine, len(Outcome._fields))


def kept_line_fields(engine: str) -> int:
    """How many of the first fields of an Allocation the runs of an engine keep."""
    return _ALLOCATION_FIELDS_OF.get(engine, len(Allocation._fields))


def replay(text: str, engine: str) -> Replay:
    """Work everything in a trace out again from its facts and rules alone; `engine` is this one's version.

    Raises NotATrace, in words, when the text is no trace of the format that this version reads.
    """
    plain = _parsed(text)
    try:
        read = _read(plain)
        found = [each for check in _CHECKS for each in check(read, engine)]
    except CannotCalculate as error:
        return Replay((), (f"The rules in the trace lead to no result. {error}",))
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise NotATrace(
            f"The trace does not have the form of version {trace.VERSION} ({error}). It was changed or cut."
        ) from error
    return Replay(
        tuple(sentence for is_right, sentence in found if is_right),
        tuple(sentence for is_right, sentence in found if not is_right),
    )


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        plain = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise NotATrace(
            f"The file is not whole: it cannot be read from line {error.lineno}, column {error.colno}. "
            "Download it again."
        ) from error
    except RecursionError as error:
        raise NotATrace("The file is not a funding trace of this portal.") from error
    if not isinstance(plain, dict) or plain.get("format") != trace.FORMAT:
        raise NotATrace("The file is not a funding trace of this portal.")
    if plain.get("version") != trace.VERSION:
        raise NotATrace(
            f"The trace has format version {plain.get('version')}, and this portal reads version "
            f"{trace.VERSION}. Replay it with the portal that wrote it."
        )
    return plain


def _refuse(figure: str) -> NoReturn:
    raise NotATrace(f"The file holds {figure}, but a trace holds whole numbers only. It was changed.")


def _read(plain: Mapping[str, Any]) -> _Read:
    rules = year_rules.from_json(plain["rules"])
    facts = [corrections.from_json(each["facts"]) for each in plain["enrolments"]]
    return _Read(
        plain=plain,
        engine=plain["engine"],
        rules=rules,
        base_rate=plain["base_rate"],
        scope=trace.Scope(**plain["scope"]) if plain["scope"] else None,
        outcomes=[_outcome(each["outcome"]) for each in plain["enrolments"]],
        lines=[_line(each) for each in plain["lines"]],
        calculation=_calculated(facts, rules, plain["base_rate"]),
    )


def _calculated(facts: Sequence[EnrolmentFacts], rules: YearRules, base_rate: int) -> Calculation:
    """The lines at the base rate stated; a year whose rural rate is unknown pays no rural line yet."""
    known = replace(rules, kind="INDICATIVE", sealed_base_rate=None, rural_rate=rules.rural_rate or 0)
    return allocate(facts, at_base_rate(base_rate, known))


def _outcome(plain: Mapping[str, Any]) -> Outcome:
    return Outcome(**{**plain, "reasons": tuple(plain["reasons"])})


def _line(plain: Mapping[str, Any]) -> tuple[Allocation, list[dict[str, Any]]]:
    return Allocation(**{name: plain[name] for name in Allocation._fields}), plain["rows"]


Found = Iterator[tuple[bool, str]]


def _check_fingerprint(read: _Read, engine: str) -> Found:
    stated, found = read.plain.get("sha256"), trace.fingerprint(read.plain)
    if stated == found:
        yield True, f"The file is as it was written: sha256 {found}."
    else:
        yield False, f"The file was changed: its text has sha256 {found}, but it states {stated}."


def _check_engine(read: _Read, engine: str) -> Found:
    if read.engine == engine:
        yield True, f"It was calculated by engine {engine}, the one that replays it."
    else:
        yield True, f"It was calculated by engine {read.engine}; engine {engine} replays it."


def _check_base_rate(read: _Read, engine: str) -> Found:
    rules, state = read.rules, read.plain["state"]
    if not is_solved(rules):
        is_right = read.base_rate == rules.base_rate
        word = "is" if is_right else "is not"
        yield is_right, f"The base rate {dollars(read.base_rate)} {word} that of the rate table."
        return
    demand = _demand(state["targeted"], rules)
    solved = settled_base_rate(demand, _rural(state, rules), rules)
    if solved == read.base_rate:
        yield (
            True,
            (
                f"The base rate {dollars(solved)} follows from the cap {dollars(rules.cap)} and the "
                f"{whole(len(demand))} targeted lines of all schools."
            ),
        )
    else:
        yield (
            False,
            (
                f"The cap {dollars(rules.cap)} and the lines of all schools lead to a base rate of "
                f"{dollars(solved)}, not {dollars(read.base_rate)}."
            ),
        )
    yield from _check_part_of_state(read, state["targeted"])


def _demand(by_band: Mapping[str, Sequence[int]], rules: YearRules, scale: int = 1) -> list[Demand]:
    bands = {band.code: band for band in rules.bands}
    return [
        Demand(0, bands[code], 0, 0, quantity, bands[code].full_rate_hours * scale)
        for code, quantities in by_band.items()
        for quantity in quantities
    ]


def _rural(state: Mapping[str, Any], rules: YearRules) -> CentsAt:
    """What the state's rural lines come to at a base rate; one sum says it where their rate never moves."""
    if not rules.does_rural_rate_move:
        return lambda base_rate: state["rural_total"]
    return cents_at(_demand(state["rural"], rules, INDEX_SCALE), rules)


def _check_part_of_state(read: _Read, targeted: Mapping[str, Sequence[int]]) -> Found:
    for line, _ in read.lines:
        is_there = line.quantity in targeted.get(line.band, ())
        if line.component == "TARGETED" and line.quantity and not is_there:
            yield False, f"{_named(line)} is not among the lines from which the base rate was solved."


def _check_outcomes(read: _Read, engine: str) -> Found:
    kept = kept_fields(read.engine)
    wrong = 0
    stated_of = {each.enrolment_id: each for each in read.outcomes}
    for decided in read.calculation.outcomes:
        stated = stated_of.get(decided.enrolment_id)
        if stated is None or stated[:kept] != decided[:kept]:
            wrong += 1
            yield False, _outcome_sentence(stated, decided)
    if not wrong:
        funded = sum(1 for each in read.outcomes if not each.reasons)
        unfunded = len(read.outcomes) - funded
        yield True, (f"Every enrolment is decided as stated: {whole(funded)} funded, {whole(unfunded)} not.")


def _outcome_sentence(stated: Outcome | None, decided: Outcome) -> str:
    if stated is None:
        return f"Enrolment {decided.enrolment_id} has facts but no outcome."
    parts = [
        f"{name.replace('_', ' ')} {_shown(new)}, not {_shown(old)}"
        for name, old, new in zip(Outcome._fields, stated, decided, strict=True)
        if old != new
    ]
    return f"Enrolment {decided.enrolment_id}: the facts and rules lead to {'; '.join(parts)}."


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "no reason"
    return str(value)


def _check_lines(read: _Read, engine: str) -> Found:
    stated = {trace.Scope.of(line): line for line, _ in read.lines if line.amount}
    found = {trace.Scope.of(line): line for line in read.calculation.allocations if line.amount}
    if read.scope:
        found = {key: line for key, line in found.items() if key == read.scope}
    wrong = [
        sentence
        for key in sorted({*stated, *found})
        for sentence in _differs(stated.get(key), found.get(key))
    ]
    yield from ((False, sentence) for sentence in wrong)
    if not wrong:
        yield True, f"Every line comes to the stated cents, {whole(len(stated))} in all."


def _differs(stated: Allocation | None, found: Allocation | None) -> Iterator[str]:
    if found is None and stated is not None:
        yield f"{_named(stated)} states {dollars(stated.amount)}, but the facts lead to no such line."
    elif stated is None and found is not None:
        yield f"{_named(found)} comes to {dollars(found.amount)}, but the trace does not state it."
    elif stated and found and stated.amount != found.amount:
        yield (
            f"{_named(found)} states {dollars(stated.amount)}, but the facts and rules lead to "
            f"{dollars(found.amount)}."
        )
    elif stated != found and stated and found:
        names = zip(Allocation._fields, stated, found, strict=True)
        parts = [f"{name} {new}, not {old}" for name, old, new in names if old != new]
        yield f"{_named(found)}: the facts and rules lead to {'; '.join(parts)}."


def _named(line: Allocation) -> str:
    extra = f" {line.qualification} at {line.provider}" if line.qualification else ""
    return f"Line {line.component} band {line.band}{extra}"


def _check_rows(read: _Read, engine: str) -> Found:
    rows, wrong = 0, 0
    for line, stated in read.lines:
        if not line.amount:
            continue
        found = calculation_rows.to_json(allocation_rows(line, read.rules, read.base_rate))
        rows += len(found)
        if stated != found:
            wrong += 1
            yield False, f"{_named(line)}: the calculation reads differently from what the rules say."
    if not wrong:
        yield True, f"Every calculation row reads as stated, {whole(rows)} in all."


def _check_total(read: _Read, engine: str) -> Found:
    stated, found = read.plain["total"], sum(line.amount for line, _ in read.lines)
    if stated == found:
        yield True, f"Together the lines are the stated {dollars(found)}."
    else:
        yield False, f"Together the lines are {dollars(found)}, not {dollars(stated)}."


_CHECKS: tuple[Callable[[_Read, str], Found], ...] = (
    _check_fingerprint,
    _check_engine,
    _check_base_rate,
    _check_outcomes,
    _check_lines,
    _check_rows,
    _check_total,
)
