"""A real Chromium for the journeys: where it is found, who sits in front of it, what must not happen."""

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.base_user import AbstractBaseUser
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Playwright, Request, Response

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
SLOWEST_STEP_MS = 15_000


def find_chromium() -> tuple[str, str]:
    """(path, '') of the browser, or ('', the reason why there is none and what to do)."""
    if named := os.environ.get("CHROMIUM", ""):
        found = shutil.which(named)
        return (found, "") if found else ("", f"CHROMIUM names {named}, which is no program here.")
    for name in NAMES:
        if found := shutil.which(name):
            return found, ""
    if sys.platform == "darwin" and Path(MAC).exists():
        return MAC, ""
    return "", (
        "no Chromium was found. Install it (Debian: apt-get install chromium) "
        "or set CHROMIUM to the path of a Chromium or Chrome."
    )


def launch(playwright: Playwright) -> Browser:
    """Start the browser; as root Chromium's own sandbox cannot start, so it is left off."""
    path, _ = find_chromium()
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if as_root else [])


@dataclass
class Watch:
    """Notes what no page of the portal may do: script errors, refused content, another host, a 5xx."""

    host: str
    problems: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", self._script_error)
        page.on("request", self._request)
        page.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        # A refused entry answers with 4xx on purpose; Chromium reports that as a console error, too.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _script_error(self, error: Error) -> None:
        self.problems.append(f"script: {error}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.host:
            self.problems.append(f"content from another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            self.problems.append(f"answered {response.status}: {response.url}")


def open_page(
    browser: Browser,
    address: str,
    watch: Watch,
    *,
    user: AbstractBaseUser | None,
    width: int,
    scripts: bool = True,
) -> Page:
    """A window of its own (own cookies), signed in as `user` when one is given; `scripts` may be off."""
    context = browser.new_context(
        base_url=address,
        java_script_enabled=scripts,
        locale="en-AU",
        timezone_id="Australia/Melbourne",
        viewport={"width": width, "height": 900},
    )
    context.set_default_timeout(SLOWEST_STEP_MS)
    if user is not None:
        client = Client()
        client.force_login(user)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    page = context.new_page()
    watch.follow(page)
    return page


def assert_accessible(page: Page, *, status: int = 200) -> None:
    """The page has answered with `status` and axe finds no violation on it, in its present state."""
    answered = page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus")
    assert answered == status, f"{page.url} answered {answered}, not {status}"
    axe = Axe()
    if page.evaluate("window.axe === undefined"):  # it is large, and it stays in the page
        page.evaluate(axe.axe_script)
    results = AxeResults(page.evaluate('axe.run({resultTypes: ["violations"]})'))
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def assert_fits(page: Page) -> None:
    """Nothing sticks out sideways: the page itself never scrolls to the right."""
    widths = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert widths[0] <= widths[1], f"{page.url} is {widths[0]} px wide in a window of {widths[1]} px"
