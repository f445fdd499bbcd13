"""The department's year as steps: what is done, what comes next, and what it waits for."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Max

from enrolments.models import Enrolment, EnrolmentYear, EntryExtension, School, SchoolReturn
from enrolments.rules import census as census_rules
from funding import queries
from funding.models import CensusFreeze, FundingRun, RunDecision
from funding.queries.corrected import last_correction
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission
from vetportal.money import day

MISSING, READY, TO_RELEASE = "Missing", "Ready", "To release"


class Step(NamedTuple):
    """One step: state is done, ready, closed (not yet) or problem; `form` names the button's action."""

    title: str
    state: str
    word: str
    note: str
    form: str = ""
    kind: str = ""
    run: FundingRun | None = None


def of_year(year: EnrolmentYear, user: User) -> list[Step]:
    """Publish, indicative run and release, census and freeze, confirmed run and release."""
    frozen = dict(
        CensusFreeze.objects.filter(year_id__in=(year.pk, year.pk - 1)).values_list("year_id", "entries")
    )
    return [
        _published(year),
        _run_step(year, FundingRun.Kind.INDICATIVE, frozen.get(year.pk - 1) is not None, user),
        _freeze_step(year, frozen.get(year.pk), user),
        _run_step(year, FundingRun.Kind.CONFIRMED, frozen.get(year.pk) is not None, user),
    ]


def _published(year: EnrolmentYear) -> Step:
    version = queries.published_year(year.pk)
    if version:
        return Step(f"Publish the rules of {year}", "done", "Done", f"Version {version.version} is in force.")
    return Step(
        f"Publish the rules of {year}",
        "problem",
        MISSING,
        "An administrator publishes them under Year rules.",
    )


def _freeze_step(year: EnrolmentYear, entries: int | None, user: User) -> Step:
    title = f"Freeze the {year} census"
    if entries is not None:
        return Step(title, "done", "Done", f"{entries:,} enrolments as at {day(year.census_date)}.")
    if census_rules.is_open(clock.now(), year.census_date, clock.MELBOURNE):
        return Step(title, "closed", "Not yet", f"Entry is open until the end of {day(year.census_date)}.")
    until = _extended_to(year)
    if until:
        note = f"A school has more time for its entries until the end of {day(until)}."
        return Step(title, "closed", "Not yet", note)
    waiting = _not_approved(year)
    note = "The return of every school with enrolments is approved."
    if waiting:
        schools = "1 school has" if waiting == 1 else f"{waiting:,} schools have"
        note = f"{schools} enrolments in a return that is not approved; frozen now, these earn nothing."
    return Step(title, "ready", READY, note, form="freeze" if user.may(Permission.CENSUS_FREEZE) else "")


def _extended_to(year: EnrolmentYear) -> date | None:
    """The last day of the longest extension that still runs."""
    running = EntryExtension.objects.filter(year=year, granted_at__isnull=False, until__gte=clock.today())
    return running.aggregate(last=Max("until"))["last"]


def _not_approved(year: EnrolmentYear) -> int:
    """Government schools with enrolments of the year whose return is not approved."""
    approved = SchoolReturn.objects.filter(year=year, status=SchoolReturn.Status.APPROVED)
    entered = Enrolment.objects.of_census().filter(year=year, school__sector=School.Sector.GOVERNMENT)
    open_returns = entered.exclude(school__in=approved.values("school"))
    return open_returns.aggregate(schools=Count("school", distinct=True))["schools"]


def _run_step(year: EnrolmentYear, kind: str, has_facts: bool, user: User) -> Step:
    title = f"Calculate and release the {kind.lower()} run of {year}"
    run = queries.latest_run(year.pk, kind)
    if run is None and not has_facts:
        facts_year = year.pk - 1 if kind == FundingRun.Kind.INDICATIVE else year.pk
        return Step(title, "closed", "Not yet", f"The {facts_year} census is not frozen.")
    form = "calculate" if user.may(Permission.RUN_CALCULATE) else ""
    if run is None:
        return Step(title, "ready", READY, "The facts are frozen.", form=form, kind=kind)
    if run.decisions.filter(what=RunDecision.What.RELEASED).exists():
        outdated = _outdated(run) if kind == FundingRun.Kind.CONFIRMED else ""
        if outdated:
            title = f"Calculate the correction of the confirmed run of {year}"
            note = f"{outdated} The instalments that are still open pay the difference."
            return Step(title, "ready", READY, note, form=form, kind=kind)
        return Step(title, "done", "Released", "Schools see their payments.", run=run)
    note = "Calculated. Another person checks and releases it."
    return Step(title, "ready", TO_RELEASE, note, form=form, kind=kind, run=run)


def _outdated(run: FundingRun) -> str:
    """What has changed since a released run, in a sentence; empty when nothing has."""
    if last_correction(run.facts_year) != run.corrections_until:
        return f"Facts of the {run.facts_year} census were corrected since the release."
    version = queries.published_year(run.year)
    if version and version.pk != run.funding_year_id:
        return f"Version {version.version} of the rules was published since the release."
    return ""
