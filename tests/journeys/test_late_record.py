"""After the freeze a student who starts is recorded late: plainly unfunded, the census untouched."""

from playwright.sync_api import Page, expect

from enrolments.models import Enrolment
from funding.actions import census
from funding.models import CensusEntry
from tests import factories
from tests.journeys import pages, worlds
from tests.journeys.pages import go, heading, inspect, press
from tests.journeys.worlds import World

NOT_FUNDED = "The enrolment was recorded after the census, so it is not funded for this year."


def test_a_student_who_starts_in_september_is_recorded_late(browse, clock):
    world = _frozen_school(clock)
    frozen = list(CensusEntry.objects.values())
    clock("2019-09-02T10:00")
    page = browse(world.editor)
    _find_the_student(page, world)
    _record(page)
    _change(page)
    _see_it_in_the_list(page, world)
    assert list(CensusEntry.objects.values()) == frozen
    assert Enrolment.objects.get(on_census=False).student == world.students[1]


def test_on_a_phone_and_without_a_script(browse, clock):
    world = _frozen_school(clock)
    clock("2019-09-02T10:00")
    page = browse(world.editor, width=360, scripts=False)
    page.goto(world.page(f"students/{world.students[1].pk}/enrol/?certificate=SIT20316"))
    expect(page.get_by_role("main")).to_contain_text("What you record now is not funded in 2019")
    pages.describe_study(page)
    page.get_by_role("checkbox", name="SITXFSA001 this year").check()
    press(page, "Save enrolment")
    expect(page.get_by_role("main")).to_contain_text("Recorded late")
    assert not Enrolment.objects.get(student=world.students[1]).on_census


def test_a_form_opened_before_the_freeze_asks_once_more(browse, clock):
    """Nothing typed is lost, and nobody records something unfunded without having read it."""
    world = worlds.open_school(clock, students=1)
    page = browse(world.editor)
    page.goto(world.page(f"students/{world.students[0].pk}/enrol/?certificate=SIT20316"))
    pages.describe_study(page)
    page.get_by_role("checkbox", name="SITXFSA001 this year").check()
    page.get_by_label("Hours of SITXFSA001").fill("17")
    clock("2019-05-10T09:00")
    census.freeze(year=2019, by=None)
    clock("2019-05-10T10:00")
    press(page, "Save enrolment")
    expect(page.get_by_role("alert")).to_contain_text("What you record now is not funded in 2019")
    expect(page.get_by_role("alert")).to_contain_text("To record it all the same, save again.")
    expect(page.get_by_label("Hours of SITXFSA001")).to_have_value("17")
    assert not Enrolment.objects.exists()
    press(page, "Save enrolment")
    expect(page.get_by_role("status").first).to_contain_text("This was recorded late")
    assert not Enrolment.objects.get().on_census


def _frozen_school(clock) -> World:
    """One student on the census, one without an enrolment; the return approved, the census frozen."""
    world = worlds.open_school(clock, students=2)
    factories.published_rules(bands={world.certificate: "1"})
    worlds.enter(world, world.students[0])
    factories.approved_return(world.school, principal=world.principal, by=factories.officer("helen"))
    clock("2019-05-10T09:00")
    census.freeze(year=2019, by=None)
    return world


def _find_the_student(page: Page, world: World) -> None:
    page.goto(world.page())
    expect(page.get_by_role("region", name="Census date")).to_contain_text("not funded this year")
    go(page, "Students")
    page.get_by_role("link", name=world.students[1].name).click()
    heading(page, world.students[1].name)
    expect(page.get_by_role("main")).to_contain_text("What you record now is not funded in 2019")
    inspect(page, "120-student-after-the-freeze")
    page.get_by_role("link", name="Enrol in a certificate").first.click()
    page.get_by_label("Code or title").fill("SIT203")
    page.keyboard.press("Enter")


def _record(page: Page) -> None:
    expect(page.get_by_label("Funding")).to_contain_text(NOT_FUNDED)
    pages.describe_study(page)
    page.get_by_label("Subjects in the student’s program").fill("6")
    page.get_by_role("checkbox", name="SITXFSA001 this year").check()
    page.get_by_label("Hours of SITXFSA001").fill("17")
    inspect(page, "121-late-form")
    press(page, "Save enrolment")
    expect(page.get_by_role("status").first).to_contain_text(
        "This was recorded late: it is not on the census."
    )
    expect(page.get_by_label("Funding")).to_contain_text(NOT_FUNDED)
    inspect(page, "122-late-enrolment")


def _change(page: Page) -> None:
    page.get_by_role("link", name="Change", exact=True).click()
    page.get_by_label("Hours of SITXFSA001").fill("15")
    press(page, "Save")
    expect(page.get_by_role("status").first).to_contain_text("The enrolment was saved.")


def _see_it_in_the_list(page: Page, world: World) -> None:
    go(page, "Enrolments")
    page.get_by_label("State").select_option("LATE")
    press(page, "Filter")
    expect(page.get_by_role("main")).to_contain_text("1 enrolment (1 recorded late) of 1 student")
    expect(page.get_by_role("table")).to_contain_text("Recorded late")
    inspect(page, "123-late-list")
    page.goto(world.page("return/"))
    expect(page.get_by_role("main")).to_contain_text("Approved")
    inspect(page)
