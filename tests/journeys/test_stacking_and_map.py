"""What a student's units reach, and the map: by mouse, by keyboard, on a phone, and where no script runs."""

import pytest
from playwright.sync_api import Page, expect

from pathways.models import MicroCredential
from tests import factories
from tests.journeys import worlds
from tests.journeys.keys import walk_through
from tests.journeys.pages import go, heading, inspect, press
from tests.journeys.worlds import World
from tests.pathways import stacking_cast as cast


@pytest.fixture
def world(clock) -> World:
    """A student who achieved two units of food safety last year and studies hospitality now."""
    built = worlds.open_school(clock, students=2)
    cast.shipped()
    cast.hold(built.students[0], (*cast.FOOD, "HLTWHS002", "HLTINFCOV001"), by=built.editor)
    worlds.enter(built, built.students[0])
    return built


def test_what_the_units_reach_is_explained_where_it_stands(browse, world) -> None:
    page = browse(world.editor)
    page.goto(world.page(f"students/{world.students[0].pk}/stacking/"))
    heading(page, "Stacking")
    first = page.locator(".reach").first
    expect(first).to_contain_text("All units held")
    expect(first).to_contain_text("2 of 2 units")
    cookery = page.locator(".reach").filter(has_text="Certificate II in Cookery")
    cookery.locator("summary").click()
    expect(cookery).to_contain_text("What remains")
    expect(cookery).to_contain_text("SITHCCC023")
    expect(cookery).to_contain_text("elective, as SITXFSA006")
    inspect(page, "stacking")
    assert walk_through(page) > 0
    page.get_by_role("link", name="With what Kim studies now").click()
    expect(page.get_by_role("region", name="Key figures")).to_contain_text("Complete with present study")
    inspect(page, "stacking-with-study")
    page.goto(world.page(f"students/{world.students[1].pk}/stacking/"))
    expect(page.get_by_role("heading", name="No unit is held yet")).to_be_visible()
    inspect(page, "stacking-empty")


def test_the_map_is_walked_from_a_unit_to_a_certificate(browse, world) -> None:
    page = browse(world.editor)
    page.goto(world.page(f"students/{world.students[0].pk}/stacking/"))
    page.get_by_role("link", name="SIT20421").click()
    expect(page.locator("#map-focus")).to_contain_text("SIT20421")
    expect(page.locator('[data-node="unit:SITXFSA005"]')).to_contain_text("Held")
    expect(page.locator("#map .card-head")).to_contain_text("2 of 13")
    inspect(page, "map-certificate")
    page.locator('[data-node="unit:SITXFSA005"]').click()
    expect(page.locator("#map-focus")).to_contain_text("SITXFSA005")
    assert "student=" in page.url
    assert "node=unit" in page.url
    # The thing that was chosen keeps the focus, so that the keyboard goes on from there.
    expect(page.locator('[data-node="unit:SITXFSA005"]')).to_be_focused()
    inspect(page, "map-unit")
    assert walk_through(page) > 0
    page.go_back()
    expect(page.locator("#map-focus")).to_contain_text("SIT20421")


def test_a_line_lights_up_with_the_node_that_has_the_focus(browse, world) -> None:
    page = browse(world.editor)
    page.goto("/map/?node=qualification:SIT20421")
    page.locator('[data-node="unit:SITXFSA005"]').focus()
    expect(page.locator("path[data-lit]")).to_have_count(2)
    expect(page.locator('[data-node="qualification:SIT20421"]')).to_have_attribute("data-lit", "")
    page.locator("#id_q").focus()
    expect(page.locator("path[data-lit]")).to_have_count(0)


def test_searching_while_typing(browse, world) -> None:
    page = browse(world.editor)
    page.goto("/map/")
    heading(page, "Map")
    inspect(page, "map-begin")
    page.get_by_label("Code or title").press_sequentially("individual support")
    page.locator("#map-found").get_by_role("link", name="CHC33021").click()
    expect(page.locator("#map-focus")).to_contain_text("CHC33021")
    page.get_by_text("more units").click()
    expect(page.locator('[data-node^="unit:"]')).to_have_count(17)
    inspect(page, "map-whole")


def test_the_map_without_any_script(browse, world) -> None:
    page: Page = browse(world.editor, scripts=False)
    page.goto("/map/")
    page.get_by_label("Code or title").fill("food safety supervision")
    press(page, "Find")
    page.get_by_role("link", name="SITSS00069").click()
    page.locator('[data-node="unit:SITXFSA006"]').click()
    expect(page.locator("#map-focus")).to_contain_text("SITXFSA006")
    page.get_by_text("The same links as a list").click()
    expect(page.locator(".map-words")).to_contain_text("SIT20421 Certificate II in Cookery: elective")


def test_the_catalogue_is_read_and_kept(browse, world) -> None:
    reader = browse(world.editor)
    reader.goto(world.page("students/"))
    go(reader, "Micro-credentials")
    inspect(reader, "micro-credentials")
    reader.get_by_label("Code, title or unit").fill("retail")
    press(reader, "Filter")
    reader.get_by_role("link", name="Infection Control Skill Set (Retail)").click()
    expect(reader.get_by_role("heading", name="Only one of a group")).to_be_visible()
    inspect(reader, "micro-credential")
    held = MicroCredential.objects.get(title="Deliver E-Learning")
    keeper = browse(factories.administrator("dana"))
    keeper.goto(f"/micro-credentials/{held.pk}/edit/")
    inspect(keeper, "micro-credential-form")
    keeper.get_by_label("Volume of learning").fill("0")
    keeper.get_by_label("Cost (optional)").fill("Nothing")
    press(keeper, "Save")
    expect(keeper.locator(".error-summary")).to_contain_text("at least 1 hour")
    expect(keeper.get_by_label("Cost (optional)")).to_have_value("Nothing")
    inspect(keeper, "micro-credential-refused", status=422)
    keeper.get_by_label("Volume of learning").fill("20")
    press(keeper, "Save")
    expect(keeper.get_by_role("heading", level=1)).to_contain_text("Deliver E-Learning")
    expect(keeper.locator("main")).to_contain_text("20 hours")
