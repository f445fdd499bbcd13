"""Lists of runs' results and payments for the department."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from enrolments.models import School
from funding.models import FundingRun
from vetportal.money import dollars, signed_dollars

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class MoneyColumn(tables.Column):
    """Whole cents as dollars, aligned right; optionally with the sign of a change."""

    def __init__(self, *args, signed: bool = False, **kwargs) -> None:
        super().__init__(*args, attrs=NUMBER, **kwargs)
        self._write = signed_dollars if signed else dollars

    def render(self, value: int) -> str:
        return self._write(value)


def total(bound_column: tables.columns.BoundColumn, table: tables.Table) -> str:
    """The foot of a column of money: `table.totals` holds the cents of all rows, not of one page."""
    return dollars(table.totals[bound_column.name] or 0)


class SchoolColumn(tables.Column):
    """A school's name, linked to one of its pages."""

    def __init__(self, *args, page: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._page = page

    def render(self, value: str, record: School) -> str:
        return format_html('<a href="{}">{}</a>', reverse(self._page, args=[record.code]), value)


class RunSchoolsTable(tables.Table):
    """What a run allocates to each school, beside the run it is compared with."""

    name = SchoolColumn(verbose_name="School", page="funding:school-funding")
    code = tables.Column(verbose_name="Code")
    region = tables.Column(verbose_name="Region")
    before = MoneyColumn(verbose_name="Before")
    amount = MoneyColumn(verbose_name="This run")
    change = MoneyColumn(verbose_name="Change", signed=True)

    class Meta:
        model = School
        fields = ("name", "code", "region", "before", "amount", "change")
        empty_text = "This run allocates nothing to the schools you asked for."

    caption = "Schools in this run"

    def __init__(self, *args, run: FundingRun | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.run = run

    def render_change(self, value: int, record: School) -> str:
        """With the run, the change leads to what made it."""
        if self.run is None:
            return signed_dollars(value)
        address = reverse("funding:run-changes", args=[self.run.pk])
        return format_html('<a href="{}?school={}">{}</a>', address, record.code, signed_dollars(value))
