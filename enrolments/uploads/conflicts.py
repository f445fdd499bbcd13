"""Rows of a file held against each other and against what the school has stored already."""

from datetime import date
from typing import NamedTuple

from enrolments.uploads.enrolment_file import Finding
from enrolments.uploads.frozen_census import differences
from enrolments.uploads.standing import HeldStudent, Standing
from vetportal.money import day


class _Person(NamedTuple):
    """A student as a row names them."""

    line: int
    family_name: str
    given_names: str
    date_of_birth: date

    @property
    def name(self) -> str:
        return f"{self.family_name}, {self.given_names}" if self.given_names else self.family_name


class _Training(NamedTuple):
    """What a row says about a student's certificate besides the unit."""

    line: int
    program: str
    delivery: str
    provider_code: str
    subjects: int | None


class Said(NamedTuple):
    """What was found in one row."""

    errors: list[Finding]
    warnings: list[Finding]


class Conflicts:
    """Remembers the rows that came before. Where two rows disagree, the later one is in error."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.people: dict[str, _Person] = {}
        self.numbers = {_without_zeros(number): number for number in standing.students}
        self.training: dict[tuple[str, str], _Training] = {}
        self.units: dict[tuple[str, str, str], int] = {}

    def of(self, line: int, student: dict, enrolment: dict, unit: dict, *, says_subjects: bool) -> Said:
        """Compare the row in a line with all before it; an empty part is one that has errors itself."""
        said = Said([], [])
        number = student["student_number"]
        person = _Person(line, student["family_name"], student["given_names"], student["date_of_birth"])
        self._compare_person(number, person, said)
        if enrolment:
            self._compare_training(line, number, enrolment, said)
            self._compare_census(number, enrolment, unit, said, says_subjects=says_subjects)
        if enrolment and unit:
            self._compare_unit(line, (number, enrolment["certificate_code"], unit["unit_code"]), said)
        return said

    def _compare_person(self, number: str, person: _Person, said: Said) -> None:
        first = self.people.setdefault(number, person)
        held = self.standing.students.get(number)
        if held:
            _compare_stored(number, person, held, said)
        elif first.date_of_birth != person.date_of_birth or not _is_same_name(first, person):
            sentence = (
                f"Student number {number} is {first.name}, born on {day(first.date_of_birth)}, in row "
                f"{first.line}, and {person.name}, born on {day(person.date_of_birth)}, here. Correct the "
                "number, or write the same name and date of birth in every row."
            )
            said.errors.append(Finding("student_number", "student_conflict", sentence))
        else:
            self._compare_zeros(number, said)

    def _compare_zeros(self, number: str, said: Said) -> None:
        known = self.numbers.setdefault(_without_zeros(number), number)
        if known == number:
            return
        where = "is stored" if known in self.standing.students else "stands in an earlier row"
        sentence = (
            f"{number} and {known}, which {where}, differ only in zeros at the front, which a spreadsheet "
            f"may have dropped. Write {known}, with the column formatted as text."
        )
        said.errors.append(Finding("student_number", "student_number_format", sentence))

    def _compare_training(self, line: int, number: str, enrolment: dict, said: Said) -> None:
        certificate = enrolment["certificate_code"]
        here = _Training(
            line,
            enrolment["program"],
            enrolment["delivery"],
            enrolment["provider_code"],
            enrolment["subjects"],
        )
        first = self.training.setdefault((number, certificate), here)
        column = next(
            (name for name in _Training._fields[1:] if getattr(first, name) != getattr(here, name)), ""
        )
        if column:
            sentence = (
                f"Row {first.line} says {getattr(first, column) or 'nothing'} for the same student and "
                f"certificate, this row says {getattr(here, column) or 'nothing'}. Write the same in every "
                f"row of {certificate} for this student."
            )
            said.errors.append(Finding(column, "enrolment_conflict", sentence))
        held = self.standing.enrolments.get((number, enrolment["qualification"].pk))
        if held and held.withdrawn_date:
            sentence = (
                f"The student was withdrawn from {certificate} on {day(held.withdrawn_date)}; that stays."
            )
            said.warnings.append(Finding("certificate_code", "enrolment_withdrawn", sentence))

    def _compare_census(
        self, number: str, enrolment: dict, unit: dict, said: Said, *, says_subjects: bool
    ) -> None:
        """After the freeze an enrolment on the census may stand in the file, as it is stored."""
        held = self.standing.enrolments.get((number, enrolment["qualification"].pk))
        if held and held.on_census and self.standing.is_late:
            said.errors.extend(differences(held, enrolment, unit, says_subjects=says_subjects))

    def _compare_unit(self, line: int, key: tuple[str, str, str], said: Said) -> None:
        first = self.units.setdefault(key, line)
        if first != line:
            number, certificate, unit = key
            sentence = (
                f"Row {first} has {unit} in {certificate} for student {number} already. Keep one of the two "
                "rows, with the hours of this year."
            )
            said.errors.append(Finding("unit_code", "row_doubled", sentence))


def _compare_stored(number: str, person: _Person, held: HeldStudent, said: Said) -> None:
    if held.date_of_birth != person.date_of_birth:
        sentence = (
            f"Student {number} is stored as born on {day(held.date_of_birth)}, here on "
            f"{day(person.date_of_birth)}. Correct the number or the date; if the stored date is wrong, "
            "correct it on the page of the student first."
        )
        said.errors.append(Finding("date_of_birth", "student_conflict", sentence))
    elif not _is_same_name(held, person):
        sentence = (
            f"Student {number} is stored as {held.name}, here as {person.name}. The stored name stays; if it "
            "is wrong, correct it on the page of the student. If this is another student, correct the number."
        )
        said.warnings.append(Finding("family_name", "name_differs", sentence))


def _is_same_name(one: _Person | HeldStudent, other: _Person) -> bool:
    return one.name.casefold() == other.name.casefold()


def _without_zeros(number: str) -> str:
    return number.lstrip("0") if number.isdigit() else number
