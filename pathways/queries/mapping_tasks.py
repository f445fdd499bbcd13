"""What in the register of credit mappings waits for one person."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from pathways.models import CreditMapping
from pathways.queries import mappings
from pathways.rules import mapping_life as life
from vetportal.accounts.models import User


class Waiting(NamedTuple):
    """How many mappings there are to decide on, to map anew, to review and to replace. One counts once."""

    to_decide: int
    superseded: int
    to_review: int
    expired: int


def waiting_for(person: User, today: date) -> Waiting:
    """Counted in one query. To decide on and to review are those that the person had no hand in."""
    wrote = CreditMapping.writers.through.objects.filter(creditmapping=OuterRef("pk"), user=person.pk)
    is_own = Q(drafted_by=person.pk) | Q(Exists(wrote))
    found = mappings.with_supersession().annotate(is_own=is_own)
    superseded, expired = Q(is_superseded=True), mappings.expired(today)
    by_another = Q(is_own=False) & (Q(proposed_by=None) | ~Q(proposed_by=person.pk))
    holds = ~superseded & (Q(valid_to=None) | Q(valid_to__gte=today))
    return Waiting(**found.aggregate(
        to_decide=Count("pk", filter=Q(status=life.PROPOSED, is_own=False)),
        superseded=Count("pk", filter=mappings.superseded()),
        to_review=Count("pk", filter=mappings.review_due(today) & holds & by_another),
        expired=Count("pk", filter=expired & ~superseded),
    ))  # fmt: skip
