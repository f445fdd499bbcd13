"""The life of a school's return: which step leads where, and who may take it."""

from typing import NamedTuple

DRAFT, CERTIFIED, APPROVED, RETURNED = "DRAFT", "CERTIFIED", "APPROVED", "RETURNED"

# Entries may change only while nobody has signed for them.
EDITABLE = frozenset({DRAFT, RETURNED})


class Step(NamedTuple):
    """One allowed step: what it is called, where it starts, where it leads."""

    name: str
    starts: frozenset[str]
    leads_to: str


CERTIFY = Step("certify", frozenset({DRAFT, RETURNED}), CERTIFIED)
REOPEN = Step("reopen", frozenset({CERTIFIED, APPROVED}), DRAFT)
APPROVE = Step("approve", frozenset({CERTIFIED}), APPROVED)
RETURN = Step("return_", frozenset({CERTIFIED, APPROVED}), RETURNED)
STEPS = (CERTIFY, REOPEN, APPROVE, RETURN)


def may_take(step: Step, status: str) -> bool:
    """Whether the step starts from this status."""
    return status in step.starts
