"""Saving what-if scenarios, working them out again, and taking one's own away."""

from typing import Any

from django.db import IntegrityError, transaction

from enrolments.models import EnrolmentYear
from funding.actions import live
from funding.actions.refusals import Refused
from funding.models import FundingScenario
from funding.queries import scenarios
from funding.queries.scenarios import State
from funding.rules import scenario_json
from funding.rules.scenario import Changes
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission
from vetportal.audit import trail


def standing(year: EnrolmentYear) -> State | None:
    """What stands in a year up to the last save; None while its rules are not published."""
    if not year.frozen_at:
        live.keep_current()
    return scenarios.state_of(year)


@transaction.atomic
def save(*, name: str, year: EnrolmentYear, changes: Changes, by: User) -> FundingScenario:
    """Work a scenario out and keep it under a name that no other scenario of the year has.

    Raises Refused in words, and ValueError as scenarios.work_out does.
    """
    _needs(by)
    if changes.is_empty:
        raise Refused("Nothing is changed, so there is no scenario to save. Change a figure first.")
    if FundingScenario.objects.filter(year=year.year, name=name).exists():
        raise Refused(f"There is a scenario of {year} called “{name}” already. Choose another name.")
    return _store(name=name, number=1, year=year, changes=changes, by=by)


@transaction.atomic
def work_out_again(*, scenario: FundingScenario, by: User) -> FundingScenario:
    """The same changes to what stands now, as a new version. Raises as save does."""
    _needs(by)
    versions = FundingScenario.objects.filter(year=scenario.year, name=scenario.name)
    newest = versions.order_by("-number").first()
    changes = scenario_json.from_json(scenario.changes)
    year = EnrolmentYear.objects.get(pk=scenario.year)
    number = (newest.number if newest else 0) + 1
    return _store(name=scenario.name, number=number, year=year, changes=changes, by=by)


@transaction.atomic
def remove(*, scenario: FundingScenario, by: User) -> None:
    """Take one's own scenario away. Raises Refused for another person's."""
    _needs(by)
    if scenario.made_by_id != by.pk:
        raise Refused(f"{scenario.made_by} made this scenario, so only they can remove it.")
    trail.record(by=by, action="scenario.remove", subject=scenario, before=_noted(scenario))
    scenario.delete()


def _needs(by: User) -> None:
    if not by.may(Permission.STATE_VIEW):
        raise Refused("Only people of the department work with scenarios.")


def _store(*, name: str, number: int, year: EnrolmentYear, changes: Changes, by: User) -> FundingScenario:
    state = standing(year)
    if state is None:
        raise Refused(f"The rules of {year} are not published, so there is nothing to compare with.")
    stamp = clock.now()
    try:
        with transaction.atomic():
            scenario = FundingScenario.objects.create(
                year=year.year,
                name=name,
                number=number,
                changes=scenario_json.to_json(changes),
                result=scenarios.as_json(scenarios.work_out(state, changes)),
                made_by=by,
                made_at=stamp,
                **_baseline(state),
            )
    except IntegrityError:
        raise Refused(f"Somebody has just saved a scenario called “{name}”. Open the list again.") from None
    trail.record(by=by, action="scenario.save", subject=scenario, after=_noted(scenario), at=stamp)
    return scenario


def _baseline(state: State) -> dict[str, str]:
    return {
        "baseline": state.description,
        "facts_sha256": state.facts_sha256,
        "rules_sha256": state.rules_sha256,
    }


def _noted(scenario: FundingScenario) -> dict[str, Any]:
    return {
        "year": scenario.year,
        "name": scenario.name,
        "number": scenario.number,
        "changes": scenario.changes,
        "total": scenario.result["total"],
    }
