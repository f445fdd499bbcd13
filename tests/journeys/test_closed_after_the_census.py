"""After the census date an enrolment is refused in words; with an extension entry works again."""

from playwright.sync_api import Page, expect

from enrolments.models import Enrolment
from tests import factories
from tests.journeys import pages, worlds
from tests.journeys.pages import go, heading, inspect, press
from tests.journeys.worlds import World

HOURS = "17"


def test_an_enrolment_is_refused_on_7_may_and_taken_under_an_extension(browse, clock):
    world = worlds.open_school(clock, students=2)
    factories.published_rules(bands={world.certificate: "1"})
    clock("2019-05-06T23:58")
    editor = browse(world.editor)
    form = _type_an_enrolment(editor, world)
    clock("2019-05-07T00:01")
    _send_too_late(editor)
    assert not Enrolment.objects.exists()
    _find_the_pages_read_only(browse(world.editor), world)
    _ask_for_an_extension(editor, world)
    _grant_it(browse(factories.officer("helen")))
    _enter_under_the_extension(editor, form)
    assert Enrolment.objects.count() == 1


def _type_an_enrolment(page: Page, world: World) -> str:
    """The address of the form that was filled in."""
    page.goto(world.page(f"students/{world.students[0].pk}/enrol/?certificate=SIT20316"))
    pages.describe_study(page)
    page.get_by_role("checkbox", name="SITXFSA001 this year").check()
    page.get_by_label("Hours of SITXFSA001").fill(HOURS)
    inspect(page)
    return page.url


def _send_too_late(page: Page) -> None:
    press(page, "Save enrolment")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved")
    expect(page.get_by_role("alert")).to_contain_text("6 May 2019")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Hours of SITXFSA001")).to_have_value(HOURS)
    expect(page.get_by_role("checkbox", name="SITXFSA001 this year")).to_be_checked()
    expect(page.get_by_label("Provider")).to_have_value("3075")
    inspect(page, "90-too-late", status=409)


def _find_the_pages_read_only(page: Page, world: World) -> None:
    page.goto(world.page())
    inspect(page, "91-today-closed")
    go(page, "Students")
    page.get_by_role("link", name=world.students[0].name).click()
    heading(page, world.students[0].name)
    expect(page.get_by_role("link", name="Enrol in a certificate")).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("closed")
    inspect(page, "92-student-closed")
    go(page, "Enrol a class")
    expect(page.get_by_role("link", name="Read the enrolments")).to_be_visible()
    inspect(page, "93-class-closed")


def _ask_for_an_extension(page: Page, world: World) -> None:
    go(page, "Return")
    page.get_by_role("link", name="Ask for an extension").click()
    inspect(page, "94-extension")
    page.get_by_label("Last day of entry").fill("6/5/2019")
    page.get_by_label("Reason").fill("The provider sent its list on 6 May.")
    press(page, "Ask for this extension")
    expect(page.get_by_role("alert")).to_be_visible()
    inspect(page, "95-extension-refused", status=422)
    page.get_by_label("Last day of entry").fill("10/5/2019")
    press(page, "Ask for this extension")
    expect(page.get_by_role("main")).to_contain_text("until 10 May 2019")
    inspect(page, "96-extension-asked")


def _grant_it(page: Page) -> None:
    page.goto("/department/")
    inspect(page)
    page.goto("/department/extensions/")
    expect(page.get_by_role("article")).to_contain_text("The provider sent its list on 6 May.")
    inspect(page, "97-extensions")
    press(page, "Grant until 10 May 2019")
    expect(page.get_by_role("status").first).to_contain_text("10 May 2019")
    inspect(page, "98-extension-granted")


def _enter_under_the_extension(page: Page, form: str) -> None:
    page.goto(form)
    expect(page.get_by_role("region", name="Census date")).to_contain_text("extension")
    pages.describe_study(page)
    page.get_by_role("checkbox", name="SITXFSA001 this year").check()
    page.get_by_label("Hours of SITXFSA001").fill(HOURS)
    press(page, "Save enrolment")
    expect(page.get_by_role("status").first).to_contain_text("is enrolled in SIT20316")
    inspect(page, "99-under-extension")
