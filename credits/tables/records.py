"""Students of a school, and schools of the state, by their credits."""

from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.html import format_html

from credits.models import CreditScheme
from credits.queries.school_records import SchoolCredits
from credits.queries.study import name_of
from credits.rules.interpreter_words import plural
from enrolments.models import Student
from enrolments.tables.returns import tag
from vetportal.money import UNKNOWN, credit, whole

_NUMBER = {"td": {"class": "num"}}
_STANDARD = ("at_level", "missing")


def _last_without(name: str) -> Any:
    """An order in which students without a figure come last either way."""

    def order(students: QuerySet[Student], is_descending: bool) -> tuple[QuerySet, bool]:
        figure = F(name)
        first = figure.desc(nulls_last=True) if is_descending else figure.asc(nulls_last=True)
        return students.order_by(first, "family_name", "given_names", "pk"), True

    return order


class StudentCreditsTable(tables.Table):
    """Students with what counts for them. `projections` are those of the rows on the page."""

    name = tables.Column("Student", order_by=("family_name", "given_names", "pk"))
    year_level = tables.Column("Year level", empty_values=(), attrs=_NUMBER)
    home_group = tables.Column("Home group")
    total = tables.Column(attrs=_NUMBER, empty_values=())
    at_level = tables.Column(attrs=_NUMBER)
    missing = tables.Column("Missing", attrs=_NUMBER)
    projection = tables.Column("With present study", empty_values=(), attrs=_NUMBER, orderable=False)
    state = tables.Column("Standing", empty_values=(), orderable=False)

    caption = "Students"

    class Meta:
        empty_text = "No student matches. Change the filter, or show all."
        order_by = "name"

    def __init__(self, *args, scheme: CreditScheme, school_code: str, **kwargs) -> None:
        has_standard = scheme.standard_total is not None
        super().__init__(*args, exclude=() if has_standard else _STANDARD, **kwargs)
        self.scheme, self.school_code = scheme, school_code
        self.projections: Mapping[int, int] = {}
        many = plural(scheme.credit_word)
        self.columns["total"].column.verbose_name = many[:1].upper() + many[1:]
        if has_standard:
            self.columns["at_level"].column.verbose_name = f"At level {scheme.standard_level} or higher"

    order_year_level = staticmethod(_last_without("year_level"))
    order_total = staticmethod(_last_without("total"))
    order_at_level = staticmethod(_last_without("at_level"))
    order_missing = staticmethod(_last_without("missing"))

    def render_name(self, record: Student) -> str:
        """The name, which opens the record, and the number below it."""
        url = reverse("credits:record", args=[self.school_code, record.pk])
        address = f"{url}?scheme={name_of(self.scheme)}"
        words = '<a href="{}">{}</a> <span class="cell-note">{}</span>'
        return format_html(words, address, record.name, record.student_number)

    def render_year_level(self, value: int | None) -> str:
        """The year level, or a dash."""
        return UNKNOWN if value is None else str(value)

    def render_total(self, value: int | None) -> str:
        """Credit; a dash without a result."""
        return credit(value)

    def render_at_level(self, value: int) -> str:
        """Credit at the standard's level or higher."""
        return credit(value)

    def render_missing(self, value: int) -> str:
        """What is still to be earned."""
        return credit(value)

    def render_projection(self, record: Student) -> str:
        """What it would come to."""
        return credit(self.projections.get(record.pk))

    def render_state(self, record: Student) -> str:
        """Met or not, and whether results wait."""
        if record.total is None:
            return tag("not-started", "Nothing to count yet")
        waiting = tag("problem", f"{record.blocked} waiting") if record.blocked else ""
        standing = ""
        if record.is_met is not None:
            standing = tag("done", "Met") if record.is_met else tag("incomplete", "Not met yet")
        return format_html("{} {}", standing, waiting)


class SchoolCreditsTable(tables.Table):
    """All schools with students who have results."""

    name = tables.Column("School")
    students = tables.Column("Students with results", attrs=_NUMBER)
    average = tables.Column(attrs=_NUMBER)
    met = tables.Column("Meet the standard", attrs=_NUMBER)
    waiting = tables.Column("With results that wait", attrs=_NUMBER)

    caption = "Schools"

    class Meta:
        empty_text = "No school matches. Change the filter, or show all."
        order_by = "name"

    def __init__(self, *args, scheme: CreditScheme, **kwargs) -> None:
        exclude = () if scheme.standard_total is not None else ("met",)
        super().__init__(*args, exclude=exclude, **kwargs)
        self.scheme = scheme
        self.columns["average"].column.verbose_name = f"Average {plural(scheme.credit_word)}"

    def render_name(self, record: SchoolCredits) -> str:
        """The name, which opens the school's list, and its code below it."""
        url = reverse("credits:credits", args=[record.school.code])
        address = f"{url}?scheme={name_of(self.scheme)}"
        words = '<a href="{}">{}</a> <span class="cell-note">{} · {}</span>'
        return format_html(words, address, record.name, record.school.code, record.school.town)

    def render_students(self, value: int) -> str:
        """Number."""
        return whole(value)

    def render_average(self, value: int) -> str:
        """To a tenth."""
        return credit(value)

    def render_met(self, record: SchoolCredits) -> str:
        """Number, and its share below it."""
        return format_html('{} <span class="cell-note">{} percent</span>', whole(record.met), record.share)

    def render_waiting(self, value: int) -> str:
        """Number."""
        return whole(value)
