"""What a student's results count for: the record and its reasons, a plan beside it, the list, all schools."""

from datetime import date

from playwright.sync_api import Page, expect

from credits.actions import records
from credits.actions.schemes import load_shipped
from credits.models import CreditRecord, Outcome
from enrolments.models import PackagedUnit, Unit
from tests import factories
from tests.journeys import worlds
from tests.journeys.pages import PHONE, go, heading, inspect, press
from tests.journeys.worlds import World
from vetportal import clock as portal_clock


def _school_with_results(clock) -> World:
    """Kim Abdi: a unit of Kitchen Operations in 2018, the same by credit transfer, and present study."""
    world = worlds.open_school(clock, students=3)
    for who in world.students:
        worlds.enter(world, who)
    load_shipped(by=None)
    kitchen = factories.qualification(
        "SIT20416", title="Certificate II in Kitchen Operations", units={"SITHCCC011": 45}
    )
    taken = Unit.objects.get(code="SITXFSA001")
    PackagedUnit.objects.create(qualification=kitchen, unit=taken, kind=PackagedUnit.Kind.CORE)
    who, by = world.students[0], world.editor
    factories.result(who, taken, kitchen, by=by, year=2018)
    factories.result(
        who, taken, world.certificate, by=by, outcome=Outcome.CREDIT_TRANSFER, ended_on=date(2019, 4, 1)
    )
    factories.result(who, factories.unit("CULMS002B"), kitchen, by=by, year=2018)
    records.rework(student_ids=[who.pk], stamp=portal_clock.now())
    return world


def _row(page: Page, words: str):
    return page.get_by_role("table").first.get_by_role("row").filter(has_text=words).first


def test_a_record_explains_every_point_and_every_zero(browse, clock):
    world = _school_with_results(clock)
    page = browse(world.editor)
    page.goto(world.page())
    go(page, "Credits")
    heading(page, "Credits")
    inspect(page, "d0-credits")
    page.get_by_role("link", name="Abdi, Kim").click()
    heading(page, "Abdi, Kim: credits")
    expect(page.get_by_text("2 of 120 credit points; 2 of 80 at level 2 or higher")).to_be_visible()
    expect(page.get_by_text("1 result waits for hours or a level.")).to_be_visible()
    already = "Already credited as SITXFSA001 in 2018 through Certificate II in Kitchen Operations."
    expect(page.get_by_text(already)).to_be_visible()
    first = _row(page, "SITXFSA001")
    first.get_by_text("How it was worked out").click()
    expect(first).to_contain_text("15 hours, 1 credit point for each 10 hours, halves rounded up")
    expect(first).to_contain_text("finished or not")
    inspect(page, "d1-record")
    page.get_by_role("link", name="VCE", exact=True).click()
    expect(page.get_by_text("VCE units from VET.")).to_be_visible()
    inspect(page, "d2-record-vce")
    with page.expect_response(lambda answer: "/statement/" in answer.url) as opened:
        page.evaluate("fetch(document.querySelector('a[href*=statement]').href)")
    assert opened.value.headers["content-type"] == "application/pdf"


def test_a_plan_is_made_without_scripts_and_travels_in_its_address(browse, clock):
    world = _school_with_results(clock)
    page = browse(world.editor, width=PHONE, scripts=False)
    page.goto(world.page(f"students/{world.students[0].pk}/credits/"))
    page.get_by_role("link", name="What if", exact=True).first.click()
    heading(page, "Abdi, Kim: what if")
    page.get_by_label("Within the certificate").fill("sit20416")
    press(page, "Search")
    page.get_by_label("SITHCCC011").check()
    page.get_by_label("SITXFSA001").check()
    press(page, "Add what is ticked")
    expect(page.get_by_text("Already credited as SITXFSA001 in 2018")).to_be_visible()
    figures = page.get_by_role("region", name="Before and after")
    expect(figures).to_contain_text("With the plan75 more")
    page.get_by_role("checkbox", name="With the").check()
    press(page, "Work it out")
    principal = browse(world.principal)
    principal.goto(page.url)
    expect(principal.get_by_role("region", name="Before and after")).to_have_text(
        figures.text_content() or ""
    )
    inspect(principal, "d3-what-if")
    principal.get_by_label("SITHCCC011").first.uncheck()
    press(principal, "Work it out")
    expect(principal.get_by_label("SITHCCC011")).not_to_be_checked()
    inspect(principal, "d4-what-if-changed")
    assert CreditRecord.objects.get(scheme__code="TCE").total == 2000


def test_the_department_reads_all_schools_and_goes_to_one(browse, clock):
    world = _school_with_results(clock)
    page = browse(factories.officer("helen"))
    page.goto("/credits/")
    heading(page, "Credits")
    inspect(page, "d5-state")
    page.goto(world.page(f"students/{world.students[0].pk}/what-if/?within=SIT20316&unit=NOPE1&present=1"))
    expect(page.get_by_role("group", name="SIT20316 Certificate II in Hospitality")).to_be_visible()
    inspect(page, "d6-what-if-found")
    page.goto("/credits/")
    page.get_by_role("link", name="for hours or a level in the register").click()
    page.get_by_role("link", name=world.school.name).last.click()
    expect(page.get_by_role("row").filter(has_text="Abdi, Kim")).to_contain_text("1 waiting")
