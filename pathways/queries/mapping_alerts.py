"""What makes a credit mapping doubtful: a superseded source, a review that is due, a last day that passed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from enrolments.models import UnitSuccession
from pathways.models import CreditMapping, MicroCredential
from pathways.rules import mapping_life as life
from vetportal.money import day

SUPERSEDED, REVIEW, EXPIRED = "SUPERSEDED", "REVIEW", "EXPIRED"
WORDS = {SUPERSEDED: "Source superseded", REVIEW: "Review due", EXPIRED: "Expired"}


class Alert(NamedTuple):
    """One doubt: its kind, and a sentence that says what happened and what to do."""

    kind: str
    sentence: str

    @property
    def word(self) -> str:
        """The kind in two words."""
        return WORDS[self.kind]


def alerts_of(mappings: Sequence[CreditMapping], today: date) -> dict[int, list[Alert]]:
    """The alerts of listed mappings by key, in one query; those that lapsed have none."""
    live = [each for each in mappings if each.status != life.LAPSED]
    units = {unit.pk for each in live for group in each.groups.all() for unit in group.units.all()}
    replaced: dict[int, list[UnitSuccession]] = {}
    steps = UnitSuccession.objects.filter(predecessor__in=units) if units else UnitSuccession.objects.none()
    for step in steps.select_related("predecessor", "successor").order_by("successor__code"):
        replaced.setdefault(step.predecessor_id, []).append(step)
    return {each.pk: [*_of_source(each, replaced), *_of_dates(each, today)] for each in live}


def _of_source(mapping: CreditMapping, replaced: dict[int, list[UnitSuccession]]) -> Iterable[Alert]:
    certificate, micro = mapping.qualification, mapping.micro_credential
    if certificate and certificate.superseded_by:
        until = certificate.teach_out_date
        taught = f" It is taught until {day(until)}." if until else ""
        successor = certificate.superseded_by.code
        yield Alert(
            SUPERSEDED,
            f"{certificate.code} is superseded by {successor}.{taught} Map the new certificate, or let this "
            "one lapse.",
        )
    if micro and micro.status == MicroCredential.Status.SUPERSEDED:
        yield Alert(SUPERSEDED, f"{micro} is superseded. Map what took its place, or let this lapse.")
    listed = {unit.pk for group in mapping.groups.all() for unit in group.units.all()}
    for unit in sorted(listed & replaced.keys()):
        yield _of_unit(replaced[unit], {step.successor_id for step in replaced[unit]} & listed)


def _of_unit(steps: list[UnitSuccession], listed: set[int]) -> Alert:
    """An equivalent successor still counts by itself; its outcomes may be worded anew all the same."""
    earlier = steps[0].predecessor.code
    later = " and ".join(step.successor.code for step in steps)
    if all(step.is_equivalent for step in steps):
        what = f"They are equivalent, so {later} counts, too; check that the outcomes still match."
    elif listed:
        what = "The successor is listed here as well; check that both are still meant."
    else:
        what = f"They are not called equivalent, so {later} does not count here until it is assessed."
    return Alert(SUPERSEDED, f"{earlier} is superseded by {later}. {what}")


def _of_dates(mapping: CreditMapping, today: date) -> Iterable[Alert]:
    if mapping.status != life.APPROVED:
        return
    if mapping.valid_to and mapping.valid_to < today:
        yield Alert(
            EXPIRED, f"It was valid until {day(mapping.valid_to)} and opens nothing since. Assess it again."
        )
    if mapping.review_due and mapping.review_due <= today:
        yield Alert(
            REVIEW,
            f"Its review was due on {day(mapping.review_due)}. Start a new mapping from it, or let it lapse.",
        )
