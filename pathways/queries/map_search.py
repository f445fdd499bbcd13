"""Finding a place on the map by words, and where to begin without any."""

from django.db.models import Count, Q, QuerySet

from enrolments.models import Qualification, Unit
from enrolments.queries.entry_lists import anyhow, words_of
from pathways.models import Award, CreditMapping, MicroCredential
from pathways.queries.map import award_node, qualification_node, set_node, unit_node
from pathways.queries.map_drawing import AWARD, QUALIFICATION, SET, UNIT, Node

_MOST = 8


def find(text: str) -> dict[str, list[Node]]:
    """A few units, micro-credentials, certificates and awards that hold every word in code or title."""
    words = words_of(text)
    if not words:
        return {}
    units = _holding(Unit.objects.order_by("code"), words, "code")
    sets = _holding(MicroCredential.objects.order_by("title"), words, "code")
    certificates = _holding(Qualification.objects.order_by("code"), words, "code")
    awards = _holding(
        Award.objects.select_related("provider").order_by("title", "pk"), words, "code", "provider__name"
    )
    return {
        UNIT: [unit_node(each.code, each.title) for each in units],
        SET: [set_node(each) for each in sets],
        QUALIFICATION: [qualification_node(each) for each in certificates],
        AWARD: [award_node(each) for each in awards],
    }


def _holding(found: QuerySet, words: list[str], *begun: str) -> QuerySet:
    for word in words:
        wanted = anyhow("title", word)
        for name in begun:
            wanted |= Q(**{f"{name}__icontains": word})
        found = found.filter(wanted)
    return found[:_MOST]


def beginnings() -> dict[str, list[Node]]:
    """Where one may begin: awards with a mapping in force, sets with units, certificates with a packaging."""
    sets = MicroCredential.objects.annotate(known=Count("units")).filter(known__gt=0)
    mapped = CreditMapping.objects.filter(status=CreditMapping.Status.APPROVED).values("award")
    awards = Award.objects.filter(pk__in=mapped).select_related("provider").order_by("title", "pk")
    certificates = Qualification.objects.exclude(packaging=None).order_by("level", "code")
    return {
        SET: [set_node(each) for each in sets.order_by("title")[:_MOST]],
        QUALIFICATION: [qualification_node(each) for each in certificates[:_MOST]],
        AWARD: [award_node(each) for each in awards[:_MOST]],
    }
