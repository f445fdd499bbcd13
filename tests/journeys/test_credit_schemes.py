"""A credit scheme is drafted as a copy, tried on units, and published by another administrator."""

from playwright.sync_api import Page, expect

from credits.actions import schemes
from credits.models import CreditRecord, CreditScheme
from tests import factories
from tests.journeys.pages import go, heading, inspect, press

SOURCE = "Letter of the authority of 20 May 2019 (invented)"


def test_one_administrator_drafts_a_scheme_and_another_publishes_it(browse, clock):
    clock("2019-05-20T10:00")
    dana, lee = factories.administrator("dana"), factories.administrator("lee")
    schemes.load_shipped(by=None)
    student = factories.student(factories.school())
    certificate = factories.qualification("SIT20316", units={"SITXFSA001": 60, "SITXCCS003": 60})
    for packaged in certificate.packaged_units.select_related("unit"):
        factories.result(student, packaged.unit, certificate, by=dana, year=2018)
    drafter, publisher = browse(dana), browse(lee)
    _draft(drafter)
    _try(drafter)
    _publish(publisher)
    first, second = CreditScheme.objects.filter(code="VCE").order_by("version")
    assert (first.status, second.status) == ("RETIRED", "PUBLISHED")
    assert second.rows.get(name="Certificate II begun before 2019").step == 60
    record = CreditRecord.objects.get(student=student, scheme=second)
    assert record.total == 2000


def _draft(page: Page) -> None:
    page.goto("/")
    go(page, "Credit schemes")
    heading(page, "Credit schemes")
    inspect(page, "90-schemes")
    page.get_by_role("link", name="VCE block credit").click()
    inspect(page, "91-scheme")
    page.get_by_role("link", name="Draft a new version").click()
    heading(page, "New credit scheme")
    inspect(page, "92-scheme-add")
    press(page, "Start the draft")
    heading(page, "Edit VCE block credit")
    rule = page.get_by_role("group", name="Certificate II begun before 2019")
    rule.get_by_label("Step", exact=True).fill("sixty")
    press(page, "Save the draft")
    expect(page.get_by_role("alert")).to_contain_text("is not a whole number")
    inspect(page, "93-scheme-refused", status=422)
    rule.get_by_label("Step", exact=True).fill("60")
    rule.get_by_label("Source").fill(SOURCE)
    inspect(page, "94-scheme-edit", status=422)
    press(page, "Save the draft")
    heading(page, "VCE block credit")
    expect(page.get_by_role("main")).to_contain_text("another administrator publishes it")
    expect(page.get_by_role("main")).to_contain_text("Each full 60 hours of the certificate earn 1 VCE unit")
    inspect(page, "95-scheme-draft")


def _try(page: Page) -> None:
    page.get_by_role("link", name="Try it").click()
    heading(page, "Try VCE block credit")
    for line, hours in ((1, "70"), (2, "50")):
        page.get_by_label(f"Unit, line {line}").fill(f"UNIT00{line}")
        page.get_by_label(f"Hours, line {line}").fill(hours)
        page.get_by_label(f"Certificate, line {line}", exact=True).fill("SIT20316")
        page.get_by_label(f"Begun in, line {line}").fill("2018")
    press(page, "Work it out")
    expect(page.get_by_role("region", name="What it comes to")).to_contain_text("Under version 1, in force")
    expect(page.get_by_role("main")).to_contain_text(
        "120 hours, 1 VCE unit for each full 60 hours: 2 VCE units"
    )
    inspect(page, "96-scheme-try")
    assert CreditScheme.objects.filter(status="DRAFT").count() == 1


def _publish(page: Page) -> None:
    page.goto("/credit-schemes/")
    page.get_by_role("link", name="Open the draft of VCE").click()
    page.get_by_role("link", name="Look at it to publish").click()
    heading(page, "Publish VCE block credit, version 2?")
    inspect(page, "97-scheme-publish")
    press(page, "Publish these rules")
    expect(page.get_by_role("status").first).to_contain_text("is in force")
    page.get_by_role("link", name="Version 1, retired").click()
    expect(page.get_by_role("main")).to_contain_text("Retired")


def test_everybody_sees_how_a_unit_counts_and_an_administrator_rules(browse, clock):
    clock("2019-05-20T10:00")
    schemes.load_shipped(by=None)
    factories.qualification("SIT10216", level=1, units={"SITXFSA001": 15})
    factories.qualification("SIT20316", level=2, units={"SITXFSA001": 15})
    teacher = browse(factories.user("teacher", school=factories.school()))
    teacher.goto("/units/")
    teacher.get_by_label("Code, or words of the title").fill("SITXFSA")
    press(teacher, "Find")
    inspect(teacher, "98-units")
    teacher.get_by_role("link", name="SITXFSA001").click()
    heading(teacher, "SITXFSA001")
    inspect(teacher, "98-unit-credit")
    expect(teacher.get_by_role("link", name="Record a ruling")).to_have_count(0)
    admin = browse(factories.administrator("dana"))
    admin.goto("/units/SITXFSA001/")
    admin.get_by_role("link", name="Record a ruling").click()
    press(admin, "Record the ruling")
    expect(admin.get_by_role("alert")).to_contain_text("Reason")
    inspect(admin, "99-ruling-refused", status=422)
    admin.get_by_label("Level").select_option("3")
    admin.get_by_label("Reason").fill("Assessed anew")
    admin.get_by_label("Source").fill(SOURCE)
    press(admin, "Record the ruling")
    expect(admin.get_by_role("main")).to_contain_text("Ruling: Assessed anew")
    inspect(admin, "99-unit-ruled")
