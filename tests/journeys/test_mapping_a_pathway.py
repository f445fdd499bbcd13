"""A pathway is mapped: award and texts entered, outcomes decided by keyboard, approved by another, open for a
student."""

import pytest
from playwright.sync_api import Page, expect

from pathways.models import CreditMapping
from tests import factories
from tests.journeys import worlds
from tests.journeys.pages import go, heading, inspect, press
from tests.journeys.worlds import World
from tests.pathways import mapping_cast as cast

UNIT = "SITXFSA001"


@pytest.fixture
def world(clock) -> World:
    """A school with a student who achieved the unit last year."""
    built = worlds.open_school(clock, students=1)
    unit = factories.unit(UNIT)
    factories.result(built.students[0], unit, by=built.editor, year=2018)
    return built


def test_a_pathway_goes_from_draft_to_a_students_page(browse, world) -> None:
    page = browse(factories.officer("helen"))
    page.goto("/department/credit-mappings/")
    heading(page, "Credit mappings")
    inspect(page, "m0-register-empty")
    _enter_the_award(page)
    _draft(page)
    _decide(page)
    _propose(page)
    _approve(browse(factories.manager("ines")))
    student = browse(world.editor)
    student.goto(world.page(f"students/{world.students[0].pk}/pathways/"))
    expect(student.get_by_role("heading", name="Bachelor of Tourism: Food and people")).to_be_visible()
    expect(student.get_by_text("1 subject, 4.2% of the award")).to_be_visible()
    inspect(student, "m9-student")
    student.get_by_role("link", name="With what is studied now").click()
    expect(student.get_by_text("It is a projection.")).to_be_visible()


def _enter_the_award(page: Page) -> None:
    page.get_by_role("link", name="Enter awards").click()
    page.get_by_role("link", name="Add a provider").first.click()
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Enter the provider's code.")
    page.get_by_label("Code in national reporting").fill("9101")
    page.get_by_label("Name").fill("Banksia University")
    page.get_by_label("Source").fill("INVENTED")
    press(page, "Save")
    page.get_by_role("link", name="Add an award").click()
    page.get_by_label("Provider").select_option("Banksia University")
    page.get_by_label("Code").fill("BTOUR")
    page.get_by_label("Title").fill("Bachelor of Tourism")
    page.get_by_label("AQF level").fill("7")
    page.get_by_label("Size").fill("24")
    page.get_by_label("counted in").select_option("subjects")
    page.get_by_label("Source").fill("INVENTED")
    inspect(page, "m1-award-entry")
    press(page, "Save")
    page.get_by_role("link", name="Add a subject").click()
    page.get_by_label("Code").fill("FOOD101")
    page.get_by_label("Title").fill("Food and people")
    page.get_by_label("Learning outcomes").fill("\n".join(cast.OUTCOMES))
    page.get_by_label("Source").fill("INVENTED")
    press(page, "Save")
    inspect(page, "m2-award")


def _draft(page: Page) -> None:
    page.get_by_role("link", name="Map study to it").click()
    page.get_by_label("Subject code").fill("FOOD101")
    page.get_by_label("Form of credit").select_option("Specified credit")
    page.get_by_label("Amount").fill("1")
    page.get_by_label("counted in").select_option("subjects")
    page.get_by_label("The whole of it has to be completed").uncheck()
    page.get_by_label("Units of group 1").fill("SITXFSA999")
    page.get_by_label("Who judged it").fill("Dr Invented")
    page.get_by_label("Decided on").fill("1/3/2019")
    page.get_by_label("Review due").fill("1/12/2020")
    page.get_by_label("Valid from").fill("1/1/2019")
    page.get_by_label("Where the decision is written").fill("INVENTED")
    press(page, "Save the draft")
    expect(page.get_by_role("alert")).to_contain_text("The register has no unit “SITXFSA999”.")
    expect(page.get_by_label("Who judged it")).to_have_value("Dr Invented")
    inspect(page, "m3-mapping-not-saved", status=422)
    page.get_by_label("Units of group 1").fill(UNIT)
    press(page, "Save the draft")
    expect(page.get_by_text("3 learning outcomes are not decided yet.")).to_be_visible()
    inspect(page, "m4-draft")


def _decide(page: Page) -> None:
    page.get_by_role("link", name="Compare the outcomes").click()
    heading(page, "Compare the outcomes")
    page.get_by_text(f"{UNIT} Unit {UNIT}: no text yet").click()
    page.get_by_label("Outcomes", exact=True).fill("\n".join(cast.UNIT_LINES))
    page.get_by_label("Source", exact=True).fill("INVENTED")
    press(page, f"Save the text of {UNIT}")
    expect(page.get_by_text("3 of 3")).to_be_visible()
    inspect(page, "m5-workbench")
    page.get_by_label("Judgement of outcome 1").focus()
    for key in ("c", "Tab", "1", "Enter", "2"):
        page.keyboard.press(key)
    page.get_by_label("Judgement of outcome 2").select_option("Partly")
    press(page, "Save the decisions")
    expect(page.get_by_text("Saved. 1 outcome is still open.")).to_be_visible()
    page.get_by_label("Judgement of outcome 3").select_option("None")
    page.get_by_label("Hours of work in this sitting").fill("2")
    inspect(page, "m6-workbench-nearly")
    press(page, "Save the decisions")
    expect(page.get_by_text("Every outcome is decided")).to_be_visible()
    made = CreditMapping.objects.get()
    assert made.effort_hours == 2
    assert made.evidence.get(position=1).matched == cast.UNIT_LINES[0]


def _propose(page: Page) -> None:
    page.get_by_role("link", name="Go on to propose it").click()
    press(page, "Propose it")
    expect(page.get_by_text("You wrote on this mapping, so another person decides on it.")).to_be_visible()
    inspect(page, "m7-proposed")


def _approve(page: Page) -> None:
    page.goto("/department/")
    go(page, "Mappings")
    page.get_by_role("link", name=UNIT).click()
    press(page, "Approve")
    expect(page.get_by_text("is approved. Students see it")).to_be_visible()
    inspect(page, "m8-approved")
    go(page, "Mappings")
    inspect(page, "m8-register")
