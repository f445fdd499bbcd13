"""The department's tables of approvals: those recorded, and enrolments that wait for one."""

from urllib.parse import urlencode

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from enrolments.models import HigherLevelApproval
from enrolments.queries.approvals import Lacking
from vetportal.money import day, whole

_NUMBER = {"td": {"class": "num"}}


class ApprovalsTable(tables.Table):
    """Approvals by school, certificate and year, and how many enrolments rest on each."""

    school = tables.Column("School", order_by=("school__name", "qualification__code", "-year_id"))
    certificate = tables.Column(
        "Certificate", accessor="qualification", order_by=("qualification__code", "school__name")
    )
    year = tables.Column("Year", accessor="year_id", attrs=_NUMBER)
    provider = tables.Column("Provider", empty_values=(), order_by=("provider__name", "school__name"))
    decided = tables.Column("Decided", accessor="decided_on", order_by=("decided_on", "school__name"))
    enrolments = tables.Column("Enrolments", order_by=("enrolments", "school__name"), attrs=_NUMBER)
    change = tables.Column("", accessor="pk", orderable=False)

    caption = "Approvals"

    class Meta:
        empty_text = "No approval matches. Change the filter, or show all."
        order_by = ("-year", "school")

    def __init__(self, *args, may_record: bool, **kwargs) -> None:
        super().__init__(*args, exclude=() if may_record else ("change",), **kwargs)

    def render_school(self, record: HigherLevelApproval) -> str:
        """Name, which opens the school's enrolments in the certificate, and the code below it."""
        page = reverse("enrolments:enrolments", args=[record.school.code])
        asked = urlencode({"year": record.year_id, "certificate": record.qualification_id})
        return format_html(
            '<a href="{}?{}">{}</a> <span class="cell-note">{}</span>',
            page, asked, record.school.name, record.school.code,
        )  # fmt: skip

    def render_certificate(self, record: HigherLevelApproval) -> str:
        """Code, and the title below it."""
        certificate = record.qualification
        return format_html('{} <span class="cell-note">{}</span>', certificate.code, certificate.title)

    def render_provider(self, record: HigherLevelApproval) -> str:
        """The provider that the approval names."""
        if record.provider is None:
            return "Any"
        return format_html('{} <span class="cell-note">{}</span>', record.provider.name, record.provider.code)

    def render_decided(self, record: HigherLevelApproval) -> str:
        """The day, and who decided."""
        return format_html('{} <span class="cell-note">{}</span>', day(record.decided_on), record.decided_by)

    def render_enrolments(self, value: int) -> str:
        """Enrolments that rest on the approval."""
        return whole(value)

    def render_change(self, record: HigherLevelApproval) -> str:
        """The way to correct or remove it."""
        return format_html(
            '<a href="{}">Change<span class="visually-hidden"> {} of {} {}</span></a>',
            reverse("enrolments:approval-change", args=[record.pk]),
            record.qualification.code, record.school.name, record.year_id,
        )  # fmt: skip


class LackingTable(tables.Table):
    """Schools with enrolments that need an approval and have none, and the way to record one."""

    school = tables.Column("School", accessor="school_name")
    certificate = tables.Column("Certificate", accessor="code")
    enrolments = tables.Column("Enrolments", attrs=_NUMBER)
    record = tables.Column("", accessor="code", orderable=False)

    caption = "Enrolments without an approval"

    class Meta:
        empty_text = "Every enrolment that needs the VCAA’s approval to be funded has one."

    def __init__(self, *args, year: int, may_record: bool, **kwargs) -> None:
        super().__init__(*args, exclude=() if may_record else ("record",), **kwargs)
        self.year = year

    def render_school(self, record: Lacking) -> str:
        """Name, which opens the school's enrolments, and the code below it."""
        page = reverse("enrolments:enrolments", args=[record.school_code])
        asked = urlencode({"year": self.year, "q": record.code})
        return format_html(
            '<a href="{}?{}">{}</a> <span class="cell-note">{}</span>',
            page, asked, record.school_name, record.school_code,
        )  # fmt: skip

    def render_certificate(self, record: Lacking) -> str:
        """Code, and the title below it."""
        return format_html('{} <span class="cell-note">{}</span>', record.code, record.title)

    def render_enrolments(self, value: int) -> str:
        """Enrolments that are not withdrawn."""
        return whole(value)

    def render_record(self, record: Lacking) -> str:
        """The form with school, certificate and year filled in."""
        asked = {"school": record.school_code, "certificate": record.code, "year": self.year}
        return format_html(
            '<a href="{}?{}">Record the approval<span class="visually-hidden"> of {} at {}</span></a>',
            reverse("enrolments:approval-add"), urlencode(asked), record.code, record.school_name,
        )  # fmt: skip
