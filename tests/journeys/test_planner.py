"""A coordinator plans next term's numbers by keyboard, sends the address, and a principal opens it."""

from playwright.sync_api import Page, expect

from enrolments.models import Enrolment
from tests import factories
from tests.journeys import worlds
from tests.journeys.pages import PHONE, cents, heading, inspect, press
from tests.journeys.worlds import World

ONE = 113_032  # cents: a full-time enrolment in band 1 at the published rate


def _school(clock) -> World:
    world = worlds.open_school(clock, students=3)
    for who in world.students:
        worlds.enter(world, who)
    factories.published_rules(bands={world.certificate: "1"}, cap=10_000_000)
    return world


def _total(page: Page) -> int:
    beside = page.get_by_role("complementary", name="What the plan comes to")
    return cents(beside.get_by_text("Plan", exact=True).first.locator("xpath=../span[2]").inner_text())


def _is_read_in_full(page: Page, delivery: str) -> None:
    """A delivery that is longer than a phone is wide takes a second line."""
    chosen = page.get_by_label("Delivery")
    chosen.select_option(delivery)
    line = page.get_by_label("Students").bounding_box()
    assert chosen.bounding_box()["height"] > line["height"]


def test_a_plan_follows_every_number_and_travels_in_its_address(browse, clock):
    world = _school(clock)
    page = browse(world.editor)
    page.goto(world.page("funding/"))
    page.get_by_role("link", name="Planner", exact=True).click()
    heading(page, "Planner 2019")
    inspect(page, "75-planner")
    assert _total(page) == 3 * ONE
    students = page.get_by_label("Students")
    students.fill("12")
    expect(page.get_by_role("complementary")).to_contain_text("+$10,172.88")
    assert _total(page) == 12 * ONE
    expect(students).to_be_focused()
    page.get_by_label("Delivery").select_option("School-based apprenticeship or traineeship")
    expect(page.locator("#says-0")).to_contain_text("are funded under Skills First instead")
    page.get_by_label("Delivery").select_option("Purchased from a TAFE or RTO")
    expect(page.locator("#says-0")).not_to_contain_text("Skills First instead")
    inspect(page, "76-planner-changed")
    principal = browse(world.principal, width=PHONE)
    principal.goto(page.url)
    expect(principal.get_by_label("Students")).to_have_value("12")
    assert _total(principal) == 12 * ONE
    _is_read_in_full(principal, "School-based apprenticeship or traineeship")
    assert Enrolment.objects.count() == 3


def test_a_plan_is_worked_out_without_scripts(browse, clock):
    world = _school(clock)
    factories.qualification("CUA20115", title="Certificate II in Visual Arts")
    page = browse(world.editor, width=PHONE, scripts=False)
    page.goto(world.page("planner/"))
    page.get_by_label("Students").fill("6")
    page.get_by_label("Students").press("Enter")
    expect(page.get_by_label("Students")).to_have_value("6")
    assert _total(page) == 6 * ONE
    page.get_by_label("Code or title").fill("visual")
    press(page, "Find and add")
    page.get_by_role("link", name="CUA20115").click()
    expect(page.get_by_label("Students")).to_have_count(2)
    expect(page.locator("#says-1")).to_contain_text("has no funding band for this year yet")
    press(page, "Remove SIT20316, row 1")
    expect(page.get_by_label("Students")).to_have_count(1)
    assert _total(page) == 0
