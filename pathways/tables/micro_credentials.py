"""The catalogue of micro-credentials as a list."""

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.html import format_html

from pathways.models import MicroCredential
from vetportal.money import UNKNOWN, whole

_NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class MicroCredentialsTable(tables.Table):
    """Micro-credentials; a row has `unit_count`. `kept` is what every address of the page keeps."""

    title = tables.Column("Title")
    code = tables.Column("Code", default=UNKNOWN)
    field = tables.Column("Field", default=UNKNOWN)
    kind = tables.Column("Kind")
    hours = tables.Column("Hours", empty_values=(), attrs=_NUMBER)
    unit_count = tables.Column("Units", empty_values=(), orderable=False)
    status = tables.Column("Status")

    caption = "Micro-credentials"

    class Meta:
        empty_text = "No micro-credential matches. Change the filter, or show all."
        order_by = "title"

    def __init__(self, *args, kept: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept

    def order_hours(
        self, found: QuerySet[MicroCredential], is_descending: bool
    ) -> tuple[QuerySet[MicroCredential], bool]:
        """Those whose volume nobody published come last either way."""
        hours = F("hours")
        first = hours.desc(nulls_last=True) if is_descending else hours.asc(nulls_last=True)
        return found.order_by(first, "title"), True

    def render_title(self, record: MicroCredential) -> str:
        """The title, which opens it."""
        page = reverse("pathways:micro-credential", args=[record.pk])
        return format_html('<a href="{}{}">{}</a>', page, self.kept, record.title)

    def render_hours(self, value: int | None) -> str:
        """Whole hours, or that nobody published them."""
        return "not published" if value is None else whole(value)

    def render_unit_count(self, record: MicroCredential) -> str:
        """How many units are known, and whether these are all."""
        if record.are_units_complete:
            return whole(record.unit_count)
        return f"{record.unit_count} known, not all" if record.unit_count else "not published"
