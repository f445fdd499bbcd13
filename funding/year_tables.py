"""What a year says of certificates, as lists."""

from typing import Any

import django_tables2 as tables
from django.db.models import Model
from django.utils.html import format_html

from vetportal.money import UNKNOWN, day, dollars

_NUMBER = {"td": {"class": "num"}}


class CertificatesTable(tables.Table):
    """Certificates with what the year says of them; `change` leads to the form of the row."""

    certificate = tables.Column(
        "Certificate", accessor="qualification", order_by=("qualification__code", "pk")
    )
    source = tables.Column("Source", orderable=False)
    change = tables.Column("Row", accessor="pk", orderable=False)

    class Meta:
        order_by = ("certificate",)

    caption = "Certificates"
    empty_text = "No certificate is listed that you asked for."

    def __init__(self, *args: Any, may_change: bool, **kwargs: Any) -> None:
        exclude, last = ((), ("source", "change")) if may_change else (("change",), ("source",))
        super().__init__(*args, exclude=exclude, sequence=("certificate", "...", *last), **kwargs)

    def render_certificate(self, record: Model) -> str:
        """Code, and the title below it."""
        held = record.qualification
        return format_html('{} <span class="cell-note">{}</span>', held.code, held.title)

    def render_source(self, value: str) -> str:
        """Where it stands."""
        return format_html('<span class="soft">{}</span>', value or UNKNOWN)

    def render_change(self, record: Model) -> str:
        """The way to change or remove the row."""
        return format_html(
            '<a href="?row={}#row">Change<span class="visually-hidden"> {}</span></a>',
            record.pk, record.qualification.code,
        )  # fmt: skip


class BandsTable(CertificatesTable):
    """Certificates and their bands."""

    band = tables.Column("Band", order_by=("band", "qualification__code"))
    caption = "Bands of certificates"


class MaterialsTable(CertificatesTable):
    """Certificates and their materials bands."""

    band = tables.Column("Materials band", order_by=("band", "qualification__code"))
    caption = "Materials of certificates"


class SkillsFirstTable(CertificatesTable):
    """Certificates on the Skills First list, each rate from a day to a day."""

    hourly_subsidy = tables.Column("Subsidy an hour", attrs=_NUMBER)
    maximum_exemption = tables.Column("Maximum exemption an hour", attrs=_NUMBER)
    effective_from = tables.Column("From")
    effective_to = tables.Column("To", empty_values=())
    caption = "Skills First list"

    def render_hourly_subsidy(self, value: int) -> str:
        """Dollars."""
        return dollars(value)

    render_maximum_exemption = render_hourly_subsidy

    def render_effective_from(self, value: Any) -> str:
        """The first day."""
        return day(value)

    def render_effective_to(self, value: Any) -> str:
        """The last day; a dash while it lasts."""
        return day(value)


class NotFundedTable(CertificatesTable):
    """Certificates that are not funded."""

    caption = "Certificates that are not funded"


TABLES: dict[str, type[CertificatesTable]] = {
    "qualification_bands": BandsTable,
    "qualification_materials": MaterialsTable,
    "skills_first_rates": SkillsFirstTable,
    "excluded_qualifications": NotFundedTable,
}
