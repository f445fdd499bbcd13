"""A school's own tables: its students and its enrolments of a year."""

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from enrolments.models import Enrolment, Student
from enrolments.queries import entry_lists
from enrolments.tables.returns import tag
from vetportal.money import UNKNOWN, day, whole

LATE = "Recorded late"
_NUMBER = {"td": {"class": "num"}}
_DAY = {"td": {"class": "nowrap"}}
_TONES = {
    entry_lists.COMPLETE: "done",
    entry_lists.INCOMPLETE: "incomplete",
    entry_lists.NONE: "not-started",
}


class StudentsTable(tables.Table):
    """Students with what they study this year. A row has `this_year`, its enrolments, read for the page."""

    name = tables.Column(
        "Name",
        order_by=("family_name", "given_names", "pk"),
        linkify=lambda record: reverse("enrolments:student", args=[record.school.code, record.pk]),
    )
    student_number = tables.Column("Number")
    date_of_birth = tables.Column("Born", attrs=_DAY)
    year_level = tables.Column("Year level", empty_values=(), attrs=_NUMBER)
    home_group = tables.Column("Home group")
    certificates = tables.Column("Certificates", empty_values=())
    hours = tables.Column("Hours", attrs=_NUMBER)
    state = tables.Column("State")

    caption = "Students"

    class Meta:
        empty_text = "No student matches. Change the filter, or show all."
        order_by = "name"

    def order_year_level(self, students: QuerySet[Student], is_descending: bool) -> tuple[QuerySet, bool]:
        """Students without a year level come last either way."""
        level = F("year_level")
        first = level.desc(nulls_last=True) if is_descending else level.asc(nulls_last=True)
        return students.order_by(first, "family_name", "given_names"), True

    def render_date_of_birth(self, value: object) -> str:
        """The birth date in words."""
        return day(value)

    def render_year_level(self, value: int | None) -> str:
        """The year level, or a dash."""
        return UNKNOWN if value is None else str(value)

    def render_certificates(self, record: Student) -> str:
        """The certificates of the year by their codes, each a link to the enrolment."""
        links = [
            (reverse("enrolments:enrolment", args=[record.school.code, each.pk]), each.qualification.title,
             each.qualification.code, "" if each.on_census else format_html(" {}", tag("info", LATE)))
            for each in record.this_year
        ]  # fmt: skip
        return format_html_join(", ", '<a href="{}" title="{}">{}</a>{}', links) or UNKNOWN

    def render_hours(self, value: int) -> str:
        """Hours of the year."""
        return whole(value)

    def render_state(self, value: str) -> str:
        """The state as a tag."""
        return tag(_TONES[value], entry_lists.STATES[value])


class EnrolmentsTable(tables.Table):
    """Enrolments of a school in a year."""

    student = tables.Column("Student", order_by=("student__family_name", "student__given_names", "pk"))
    certificate = tables.Column(
        "Certificate", accessor="qualification", order_by=("qualification__code", "pk")
    )
    program = tables.Column("Senior certificate")
    provider = tables.Column("Delivery", empty_values=(), order_by=("delivery", "provider__name", "pk"))
    units = tables.Column("Units", accessor="unit_count", attrs=_NUMBER)
    hours = tables.Column("Hours", accessor="total_hours", attrs=_NUMBER)
    state = tables.Column("State", empty_values=(), orderable=False)
    at_risk = tables.TemplateColumn(
        # What an enrolment would earn is funding's to say; its template tag asks once for the whole page.
        "{% load funding_tags %}{% at_risk record as cents %}{% if cents %}{{ cents|dollars }}{% endif %}",
        verbose_name="At risk",
        orderable=False,
        attrs=_NUMBER,
    )

    caption = "Enrolments"

    class Meta:
        empty_text = "No enrolment matches. Change the filter, or show all."
        order_by = "student"

    def render_student(self, record: Enrolment) -> str:
        """Name, which opens the enrolment, and the number below it."""
        who, page = record.student, reverse("enrolments:enrolment", args=[record.school.code, record.pk])
        linked = format_html('<a href="{}">{}</a>', page, who.name)
        return format_html('{} <span class="cell-note">{}</span>', linked, who.student_number)

    def render_certificate(self, record: Enrolment) -> str:
        """Code, and the title below it."""
        certificate = record.qualification
        return format_html('{} <span class="cell-note">{}</span>', certificate.code, certificate.title)

    def render_program(self, record: Enrolment) -> str:
        """The senior certificate by its code."""
        return record.program if record.program != Enrolment.Program.NONE else "None"

    def render_provider(self, record: Enrolment) -> str:
        """Who trains, and the kind of delivery below it."""
        name = record.provider.name if record.provider else record.school.name
        return format_html('{} <span class="cell-note">{}</span>', name, record.get_delivery_display())

    def render_units(self, value: int) -> str:
        """Number of units."""
        return whole(value)

    def render_hours(self, value: int) -> str:
        """Hours without credit transfers."""
        return whole(value)

    def render_state(self, record: Enrolment) -> str:
        """Complete, incomplete with the reason, or withdrawn."""
        return state_of(record)


def state_of(enrolment: Enrolment) -> str:
    """An enrolment's state as tags; it carries the counts of queries.with_hours."""
    missing, tags = missing_of(enrolment), []
    if not enrolment.on_census:
        tags.append(tag("info", LATE))
    if enrolment.withdrawn_date:
        tags.append(tag("closed", f"Withdrawn {day(enrolment.withdrawn_date)}"))
    if missing:
        tags.append(tag("incomplete", missing))
    elif not enrolment.withdrawn_date:
        tags.append(tag("done", "Complete"))
    return format_html_join(" ", "{}", ((each,) for each in tags))


def missing_of(enrolment: Enrolment) -> str:
    """What an enrolment still lacks, in two words; empty when it is complete."""
    if not enrolment.unit_count:
        return "No units"
    if enrolment.units_without_hours:
        return "Hours missing"
    return ""
