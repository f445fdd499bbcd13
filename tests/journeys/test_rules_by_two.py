"""The rules of a year are changed by one administrator and put in force by another, all in the browser."""

from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page, expect

from enrolments.resources.loading import load
from funding.actions import years
from funding.models import FundingYear
from funding.resources.years import YEARS
from tests import factories
from tests.journeys.pages import heading, inspect, press
from vetportal.accounts.models import User

LETTER = "Letter of 20 May 2019 (invented)"


def test_one_administrator_drafts_and_another_publishes(browse, clock):
    clock("2019-05-20T10:00")
    factories.qualification("SIT20316")
    dana, lee = factories.administrator("dana"), factories.administrator("lee")
    _publish_2019(dana, lee)
    drafter, publisher = browse(dana), browse(lee)
    _draft(drafter)
    expect(drafter.get_by_role("button", name="Publish these rules")).to_have_count(0)
    expect(drafter.get_by_role("main")).to_contain_text("another administrator")
    _publish(publisher)
    heading(drafter, "Rules of 2019, version 2")
    drafter.reload()
    expect(drafter.get_by_role("main")).to_contain_text("Published by Lee Example")
    first, second = FundingYear.objects.order_by("version")
    assert (first.base_rate, first.status) == (33_771, "REPLACED")
    assert (second.base_rate, second.status) == (34_000, "PUBLISHED")
    assert second.tafe_is_paid_in_term_3
    assert second.skills_first_rates.get().hourly_subsidy == 1_100


def _publish_2019(drafter: User, publisher: User) -> None:
    source = Path(settings.BASE_DIR) / "funding" / "data" / "2019.csv"
    report = load(YEARS, source.read_bytes(), filename=source.name, by=drafter)
    assert report.is_accepted, list(report.lines())
    years.publish(version=FundingYear.objects.get(), by=publisher)


def _draft(page: Page) -> None:
    page.goto("/")
    heading(page, "Year rules")
    inspect(page, "80-years")
    page.get_by_role("link", name="2019, version 1").click()
    inspect(page, "81-year")
    press(page, "Draft a new version")
    heading(page, "Edit the rules of 2019")
    inspect(page, "82-year-edit")
    page.get_by_role("link", name="Bands and rates").click()
    heading(page, "Bands and rates")
    page.get_by_label("Base rate (band 8), dollars").fill("34x")
    press(page, "Save the draft")
    expect(page.get_by_role("alert")).to_contain_text("Base rate")
    inspect(page, "83-year-edit-refused", status=422)
    page.get_by_label("Base rate (band 8), dollars").fill("340.00")
    for source in ("base rate", "cap"):
        page.get_by_label(f"Source of the {source}").fill(LETTER)
    press(page, "Save the draft")
    heading(page, "Edit the rules of 2019")
    _change_components(page)
    page.get_by_role("link", name="Look at the whole year").click()
    heading(page, "Rules of 2019, version 2")
    inspect(page, "84-year-draft")


def _change_components(page: Page) -> None:
    """The supplement is paid wholly in term 3, and a certificate comes on its list."""
    page.get_by_role("link", name="TAFE supplement", exact=True).click()
    page.get_by_label("All of it is paid in term 3").check()
    page.get_by_label("Source of the TAFE supplement").fill(LETTER)
    inspect(page, "84-year-tafe")
    press(page, "Save, then Skills First list")
    heading(page, "Skills First list")
    page.get_by_label("Certificate", exact=True).fill("SIT20316")
    page.get_by_label("Subsidy for an hour, dollars").fill("11.00")
    page.get_by_label("From", exact=True).fill("1/01/2019")
    page.get_by_label("Source", exact=True).fill(LETTER)
    press(page, "Add")
    expect(page.get_by_role("table")).to_contain_text("$11.00")
    inspect(page, "84-year-skills-first")
    page.get_by_role("link", name="All parts").click()


def _publish(page: Page) -> None:
    page.goto("/years/")
    page.get_by_role("link", name="Open the draft of 2019, version 2").click()
    expect(page.get_by_role("main")).to_contain_text("$340.00")
    expect(page.get_by_role("main")).to_contain_text("All of the TAFE supplement is paid in term 3")
    inspect(page, "85-year-to-publish")
    page.get_by_text("Publish…").click()
    press(page, "Publish these rules")
    expect(page.get_by_role("status").first).to_contain_text("published and in force")
    inspect(page, "86-year-published")
