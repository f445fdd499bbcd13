"""A school's enrolments as the portal's own file: what it writes, an upload can read."""

from collections.abc import Iterator

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from enrolments.models import Enrolment, EnrolmentUpload, School, Student
from enrolments.uploads.enrolment_file import COLUMNS, SUBJECTS_COLUMN

_VALUES = (
    "school__code",
    "student__student_number",
    "student__family_name",
    "student__given_names",
    "student__date_of_birth",
    "program",
    "qualification__code",
    "units__unit__code",
    "file_hours",
    "provider__code",
    "delivery",
)
_ORDER = ("student__family_name", "student__given_names", "pk", "units__unit__code")


def rows_of(enrolments: QuerySet[Enrolment]) -> Iterator[tuple]:
    """One row a unit in COLUMNS; an enrolment without units is one row with an empty unit."""
    chosen = Enrolment.objects.filter(pk__in=enrolments.order_by().values("pk"))
    rows = chosen.annotate(file_hours=_hours_in_a_file()).order_by(*_ORDER)
    return rows.values_list(*_VALUES).iterator(chunk_size=2_000)


def _hours_in_a_file() -> Case:
    """A file needs hours for every unit, so a credit transfer whose hours were left empty has 0."""
    left_empty = When(units__is_credit_transfer=True, units__hours=None, then=Value(0))
    return Case(left_empty, default=F("units__hours"), output_field=IntegerField())


def students_of(school: School) -> Iterator[tuple]:
    """One row a student in COLUMNS, with the certificate and the unit still to be written."""
    students = Student.objects.filter(school=school).order_by("family_name", "given_names", "pk")
    known = students.values_list("student_number", "family_name", "given_names", "date_of_birth")
    rest = ("",) * (len(COLUMNS) - 5)
    for student in known.iterator(chunk_size=2_000):
        yield school.code, *student, *rest


def columns_of(upload: EnrolmentUpload) -> tuple[str, ...]:
    """The columns of a staged file: COLUMNS, and those optional ones that it has."""
    values = upload.rows.order_by("number").values_list("values", flat=True).first() or {}
    return (*COLUMNS, SUBJECTS_COLUMN) if SUBJECTS_COLUMN in values else COLUMNS


def marked_rows(upload: EnrolmentUpload, *, rejected_only: bool) -> Iterator[tuple]:
    """Rows of a staged file in its columns as they were read, then what is wrong with each."""
    columns = columns_of(upload)
    rows = upload.rows.order_by("number")
    if rejected_only:
        rows = rows.exclude(errors=[])
    for values, errors in rows.values_list("values", "errors").iterator(chunk_size=2_000):
        wrong = " ".join(f"{column}: {sentence}" if column else sentence for column, _, sentence in errors)
        yield (*(values[column] for column in columns), wrong)
