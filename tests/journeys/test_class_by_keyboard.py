"""A class of 25 with eight units is enrolled by keyboard alone, in few presses; and without any script."""

from playwright.sync_api import Page, expect

from enrolments.models import Enrolment, UnitEnrolment
from tests.journeys import pages, worlds
from tests.journeys.keys import Keyboard
from tests.journeys.pages import heading, press
from tests.journeys.worlds import World

CLASS, MOST_PRESSES = 25, 150
OUTSIDERS = ("Quist", "Zuber")  # students of the same year level who are not in the class


def test_a_class_is_enrolled_by_keyboard_alone(browse, clock):
    world = _school_with_a_class(clock)
    page = browse(world.editor)
    page.goto(world.page("class/"))
    keyboard = Keyboard(page)
    keyboard.arrive()
    _choose_the_certificate(keyboard)
    _choose_the_units(keyboard)
    _choose_the_students(keyboard)
    _save(keyboard)
    _expect_everything_entered(world)
    print(f"{len(keyboard.pressed)} key presses for {CLASS} students with {len(worlds.UNITS)} units")
    assert len(keyboard.pressed) < MOST_PRESSES


def test_a_class_is_enrolled_without_a_script(browse, clock):
    world = _school_with_a_class(clock)
    page = browse(world.editor, scripts=False)
    page.goto(world.page("class/"))
    page.get_by_label("Code or title").fill("SIT203")
    page.keyboard.press("Enter")
    heading(page, "Enrol a class")
    pages.describe_study(page)
    for code in worlds.UNITS:
        page.get_by_role("checkbox", name=f"{code} this year").check()
    press(page, "Choose students")
    page.get_by_label("Year level").select_option("11")
    press(page, "Show these")
    for who in world.students:
        page.get_by_role("checkbox", name=who.name).check()
    press(page, "Check before saving")
    press(page, f"Save {CLASS} enrolments")
    expect(page.get_by_role("status").first).to_contain_text(f"{CLASS} students are enrolled")
    _expect_everything_entered(world)


def _school_with_a_class(clock) -> World:
    world = worlds.open_school(clock, students=CLASS)
    for place, name in enumerate(OUTSIDERS):
        worlds.add_student(world.school, name, 500 + place)
    return world


def _choose_the_certificate(keyboard: Keyboard) -> None:
    """The search has the focus; the only certificate found opens."""
    keyboard.press(*"SIT203")
    keyboard.send("Enter")
    heading(keyboard.page, "Enrol a class")


def _choose_the_units(keyboard: Keyboard) -> None:
    """VCE, purchased, the provider; then the first unit is ticked and filled down to the eighth."""
    page = keyboard.page
    expect(page.get_by_label("Senior certificate")).to_be_focused()
    keyboard.press("V", "Tab", "P", "Tab", "W")
    first = page.get_by_role("checkbox", name="BSBWOR203 this year")
    while not first.evaluate("box => box === document.activeElement"):
        keyboard.press("Tab")
    keyboard.press("Space", "Control+d")
    keyboard.send("Control+Enter")


def _choose_the_students(keyboard: Keyboard) -> None:
    """Down into the list; Space ticks, an arrow goes on, whoever is not in the class is left out."""
    page = keyboard.page
    expect(page.get_by_label("Find a student")).to_be_focused()
    keyboard.press("ArrowDown")
    listed = page.get_by_role("list").filter(has=page.get_by_role("checkbox")).get_by_role("listitem")
    names = [each.inner_text() for each in listed.all()]
    for place, name in enumerate(names):
        if not name.strip().startswith(OUTSIDERS):
            keyboard.press("Space")
        if place < len(names) - 1:
            keyboard.press("ArrowDown")
    expect(page.get_by_role("status").filter(has_text="chosen")).to_contain_text(f"{CLASS} chosen")
    keyboard.send("Enter")


def _save(keyboard: Keyboard) -> None:
    """The button has the focus."""
    page: Page = keyboard.page
    expect(page.get_by_role("button", name=f"Save {CLASS} enrolments")).to_be_focused()
    keyboard.send("Enter")
    expect(page.get_by_role("status").first).to_contain_text(f"{CLASS} students are enrolled")


def _expect_everything_entered(world: World) -> None:
    assert set(Enrolment.objects.values_list("student", flat=True)) == {who.pk for who in world.students}
    assert UnitEnrolment.objects.count() == CLASS * len(worlds.UNITS)
    assert set(Enrolment.objects.values_list("program", "delivery", "provider__code")) == {
        ("VCE", "EXTERNAL", "3075")
    }
    assert sum(UnitEnrolment.objects.values_list("hours", flat=True)) == CLASS * sum(worlds.UNITS.values())
