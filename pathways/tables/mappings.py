"""The register of credit mappings as a list."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from pathways.models import CreditMapping
from pathways.queries.mapping_alerts import Alert
from pathways.rules import mapping_life as life
from pathways.rules.mapping_words import share
from vetportal.money import credit, day

TONES = {
    life.DRAFT: "incomplete",
    life.PROPOSED: "ready",
    life.APPROVED: "done",
    life.LAPSED: "closed",
}


def tag(tone: str, word: str) -> str:
    """A state as the look draws it."""
    return render_to_string("components/tag.html", {"tone": tone, "word": word})


def amount_of(mapping: CreditMapping) -> str:
    """How much credit, in words: "0.5 EFTSL"; without credit the form says it."""
    if not mapping.amount:
        return ""
    return f"{credit(mapping.amount)} {unit_word(mapping.amount, mapping.get_amount_unit_display())}"


def unit_word(amount: int, plural: str) -> str:
    """The word for so many thousandths of a unit of credit: 1 subject, 0.5 EFTSL, 8 credit points."""
    return plural.removesuffix("s") if amount == 1_000 else plural


def share_of(mapping: CreditMapping) -> str:
    """The share of the award, where its size is known in the same unit."""
    award = mapping.award
    return share(mapping.amount, award.size if award.size_unit == mapping.amount_unit else None)


def source_of(mapping: CreditMapping) -> str:
    """The source product, or the units that are asked for where there is none."""
    product = mapping.qualification or mapping.micro_credential
    if product:
        return str(product)
    groups = [[unit.code for unit in group.units.all()] for group in mapping.groups.all()]
    return "; ".join(", ".join(codes) for codes in groups) or "No source yet"


_DAYS = {"td": {"class": "nowrap"}}


class MappingsTable(tables.Table):
    """One decision a row."""

    source = tables.Column("Source", empty_values=(), order_by=("qualification__code", "pk"))
    target = tables.Column(
        "Counts toward", empty_values=(), order_by=("award__provider__name", "award__title", "pk")
    )
    credit = tables.Column("Credit", empty_values=(), order_by=("form", "amount", "pk"))
    valid = tables.Column("Valid", empty_values=(), order_by=("valid_from", "pk"), attrs=_DAYS)
    review = tables.Column("Review due", accessor="review_due", order_by=("review_due", "pk"), attrs=_DAYS)
    status = tables.Column("Status", order_by=("status", "pk"))

    caption = "Credit mappings"

    class Meta:
        empty_text = "No mapping matches. Change the filter, or show all."

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.alerts: dict[int, list[Alert]] = {}
        self.undecided: dict[int, int] = {}

    def render_source(self, record: CreditMapping) -> str:
        """The source, which opens the mapping, with its number below."""
        url = reverse("pathways:mapping", args=[record.pk])
        words = '<a href="{}">{}</a> <span class="cell-note">Mapping {}</span>'
        return format_html(words, url, source_of(record), record.pk)

    def render_target(self, record: CreditMapping) -> str:
        """Award and provider, and the subject where there is one."""
        below = f"{record.subject}, {record.award.provider}" if record.subject else record.award.provider.name
        return format_html('{} <span class="cell-note">{}</span>', record.award.title, below)

    def render_credit(self, record: CreditMapping) -> str:
        """The form, and how much."""
        parts = [amount_of(record), share_of(record) and f"{share_of(record)} of the award"]
        below = ", ".join(filter(None, parts))
        return format_html('{} <span class="cell-note">{}</span>', record.get_form_display(), below)

    def render_valid(self, record: CreditMapping) -> str:
        """From and to."""
        if record.valid_from is None:
            return "Not stated"
        until = f"to {day(record.valid_to)}" if record.valid_to else "without end"
        return format_html('{} <span class="cell-note">{}</span>', day(record.valid_from), until)

    def render_review(self, value: object) -> str:
        """The day."""
        return day(value)

    def render_status(self, record: CreditMapping) -> str:
        """The state, outcomes that are still open, and each alert in words."""
        still_open = self.undecided.get(record.pk) if record.status == life.DRAFT else 0
        words = f"{still_open} outcome{'s' if still_open > 1 else ''} open" if still_open else ""
        kinds = {each.word: each.tone for each in self.alerts.get(record.pk, ())}
        doubts = format_html_join(" ", "{}", ((tag(tone, word),) for word, tone in kinds.items()))
        state = tag(TONES[record.status], record.get_status_display())
        return format_html('{} {} <span class="cell-note">{}</span>', state, doubts, words)
