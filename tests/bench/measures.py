"""What is measured, in this order. A measure prepares, then returns the action whose time counts.

The action returns a few words that show that it did the work. Steps share one database: the entries are
open until `freeze`, and `run` needs the frozen census.
"""

from collections.abc import Callable

from funding.actions import census, runs
from funding.models import FundingRun
from tests.factories import CLOSED_DAY
from vetportal import clock

Action = Callable[[], str]
MEASURES: dict[str, Callable[[int], Action]] = {}


def measure(name: str) -> Callable[[Callable[[int], Action]], Callable[[int], Action]]:
    """Register a measure under the name that the table shows."""

    def register(prepare: Callable[[int], Action]) -> Callable[[int], Action]:
        MEASURES[name] = prepare
        return prepare

    return register


@measure("nothing")
def nothing(_size: int) -> Action:
    """What Python and Django take before any work is done: the floor of the memory column."""
    return lambda: "the program alone"


@measure("freeze")
def freeze(_size: int) -> Action:
    """Copy the facts of the whole year into append-only rows."""

    def action() -> str:
        with clock.at(CLOSED_DAY):
            return f"{census.freeze(year=2019, by=None).entries:,} entries"

    return action


@measure("run")
def run(_size: int) -> Action:
    """Calculate the confirmed run: base rate under the cap, outcomes, allocations, payments."""

    def action() -> str:
        with clock.at(CLOSED_DAY):
            calculated = runs.calculate(year=2019, kind=FundingRun.Kind.CONFIRMED, by=None)
        return f"{calculated.outcomes.count():,} outcomes"

    return action
