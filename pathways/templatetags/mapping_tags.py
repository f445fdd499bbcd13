"""Credit mappings as other pages show them: how much credit, and what the department has to do."""

from django import template

from pathways.models import CreditMapping
from pathways.queries import mappings
from pathways.tables import mappings as shown
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission

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


@register.inclusion_tag("pathways/mapping_tasks.html")
def mapping_tasks(user: User) -> dict:
    """`{% mapping_tasks user %}`: what in the register of mappings waits for this person."""
    if not user.may(Permission.MAPPING_APPROVE):
        return {}
    counts = mappings.counts(clock.today())
    return {"counts": counts if counts.waiting or counts.superseded or counts.doubtful else None}
