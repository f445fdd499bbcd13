"""What else holds on to an enrolment: parts that build on this one say why it must not be removed.

They name their question once, when the portal starts; each gets keys of enrolments and answers with a
sentence, empty where nothing holds.
"""

from collections.abc import Callable, Collection

from enrolments.models.window import EntryClosed

Question = Callable[[Collection[int]], str]
_questions: list[Question] = []


class EnrolmentHeld(EntryClosed):
    """Something else counts on the enrolment, so it stays."""

    code = "enrolment_held"


def ask(question: Question) -> None:
    """Ask this before any enrolment is removed."""
    if question not in _questions:
        _questions.append(question)


def reason_to_keep(keys: Collection[int]) -> str:
    """The first sentence that speaks against removing any of these enrolments; empty where none does."""
    return next(filter(None, (question(keys) for question in _questions)), "")


def refuse_while_held(keys: Collection[int]) -> None:
    """Raises EnrolmentHeld in the words of whoever holds on to one of these enrolments."""
    if reason := reason_to_keep(keys):
        raise EnrolmentHeld(reason)
