"""A student's credits under one scheme as the page and the printed statement show them."""

from typing import NamedTuple

from credits.models import CreditRecord, CreditScheme
from credits.queries.scheme_reading import Sentence, sentences_of
from credits.queries.schemes import rules_of
from credits.queries.study import SchemeChoice, Study, choose, stored_record, study_of
from credits.rules import levels, reasons
from credits.rules.fingerprint import Fingerprints
from credits.rules.ledger import Books, Ledger, Line
from credits.rules.outcomes import LABELS, Outcome
from credits.rules.principles import principles_of
from credits.rules.projection import Projection, project
from credits.rules.scheme_rules import SchemeRules
from enrolments.models import Student


class Row(NamedTuple):
    """A line of the ledger with the outcome in words; empty on the line of a certificate as a whole."""

    line: Line
    outcome: str

    @property
    def is_whole(self) -> bool:
        """Whether it is the line of a certificate as a whole, or of hours left over."""
        return self.line.key is None

    @property
    def is_in_whole(self) -> bool:
        """Whether its credit stands in the line of its certificate, so that its own 0 is no refusal."""
        return self.line.code == reasons.IN_CERTIFICATE

    @property
    def is_at_level_of_certificate(self) -> bool:
        """Whether its level is plainly that of its certificate."""
        return self.line.level_basis.startswith(levels.OF_CERTIFICATE)


class Sheet(NamedTuple):
    """Everything about a student under a scheme. `is_current`: the stored record says the same."""

    scheme: CreditScheme
    rules: SchemeRules
    projection: Projection
    record: CreditRecord | None
    is_current: bool

    @property
    def ledger(self) -> Ledger:
        """What counts now."""
        return self.projection.before

    @property
    def rows(self) -> list[Row]:
        """The lines of what counts now."""
        return rows_of(self.ledger.lines)

    @property
    def planned(self) -> list[Row]:
        """The lines of the units of present enrolments, as if they were achieved."""
        return rows_of(self.projection.planned)

    @property
    def places(self) -> list[tuple[str, int]]:
        """What fills each place of the certificate, in the order of the lines."""
        found: dict[str, int] = {}
        for line in self.ledger.lines:
            if line.slot and line.credit:
                found[line.slot] = found.get(line.slot, 0) + line.credit
        return list(found.items())

    @property
    def principles(self) -> tuple[str, ...]:
        """How the scheme counts, beside its rows."""
        return principles_of(self.rules)

    @property
    def reading(self) -> list[Sentence]:
        """The rows of the scheme in words."""
        return sentences_of(self.rules)


def rows_of(lines: tuple[Line, ...]) -> list[Row]:
    """Lines with their outcomes in words."""
    return [Row(line, LABELS[Outcome(line.outcome)] if line.outcome else "") for line in lines]


def sheet_of(student: Student, wanted: str) -> tuple[SchemeChoice, Study, Sheet | None]:
    """The schemes offered, the study, and the sheet under the one that is shown; None without any."""
    study = study_of(student)
    choice = choose(wanted, study.commencements)
    if choice.shown is None:
        return choice, study, None
    rules = rules_of(choice.shown)
    record = stored_record(student, choice.shown)
    is_kept = bool(study.results) and Books(study.units, rules).is_for(study.results)
    sha256 = Fingerprints(study.units, rules).of(study.results) if is_kept else ""
    return (
        choice,
        study,
        Sheet(
            choice.shown,
            rules,
            project(study.results, study.planned, study.units, rules),
            record,
            (record.inputs_sha256 if record else "") == sha256,
        ),
    )
