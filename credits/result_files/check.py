"""Holding a file of results against the school's students, the register and what is stored."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from credits.actions.result_checks import (
    ResultChange,
    document_needed,
    faults_of,
    hours_missing,
    without_hours,
)
from credits.actions.results import is_as_stored
from credits.models import Outcome, UnitResult
from credits.queries.standing import Key, Standing, standing_of
from credits.result_files.people import LEFT_OUT, Roster, chosen, folded
from credits.result_files.rows import (
    CERTIFICATE,
    ENDED,
    OUTCOME,
    PERSON,
    TITLE,
    UNIT,
    Fault,
    SentFile,
    SentRow,
)
from credits.rules.national_words import TAKEN_AS, taken_as
from enrolments.forms.text import shown
from enrolments.lookups import RegisterInMemory
from enrolments.models import School, Student
from vetportal.money import day

NEW, CHANGED, UNCHANGED = "NEW", "CHANGED", "UNCHANGED"
_STRAY = {"not_enrolled", "unit_not_enrolled"}
_FEW_CODES = 500


class Planned(NamedTuple):
    """A row that can be taken: what it would store, and what is stored now."""

    line: int
    change: ResultChange
    held: UnitResult | None

    @property
    def state(self) -> str:
        """NEW, CHANGED or UNCHANGED."""
        if self.held is None:
            return NEW
        return UNCHANGED if is_as_stored(self.change, self.held) else CHANGED


@dataclass
class Checked:
    """What a file would do. `people` are clients by number whom nobody could match, with their lines.

    `strays` counts rows of units outside the enrolments, which can be taken as units on their own.
    """

    roster: Roster
    planned: list[Planned] = field(default_factory=list)
    faults: list[tuple[int, Fault]] = field(default_factory=list)
    warnings: list[tuple[int, Fault]] = field(default_factory=list)
    people: dict[str, list[SentRow]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    named: dict[str, Student] = field(default_factory=dict)
    left_out: int = 0
    strays: int = 0

    def counts(self) -> Counter[str]:
        """How many results would be new, changed and unchanged."""
        return Counter(each.state for each in self.planned)


def check_file(
    sent: SentFile, *, school: School, today: date, choices: Mapping[str, int], own: bool
) -> Checked:
    """Check every row. `choices` say who a provider's clients are, `own` takes strays on their own."""
    roster = Roster.of(Student.objects.filter(school=school).order_by("pk"))
    checked = Checked(roster)
    whose = _people(sent, checked, choices)
    rows = [each for each in sent.rows if isinstance(whose.get(each.person), Student)]
    standing = standing_of(school, {whose[each.person].pk for each in rows})
    _Rows(checked, _register(rows), standing, today, own, is_table=sent.clients is None).check(rows, whose)
    return checked


def _people(sent: SentFile, checked: Checked, choices: Mapping[str, int]) -> dict[str, Student | int | None]:
    """Whom each row is about. A table's unknown number is an error of its row; a provider's client may be
    somebody else's student."""
    whose: dict[str, Student | int | None] = {}
    for row in sent.rows:
        if not row.person and sent.clients is not None:
            checked.faults += [(row.line, each) for each in row.faults]
            continue
        if row.person not in whose:
            whose[row.person] = _person(row.person, sent, checked, choices)
        found = whose[row.person]
        if sent.clients is None and found is None:
            checked.faults.append((row.line, _no_student(row.person)))
        elif found == LEFT_OUT and row.person not in checked.waiting:
            checked.left_out += 1
        if row.person in checked.people:
            checked.people[row.person].append(row)
    return whose


def _person(
    number: str, sent: SentFile, checked: Checked, choices: Mapping[str, int]
) -> Student | int | None:
    if sent.clients is None:
        return checked.roster.match(number, None)
    client = sent.clients.get(number)
    found = checked.roster.match(number, client)
    if found is not None:
        if found.student_number.upper() != number.upper():
            checked.named[number] = found
        return found
    checked.people[number] = []
    decided = chosen(choices, number, checked.roster)
    if decided is None and checked.roster.likely(client):
        checked.waiting.add(number)
    return LEFT_OUT if decided is None else decided


def _no_student(number: str) -> Fault:
    fault = f"Your school has no student with the number {shown(number)}" if number else "It is empty"
    return Fault(PERSON, "student_unknown", f"{fault}. Correct the number, or add the student first.")


def _register(rows: list[SentRow]) -> RegisterInMemory:
    units, certificates = {each.unit for each in rows}, {each.certificate for each in rows}
    if len(units) + len(certificates) > _FEW_CODES:
        return RegisterInMemory.load()
    return RegisterInMemory.of(units=units, qualifications=certificates)


