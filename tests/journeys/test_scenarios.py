"""The department asks what if, compares two answers, and works one out again after the entries have moved."""

from playwright.sync_api import Page, expect

from funding.models import FundingScenario
from tests import factories
from tests.journeys import worlds
from tests.journeys.pages import PHONE, cents, go, heading, inspect, press, row
from tests.journeys.worlds import World

CAP = 1_000_000  # cents, invented


def _state(clock) -> World:
    world = worlds.open_school(clock, students=6, rural=True)
    for who in world.students[:4]:
        worlds.enter(world, who)
    worlds.add_neighbours(world)
    factories.published_rules(bands={world.certificate: "1"}, cap=CAP)
    return world


def test_two_scenarios_are_worked_out_saved_and_compared(browse, clock):
    world = _state(clock)
    officer = browse(factories.officer("helen"))
    _try_a_higher_cap(officer)
    _try_more_for_rural_schools(officer)
    _compare(officer)
    _work_out_again(officer, world)


def _try_a_higher_cap(page: Page) -> None:
    page.goto("/")
    go(page, "Scenarios")
    heading(page, "Scenarios")
    expect(page.get_by_role("main")).to_contain_text("No scenario yet")
    inspect(page, "90-scenarios-empty")
    page.get_by_role("link", name="New scenario").click()
    heading(page, "New scenario for 2019")
    inspect(page, "91-scenario-new")
    page.get_by_label("Cap of the year, in dollars").fill("12,000")
    page.get_by_label("Base rate (band 8), in dollars").press("Tab")
    beside = page.get_by_role("complementary", name="What the scenario comes to")
    expect(beside).to_contain_text("What is changed, and whom it touches")
    expect(beside).to_contain_text("Touches 7 enrolments in 2 schools.")
    inspect(page, "92-scenario-worked-out")
    _save(page, "A higher cap")
    inspect(page, "93-scenario")
    total = page.get_by_role("row", name="Together").first
    saved = FundingScenario.objects.get()
    before, after = saved.result["total"]
    assert after > before
    assert cents(total.get_by_role("cell").last.inner_text()) == after - before


def _try_more_for_rural_schools(page: Page) -> None:
    page.goto("/department/scenarios/new/")
    page.get_by_label("Rural rate, in dollars").fill("1x")
    page.get_by_label("Name of the scenario").fill("More for rural schools")
    press(page, "Save the scenario")
    expect(page.get_by_role("alert")).to_contain_text("Rural rate")
    expect(page.get_by_label("Name of the scenario")).to_have_value("More for rural schools")
    inspect(page, "94-scenario-refused", status=422)
    page.get_by_label("Rural rate, in dollars").fill("800")
    page.get_by_role("heading", name="Bands").click()
    page.get_by_label("Weighting level of band 7").fill("2")
    _save(page, "More for rural schools")
    expect(page.get_by_role("main")).to_contain_text("Nobody is funded by a weighting level of band 7")


def _save(page: Page, name: str) -> None:
    page.get_by_label("Name of the scenario").fill(name)
    press(page, "Save the scenario")
    heading(page, name)


def _compare(page: Page) -> None:
    go(page, "Scenarios")
    for name in ("A higher cap", "More for rural schools"):
        page.get_by_role("checkbox", name=f"Compare {name}").check()
    inspect(page, "95-scenarios")
    press(page, "Compare two or three")
    heading(page, "Compare scenarios")
    table = page.get_by_role("table").first
    expect(row(table, "What is changed")).to_contain_text("Cap: $12,000.00")
    expect(row(table, "What is changed")).to_contain_text("Rural rate: $800.00")
    inspect(page, "96-scenarios-compared")


def _work_out_again(page: Page, world: World) -> None:
    worlds.enter(world, world.students[4])
    page.get_by_role("link", name="A higher cap").click()
    expect(page.get_by_role("main")).to_contain_text("the enrolments of 2019 have changed")
    inspect(page, "97-scenario-moved")
    press(page, "Work it out again")
    heading(page, "A higher cap, version 2")
    expect(page.get_by_role("main")).to_contain_text("Touches 8 enrolments in 2 schools.")
    page.get_by_text("Remove…").click()
    press(page, "Remove this scenario")
    expect(page.get_by_role("status").first).to_contain_text("is removed")


def test_a_scenario_is_worked_out_without_scripts_on_a_phone(browse, clock):
    _state(clock)
    page = browse(factories.officer("helen"), width=PHONE, scripts=False)
    page.goto("/department/scenarios/new/")
    page.get_by_label("Cap of the year, in dollars").fill("12000")
    press(page, "Work it out")
    expect(page.get_by_role("complementary")).to_contain_text("Touches 7 enrolments in 2 schools.")
    expect(page.get_by_label("Cap of the year, in dollars")).to_have_value("12000")
