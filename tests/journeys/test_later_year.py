"""A year of the later model in the browser: its checklist, bands that people name, and every part of it."""

from pathlib import Path

from django.conf import settings
from playwright.sync_api import expect

from enrolments.resources.loading import load
from funding.models import FundingYear
from funding.resources.years import YEARS
from tests import factories
from tests.journeys.pages import heading, inspect, press

PARTS = ("model", "rates", "materials-of-certificates", "small-scale", "core", "eligibility", "not-funded")


def test_the_checklist_leads_to_what_was_not_published(browse, clock):
    clock("2023-02-01T10:00")
    dana = factories.administrator("dana")
    source = Path(settings.BASE_DIR) / "funding" / "data" / "2023.csv"
    assert load(YEARS, source.read_bytes(), filename=source.name, by=dana).is_accepted
    version = FundingYear.objects.get()
    page = browse(dana)
    page.goto(f"/years/{version.pk}/edit/")
    expect(page.get_by_role("main")).to_contain_text("6 of 11 parts are complete")
    inspect(page, "87-later-year")
    page.get_by_role("link", name="No band is stated yet.").click()
    heading(page, "Bands and rates")
    row = page.get_by_role("row").nth(1)
    row.get_by_label("Name of").fill("A")
    row.get_by_label("Rate, dollars").fill("2,400.00")
    row.get_by_label("Full rate at, hours").fill("180")
    row.get_by_label("Source").fill("Letter of 1 February 2023 (invented)")
    press(page, "Save the draft")
    expect(page.get_by_role("main")).to_contain_text("7 of 11 parts are complete")
    assert version.bands.get().stated_rate == 240_000
    for part in PARTS:
        page.goto(f"/years/{version.pk}/edit/{part}/")
        inspect(page, f"88-later-year-{part}")
    page.goto(f"/years/{version.pk}/")
    inspect(page, "89-later-year-sheet")
