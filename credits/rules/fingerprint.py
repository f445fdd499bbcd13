"""SHA-256 over everything that a ledger is worked out from, so that the same inputs are known again."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date

from credits.rules.facts import ResultFacts, UnitFacts
from credits.rules.scheme_rules import SchemeRules

ENGINE = "credits 3"  # changes whenever the same facts and rules may come to something else


class Fingerprints:
    """Fingerprints of many students' ledgers under one scheme; it remembers those of units."""

    def __init__(self, units: Mapping[str, UnitFacts], scheme: SchemeRules) -> None:
        self._units = units
        self._opening = f"{ENGINE} {_digest(scheme)}"
        self._of_units: dict[str, str] = {}

    def of(self, results: Iterable[ResultFacts]) -> str:
        """The fingerprint of one student's inputs, in whatever order the results come; 64 hexadecimals."""
        ordered = sorted(results, key=lambda each: each.key)
        codes = sorted({code for each in ordered for code in each.codes})
        parts = [self._opening, *map(_line, ordered), *map(self._unit, codes)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def _unit(self, code: str) -> str:
        if code not in self._of_units:
            unit = self._units.get(code)
            self._of_units[code] = _digest(unit) if unit else ""
        return self._of_units[code]


def _line(result: ResultFacts) -> str:
    taken_in = result.certificate
    certificate = f"{taken_in.code}|{taken_in.title}|{taken_in.level}" if taken_in else ""
    return (
        f"{result.key}|{result.unit}|{certificate}|{result.outcome}|{result.ended_on}|{result.commenced}"
        f"|{result.is_evidenced}|{result.is_finished}|{result.issued_as}|{result.is_refused}"
        f"|{result.first_begun}"
    )


def _digest(facts: SchemeRules | UnitFacts) -> str:
    text = json.dumps(asdict(facts), sort_keys=True, default=_as_text, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _as_text(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"A ledger is not worked out from {type(value).__name__}.")
