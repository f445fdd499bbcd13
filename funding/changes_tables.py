"""What changed as lists: the enrolments behind a step, and schools by the size of their change."""

import django_tables2 as tables

from funding.tables import MoneyColumn, RunSchoolsTable


class MovedTable(tables.Table):
    """Every enrolment behind one step."""

    student = tables.TemplateColumn(template_name="funding/moved_student.html", order_by="student")
    certificate = tables.Column(verbose_name="Certificate")
    what = tables.TemplateColumn(
        template_name="funding/moved_what.html", verbose_name="What changed", orderable=False
    )
    cents = MoneyColumn(verbose_name="Alone", signed=True)

    class Meta:
        empty_text = "No enrolment is behind this step."

    def __init__(self, *args, caption: str, school_code: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.caption, self.school_code = caption, school_code


class ChangedSchoolsTable(RunSchoolsTable):
    """As RunSchoolsTable; a change is sorted by its size, more or less alike."""

    change = MoneyColumn(verbose_name="Change", signed=True, order_by="size")

    class Meta(RunSchoolsTable.Meta):
        fields = ("name", "code", "region", "before", "amount", "change")
        empty_text = "Nothing changed for the schools you asked for."

    caption = "Schools by change"
