"""The life of a credit mapping: which step leads where. Who may take it is up to the page and the action."""

from typing import NamedTuple

DRAFT, PROPOSED, APPROVED, LAPSED = "DRAFT", "PROPOSED", "APPROVED", "LAPSED"

# What a mapping says may change only before anybody is asked to decide on it.
EDITABLE = frozenset({DRAFT})


class Step(NamedTuple):
    """One allowed step: what it is called, where it starts, where it leads, whether it needs a reason."""

    name: str
    starts: frozenset[str]
    leads_to: str
    needs_reason: bool = False


PROPOSE = Step("propose", frozenset({DRAFT}), PROPOSED)
SEND_BACK = Step("send_back", frozenset({PROPOSED}), DRAFT, needs_reason=True)
APPROVE = Step("approve", frozenset({PROPOSED}), APPROVED)
LAPSE = Step("lapse", frozenset({DRAFT, APPROVED}), LAPSED, needs_reason=True)
STEPS = (PROPOSE, SEND_BACK, APPROVE, LAPSE)


def may_take(step: Step, status: str) -> bool:
    """Whether the step starts from this status."""
    return status in step.starts
