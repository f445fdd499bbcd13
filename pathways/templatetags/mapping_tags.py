"""Credit mappings as other pages show them: what is held, and how much credit."""

from django import template

from pathways.models import CreditMapping
from pathways.tables import mappings as shown

register = template.Library()


@register.filter
def amount_in_words(mapping: CreditMapping) -> str:
    """`{{ mapping|amount_in_words }}`: "0.5 EFTSL, 12.5% of the award"; empty without credit."""
    part = shown.share_of(mapping)
    return ", ".join(filter(None, [shown.amount_of(mapping), part and f"{part} of the award"]))


@register.filter
def source_in_words(mapping: CreditMapping) -> str:
    """`{{ mapping|source_in_words }}`: the source product, or its units."""
    return shown.source_of(mapping)
