"""The facts behind a stored run, narrowed to a school, and the statement that came before it."""

from django.db.models import QuerySet

from funding.models import CensusEntry, FundingRun, RunDecision
from funding.queries.corrected import approved_corrections, corrected_facts_of
from funding.rules.facts import EnrolmentFacts


def facts_of_school(run: FundingRun, school_id: int) -> list[EnrolmentFacts]:
    """Exactly the facts of one school that a stored run used."""
    return corrected_facts_of(run.facts_year, until=run.corrections_until, school_id=school_id)


def certificates_of(run: FundingRun, school_id: int | None = None) -> dict[int, tuple[int, str]]:
    """Student and certificate of every enrolment that a stored run used; of one school where asked."""
    rows = CensusEntry.objects.filter(year=run.facts_year)
    if school_id is not None:
        rows = rows.filter(school_id=school_id)
    values = rows.values_list("enrolment_id", "student_id", "qualification_code")
    found = {enrolment_id: (student_id, code) for enrolment_id, student_id, code in values}
    for each in approved_corrections(run.facts_year, until=run.corrections_until):
        if each.facts and school_id in (None, each.facts.school_id):
            found[each.enrolment_id] = each.facts.student_id, each.facts.qualification_code
    return found


def statement_before(run: FundingRun) -> FundingRun | None:
    """The run that schools were shown last before this one: of the same year, else of the year before."""
    shown = RunDecision.objects.filter(what=RunDecision.What.RELEASED).exclude(run=run)
    own = next((each for each in run.decisions.all() if each.what == RunDecision.What.RELEASED), None)
    if own:
        shown = shown.filter(at__lte=own.at, pk__lt=own.pk)
    return _newest(shown, run.year)


def last_statement(year: int) -> FundingRun | None:
    """The run that schools were shown last: of this year, else of the year before."""
    return _newest(RunDecision.objects.filter(what=RunDecision.What.RELEASED), year)


def _newest(shown: QuerySet[RunDecision], year: int) -> FundingRun | None:
    held = shown.filter(run__year__in=(year, year - 1)).select_related("run")
    newest = held.order_by("-run__year", "-at", "-pk").first()
    return newest.run if newest else None
