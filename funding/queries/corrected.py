"""Frozen facts with the corrections that were approved since, and the facts of a stored run."""

from collections.abc import Iterator

from django.db.models import Max, QuerySet

from enrolments.models import Enrolment
from funding.models import CensusEntry, CensusFreeze, CorrectionDecision, FundingRun
from funding.queries.facts import FACT_NAMES, frozen_facts, live_facts
from funding.rules import corrections
from funding.rules.digest import digest
from funding.rules.facts import EnrolmentFacts


def corrected_facts(year: int, *, until: int | None = None) -> Iterator[EnrolmentFacts]:
    """The facts of a frozen census with its approved corrections, in order of decision.

    `until` is the last decision that counts (FundingRun.corrections_until); None counts all of them.
    """
    approved = approved_corrections(year, until=until)
    facts = frozen_facts(year)
    return corrections.corrected(facts, approved) if approved else facts


def corrected_facts_of(year: int, *, until: int | None = None, **narrowed: int) -> list[EnrolmentFacts]:
    """As corrected_facts, for the rows that `school_id=` or `enrolment_id=` names."""
    rows = CensusEntry.objects.filter(year=year, **narrowed).order_by("enrolment_id")
    frozen = map(EnrolmentFacts._make, rows.values_list(*FACT_NAMES))
    approved = _approved(year).filter(**{f"correction__{name}": key for name, key in narrowed.items()})
    if until is not None:
        approved = approved.filter(pk__lte=until)
    return list(corrections.corrected(frozen, _plain(approved)))


def corrected_fact(year: int, enrolment_id: int) -> EnrolmentFacts | None:
    """The facts of one enrolment as funding reads them now; None where it is not in the census."""
    return next(iter(corrected_facts_of(year, enrolment_id=enrolment_id)), None)


def facts_of_late(enrolment: Enrolment) -> EnrolmentFacts:
    """What a waiver would fund: an enrolment that was recorded late, as if it had been on the census."""
    (facts,) = live_facts(Enrolment.objects.filter(pk=enrolment.pk))
    return facts._replace(on_census=True)


def approved_corrections(year: int, *, until: int | None = None) -> list[corrections.Correction]:
    """The corrections of a census that hold, in order of decision."""
    rows = _approved(year)
    return _plain(rows if until is None else rows.filter(pk__lte=until))


def last_correction(year: int) -> int:
    """The last decision that approved a correction of a census; 0 without any."""
    return _approved(year).aggregate(last=Max("pk"))["last"] or 0


def facts_of_run(run: FundingRun) -> Iterator[EnrolmentFacts]:
    """Exactly the facts that a stored run used: the frozen ones and the corrections up to its own time."""
    return corrected_facts(run.facts_year, until=run.corrections_until)


def facts_digest(freeze: CensusFreeze) -> str:
    """sha256 of the corrected facts; without corrections it is that of the freeze."""
    if not last_correction(freeze.year_id):
        return freeze.sha256
    return digest(corrected_facts(freeze.year_id))


def _approved(year: int) -> QuerySet[CorrectionDecision]:
    return CorrectionDecision.objects.filter(correction__year=year, what=CorrectionDecision.What.APPROVED)


def _plain(decisions: QuerySet[CorrectionDecision]) -> list[corrections.Correction]:
    values = decisions.order_by("pk").values_list(
        "correction__kind", "correction__enrolment_id", "correction__facts"
    )
    return [
        corrections.Correction(kind, enrolment_id, None if facts is None else corrections.from_json(facts))
        for kind, enrolment_id, facts in values
    ]
