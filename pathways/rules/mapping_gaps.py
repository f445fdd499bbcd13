"""What a credit mapping lacks before somebody can be asked to decide on it, each in a sentence."""

from dataclasses import dataclass
from datetime import date

from pathways.rules.mapping_rules import ENTRY_ONLY, NO_CREDIT, Group

_WITHOUT_CREDIT = frozenset({NO_CREDIT, ENTRY_ONLY})
SPECIFIED = "SPECIFIED"


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a mapping. `outcomes` and `undecided` count the target's learning outcomes."""

    form: str
    has_product: bool
    needs_completion: bool
    groups: tuple[Group, ...]
    outcomes: int
    undecided: int
    assessor: str
    decided_on: date | None
    valid_from: date | None
    review_due: date | None
    advice: str


def gaps(written: Written) -> tuple[str, ...]:
    """Everything that is still missing; empty where the mapping may be proposed."""
    return (*_of_source(written), *_of_evidence(written), *_of_decision(written))


def _of_source(written: Written) -> list[str]:
    found = []
    if not written.groups and not (written.has_product and written.needs_completion):
        found.append(
            "Say what study it rests on: a certificate or micro-credential to be completed, or groups of "
            "units."
        )
    if written.needs_completion and not written.has_product:
        found.append("Name the certificate or micro-credential that has to be completed.")
    for number, group in enumerate(written.groups, start=1):
        classes = len({each.family for each in group.units})
        if group.least > classes:
            listed = "1 unit" if classes == 1 else f"{classes} units"
            found.append(
                f"Group {number} asks for {group.least} units and lists {listed}; equivalent units count as "
                "one."
            )
    return found


def _of_evidence(written: Written) -> list[str]:
    if written.undecided:
        one = written.undecided == 1
        counted = "1 learning outcome is" if one else f"{written.undecided} learning outcomes are"
        return [f"{counted} not decided yet. Decide each one in the workbench."]
    if written.form == SPECIFIED and not written.outcomes:
        return ["Specified credit stands for a subject: lay its learning outcomes beside the source first."]
    return []


def _of_decision(written: Written) -> list[str]:
    asked = (
        (written.assessor, "Enter who judged it for the provider of the award."),
        (written.decided_on, "Enter the day of the decision."),
        (written.valid_from, "Enter from which day it is valid."),
        (written.review_due, "Enter when it is to be reviewed."),
        (
            written.advice or written.form not in _WITHOUT_CREDIT,
            "Write what a student should do instead: without credit, the advice is the answer.",
        ),
    )
    return [sentence for value, sentence in asked if not value]
