"""Obligations as other pages show them: the agreement of one enrolment."""

from django import template

from enrolments.models import Enrolment
from obligations.queries import arrangements
from obligations.tables import STANDINGS

register = template.Library()


@register.inclusion_tag("obligations/enrolment_agreement.html")
def enrolment_agreement(enrolment: Enrolment) -> dict:
    """`{% enrolment_agreement enrolment %}`: which agreement it needs, and a warning where none is valid."""
    standing = arrangements.of_enrolment(enrolment)
    tone, word = STANDINGS[standing.word]
    return {"enrolment": enrolment, "standing": standing, "tone": tone, "word": word}
