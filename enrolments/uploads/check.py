"""Checking the rows of an uploaded file with the forms of the pages, and against what is stored.

Every error of every row is collected. Each form is asked once for each distinct content of its cells, so
twenty thousand rows cost little more than their distinct students and certificates.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from typing import NamedTuple

from enrolments.forms.entry import EnrolmentForm, UnitForm
from enrolments.forms.people import StudentForm
from enrolments.forms.text import EntryForm, shown
from enrolments.lookups import RegisterInMemory
from enrolments.models import EnrolmentYear, Qualification, School
from enrolments.uploads.conflicts import Conflicts
from enrolments.uploads.enrolment_file import COLUMNS, SUBJECTS_COLUMN, CheckedRow, CleanRow, Finding
from enrolments.uploads.standing import Standing
from vetportal.files.problems import RowProblem
from vetportal.files.table import Row


def check_rows(
    rows: Iterable[Row],
    problems: Iterable[RowProblem] = (),
    *,
    school: School,
    year: EnrolmentYear,
    today: date,
    standing: Standing,
) -> list[CheckedRow]:
    """Check the rows of a school's file in their order; `problems` are what the reader found in them."""
    rows = list(rows)
    found: dict[int, list[RowProblem]] = defaultdict(list)
    for problem in problems:
        found[problem.number].append(problem)
    register = RegisterInMemory.naming(row.values for row in rows)
    checker = _Checker(school, year, today, standing, register)
    return [checker.check(row, found.get(row.number, ())) for row in rows]


class _Answer(NamedTuple):
    """What a form said about some cells; `cleaned` is empty where it found an error."""

    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    cleaned: dict


class _AskedOnce:
    """A form that is asked once for each distinct content of its cells."""

    def __init__(self, form: EntryForm, columns: tuple[str, ...]) -> None:
        self.form, self.columns = form, columns
        self.known: dict[Hashable, _Answer] = {}

    def ask(self, values: dict[str, str], **context) -> _Answer:
        """The form's answer; `context` are attributes of the form that the answer depends on."""
        key = (*(values.get(column) for column in self.columns), *context.values())
        answer = self.known.get(key)
        if answer is None:
            answer = self.known[key] = self._answer(values, context)
        return answer

    def _answer(self, values: dict[str, str], context: dict) -> _Answer:
        form = self.form
        vars(form).update(context)
        form.data, form.warnings = values, []
        form.full_clean()
        errors = tuple(Finding(each.field or "", each.code, each.sentence) for each in form.findings())
        warnings = tuple(Finding(each.field or "", each.code, each.sentence) for each in form.warnings)
        return _Answer(errors, warnings, {} if errors else form.cleaned_data)


class _Checker:
    """Checks one row after the other, and remembers what the rows before said."""

    def __init__(
        self,
        school: School,
        year: EnrolmentYear,
        today: date,
        standing: Standing,
        register: RegisterInMemory,
    ) -> None:
        self.school, self.standing, self.register = school, standing, register
        self.conflicts = Conflicts(standing)
        self.student = _AskedOnce(
            StudentForm({}, today=today), ("student_number", "family_name", "given_names", "date_of_birth")
        )
        self.enrolment = _AskedOnce(
            EnrolmentForm({}, register=register, year=year, today=today),
            ("certificate_code", "program", "delivery", "provider_code", SUBJECTS_COLUMN),
        )
        self.unit = _AskedOnce(
            UnitForm({}, register=register, qualification=None, hours_required=True), ("unit_code", "hours")
        )

    def check(self, row: Row, problems: Iterable[RowProblem]) -> CheckedRow:
        """Everything that is wrong or unusual with a row."""
        found = [Finding(each.column or "", each.code, each.sentence) for each in problems]
        raw = {column: row.values[column] for column in (*COLUMNS, SUBJECTS_COLUMN) if column in row.values}
        if any(not each.column for each in found):  # its cells stand in the wrong columns
            return CheckedRow(row.number, row.line, raw, found, (), None)
        errors, warnings, clean = self._read(raw, row.line, {each.column for each in found})
        errors = [*found, *errors]
        if errors or clean is None:
            return CheckedRow(row.number, row.line, raw, errors, warnings, None)
        return CheckedRow(row.number, row.line, clean.as_written(self.school), (), warnings, clean)

    def _read(
        self, values: dict[str, str], line: int, refused: set[str]
    ) -> tuple[list[Finding], list[Finding], CleanRow | None]:
        qualification = self.register.qualification(values["certificate_code"])
        student = self.student.ask(values)
        enrolment = self.enrolment.ask(values, kept=self._kept(student, qualification))
        unit = self.unit.ask(values, qualification=qualification)
        answers = (student, enrolment, unit)
        errors = list(self._wrong_school(values["school_code"]))
        is_own = not errors
        errors += [each for answer in answers for each in answer.errors if each.column not in refused]
        warnings = [each for answer in answers for each in answer.warnings]
        if is_own and student.cleaned:
            says_subjects = SUBJECTS_COLUMN in values
            said = self.conflicts.of(
                line, student.cleaned, enrolment.cleaned, unit.cleaned, says_subjects=says_subjects
            )
            errors, warnings = errors + said.errors, warnings + said.warnings
        is_clean = not errors and all(answer.cleaned for answer in answers)
        clean = _clean(*(each.cleaned for each in answers)) if is_clean else None
        return errors, warnings, clean and clean._replace(says_subjects=SUBJECTS_COLUMN in values)

    def _kept(self, student: _Answer, qualification: Qualification | None) -> Qualification | None:
        """The certificate where the student is in it already: it then stays allowed after its teach-out."""
        key = (student.cleaned.get("student_number"), qualification.pk if qualification else None)
        return qualification if key in self.standing.enrolments else None

    def _wrong_school(self, code: str) -> Iterable[Finding]:
        own = self.school.code
        if code.upper() == own.upper():
            return
        if code:
            sentence = (
                f"{shown(code)} is not the code of {self.school}, and a file is for one school. Write {own}, "
                "or take the row out."
            )
            yield Finding("school_code", "school_other", sentence)
        else:
            yield Finding(
                "school_code", "school_required", f"It is empty. Write {own}, the code of {self.school}."
            )


def _clean(student: dict, enrolment: dict, unit: dict) -> CleanRow:
    return CleanRow(
        student["student_number"],
        student["family_name"],
        student["given_names"],
        student["date_of_birth"],
        enrolment["program"],
        enrolment["qualification"],
        unit["unit"],
        unit["hours"],
        enrolment["provider"],
        enrolment["delivery"],
        enrolment["subjects"],
    )
