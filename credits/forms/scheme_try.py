"""What a scheme is tried on: a student, or units as somebody types them. Nothing of it is kept."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import formset_factory

from credits.forms import scheme_fields as fields
from enrolments import access
from enrolments.models import Student
from vetportal.accounts.models import User

_ROWS = 6


class TryStudentForm(fields.DraftForm):
    """A student whom the person may see."""

    school = fields.line("School number", 10, size=8)
    student = fields.line("Student number", 20, size=14)
    with_present = fields.tick("Count the units of present enrolments as achieved")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.found: Student | None = None

    def clean(self) -> dict[str, Any]:
        """Finds the student; one of a school that the person may not see is answered as unknown."""
        cleaned = super().clean()
        school, number = cleaned.get("school"), cleaned.get("student")
        if not school and not number:
            return cleaned
        schools = access.schools_visible_to(self.user)
        students = Student.objects.filter(school__in=schools, school__code=school, student_number=number)
        self.found = students.select_related("school").first()
        if self.found is None:
            raise ValidationError(
                "There is no such student. Check the number of the school and of the student.",
                code="no_student",
                params={"target": "id_student"},
            )
        return cleaned


class TryUnitForm(fields.DraftForm):
    """One unit of a sample."""

    unit = fields.line("Unit", 12, size=12)
    hours = fields.number("Hours")
    certificate = fields.line("Certificate", 10, size=10)
    level = fields.level("Level", 2)
    begun = fields.year("Begun in")
    is_finished = fields.tick("Certificate completed")

    def clean(self) -> dict[str, Any]:
        """A line that says anything names its hours and its year."""
        cleaned = super().clean()
        if self.has_changed() and not cleaned.get("unit") and "unit" not in self.errors:
            self.add_error("unit", "Enter the unit, or clear the line.")
        return cleaned

    @property
    def place(self) -> str:
        """The line as a list of errors names it."""
        return f"Line {int(self.prefix.rpartition('-')[2]) + 1}"


TryUnitFormSet = formset_factory(TryUnitForm, extra=_ROWS, max_num=_ROWS, absolute_max=_ROWS)
