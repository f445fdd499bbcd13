"""Actions over the live state: what a reader, a saver and a scenario ask of it."""

from collections.abc import Callable
from dataclasses import replace
from statistics import median
from time import perf_counter

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from enrolments.models import Enrolment, EnrolmentYear, UnitEnrolment
from funding import queries
from funding.actions import live
from funding.models import LiveCell
from funding.queries.live import answered, basis_now, state_now
from funding.rules.allocation import allocate
from funding.rules.cells import settle_cells
from tests import factories
from tests.factories import OPEN_DAY
from vetportal import clock

Action = Callable[[], str]
PAIRS = 3
_BEGINNINGS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def publish(year: EnrolmentYear) -> None:
    """Publish the rules of a year besides 2019, with the bands of 2019, so that it is live, too."""
    held = queries.published_year(2019).qualification_bands.select_related("qualification")
    with clock.at(OPEN_DAY):
        factories.published_rules(year.year, bands={each.qualification: each.band for each in held})
    live.keep_current()


def decide_all() -> Action:
    """The first reader after the rules are published: every enrolment is decided."""
    return lambda: f"{live.keep_current():,} enrolments, {LiveCell.objects.count():,} cells"


def calculate_all() -> Action:
    """What the live state stands in for: read all facts as they are, and calculate."""

    def action() -> str:
        facts = queries.live_facts(Enrolment.objects.filter(year_id=2019))
        rules = basis_now(2019).rules
        calculation = allocate([row._replace(return_approved=True) for row in facts], rules)
        return f"base rate {calculation.base_rate}, total {calculation.total}"

    return action


def settle_now() -> Action:
    """A page asks for the base rate of the whole state, the first one after a save."""

    def action() -> str:
        live.keep_current()
        answered.cache_clear()
        state = state_now(2019, as_if_approved=True)
        return f"base rate {state.base_rate}, total {state.total}"

    return action


def settle_scenario() -> Action:
    """The cells in hand are settled by another cap and other weights."""
    rules, cells = basis_now(2019)
    bands = tuple(band._replace(weighting_level=band.weighting_level + 100) for band in rules.bands)
    changed = replace(rules, cap=rules.cap + 1_000_000, bands=bands)
    return lambda: f"base rate {settle_cells(cells, changed, as_if_approved=True).base_rate}"


def decide_one() -> Action:
    """A unit's hours change, and its enrolment is decided again with the cells of its school."""
    unit = UnitEnrolment.objects.filter(enrolment__year_id=2019).order_by("pk").first()
    table = connection.ops.quote_name(UnitEnrolment._meta.db_table)

    def action() -> str:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET hours = 61 - hours WHERE id = %s", [unit.pk])  # noqa: S608 - a name from this file
        live.follow_save()
        return f"{asked} queries"

    with CaptureQueriesContext(connection) as captured:
        asked = 0
        action()
    asked = sum(not each["sql"].startswith(_BEGINNINGS) for each in captured.captured_queries) - 1
    return action


def cost_of_marks(save: Callable[[], object]) -> tuple[float, str]:
    """Median seconds of a save that leaves marks, and how many times one without; nothing of them stays."""
    pairs = [(_seconds(save, is_marked=True), _seconds(save, is_marked=False)) for _ in range(PAIRS)]
    times = median(marked / bare for marked, bare in pairs)
    return median(marked for marked, _ in pairs), f"x {times:.2f} of a save without marks"


def _seconds(save: Callable[[], object], *, is_marked: bool) -> float:
    with transaction.atomic():
        if not is_marked:
            with connection.cursor() as cursor:
                for statement in _dropping(cursor):
                    cursor.execute(statement)
        start = perf_counter()
        save()
        taken = perf_counter() - start
        transaction.set_rollback(True)
    return taken


def _dropping(cursor) -> list[str]:
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_marks\\_%'"
        )
        return [f"DROP TRIGGER {name} ON {table}" for name, table in cursor.fetchall()]
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_marks_%'")
    return [f"DROP TRIGGER {name}" for (name,) in cursor.fetchall()]
