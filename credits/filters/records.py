"""Filters of the list of students by their credits. Their state lives in the address."""

import django_filters
from django import forms
from django.db.models import QuerySet

from credits.queries import school_records
from enrolments.models import School, Student
from enrolments.queries import entry_lists


class CreditFilter(django_filters.FilterSet):
    """Find students by name or number, year level, home group and standing; the scheme is kept."""

    scheme = django_filters.CharFilter(method="keep", widget=forms.HiddenInput)
    q = django_filters.CharFilter(label="Name or student number", method="find")
    year_level = django_filters.ChoiceFilter(label="Year level", empty_label="All")
    home_group = django_filters.ChoiceFilter(label="Home group", empty_label="All")
    state = django_filters.ChoiceFilter(
        label="Standing", choices=list(school_records.STATES.items()), empty_label="Any", method="in_state"
    )

    class Meta:
        model = Student
        fields = ("q", "year_level", "home_group", "state")

    def __init__(self, *args, school: School, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        students = Student.objects.filter(school=school).order_by()
        pairs = list(students.values_list("year_level", "home_group").distinct())
        levels = sorted({level for level, _ in pairs if level is not None})
        groups = sorted({group for _, group in pairs if group})
        self.filters["year_level"].extra["choices"] = [(level, str(level)) for level in levels]
        self.filters["home_group"].extra["choices"] = [(group, group) for group in groups]

    def keep(self, students: QuerySet[Student], _name: str, _text: str) -> QuerySet[Student]:
        """The scheme decides which figures are shown, not which students."""
        return students

    def find(self, students: QuerySet[Student], _name: str, text: str) -> QuerySet[Student]:
        """Every word must be in a name or begin the number."""
        return entry_lists.find_students(students, text)

    def in_state(self, students: QuerySet[Student], _name: str, state: str) -> QuerySet[Student]:
        """Standard met or not, waiting, or without a result."""
        return school_records.in_state(students, state)
