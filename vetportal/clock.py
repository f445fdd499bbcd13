"""The portal's one clock: the database's, read once per decision, or a fixed instant for a demonstration."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

MELBOURNE = ZoneInfo("Australia/Melbourne")

_READ_CLOCK = {
    "postgresql": "SELECT clock_timestamp()",
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')",
}
_fixed: datetime | None = None


def now() -> datetime:
    """The present instant. Every process asks the same database, so web machines cannot disagree."""
    fixed = _fixed or settings.VETPORTAL_NOW
    if fixed is not None:
        return fixed
    with connection.cursor() as cursor:
        cursor.execute(_READ_CLOCK[connection.vendor])
        value = cursor.fetchone()[0]
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    return value


def today() -> date:
    """The present calendar day in Melbourne."""
    return now().astimezone(MELBOURNE).date()


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Stop the clock of this process at an instant: for the demonstration's story and for tests."""
    global _fixed
    before, _fixed = _fixed, instant
    try:
        yield
    finally:
        _fixed = before
