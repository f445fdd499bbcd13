"""A school's VET policy: what is done, what comes next.

Source: SRP Reference 56 for 2019, "School VET fees and charges": schools must document, ratify and
communicate to parents a school-level VET policy.
"""

from datetime import date
from typing import NamedTuple

from vetportal.money import day

SOURCE = "SRP Reference 56 for 2019, School VET fees and charges"
NOT_STARTED, IN_PROGRESS, DONE = "NOT_STARTED", "IN_PROGRESS", "DONE"
STATES = {NOT_STARTED: "Not started", IN_PROGRESS: "In progress", DONE: "In place"}
_STEPS = (
    ("documented", "Documented", "Write the policy down: on what basis your school offers VET programs."),
    ("ratified", "Ratified", "Ask the school council to ratify it, and enter the day of the meeting."),
    ("communicated", "Communicated to parents", "Tell parents, and enter the day on which you did."),
)


class Dates(NamedTuple):
    """When each step was done; None where it was not."""

    documented: date | None = None
    ratified: date | None = None
    communicated: date | None = None


class Step(NamedTuple):
    """One of the three steps, with its day or what to do for it."""

    name: str
    label: str
    on: date | None
    advice: str


def steps(dates: Dates) -> tuple[Step, ...]:
    """The three steps in their order."""
    return tuple(Step(name, label, getattr(dates, name), advice) for name, label, advice in _STEPS)


def next_step(dates: Dates) -> Step | None:
    """The first step that is not done; None where the policy is in place."""
    return next((step for step in steps(dates) if step.on is None), None)


def state(dates: Dates) -> str:
    """NOT_STARTED, IN_PROGRESS or DONE."""
    if not any(dates):
        return NOT_STARTED
    return IN_PROGRESS if next_step(dates) else DONE


def faults(dates: Dates, today: date) -> dict[str, str]:
    """What cannot be as it is entered, by step: a day to come, a step before the one it builds on."""
    found: dict[str, str] = {}
    before: Step | None = None
    for step in steps(dates):
        if step.on is not None:
            sentence = _fault(step.on, before, today)
            if sentence:
                found[step.name] = sentence
        before = step
    return found


def _fault(on: date, before: Step | None, today: date) -> str:
    if on > today:
        return f"{day(on)} is still to come. Enter it once it is done."
    if before is not None and before.on is None:
        return f"Enter first when it was {before.label.lower()}: that comes before."
    if before is not None and before.on is not None and on < before.on:
        return f"{day(on)} is before {day(before.on)}, when it was {before.label.lower()}. Check the days."
    return ""