class _Rows:
    """Checks the rows of people who are known, and finds the doubled ones."""

    def __init__(
        self,
        checked: Checked,
        register: RegisterInMemory,
        standing: Standing,
        today: date,
        own: bool,
        *,
        is_table: bool,
    ) -> None:
        self.checked, self.register, self.standing = checked, register, standing
        self.today, self.own, self.is_table = today, own, is_table
        self.seen: dict[Key, Planned] = {}

    def check(self, rows: list[SentRow], whose: Mapping[str, object]) -> None:
        """Check all rows in their order, then say what is only unusual."""
        for row in rows:
            change, faults = self._change(row, whose[row.person])
            self.checked.faults += [(row.line, each) for each in faults]
            if change is not None and not faults:
                self._plan(row.line, change)
        self.checked.planned = sorted(self.seen.values(), key=lambda each: each.line)
        self._warn()

    def _change(self, row: SentRow, who) -> tuple[ResultChange | None, list[Fault]]:
        faults = list(row.faults)
        refused = {each.column for each in faults}
        unit = self.register.unit(row.unit)
        qualification = self.register.qualification(row.certificate) if row.certificate else None
        if unit is None and UNIT not in refused:
            faults.append(_unknown(UNIT, row.unit, "units"))
        if row.certificate and qualification is None and CERTIFICATE not in refused:
            faults.append(_unknown(CERTIFICATE, row.certificate, "certificates"))
        if row.began and row.ended and row.ended < row.began:
            sentence = f"The result of {day(row.ended)} is before the start of the unit, {day(row.began)}."
            faults.append(Fault(ENDED, "date_before_start", sentence))
        if faults or unit is None or row.ended is None:
            return None, faults
        if row.title and folded(row.title) != folded(unit.title):
            sentence = f"The register calls {unit.code} “{unit.title}”. Check that the code is right."
            self.checked.warnings.append((row.line, Fault(TITLE, "title_differs", sentence)))
        latest = min(row.ended.year, self.today.year)
        year = qualification and self.standing.year_of(who.pk, qualification.pk, unit.pk, latest)
        change = ResultChange(
            who, unit, qualification, year or latest, row.outcome, row.ended, 0, row.national
        )
        return self._judged(change)

    def _judged(self, change: ResultChange) -> tuple[ResultChange, list[Fault]]:
        found = faults_of(change, self.standing, self.today)
        if any(each.code in _STRAY for each in found):
            self.checked.strays += 1
            if self.own:
                change = change._replace(qualification=None)
                found = faults_of(change, self.standing, self.today)
        held = self.standing.results.get(change.key)
        change = change._replace(version=held.version if held else 0)
        return change, [Fault(*each) for each in found]

    def _plan(self, line: int, change: ResultChange) -> None:
        new = Planned(line, change, self.standing.results.get(change.key))
        earlier = self.seen.get(change.key)
        if earlier is None:
            self.seen[change.key] = new
            return
        before, after = (earlier.change.ended_on, earlier.change.outcome), (change.ended_on, change.outcome)
        if before == after:
            sentence = f"It says the same as row {earlier.line}. It is taken once."
            self.checked.warnings.append((line, Fault("", "row_doubled", sentence)))
        elif self.is_table or before[0] == after[0]:
            sentence = (
                f"Row {earlier.line} has another result of the same student in {change.unit.code}. Keep "
                "one of the two rows."
            )
            self.checked.faults.append((line, Fault("", "result_doubled", sentence)))
        else:
            self._keep_later(earlier, new)

    def _keep_later(self, earlier: Planned, new: Planned) -> None:
        """A provider reports each start of a unit; the result that came last counts."""
        kept, dropped = sorted((earlier, new), key=lambda each: each.change.ended_on, reverse=True)
        self.seen[kept.change.key] = kept
        sentence = f"Row {kept.line} has a later result of the same student and unit, which is taken instead."
        self.checked.warnings.append((dropped.line, Fault("", "result_replaced", sentence)))

    def _warn(self) -> None:
        planned = [each for each in self.checked.planned if each.state != UNCHANGED]
        silent = without_hours(each.change.unit for each in planned)
        for each in planned:
            unit = each.change.unit
            if unit.pk in silent:
                self.checked.warnings.append((each.line, Fault(*hours_missing(unit))))
            if each.change.national_outcome in TAKEN_AS:
                said = taken_as(each.change.national_outcome)
                self.checked.warnings.append((each.line, Fault(OUTCOME, "national_meaning", said)))
            evidence = getattr(each.held, "evidence", None)
            if each.change.outcome == Outcome.CREDIT_TRANSFER and evidence is None:
                said = document_needed(each.change.student.name, unit)
                self.checked.warnings.append((each.line, Fault(OUTCOME, said.code, _DOCUMENT)))


_DOCUMENT = (
    "A credit transfer needs a document. The result is taken; record the evidence then. The page of results "
    "lists what still needs its document."
)


def _unknown(column: str, code: str, kind: str) -> Fault:
    if not code:
        return Fault(column, "code_required", "It is empty. Write the national code.")
    sentence = (
        f"{shown(code)} is not in the register of {kind}. Check the code, or ask the department to add it."
    )
    return Fault(column, "code_unknown", sentence)


def lines_by_fault(found: list[tuple[int, Fault]]) -> list[tuple[Fault, list[int]]]:
    """The same thing found in many rows is one line; they come in the order of their first rows."""
    lines: dict[Fault, list[int]] = defaultdict(list)
    for line, fault in found:
        lines[fault].append(line)
    found_in = [(fault, sorted(set(those))) for fault, those in lines.items()]
    return sorted(found_in, key=lambda each: each[1][0])
