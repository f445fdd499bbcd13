"""What makes a credit mapping doubtful: a superseded source, a review that is due, a last day that passed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from enrolments.models import UnitSuccession
from pathways.models import CreditMapping, MicroCredential, MicroCredentialUnit
from pathways.rules import mapping_life as life
from vetportal.money import day

SUPERSEDED, REVIEW, EXPIRED = "SUPERSEDED", "REVIEW", "EXPIRED"
WORDS = {SUPERSEDED: "Source superseded", REVIEW: "Review due", EXPIRED: "Expired"}
TONES = {SUPERSEDED: "problem", REVIEW: "incomplete", EXPIRED: "closed"}


class Alert(NamedTuple):
    """One doubt: its kind, what happened, and what an officer should do about it."""

    kind: str
    what: str
    advice: str

    @property
    def sentence(self) -> str:
        """What happened and what to do."""
        return f"{self.what} {self.advice}"

    @property
    def tone(self) -> str:
        """As the look draws it."""
        return TONES[self.kind]

    @property
    def word(self) -> str:
        """The kind in two words."""
        return WORDS[self.kind]


def alerts_of(mappings: Sequence[CreditMapping], today: date) -> dict[int, list[Alert]]:
    """The alerts of listed mappings by key, in two queries; those that lapsed have none."""
    live = [each for each in mappings if each.status != life.LAPSED]
    sets = _units_of_sets(live)
    named = {each.pk: _named(each) | sets.get(each.micro_credential_id, set()) for each in live}
    units = set().union(*named.values())
    replaced: dict[int, list[UnitSuccession]] = {}
    steps = UnitSuccession.objects.filter(predecessor__in=units) if units else UnitSuccession.objects.none()
    for step in steps.select_related("predecessor", "successor").order_by("successor__code"):
        replaced.setdefault(step.predecessor_id, []).append(step)
    return {each.pk: _of_one(each, named[each.pk], replaced, today) for each in live}


def _of_one(
    mapping: CreditMapping, listed: set[int], replaced: dict[int, list[UnitSuccession]], today: date
) -> list[Alert]:
    doubts = [*_of_source(mapping, listed, replaced), *_of_last_day(mapping, today)]
    return [*doubts, *_of_review(mapping, today, still_holds=not doubts)]


def _named(mapping: CreditMapping) -> set[int]:
    return {unit.pk for group in mapping.groups.all() for unit in group.units.all()}


def _units_of_sets(mappings: Iterable[CreditMapping]) -> dict[int | None, set[int]]:
    """The units of the micro-credentials that these mappings rest on, by micro-credential."""
    wanted = {each.micro_credential_id for each in mappings if each.micro_credential_id}
    found: dict[int | None, set[int]] = {}
    rows = MicroCredentialUnit.objects.filter(micro_credential__in=wanted) if wanted else ()
    for row in rows:
        found.setdefault(row.micro_credential_id, set()).add(row.unit_id)
    return found


def _of_source(
    mapping: CreditMapping, listed: set[int], replaced: dict[int, list[UnitSuccession]]
) -> Iterable[Alert]:
    certificate, micro = mapping.qualification, mapping.micro_credential
    if certificate and certificate.superseded_by:
        until = certificate.teach_out_date
        taught = f" It is taught until {day(until)}." if until else ""
        what = f"{certificate.code} is superseded by {certificate.superseded_by.code}.{taught}"
        yield Alert(SUPERSEDED, what, "Map the new certificate, or let this one lapse.")
    if micro and micro.status == MicroCredential.Status.SUPERSEDED:
        yield Alert(SUPERSEDED, f"{micro} is superseded.", "Map what took its place, or let this lapse.")
    for unit in sorted(listed & replaced.keys()):
        steps = [step for step in replaced[unit] if step.successor_id not in listed]
        if steps:
            yield _of_unit(steps)


def _of_unit(steps: list[UnitSuccession]) -> Alert:
    """An equivalent successor still counts by itself; its outcomes may be worded anew all the same."""
    earlier = steps[0].predecessor.code
    later = " and ".join(step.successor.code for step in steps)
    what = f"{earlier} is superseded by {later}."
    if all(step.is_equivalent for step in steps):
        return Alert(
            SUPERSEDED,
            f"{what} They are equivalent, so {later} counts, too.",
            "Check that the outcomes match.",
        )
    return Alert(
        SUPERSEDED,
        f"{what} They are not called equivalent, so {later} does not count here.",
        "Assess it and map it, or let this lapse.",
    )


def _of_last_day(mapping: CreditMapping, today: date) -> Iterable[Alert]:
    if mapping.status == life.APPROVED and mapping.valid_to and mapping.valid_to < today:
        what = f"It was valid until {day(mapping.valid_to)} and opens nothing since."
        yield Alert(EXPIRED, what, "Assess it again.")


def _of_review(mapping: CreditMapping, today: date, *, still_holds: bool) -> Iterable[Alert]:
    """A review is confirmed only where nothing else speaks against the mapping."""
    if mapping.status == life.APPROVED and mapping.review_due and mapping.review_due <= today:
        advice = "Start a new mapping from it, or let it lapse."
        if still_holds:
            advice = "Confirm it where all is as it was; else start a new mapping from it, or let it lapse."
        yield Alert(REVIEW, f"Its review was due on {day(mapping.review_due)}.", advice)
