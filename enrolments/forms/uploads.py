"""The form that sends a file, and the guide to what stands in its columns."""

from typing import NamedTuple

from django import forms

from enrolments.forms.entry import programs_of
from enrolments.models import Enrolment, EnrolmentYear, School
from enrolments.uploads.enrolment_file import SUBJECTS_COLUMN
from vetportal.files.limits import MEGABYTE, SCHOOL_UPLOAD


class SentFile(forms.FileField):
    """A file whose reader says in its own words what is wrong with it, also that it is empty."""

    def __init__(self, *, accept: str, **kwargs) -> None:
        super().__init__(
            allow_empty_file=True,
            error_messages={"required": "Choose a file first."},
            widget=forms.FileInput(attrs={"accept": accept}),
            **kwargs,
        )


class UploadForm(forms.Form):
    """One file. What is wrong inside it is said by the reader and by the preview."""

    use_required_attribute = False

    file = SentFile(
        label="File with enrolments",
        help_text=(
            f"CSV or Excel (.xlsx), at most {SCHOOL_UPLOAD.bytes // MEGABYTE} MB and "
            f"{SCHOOL_UPLOAD.rows:,} rows."
        ),
        accept=".csv,.xlsx",
    )


class ColumnGuide(NamedTuple):
    """One column of the file: what goes in, and an example."""

    column: str
    meaning: str
    example: str


def column_guide(school: School, year: EnrolmentYear) -> list[ColumnGuide]:
    """Every column of the file in its order, for this school and year; the last one is optional."""
    programs = programs_of(year.pk)
    return [
        ColumnGuide("school_code", "The code of your school, the same in every row.", school.code),
        ColumnGuide(
            "student_number",
            "The number in your own school system: up to 12 letters and digits. Zeros at the front count.",
            "012345678",
        ),
        ColumnGuide("family_name", "As on the birth certificate. A single name stands here.", "Citizen"),
        ColumnGuide("given_names", "May stay empty for a student with one name only.", "Jane Louise"),
        ColumnGuide("date_of_birth", "Year-month-day, or day/month/year with four digits.", "2003-04-23"),
        ColumnGuide("program", f"One of {', '.join(programs)}; NONE is for neither.", programs[0]),
        ColumnGuide("certificate_code", "The national code of the certificate.", "SIT20316"),
        ColumnGuide("unit_code", "The national code of one unit; each unit has its own row.", "SITXFSA001"),
        ColumnGuide("hours", f"Whole hours of this unit in {year}, 0 to 999. Must not be empty.", "15"),
        ColumnGuide(
            "provider_code",
            "The national code of the TAFE, RTO or host school. May stay empty for delivery SCHOOL.",
            "3075",
        ),
        ColumnGuide(
            "delivery",
            "; ".join(f"{each.value}: {each.label}" for each in Enrolment.Delivery) + ".",
            Enrolment.Delivery.EXTERNAL.value,
        ),
        ColumnGuide(
            SUBJECTS_COLUMN,
            "This column may be left out: the enrolments then keep what they say. How many subjects the "
            "student’s program has, 1 to 12; empty for the usual number.",
            "6",
        ),
    ]
