"""Calculating a run over frozen facts, and releasing it by a second person."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.db import transaction

from funding import queries
from funding.actions import payments, reconciliation, year_lock
from funding.actions.refusals import Refused
from funding.models import (
    CensusFreeze,
    EnrolmentOutcome,
    FundingRun,
    FundingYear,
    RunDecision,
    SchoolAllocation,
)
from funding.queries.corrected import facts_digest, last_correction
from funding.rules import calculation_rows, year_rules
from funding.rules.allocation import allocate
from funding.rules.budget import is_solved
from funding.rules.explanation import allocation_rows
from funding.rules.facts import Allocation, Calculation, Outcome, YearRules
from funding.rules.ledger import with_zeros
from vetportal import bulk, clock
from vetportal.accounts.models import User
from vetportal.audit import trail
from vetportal.garbage import not_collected

ENGINE = "VET/2"  # raised whenever the same facts and rules would give another result

_OUTCOME_COLUMNS = ("run", *Outcome._fields)
_ALLOCATION_COLUMNS = ("run", "school", *Allocation._fields[1:], "rows")


class _Basis(NamedTuple):
    """What a run is calculated from: rules, facts with their fingerprint, and the run that it corrects."""

    version: FundingYear
    rules: YearRules
    facts_year: int
    sha256: str
    corrections_until: int
    corrects: FundingRun | None


@transaction.atomic
@not_collected()
def calculate(*, year: int, kind: str, by: User | None) -> FundingRun:
    """Calculate a year's indicative or confirmed run; asked again with nothing changed, answer with the last.

    An indicative run reads last year's facts, a confirmed run this year's and what was paid before. An older
    run that was not released is superseded. After the release of a confirmed run the new one corrects it: by
    unchanged rules it keeps the base rate that schools were told while the cap allows, and its lines are the
    difference. `by` is None for an operator's command. Raises Refused when something must come first, and
    CannotCalculate (a ValueError) when a figure of the year is missing.
    """
    year_lock.hold(year)
    before = queries.latest_run(year, kind)
    basis = _basis(year, kind)
    if before and _stands(before, basis):
        return before
    _refuse_after_release(basis.corrects)
    _refuse_to_pay_twice(year, kind)
    if kind == FundingRun.Kind.CONFIRMED:
        payments.refuse_before_indicative(year)
    calculation = allocate(queries.corrected_facts(basis.facts_year), basis.rules)
    allocations = _with_zeros(calculation.allocations, basis.corrects)
    run = _store(calculation, allocations, basis=basis, by=by)
    payments.schedule(run=run, due=payments.amounts_due(allocations), rules=basis.rules)
    if before and before != basis.corrects:
        RunDecision.objects.create(run=before, what=RunDecision.What.SUPERSEDED, by=by, at=run.calculated_at)
    return run


@transaction.atomic
def release(*, run: FundingRun, by: User) -> RunDecision:
    """Show a run's payments to the schools; by another person than the one who calculated it.

    Raises Refused when it was superseded, when the same person calculated it, and for every hindrance.
    """
    year_lock.hold(run.year)
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
    again = "since this run was calculated. Calculate it again, then release the new run."
    version = queries.published_year(run.year)
    if version is None or not _are_same(queries.rules_of(version, run.kind), run):
        problems.append(f"The rules of {run.year} have changed {again}")
    if last_correction(run.facts_year) != run.corrections_until:
        problems.append(f"Facts of the {run.facts_year} census were corrected {again}")
    return problems


def _basis(year: int, kind: str) -> _Basis:
    version = _version_in_force(year)
    freeze = _facts_for(year, kind)
    corrects = queries.latest_run(year, kind, released_only=True)
    rules = queries.rules_of(version, kind)
    if corrects and corrects.funding_year_id == version.pk and is_solved(rules):
        rules = replace(rules, sealed_base_rate=corrects.base_rate)
    return _Basis(
        version=version,
        rules=rules,
        facts_year=freeze.year_id,
        sha256=facts_digest(freeze),
        corrections_until=last_correction(freeze.year_id),
        corrects=corrects,
    )


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


def _stands(run: FundingRun, basis: _Basis) -> bool:
    """Whether a run still says what would be calculated now. What is released has reconciled."""
    is_same = (
        run.engine == ENGINE
        and run.facts_sha256 == basis.sha256
        and run.corrections_until == basis.corrections_until
        and _are_same(basis.rules, run)
    )
    return is_same and (run == basis.corrects or not reconciliation.problems_of(run))


def _are_same(rules: YearRules, run: FundingRun) -> bool:
    """Whether a run used these rules; the base rate that a correction keeps is none of them."""
    used = year_rules.from_json(run.rules)
    return replace(rules, sealed_base_rate=None) == replace(used, sealed_base_rate=None)


def _with_zeros(allocations: Sequence[Allocation], corrects: FundingRun | None) -> Sequence[Allocation]:
    if corrects is None:
        return allocations
    held = SchoolAllocation.objects.filter(run=corrects).order_by("pk").values_list(*Allocation._fields)
    return with_zeros(allocations, map(Allocation._make, held))


def _refuse_after_release(corrects: FundingRun | None) -> None:
    """What terms 1 and 2 paid is settled by the confirmed run, so nothing corrects an indicative one."""
    if corrects and corrects.kind == FundingRun.Kind.INDICATIVE:
        raise Refused(
            f"The {corrects} is released and never changes. What has changed since is settled by the "
            f"adjustment of the confirmed run of {corrects.year}."
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
    calculation: Calculation, allocations: Sequence[Allocation], *, basis: _Basis, by: User | None
) -> FundingRun:
    stamp = clock.now()
    rules = basis.rules
    number = FundingRun.objects.filter(year=rules.year, kind=rules.kind).count() + 1
    run = FundingRun.objects.create(
        year=rules.year,
        facts_year=basis.facts_year,
        kind=rules.kind,
        number=number,
        funding_year=basis.version,
        rules=year_rules.to_json(rules),
        facts_sha256=basis.sha256,
        corrections_until=basis.corrections_until,
        corrects=basis.corrects,
        engine=ENGINE,
        base_rate=calculation.base_rate,
        cap=rules.cap,
        total=calculation.total,
        leftover=calculation.leftover,
        calculated_by=by,
        calculated_at=stamp,
    )
    bulk.insert_rows(EnrolmentOutcome, _OUTCOME_COLUMNS, _outcome_rows(run, calculation.outcomes))
    bulk.insert_rows(SchoolAllocation, _ALLOCATION_COLUMNS, _allocation_rows(run, allocations, rules))
    after = {"total": run.total, "base_rate": run.base_rate, "leftover": run.leftover}
    if basis.corrects:
        after["corrects"] = basis.corrects.pk
    trail.record(by=by, action="calculate_run", subject=run, after=after, at=stamp)
    return run


def _outcome_rows(run: FundingRun, outcomes: Iterable[Outcome]) -> Iterable[tuple]:
    at = Outcome._fields.index("reasons")
    return ((run.pk, *each[:at], " ".join(each.reasons), *each[at + 1 :]) for each in outcomes)


def _allocation_rows(run: FundingRun, allocations: Iterable[Allocation], rules: YearRules) -> Iterable[tuple]:
    """Every line with its calculation, written now: an explanation made later could drift from the amount."""
    for line in allocations:
        rows = calculation_rows.to_json(allocation_rows(line, rules, run.base_rate))
        yield (run.pk, *line, rows)
