"""Fixtures of the journeys: windows of a real Chromium on a portal that serves for real."""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from playwright.sync_api import Browser, Page

from tests import browser

Browse = Callable[..., Page]
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def browse(chromium: Browser, live_server, request: pytest.FixtureRequest) -> Iterator[Browse]:
    """Open a window: browse(), browse(user) for somebody signed in, browse(user, width=360) for a phone,
    browse(user, scripts=False) where no script runs.

    At the end no window may have met a script error, a refused or foreign resource or a 5xx answer.
    A failed journey leaves pictures of its windows in var/failed.
    """
    watch = browser.Watch(host=urlsplit(live_server.url).netloc)
    pages: list[Page] = []

    def open_window(user: AbstractBaseUser | None = None, *, width: int = 1440, scripts: bool = True) -> Page:
        opened = browser.open_page(chromium, live_server.url, watch, user=user, width=width, scripts=scripts)
        pages.append(opened)
        return opened

    yield open_window
    if request.node.stash.get(FAILED, False):
        _keep_pictures(pages, request.node.name)
    for page in pages:
        page.context.close()
    assert watch.problems == []


def _keep_pictures(pages: list[Page], name: str) -> None:
    folder = Path(settings.BASE_DIR) / "var" / "failed"
    for number, page in enumerate(pages, start=1):
        page.screenshot(path=folder / f"{name}-{connection.vendor}-{number}.png", full_page=True)


@pytest.fixture
def page(browse: Browse) -> Page:
    """One window of 1440 px, nobody signed in."""
    return browse()
