"""What else waits for a person of the department: parts that build on this one name their tasks.

They name their question once, when the portal starts; each gets the person and answers with what waits for
them, and the department's first page shows it.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from vetportal.accounts.models import User


class Task(NamedTuple):
    """What to do, where, and why now; `tone` and `word` are its tag as the look draws it."""

    label: str
    url: str
    why: str
    tone: str
    word: str


Question = Callable[[User], Sequence[Task]]
_questions: list[Question] = []


def ask(question: Question) -> None:
    """Ask this whenever somebody of the department opens their first page."""
    if question not in _questions:
        _questions.append(question)


def waiting_for(person: User) -> list[Task]:
    """The tasks of this person, the most pressing of each part first."""
    return [task for question in _questions for task in question(person)]
