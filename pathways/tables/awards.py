"""The list of awards."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from pathways.models import Award
from vetportal.money import credit, whole

_NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class AwardsTable(tables.Table):
    """Awards by provider, how large they are, and what is mapped to them."""

    title = tables.Column("Award", order_by=("title", "pk"))
    provider = tables.Column("Provider", accessor="provider__name", order_by=("provider__name", "title"))
    level = tables.Column("AQF level", attrs=_NUMBER)
    size = tables.Column("Size", empty_values=(), attrs=_NUMBER)
    subject_count = tables.Column("Subjects", attrs=_NUMBER)
    mapping_count = tables.Column("Mappings", attrs=_NUMBER)

    caption = "Awards"

    class Meta:
        empty_text = "No award is entered yet."

    def render_title(self, record: Award) -> str:
        """The title, which opens the award, and its code and version."""
        url = reverse("pathways:award", args=[record.pk])
        below = ", ".join(filter(None, [record.code, record.version]))
        return format_html('<a href="{}">{}</a> <span class="cell-note">{}</span>', url, record.title, below)

    def render_size(self, record: Award) -> str:
        """How much the whole award is."""
        if record.size is None:
            return "Not known"
        return f"{credit(record.size)} {record.get_size_unit_display()}"

    def render_subject_count(self, value: int) -> str:
        """Whole numbers."""
        return whole(value)

    def render_mapping_count(self, value: int) -> str:
        """Whole numbers."""
        return whole(value)
