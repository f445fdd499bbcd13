"""Steps of the funding year that several tests take."""

from funding.actions import census, runs
from funding.models import FundingRun
from tests import factories


def released_indicative() -> FundingRun:
    """The indicative run of 2019, calculated by one person and released by another."""
    run = runs.calculate(year=2019, kind="INDICATIVE", by=factories.officer("calculator"))
    runs.release(run=run, by=factories.manager("releaser"))
    return run


def confirmed() -> FundingRun:
    """The confirmed run of 2019 after the freeze, not released yet."""
    released_indicative()
    census.freeze(year=2019, by=None)
    return runs.calculate(year=2019, kind="CONFIRMED", by=factories.officer("calculator"))
