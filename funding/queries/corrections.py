"""Corrections as people read them: whose enrolment, what differs, what it is worth."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from enrolments.models import Enrolment, School
from funding.models import CensusCorrection, CensusEntry, FundingRun
from funding.queries.corrected import corrected_fact
from funding.queries.facts import latest_run, published_year
from funding.queries.rules_of_year import rules_of
from funding.rules import corrections
from funding.rules.allocation import bands_by_code, decide
from funding.rules.eligibility import RULE_BY_CODE
from funding.rules.explanation import enrolment_amounts
from funding.rules.facts import EnrolmentFacts, YearRules
from funding.rules.year_rules import from_json

FOUND_AT_MOST = 25


class Worth(NamedTuple):
    """What facts come to alone: cents, and every reason against them."""

    cents: int
    reasons: tuple[str, ...]


class Effect(NamedTuple):
    """What a correction is worth, at the rates of the run that is named; None for what is not there."""

    source: str
    before: Worth | None
    after: Worth | None

    @property
    def cents(self) -> int:
        """Signed cents: more or less for the school, before rounding by line and before the cap."""
        return (self.after.cents if self.after else 0) - (self.before.cents if self.before else 0)


def effect(year: int, before: EnrolmentFacts | None, after: EnrolmentFacts | None) -> Effect | None:
    """What changes for the school, at the rates of the newest released run; None before any rules."""
    known = _rates(year)
    if known is None:
        return None
    rules, base_rate, source = known
    return Effect(source, _worth(before, rules, base_rate), _worth(after, rules, base_rate))


def effect_of(correction: CensusCorrection) -> Effect | None:
    """The effect of a stored correction."""
    return effect(correction.year, *facts_of(correction))


def facts_of(correction: CensusCorrection) -> tuple[EnrolmentFacts | None, EnrolmentFacts | None]:
    """The facts before and after a correction."""
    both = (correction.before, correction.facts)
    before, after = (None if plain is None else corrections.from_json(plain) for plain in both)
    return before, after


def differences(correction: CensusCorrection) -> dict[str, tuple[Any, Any]]:
    """Which facts a correction changes; empty for one that adds or removes."""
    before, after = facts_of(correction)
    return corrections.differences(before, after) if before and after else {}


def enrolments_of(found: Iterable[CensusCorrection]) -> dict[int, Enrolment]:
    """The enrolments of corrections by key, with student and certificate; some may be recorded no more."""
    keys = [each.enrolment_id for each in found]
    rows = Enrolment.objects.filter(pk__in=keys).select_related("student", "qualification", "school", "year")
    return {each.pk: each for each in rows}


def search(year: int, text: str) -> list[Enrolment]:
    """Enrolments of a year by school code, student number, name or certificate: every word must fit.

    `in_census` says whether the frozen census has it; `waits` whether a correction of it waits.
    """
    rows = Enrolment.objects.filter(year_id=year)
    for word in text.split()[:6]:
        rows = rows.filter(
            Q(school__code=word)
            | Q(student__student_number__iexact=word)
            | Q(qualification__code__iexact=word)
            | Q(student__family_name__icontains=word)
            | Q(student__given_names__icontains=word)
            | Q(school__name__icontains=word)
        )
    entries = CensusEntry.objects.filter(year=year, enrolment_id=OuterRef("pk"))
    waiting = CensusCorrection.objects.filter(year=year, enrolment_id=OuterRef("pk"), decision=None)
    rows = rows.annotate(in_census=Exists(entries), waits=Exists(waiting))
    rows = rows.select_related("student", "school", "qualification")
    return list(rows.order_by("school__code", "student__family_name", "pk")[: FOUND_AT_MOST + 1])


def listed(year: int) -> QuerySet[CensusCorrection]:
    """The corrections of a census: those that wait first, then the newest."""
    rows = CensusCorrection.objects.filter(year=year)
    rows = rows.select_related("school", "proposed_by", "decision", "decision__by")
    return rows.annotate(is_decided=Q(decision__isnull=False)).order_by("is_decided", "-pk")


def _rates(year: int) -> tuple[YearRules, int, str] | None:
    run = latest_run(year, FundingRun.Kind.CONFIRMED, released_only=True)
    if run:
        return from_json(run.rules), run.base_rate, str(run)
    version = published_year(year)
    if version is None:
        return None
    return rules_of(version, FundingRun.Kind.INDICATIVE), version.base_rate, f"published rates of {year}"


def _worth(facts: EnrolmentFacts | None, rules: YearRules, base_rate: int) -> Worth | None:
    if facts is None:
        return None
    outcome = decide(facts, rules, bands_by_code(rules))
    reasons = tuple(RULE_BY_CODE[code].sentence for code in outcome.reasons)
    return Worth(enrolment_amounts(outcome, rules, base_rate).paid, reasons)


def why_kept(enrolment_ids: Collection[int]) -> str:
    """Why these enrolments must stay recorded: one of them was let in late, or that is being decided.

    Empty where none is, and once the department took it out again.
    """
    let_in = CensusCorrection.objects.filter(enrolment_id__in=enrolment_ids, kind=CensusCorrection.Kind.ADD)
    for each in let_in.exclude(decision__what="REFUSED").select_related("decision"):
        if not hasattr(each, "decision"):
            return (
                "The department is deciding whether to fund this enrolment although it was recorded late, so "
                "it was not removed. Ask the department to refuse that first."
            )
        if corrected_fact(each.year, each.enrolment_id):
            return (
                f"The department funds this enrolment in {each.year} although it was recorded late, so it "
                "was not removed. If it was entered by mistake, ask the department to take it out first."
            )
    return ""


class Approved(NamedTuple):
    """A correction of a school's enrolment that holds, as the school reads it."""

    correction: CensusCorrection
    enrolment: Enrolment | None


def approved_of(school: School, year: int) -> list[Approved]:
    """The corrections of a school's enrolments that hold, in the order in which they were decided."""
    rows = CensusCorrection.objects.filter(school=school, year=year, decision__what="APPROVED")
    found = list(rows.select_related("decision").order_by("decision__pk"))
    enrolments = enrolments_of(found) if found else {}
    return [Approved(each, enrolments.get(each.enrolment_id)) for each in found]
