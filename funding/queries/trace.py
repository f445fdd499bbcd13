"""A school's calculation as it goes into a trace, from a stored run or from the entries as they stand."""

from datetime import datetime
from typing import Any

from enrolments.models import School
from funding.models import FundingRun, FundingYear, RunDecision, SchoolAllocation
from funding.queries import estimates, run_facts
from funding.queries.answers import outcome_of
from funding.queries.released import ReleasedRun, lines_of
from funding.rules import trace
from funding.rules.budget import is_solved
from funding.rules.trace import Calculated
from vetportal.money import MELBOURNE


def of_run(run: FundingRun, school: School) -> Calculated:
    """A school's part of a stored run, with what the base rate of a capped run was solved from."""
    held = ReleasedRun(run, school)
    return Calculated(
        engine=run.engine,
        about={
            "run": _run(run),
            "rate_table": _rate_table(run.funding_year),
            "school": {"code": school.code, "name": school.name},
        },
        rules=held.rules,
        base_rate=run.base_rate,
        state=_state(run) if is_solved(held.rules) else None,
        facts=run_facts.facts_of_school(run, school.pk),
        outcomes=[outcome_of(each) for each in held.outcomes],
        lines=[(line.allocation, line.rows) for line in held.lines],
    )


def of_estimate(estimate: estimates.Estimate, school: School, engine: str) -> Calculated:
    """What the school's entries would earn as they stand, at indicative rates."""
    lines = lines_of(estimate.allocations, estimate.rules, estimate.rules.base_rate)
    return Calculated(
        engine=engine,
        about={
            "run": None,
            "rate_table": _rate_table(estimate.version),
            "school": {"code": school.code, "name": school.name},
        },
        rules=estimate.rules,
        base_rate=estimate.rules.base_rate,
        state=None,
        facts=estimates.facts_of_school(school, estimate.year),
        outcomes=list(estimate.outcomes),
        lines=[(line.allocation, line.rows) for line in lines],
    )


def _run(run: FundingRun) -> dict[str, Any]:
    released = run.decisions.filter(what=RunDecision.What.RELEASED).first()
    return {
        "year": run.year,
        "kind": run.kind,
        "number": run.number,
        "census": run.facts_year,
        "facts_sha256": run.facts_sha256,
        "calculated_at": _instant(run.calculated_at),
        "released_at": _instant(released.at) if released else None,
    }


def _rate_table(version: FundingYear) -> dict[str, Any]:
    return {
        "year": version.year,
        "version": version.version,
        "published_at": _instant(version.published_at) if version.published_at else None,
    }


def _instant(value: datetime) -> str:
    return value.astimezone(MELBOURNE).isoformat(timespec="seconds")


def _state(run: FundingRun) -> trace.State:
    lines = SchoolAllocation.objects.filter(run=run).order_by()
    return trace.state_of(lines.values_list("component", "band", "quantity", "amount"))
