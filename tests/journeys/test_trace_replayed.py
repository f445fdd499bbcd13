"""A principal asks why the amount is another and takes the calculation as a file; the command confirms it."""

import subprocess
import sys
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page, expect

from funding.actions import census, runs
from tests import factories
from tests.journeys import worlds
from tests.journeys.pages import cents, go, heading, inspect
from tests.journeys.worlds import World


def test_a_trace_is_downloaded_and_replayed(browse, clock, tmp_path):
    world = _released_year(clock)
    principal = browse(world.principal)
    principal.goto(world.page())
    _read_what_changed(principal)
    whole = _download(principal, "Calculation as a file", tmp_path / "whole.json")
    assert _replayed(whole) == (0, "The trace is confirmed.")
    go(principal, "Funding")
    principal.locator("summary").filter(has_text="$").first.click()
    line = _download(principal, "This line as a file", tmp_path / "line.json")
    assert _replayed(line) == (0, "The trace is confirmed.")
    _change_a_cent(line)
    assert _replayed(line)[0] == 1
    phone = browse(world.principal, width=360)
    phone.goto(world.page("funding/changes/"))
    inspect(phone, "97-what-changed-phone")


def _released_year(clock) -> World:
    """2019 confirmed and released; all students but one are new since last year."""
    world = worlds.open_school(clock, students=5, rural=True)
    worlds.add_last_year(world, clock, enrolments=3)
    factories.published_rules(bands={world.certificate: "1"}, cap=900_000)
    worlds.fill(world)
    factories.approved_return(world.school, principal=world.principal, by=factories.officer("approver"))
    clock("2019-05-07T09:00")
    census.freeze(year=2019, by=None)
    for kind in ("INDICATIVE", "CONFIRMED"):
        run = runs.calculate(year=2019, kind=kind, by=factories.officer("calculator"))
        runs.release(run=run, by=factories.manager("releaser"))
    return world


def _read_what_changed(page: Page) -> None:
    """The steps on the page lead from the one total to the other; then back to the statement."""
    go(page, "Funding")
    page.get_by_role("link", name="What changed").click()
    heading(page, "What changed")
    inspect(page, "95-what-changed")
    steps = page.get_by_role("table", name="Step by step")
    amounts = [cents(cell.inner_text()) for cell in steps.locator("tr > td:last-child").all()]
    assert sum(amounts[:-1]) == amounts[-1]
    assert amounts[0] != amounts[-1]
    steps.locator("summary").first.click()
    expect(steps.locator(".calc").first).to_contain_text("not there any more")
    go(page, "Payments")
    page.get_by_role("link", name="Statement", exact=True).click()
    inspect(page, "96-statement-with-steps")


def _download(page: Page, link: str, target: Path) -> Path:
    with page.expect_download() as started:
        page.get_by_role("link", name=link).first.click()
    started.value.save_as(target)
    return target


def _replayed(file: Path) -> tuple[int, str]:
    """The command as an auditor runs it, in a process of its own: how it ends, and its last sentence."""
    done = subprocess.run(
        [sys.executable, "manage.py", "replay_trace", str(file)],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, (done.stdout.strip().splitlines() or [""])[-1]


def _change_a_cent(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert '"amount": ' in text
    file.write_text(text.replace('"amount": ', '"amount": 1', 1), encoding="utf-8")
