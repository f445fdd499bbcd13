"""A funding run of the portal and its floor in SQL, in turn in one process, for their ratio."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from typing import NamedTuple

from django.db import connection, transaction

from funding import queries
from funding.actions import runs
from funding.models import FundingRun
from tests.bench import floor
from tests.factories import CLOSED_DAY
from vetportal import clock
from vetportal.money import dollars

YEAR = 2019
PAIRS = 3


class Pair(NamedTuple):
    """Seconds of both, one right after the other."""

    portal: float
    like: float
    bare: float


def compare() -> tuple[float, str]:
    """Median seconds of the portal's run, and in words what the floors take and that all cents agree."""
    base_rate = _agree()
    pairs = [
        Pair(_seconds(_portal), _seconds(_sql_into_like_tables), _seconds(_sql_into_bare_tables))
        for _ in range(PAIRS)
    ]
    portal, like, bare = (median(column) for column in zip(*pairs, strict=True))
    beside_like = median(pair.portal / pair.like for pair in pairs)
    beside_bare = median(pair.portal / pair.bare for pair in pairs)
    return portal, (
        f"{beside_like:.2f} x SQL into like tables ({like:.2f} s), {beside_bare:.2f} x into bare ones "
        f"({bare:.2f} s); same cents, base rate {dollars(base_rate)}"
    )


@contextmanager
def _undone() -> Iterator[None]:
    """A transaction that checks all it has to before its end, and then leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _seconds(prepare: Callable[[], Callable[[], object]]) -> float:
    """How long it takes once it is prepared, with the check of foreign keys that a commit would make."""
    with _undone():
        action = prepare()
        start = perf_counter()
        action()
        if connection.vendor == "postgresql":  # SQLite counts open references as it goes
            connection.check_constraints()
        return perf_counter() - start


def _agree() -> int:
    """Calculate both ways, compare every row; the base rate in cents. Raises RuntimeError at a difference."""
    with _undone():
        run = _portal()()
        base_rate = _sql_into_like_tables()()
        apart = [*floor.differences(run)]
        if base_rate != run.base_rate:
            apart.append(f"base rate {base_rate} and {run.base_rate}")
    if apart:
        raise RuntimeError("The portal and the SQL differ: " + "; ".join(apart))
    return base_rate


def _portal() -> Callable[[], FundingRun]:
    def calculate() -> FundingRun:
        with clock.at(CLOSED_DAY):
            return runs.calculate(year=YEAR, kind=FundingRun.Kind.CONFIRMED, by=None)

    return calculate


def _sql_into_like_tables() -> Callable[[], int]:
    return _sql(with_keys=True)


def _sql_into_bare_tables() -> Callable[[], int]:
    return _sql(with_keys=False)


def _sql(*, with_keys: bool) -> Callable[[], int]:
    """Its tables are built and the rules are read before it counts."""
    floor.build(with_keys=with_keys)
    version = queries.published_year(YEAR)
    rules = queries.rules_of(version, FundingRun.Kind.CONFIRMED)
    # Something for the rows to refer to. Its year keeps it out of the way of the portal's own run.
    run = FundingRun.objects.create(
        year=YEAR - 1,
        facts_year=YEAR,
        kind=FundingRun.Kind.CONFIRMED,
        number=1,
        funding_year=version,
        rules={},
        base_rate=0,
        total=0,
        calculated_at=CLOSED_DAY,
    )
    return lambda: floor.calculate(run, rules)
