"""Deciding on what another person entered: once, by somebody else, with a reason where it is refused."""

from typing import NamedTuple

from funding.actions import year_lock
from funding.actions.refusals import Refused
from funding.models import Adjustment, CensusCorrection
from funding.models.decisions import Decision
from vetportal import clock
from vetportal.accounts.models import User


class Deciding(NamedTuple):
    """What is decided on: the table of its decisions, its name there, and what its author did with it."""

    decisions: type[Decision]
    noun: str
    authored: str

    def refuse_second(self, subject: Adjustment | CensusCorrection, by: User) -> None:
        """Hold the year. Raises Refused where it is decided already, and to the author."""
        year_lock.hold(subject.year)
        decided = self.decisions.objects.filter(**{self.noun: subject}).select_related("by").first()
        if decided:
            raise Refused(f"{decided.by} has already {decided.get_what_display().lower()} this {self.noun}.")
        if getattr(subject, f"{self.authored}_by_id") == by.pk:
            raise Refused(f"You {self.authored} this {self.noun}, so another person must decide on it.")

    def refuse_without_reason(self, reason: str) -> None:
        """Raises Refused."""
        if not reason.strip():
            raise Refused(f"Write why the {self.noun} is refused.")

    def write(self, subject: Adjustment | CensusCorrection, what: str, *, by: User, reason: str) -> Decision:
        """Store the decision, made now."""
        return self.decisions.objects.create(
            **{self.noun: subject}, what=what, by=by, at=clock.now(), reason=reason.strip()
        )

    def step(self, decision: Decision) -> str:
        """What the audit record calls it: approve_adjustment."""
        return f"{'approve' if decision.what == Decision.What.APPROVED else 'refuse'}_{self.noun}"
