"""Calculating a run over frozen facts, and releasing it by a second person."""

from collections.abc import Iterable

from django.db import transaction

from enrolments.models import EnrolmentYear
from funding import queries
from funding.actions import payments, reconciliation
from funding.actions.refusals import Refused
from funding.models import (
    CensusFreeze,
    EnrolmentOutcome,
    FundingRun,
    FundingYear,
    RunDecision,
    SchoolAllocation,
)
from funding.rules import calculation_rows, year_rules
from funding.rules.allocation import allocate
from funding.rules.explanation import allocation_rows
from funding.rules.facts import Allocation, Calculation, Outcome, YearRules
from vetportal import bulk, clock
from vetportal.accounts.models import User
from vetportal.audit import trail

ENGINE = "VET/2"  # raised whenever the same facts and rules would give another result

_OUTCOME_COLUMNS = ("run", *Outcome._fields)
_ALLOCATION_COLUMNS = ("run", "school", *Allocation._fields[1:], "rows")


@transaction.atomic
def calculate(*, year: int, kind: str, by: User | None) -> FundingRun:
    """Calculate a year's indicative or confirmed run; asked again with nothing changed, answer with the last.

    An indicative run reads last year's frozen facts, a confirmed run this year's and what was paid before. An
    older run that was not released is superseded. `by` is None for an operator's command. Raises Refused when
    something must come first, and CannotCalculate (a ValueError) when a figure of the year is missing.
    """
    list(
        EnrolmentYear.objects.select_for_update(no_key=True).filter(pk=year)
    )  # one calculation of a year at a time
    version = _version_in_force(year)
    freeze = _facts_for(year, kind)
    rules = queries.rules_of(version, kind)
    before = queries.latest_run(year, kind)
    if before and _is_unchanged(before, rules, freeze) and not reconciliation.problems_of(before):
        return before
    _refuse_after_release(before)
    _refuse_to_pay_twice(year, kind)
    paid = payments.paid_before(year) if kind == FundingRun.Kind.CONFIRMED else {}
    calculation = allocate(queries.frozen_facts(freeze.year_id), rules)
    run = _store(calculation, rules=rules, version=version, freeze=freeze, by=by)
    payments.schedule(run=run, calculation=calculation, rules=rules, paid=paid)
    if before:
        RunDecision.objects.create(run=before, what=RunDecision.What.SUPERSEDED, by=by, at=run.calculated_at)
    return run


@transaction.atomic
def release(*, run: FundingRun, by: User) -> RunDecision:
    """Show a run's payments to the schools; by another person than the one who calculated it.

    Raises Refused when it was superseded, when the same person calculated it, and for every hindrance.
    """
    list(EnrolmentYear.objects.select_for_update(no_key=True).filter(pk=run.year))
    decisions = {decision.what: decision for decision in run.decisions.all()}
    if RunDecision.What.RELEASED in decisions:
        return decisions[RunDecision.What.RELEASED]
    if RunDecision.What.SUPERSEDED in decisions:
        raise Refused("A later run has replaced this one. Release the later run.")
    if run.calculated_by_id == by.pk:
        raise Refused("You calculated this run, so another person must release it.")
    problems = hindrances(run)
    if problems:
        raise Refused(" ".join(problems))
    stamp = clock.now()
    decision = RunDecision.objects.create(run=run, what=RunDecision.What.RELEASED, by=by, at=stamp)
    trail.record(by=by, action="release_run", subject=run, after={"total": run.total}, at=stamp)
    return decision


def hindrances(run: FundingRun) -> list[str]:
    """Why nobody may release this run as it stands, in sentences; empty when it may be released."""
    problems = reconciliation.problems_of(run)
    if problems:
        problems.insert(0, "This run does not reconcile and cannot be released.")
    version = queries.published_year(run.year)
    if version is None or year_rules.to_json(queries.rules_of(version, run.kind)) != run.rules:
        problems.append(
            f"The rules of {run.year} have changed since this run was calculated. Calculate it again, then "
            "release the new run."
        )
    return problems


def _version_in_force(year: int) -> FundingYear:
    version = queries.published_year(year)
    if version is None:
        raise Refused(
            f"The rules of {year} are not published. An administrator drafts them, another publishes."
        )
    return version


def _facts_for(year: int, kind: str) -> CensusFreeze:
    facts_year = year - 1 if kind == FundingRun.Kind.INDICATIVE else year
    freeze = CensusFreeze.objects.filter(year_id=facts_year).first()
    if freeze is None:
        raise Refused(f"The {facts_year} census is not frozen yet, so there are no facts for this run.")
    return freeze


def _is_unchanged(run: FundingRun, rules: YearRules, freeze: CensusFreeze) -> bool:
    return (
        run.engine == ENGINE and run.facts_sha256 == freeze.sha256 and run.rules == year_rules.to_json(rules)
    )


def _refuse_after_release(before: FundingRun | None) -> None:
    if before and before.decisions.filter(what=RunDecision.What.RELEASED).exists():
        raise Refused(
            f"The {before} is released and never changes, and it used other rules than those in force now."
        )


def _refuse_to_pay_twice(year: int, kind: str) -> None:
    """A released confirmed run has settled the year; lines of an indicative run would come on top of it."""
    settled = queries.latest_run(year, FundingRun.Kind.CONFIRMED, released_only=True)
    if settled and kind == FundingRun.Kind.INDICATIVE:
        raise Refused(
            f"The {settled} is released and pays the whole year, so an indicative run would pay terms 1 and "
            "2 a second time. Nothing was calculated."
        )


def _store(
    calculation: Calculation, *, rules: YearRules, version: FundingYear, freeze: CensusFreeze, by: User | None
) -> FundingRun:
    stamp = clock.now()
    number = FundingRun.objects.filter(year=rules.year, kind=rules.kind).count() + 1
    run = FundingRun.objects.create(
        year=rules.year,
        facts_year=freeze.year_id,
        kind=rules.kind,
        number=number,
        funding_year=version,
        rules=year_rules.to_json(rules),
        facts_sha256=freeze.sha256,
        engine=ENGINE,
        base_rate=calculation.base_rate,
        cap=rules.cap,
        total=calculation.total,
        leftover=calculation.leftover,
        calculated_by=by,
        calculated_at=stamp,
    )
    bulk.insert_rows(EnrolmentOutcome, _OUTCOME_COLUMNS, _outcome_rows(run, calculation.outcomes))
    bulk.insert_rows(
        SchoolAllocation, _ALLOCATION_COLUMNS, _allocation_rows(run, calculation.allocations, rules)
    )
    after = {"total": run.total, "base_rate": run.base_rate, "leftover": run.leftover}
    trail.record(by=by, action="calculate_run", subject=run, after=after, at=stamp)
    return run


def _outcome_rows(run: FundingRun, outcomes: Iterable[Outcome]) -> Iterable[tuple]:
    return ((run.pk, *each._replace(reasons=" ".join(each.reasons))) for each in outcomes)


def _allocation_rows(run: FundingRun, allocations: Iterable[Allocation], rules: YearRules) -> Iterable[tuple]:
    """Every line with its calculation, written now: an explanation made later could drift from the amount."""
    for line in allocations:
        rows = calculation_rows.to_json(allocation_rows(line, rules, run.base_rate))
        yield (run.pk, *line, rows)
