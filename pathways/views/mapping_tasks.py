"""The tasks that credit mappings put on the department's first page."""

from typing import NamedTuple

from django.urls import reverse

from funding.views.department_tasks import Task
from pathways.queries import mapping_alerts, mapping_tasks
from pathways.rules import mapping_life as life
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission
from vetportal.money import whole


class _Words(NamedTuple):
    """What a kind of task says of one mapping and of several, and which of the list it is about."""

    label: str
    one: str
    several: str
    query: str
    tone: str
    word: str


_TO_DECIDE = _Words(
    "Decide on {}",
    "{} waits for a second person. Once it is approved, students see it.",
    "{} wait for a second person. Once they are approved, students see them.",
    f"status={life.PROPOSED}",
    "ready",
    "To decide",
)
_SUPERSEDED = _Words(
    "Assess {} again",
    "{} rests on study that was superseded. Map what took its place, or let it lapse.",
    "{} rest on study that was superseded. Map what took its place, or let them lapse.",
    f"alert={mapping_alerts.SUPERSEDED}",
    "problem",
    "Superseded",
)
_TO_REVIEW = _Words(
    "Review {}",
    "{} is due for review. Confirm it where all is as it was.",
    "{} are due for review. Confirm those where all is as it was.",
    f"alert={mapping_alerts.REVIEW}",
    "incomplete",
    mapping_alerts.WORDS[mapping_alerts.REVIEW],
)
_EXPIRED = _Words(
    "Replace {}",
    "{} has expired and opens nothing. Assess it again, or let it lapse.",
    "{} have expired and open nothing. Assess them again, or let them lapse.",
    f"alert={mapping_alerts.EXPIRED}",
    "closed",
    mapping_alerts.WORDS[mapping_alerts.EXPIRED],
)


def tasks_of(person: User) -> list[Task]:
    """What waits for this person: decisions and reviews for others, and mappings to be made anew."""
    may_approve, may_edit = person.may(Permission.MAPPING_APPROVE), person.may(Permission.MAPPING_EDIT)
    if not (may_approve or may_edit):
        return []
    found = mapping_tasks.waiting_for(person, clock.today())
    counted = (
        (may_approve, found.to_decide, _TO_DECIDE),
        (may_edit, found.superseded, _SUPERSEDED),
        (may_approve, found.to_review, _TO_REVIEW),
        (may_edit, found.expired, _EXPIRED),
    )
    return [_task(number, words) for may, number, words in counted if may and number]


def _task(number: int, words: _Words) -> Task:
    mappings = f"{whole(number)} credit mapping{'' if number == 1 else 's'}"
    why = (words.one if number == 1 else words.several).format(mappings)
    address = f"{reverse('pathways:mappings')}?{words.query}"
    return Task(words.label.format(mappings), address, why, words.tone, words.word)
