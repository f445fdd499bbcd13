"""Tables of files: those a person uploaded, and the rows of one."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from enrolments.models import EnrolmentUpload, UploadRow
from enrolments.tables.returns import tag
from vetportal.money import UNKNOWN, moment, whole

_NUMBER = {"td": {"class": "num"}}
_Status = EnrolmentUpload.Status
_TONES = {_Status.STAGED: "ready", _Status.CONFIRMED: "done", _Status.DROPPED: "closed"}


def state_of(upload: EnrolmentUpload) -> str:
    """Where a file stands, as a tag."""
    if upload.status == _Status.STAGED and upload.error_rows:
        return tag("problem", "Has errors")
    word = "Ready to save" if upload.status == _Status.STAGED else upload.get_status_display()
    return tag(_TONES[_Status(upload.status)], word)


class UploadsTable(tables.Table):
    """The files that a person uploaded for a school."""

    filename = tables.Column(
        "File", linkify=lambda record: reverse("enrolments:upload", args=[record.school.code, record.pk])
    )
    received_at = tables.Column("Uploaded")
    row_count = tables.Column("Rows", attrs=_NUMBER)
    error_rows = tables.Column("With errors", attrs=_NUMBER)
    state = tables.Column("State", accessor="status", order_by=("status", "-received_at"))
    result = tables.Column("Result", empty_values=(), orderable=False)

    caption = "Your files"

    class Meta:
        empty_text = "You have not uploaded a file yet."
        order_by = ("-received_at", "-state")

    def render_received_at(self, value: object) -> str:
        """When the file arrived, Melbourne time."""
        return moment(value)

    def render_row_count(self, value: int) -> str:
        """Rows with a separator for thousands."""
        return whole(value)

    def render_error_rows(self, value: int) -> str:
        """Rows with errors."""
        return whole(value)

    def render_state(self, record: EnrolmentUpload) -> str:
        """The state as a tag."""
        return state_of(record)

    def render_result(self, record: EnrolmentUpload) -> str:
        """What saving the file did."""
        if record.status != _Status.CONFIRMED:
            return UNKNOWN
        new, changed = record.summary["new_enrolments"], record.summary["changed_enrolments"]
        return f"{whole(new)} new, {whole(changed)} changed"


class UploadRowsTable(tables.Table):
    """The rows of a staged file as they were read."""

    line = tables.Column("Row")
    state = tables.Column("State", empty_values=(), orderable=False)
    student_number = tables.Column("Number", accessor="values__student_number")
    name = tables.Column("Name", empty_values=(), orderable=False)
    date_of_birth = tables.Column("Born", accessor="values__date_of_birth", attrs={"td": {"class": "nowrap"}})
    program = tables.Column("Senior certificate", accessor="values__program")
    certificate_code = tables.Column("Certificate", accessor="values__certificate_code")
    unit_code = tables.Column("Unit", accessor="values__unit_code")
    hours = tables.Column("Hours", accessor="values__hours", attrs=_NUMBER)
    provider_code = tables.Column("Provider", accessor="values__provider_code")
    delivery = tables.Column("Delivery", accessor="values__delivery")
    subjects = tables.Column("Subjects", accessor="values__subjects", attrs=_NUMBER)

    caption = "Rows of the file"

    class Meta:
        empty_text = "No row of this kind."
        orderable = False

    def render_state(self, record: UploadRow) -> str:
        """Error, warning or fine; what exactly stands in the lists above."""
        if record.errors:
            return tag("problem", "Error")
        return tag("incomplete", "Check") if record.warnings else tag("done", "Fine")

    def render_name(self, record: UploadRow) -> str:
        """Family name first."""
        family, given = record.values["family_name"], record.values["given_names"]
        return format_html("{}, {}", family, given) if given else family
