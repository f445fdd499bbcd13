"""Scenarios over all schools: worked out with their effects and results, but for the page that shows them."""

from collections.abc import Callable

from enrolments.models import EnrolmentYear
from funding.actions import scenarios as actions
from funding.queries import scenarios
from funding.rules.scenario import Changes
from tests.factories import OPEN_DAY
from vetportal import clock
from vetportal.money import dollars

Action = Callable[[], str]

CAP = Changes(cap=6_000_000_000)
RATES = Changes(weights={"1": 3_500}, rural_rate=50_000, index_shift={"": 500})
AGES = Changes(minimum_age=16)
HOURS = Changes(full_rate_hours={"1": 200})


def beside_what_stands(*scenario: Changes) -> Action:
    """What stands is settled once, as for a form that is open; the scenarios are worked out beside it."""
    state = _state()
    _ = state.side
    return lambda: _told(state, scenario)


def from_the_beginning(*scenario: Changes) -> Action:
    """What stands is read and settled, too, as for a page that is opened."""
    return lambda: _told(_state(), scenario)


def _state() -> scenarios.State:
    with clock.at(OPEN_DAY):
        state = actions.standing(EnrolmentYear.objects.get(pk=2019))
    if state is None:
        raise RuntimeError("The rules of 2019 are not published.")
    return state


def _told(state: scenarios.State, wanted: tuple[Changes, ...]) -> str:
    return ", ".join(
        dollars(scenarios.work_out(state, changes).result.total.difference) for changes in wanted
    )
