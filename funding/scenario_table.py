"""The list of saved scenarios."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from funding.models import FundingScenario
from funding.tables import NUMBER
from vetportal.money import dollars, moment, signed_dollars


class ScenariosTable(tables.Table):
    """Saved scenarios: what each changes and what it comes to."""

    tick = tables.Column(verbose_name="Compare", accessor="pk", orderable=False)
    name = tables.Column(verbose_name="Scenario")
    year = tables.Column(verbose_name="Year", attrs=NUMBER)
    changes = tables.Column(verbose_name="What it changes", accessor="result", orderable=False)
    base_rate = tables.Column(verbose_name="Base rate", accessor="result", orderable=False, attrs=NUMBER)
    difference = tables.Column(verbose_name="Difference", accessor="result", orderable=False, attrs=NUMBER)
    made_at = tables.Column(verbose_name="Worked out")

    class Meta:
        model = FundingScenario
        fields = ("tick", "name", "year", "changes", "base_rate", "difference", "made_at")
        empty_text = "No scenario is saved yet."

    caption = "Saved scenarios"

    def render_tick(self, value: int, record: FundingScenario) -> str:
        return format_html(
            '<input type="checkbox" name="with" value="{}" aria-label="Compare {}">', value, str(record)
        )

    def render_name(self, record: FundingScenario) -> str:
        page = reverse("funding:scenario", args=[record.pk])
        return format_html('<a href="{}">{}</a>', page, str(record))

    def render_changes(self, value: dict) -> str:
        lines = ((f"{each['label']}: {each['after']}",) for each in value["parameters"])
        return format_html_join(mark_safe("<br>"), "{}", lines)

    def render_base_rate(self, value: dict) -> str:
        return dollars(value["base_rate"][1])

    def render_difference(self, value: dict) -> str:
        before, after = value["total"]
        return signed_dollars(after - before)

    def render_made_at(self, record: FundingScenario) -> str:
        return format_html('{}<br><span class="soft">{}</span>', moment(record.made_at), record.made_by)
