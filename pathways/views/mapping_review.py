"""What a mapping's page says about its review: when it is due, who may confirm it, what was confirmed."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from pathways.forms.mapping_reviews import ReviewForm
from pathways.models import CreditMapping
from pathways.queries import mapping_reviews
from pathways.rules import mapping_life as life
from vetportal import clock
from vetportal.accounts.roles import Permission


@dataclass(frozen=True)
class ReviewCard:
    """The form for whoever may confirm, or the sentence that says why this person may not."""

    due: date
    is_due: bool
    obstacle: str
    form: ReviewForm


def card_of(request: HttpRequest, mapping: CreditMapping, form: ReviewForm | None) -> ReviewCard | None:
    """For an approved mapping, and for whoever decides on mappings; None for everybody else.

    Before a review is due nothing is said to a person who could not confirm it.
    """
    if mapping.status != life.APPROVED or not request.user.may(Permission.MAPPING_APPROVE):
        return None
    today = clock.today()
    is_due = mapping.review_due is None or mapping.review_due <= today
    obstacle = mapping_reviews.obstacle(mapping, request.user, today)
    if obstacle and not is_due:
        return None
    form = form or ReviewForm(mapping=mapping, today=today)
    return ReviewCard(mapping.review_due, is_due, obstacle, form)
