"""What all tests share: the database they run on, the clock, and what a skip means."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright

from tests import browser, report
from vetportal import append_only
from vetportal import clock as portal_clock

# Playwright keeps an event loop in the test's thread; the tests themselves stay synchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# A shared machine is slow at times; that is no failure of an invariant.
hypothesis.settings.register_profile("portal", deadline=None, print_blob=True)
hypothesis.settings.load_profile("portal")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot run here, in the words that the suite's summary tells apart."""
    _, no_browser = browser.find_chromium()
    on_sqlite = django_settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if no_browser and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=report.LEFT_OUT + no_browser))
        if on_sqlite and item.get_closest_marker("race"):
            reason = "needs several writers at once, so it runs on PostgreSQL"
            item.add_marker(pytest.mark.skip(reason=report.BY_DESIGN + reason))


@pytest.fixture(scope="session", autouse=True)
def quick_settings() -> Iterator[None]:
    """Settings that only make tests quicker: weak hashes, no scan of the static files for each client."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        WHITENOISE_AUTOREFRESH=True,
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in use: in memory all threads of a served page would share one connection."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Let a test that really commits empty the tables afterwards, the append-only ones included.

    Set on the class: once Playwright's event loop runs, Django opens another connection in this thread.
    """
    operations = type(connection.ops)
    empty = operations.execute_sql_flush

    def empty_protected(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
        with append_only.unprotected(*_append_only_tables()):
            # On SQLite emptying a table row by row marks its rows as changed.
            empty(self, [*sql_list, "DELETE FROM funding_changedfact"])

    operations.execute_sql_flush = empty_protected
    yield
    operations.execute_sql_flush = empty


def _append_only_tables() -> list[str]:
    """The tables that the database guards, told by the names of the triggers of vetportal.append_only."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(query[connection.vendor])
        names = [row[0] for row in cursor.fetchall()]
    found = (re.fullmatch(r"(\w+?)_append_only(_update|_delete)?", name) for name in names)
    return sorted({match[1] for match in found if match})


@pytest.fixture
def clock() -> Iterator[Callable[[str], datetime]]:
    """Stop the portal's clock at a Melbourne time: clock("2019-05-06T23:59"). Later calls move it."""
    with ExitStack() as stopped:

        def stop_at(text: str) -> datetime:
            instant = datetime.fromisoformat(text)
            if instant.tzinfo is None:
                instant = instant.replace(tzinfo=portal_clock.MELBOURNE)
            stopped.enter_context(portal_clock.at(instant))
            return instant

        yield stop_at


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests: Playwright starts only once in a process."""
    with sync_playwright() as playwright:
        started = browser.launch(playwright)
        yield started
        started.close()
        # While Playwright's event loop runs, Django keeps a connection of its own for it.
        connections.close_all()


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's top folder."""
    return Path(django_settings.BASE_DIR)
