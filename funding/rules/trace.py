"""A calculation as a file that anybody can check without the portal's database: facts, rules, rows, amounts.

The file is JSON of whole numbers and text. Its fingerprint is sha256 over the canonical text of everything
else in it (keys sorted, no spaces, UTF-8), so a changed figure is seen even where it changes no amount.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from funding.rules import calculation_rows, corrections, year_rules
from funding.rules.calculation_rows import CalculationRow
from funding.rules.facts import Allocation, EnrolmentFacts, Outcome, YearRules

FORMAT, VERSION = "VET portal funding trace", 1
NOTE = (
    "Amounts are whole cents. No names are in this file. Dates of birth are, because the age on the census "
    "date decides whether an enrolment is funded."
)
_LISTS = ("enrolments", "lines")

Json = dict[str, Any]


class State(NamedTuple):
    """What a capped run was solved from, without names: quantities by band, and cents of the rural lines."""

    targeted: Mapping[str, Sequence[int]]
    rural_total: int
    rural: Mapping[str, Sequence[int]]


class Scope(NamedTuple):
    """One line of a school; a trace without a scope holds all lines."""

    component: str
    band: str
    qualification: str
    provider: str
    rate: int

    @classmethod
    def of(cls, line: Allocation) -> "Scope":
        """The scope that names this line alone."""
        return cls(line.component, line.band, line.qualification, line.provider, line.rate)


class Calculated(NamedTuple):
    """A school's calculation as it goes into a trace. `engine` is the version that made it."""

    engine: str
    about: Mapping[str, Any]  # run, rate table and school, for people
    rules: YearRules
    base_rate: int
    state: State | None
    facts: Sequence[EnrolmentFacts]
    outcomes: Sequence[Outcome]
    lines: Sequence[tuple[Allocation, Sequence[CalculationRow]]]


def narrowed(held: Calculated, scope: Scope) -> Calculated:
    """The calculation of one line: that line, and the enrolments that count in it."""
    outcomes = [each for each in held.outcomes if counts_in(each, scope, held.rules)]
    kept = {each.enrolment_id for each in outcomes}
    return held._replace(
        outcomes=outcomes,
        facts=[row for row in held.facts if row.enrolment_id in kept],
        lines=[(line, rows) for line, rows in held.lines if Scope.of(line) == scope],
    )


def counts_in(outcome: Outcome, scope: Scope, rules: YearRules) -> bool:
    """Whether an enrolment counts in a line."""
    if scope.component == "MATERIALS":
        return outcome.materials_band == scope.band
    if not outcome.funded_hours or outcome.band != scope.band:
        return False
    if scope.component == "RURAL":
        return outcome.location_index >= rules.rural_threshold
    if scope.component == "TAFE_SUPPLEMENT":
        return (outcome.qualification_code, outcome.tafe_provider) == (scope.qualification, scope.provider)
    return True


def document(held: Calculated, scope: Scope | None = None) -> Json:
    """The trace of a calculation, or of the one line that `scope` names, sealed with its fingerprint."""
    if scope:
        held = narrowed(held, scope)
    outcome_of = {each.enrolment_id: each for each in held.outcomes}
    plain = {
        "format": FORMAT,
        "version": VERSION,
        "engine": held.engine,
        "note": NOTE,
        **held.about,
        "scope": scope._asdict() if scope else None,
        "base_rate": held.base_rate,
        "state": _state_to_json(held.state),
        "rules": year_rules.to_json(held.rules),
        "enrolments": [
            {"facts": facts_to_json(row), "outcome": outcome_to_json(outcome_of[row.enrolment_id])}
            for row in sorted(held.facts)
            if row.enrolment_id in outcome_of
        ],
        "lines": [{**line._asdict(), "rows": calculation_rows.to_json(rows)} for line, rows in held.lines],
        "total": sum(line.amount for line, _ in held.lines),
    }
    return plain | {"sha256": fingerprint(plain)}


def fingerprint(plain: Mapping[str, Any]) -> str:
    """64 hexadecimal digits over everything but the fingerprint itself."""
    canonical = json.dumps(
        {name: value for name, value in plain.items() if name != "sha256"},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return sha256(canonical.encode()).hexdigest()


def text(plain: Mapping[str, Any]) -> str:
    """The file: one key a line, and one enrolment or one line of the school a line, for people to read."""
    parts = [f"{json.dumps(name)}: {_value(name, value)}" for name, value in plain.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _value(name: str, value: Any) -> str:
    if name not in _LISTS:
        return json.dumps(value, ensure_ascii=False)
    rows = [json.dumps(each, ensure_ascii=False) for each in value]
    return "[\n " + ",\n ".join(rows) + "\n]" if rows else "[]"


def facts_to_json(row: EnrolmentFacts) -> Json:
    """The facts without the student, whom no figure depends on."""
    return {name: value for name, value in corrections.to_json(row).items() if name != "student_id"}


def outcome_to_json(outcome: Outcome) -> Json:
    """An outcome with its reasons as a list."""
    return outcome._asdict() | {"reasons": list(outcome.reasons)}


def _state_to_json(state: State | None) -> Json | None:
    if state is None:
        return None
    return {
        "targeted": _sorted(state.targeted),
        "rural_total": state.rural_total,
        "rural": _sorted(state.rural),
    }


def _sorted(by_band: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    return {band: sorted(quantities) for band, quantities in sorted(by_band.items())}


def state_of(lines: Iterable[tuple[str, str, int, int]]) -> State:
    """From component, band, quantity and cents of every line of a run: what its base rate was solved from."""
    targeted: dict[str, list[int]] = {}
    rural: dict[str, list[int]] = {}
    rural_total = 0
    for component, band, quantity, cents in lines:
        if component == "TARGETED" and quantity:
            targeted.setdefault(band, []).append(quantity)
        elif component == "RURAL" and quantity:
            rural.setdefault(band, []).append(quantity)
            rural_total += cents
    return State(targeted, rural_total, rural)
