"""The portal's own enrolment file: its columns, one row a unit, and what a checked row says."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from enrolments.models import EnrolmentYear, Provider, Qualification, School, Unit
from enrolments.uploads.standing import Standing
from vetportal.files.problems import RowProblem
from vetportal.files.table import Row

COLUMNS = (
    "school_code",
    "student_number",
    "family_name",
    "given_names",
    "date_of_birth",
    "program",
    "certificate_code",
    "unit_code",
    "hours",
    "provider_code",
    "delivery",
)
SUBJECTS_COLUMN = "subjects"  # may be absent: then an enrolment that exists keeps what it says
ERRORS_COLUMN = "errors"  # in the rows that come back for correction; ignored when they are uploaded again


class Finding(NamedTuple):
    """One error or warning of a row; `column` is empty where the row as a whole is meant."""

    column: str
    code: str
    sentence: str


class CleanRow(NamedTuple):
    """A row without errors: a student, a certificate and one unit with its whole hours.

    `subjects` only counts where `says_subjects`: the file has that column.
    """

    student_number: str
    family_name: str
    given_names: str
    date_of_birth: date
    program: str
    qualification: Qualification
    unit: Unit
    hours: int
    provider: Provider | None
    delivery: str
    subjects: int | None = None
    says_subjects: bool = False

    def as_written(self, school: School) -> dict[str, str]:
        """The row as text in COLUMNS, each value in its one agreed form, and its subjects if it says them."""
        subjects = {SUBJECTS_COLUMN: "" if self.subjects is None else str(self.subjects)}
        return {
            "school_code": school.code,
            "student_number": self.student_number,
            "family_name": self.family_name,
            "given_names": self.given_names,
            "date_of_birth": self.date_of_birth.isoformat(),
            "program": self.program,
            "certificate_code": self.qualification.code,
            "unit_code": self.unit.code,
            "hours": str(self.hours),
            "provider_code": self.provider.code if self.provider else "",
            "delivery": self.delivery,
            **(subjects if self.says_subjects else {}),
        }


class CheckedRow(NamedTuple):
    """A row with everything that was found; `clean` is None where there is an error.

    `number` counts data rows from 1, `line` is the line that a spreadsheet shows.
    """

    number: int
    line: int
    values: dict[str, str]
    errors: Sequence[Finding]
    warnings: Sequence[Finding]
    clean: CleanRow | None


class Check(Protocol):
    """What checks the rows of a file; see enrolments.uploads.check. Actions are handed it by the page."""

    def __call__(
        self,
        rows: Iterable[Row],
        problems: Iterable[RowProblem] = (),
        *,
        school: School,
        year: EnrolmentYear,
        today: date,
        standing: Standing,
    ) -> list[CheckedRow]: ...
