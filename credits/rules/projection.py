"""What a ledger would come to with units that are still planned, and what they would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from credits.rules.facts import ResultFacts, UnitFacts
from credits.rules.ledger import Books, Ledger, Line
from credits.rules.outcomes import Outcome
from credits.rules.scheme_rules import SchemeRules


@dataclass(frozen=True, slots=True)
class Projection:
    """A ledger as it stands, and as it would be if the planned units were achieved."""

    before: Ledger
    after: Ledger

    @property
    def gained(self) -> int:
        """What the planned units would add to the whole, in thousandths."""
        return self.after.total - self.before.total

    @property
    def planned(self) -> tuple[Line, ...]:
        """The lines of the planned units, the zeros with their reasons among them."""
        return tuple(line for line in self.after.lines if line.key is not None and line.key < 0)

    @property
    def moved(self) -> tuple[tuple[Line, Line], ...]:
        """Lines of results that would change because of the plan: as they are, as they would be."""
        was = {line.key: line for line in self.before.lines if line.key is not None}
        pairs = ((was[line.key], line) for line in self.after.lines if line.key in was)
        return tuple(pair for pair in pairs if _worth(pair[0]) != _worth(pair[1]))


def project(
    results: Sequence[ResultFacts],
    planned: Sequence[ResultFacts],
    units: Mapping[str, UnitFacts],
    scheme: SchemeRules,
) -> Projection:
    """Both ledgers. Planned units have negative keys. Nothing here is stored or owed: it is a what-if."""
    books = Books(units, scheme)
    return Projection(books.ledger(results), books.ledger([*results, *planned]))


def as_planned(result: ResultFacts, number: int, on: date) -> ResultFacts:
    """A unit in progress as if it were achieved on that day; a credit transfer stays one."""
    outcome = result.outcome if result.outcome is Outcome.CREDIT_TRANSFER else Outcome.ACHIEVED
    return replace(result, key=-number, outcome=outcome, ended_on=on)


def _worth(line: Line) -> tuple[int, int | None]:
    return line.credit, line.level
