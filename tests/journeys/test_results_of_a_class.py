"""Results in October: a class by keyboard alone, without a script, on a phone; and a provider's NAT00120."""

from datetime import date

from playwright.sync_api import Page, expect

from credits.actions.schemes import load_shipped
from credits.models import CreditRecord, UnitResult
from enrolments.models import Student
from tests import factories
from tests.files.nat_lines import activity, client, nat, zipped
from tests.journeys import worlds
from tests.journeys.keys import Keyboard, walk_through
from tests.journeys.pages import heading, inspect, press
from tests.journeys.worlds import World

CLASS, MOST_PRESSES = 25, 90
OUTCOMES = CLASS * len(worlds.UNITS)
GRID = "results/class/?certificate=SIT20316&year=2019"


def _class_in_october(clock, students: int = CLASS) -> World:
    world = worlds.open_school(clock, students=students)
    for who in world.students:
        worlds.enter(world, who)
    load_shipped(by=None)
    clock("2019-10-28T10:00")
    return world


def test_a_class_gets_its_results_by_keyboard_alone(browse, clock):
    """A whole column is filled down from its first cell; one student is different and gets another date."""
    world = _class_in_october(clock)
    page = browse(world.editor)
    page.goto(world.page(""))
    task = page.get_by_role("listitem").filter(has_text="Results of 2019")
    expect(task).to_contain_text(f"{OUTCOMES} units in 1 class have no outcome yet")
    task.get_by_role("link").click()
    inspect(page, "c0-results")
    page.goto(world.page(GRID))
    inspect(page, "c1-grid-empty")
    keyboard = Keyboard(page)
    keyboard.arrive()
    first = page.get_by_label("Abdi, Kim, BSBWOR203", exact=True)
    first.focus()
    for _ in worlds.UNITS:
        keyboard.press("a", "Control+d", "ArrowRight")
    expect(page.get_by_role("status").filter(has_text="not saved yet")).to_contain_text(
        f"{OUTCOMES} cells changed"
    )
    keyboard.press("Control+z")
    expect(page.get_by_role("status").filter(has_text="not saved yet")).to_contain_text("176 cells changed")
    keyboard.press("Control+d", "ArrowDown", *"n 3/10")
    inspect(page, "c2-grid-typed")
    keyboard.send("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text(f"{OUTCOMES} results saved")
    print(f"{len(keyboard.pressed)} key presses for {OUTCOMES} outcomes")
    assert len(keyboard.pressed) < MOST_PRESSES
    different = UnitResult.objects.exclude(outcome="ACHIEVED").get()
    assert (different.outcome, different.ended_on) == ("NOT_ACHIEVED", date(2019, 10, 3))
    assert different.student == world.students[1]
    assert set(UnitResult.objects.exclude(pk=different.pk).values_list("ended_on", flat=True)) == {
        date(2019, 10, 28)
    }
    assert CreditRecord.objects.filter(scheme__code="TCE").count() == CLASS
    _leave_with_a_change(page, world)
    page.goto(world.page("results/"))
    inspect(page, "c3-results-entered")
    page.goto(world.page(""))
    expect(task).to_contain_text(f"All {OUTCOMES} units taken have an outcome.")
    inspect(page, "c4-today-results-done")


def _leave_with_a_change(page: Page, world: World) -> None:
    """Whoever leaves with something unsaved is asked first."""
    page.get_by_label("Abdi, Kim, BSBWOR203", exact=True).fill("W")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(world.page("results/"))
    assert asked == ["beforeunload"]
    assert not UnitResult.objects.filter(outcome="WITHDRAWN").exists()


def test_a_row_is_filled_and_a_block_is_pasted(browse, clock):
    world = _class_in_october(clock, 3)
    page = browse(world.editor)
    page.goto(world.page(GRID))
    page.get_by_label("Baker, Kim, BSBWOR203", exact=True).fill("r")
    page.get_by_role("button", name="Fill row of Baker, Kim").click()
    expect(page.get_by_label("Baker, Kim, SITXWHS001", exact=True)).to_have_value("r")
    page.get_by_label("Abdi, Kim, SITHCCC002", exact=True).focus()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text", "A\\tT\\nA\\tT\\n");
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.get_by_label("Baker, Kim, SITHFAB004", exact=True)).to_have_value("T")
    press(page, "Save results")
    expect(page.get_by_role("status").first).to_contain_text("10 results saved")
    inspect(page, "c4-documents-needed")


def test_without_a_script_each_problem_stands_in_its_cell(browse, clock):
    world = _class_in_october(clock, 3)
    page = browse(world.editor, scripts=False)
    page.goto(world.page(GRID))
    page.get_by_label("Abdi, Kim, BSBWOR203", exact=True).fill("A")
    page.get_by_label("Baker, Kim, BSBWOR203", exact=True).fill("Z")
    press(page, "Save results")
    expect(page.get_by_role("alert")).to_contain_text("Baker, Kim, BSBWOR203: “Z” is no outcome")
    expect(page.get_by_label("Abdi, Kim, BSBWOR203", exact=True)).to_have_value("A")
    page.get_by_label("Baker, Kim, BSBWOR203", exact=True).fill("N")
    press(page, "Save results")
    expect(page.get_by_role("status").first).to_contain_text("2 results saved")


def test_on_a_phone_the_names_stay_in_sight(browse, clock):
    world = _class_in_october(clock, 3)
    page = browse(world.editor, width=360)
    page.goto(world.page(GRID))
    last = page.get_by_label("Chen, Kim, SITXWHS001", exact=True)
    last.focus()
    expect(last).to_be_in_viewport()
    name = page.get_by_role("rowheader").filter(has_text="Chen, Kim")
    expect(name).to_be_in_viewport()
    assert name.bounding_box()["x"] + name.bounding_box()["width"] <= last.bounding_box()["x"]


def test_a_provider_reports_and_the_credit_record_follows(browse, clock):
    """One student is found by name and date of birth, one by hand, one belongs to another school."""
    world = _class_in_october(clock, 3)
    Student.objects.filter(pk=world.students[2].pk).update(family_name="D’Arcy", given_names="Noël")
    page = browse(world.editor)
    page.goto(world.page("results/"))
    page.get_by_role("link", name="Results by file").click()
    inspect(page, "d0-files")
    page.get_by_label("File with results").set_input_files(
        {"name": "provider.zip", "mimeType": "application/zip", "buffer": _reported()}
    )
    press(page, "Upload and check")
    heading(page, "provider.zip")
    inspect(page, "d1-match")
    page.get_by_label("Student who is 2002 BAKER, KIMBERLEY").select_option(str(world.students[1].pk))
    press(page, "Check again with these choices")
    inspect(page, "d2-ready")
    press(page, "Take 4 results")
    expect(page.get_by_role("status").first).to_contain_text("4 results saved")
    assert UnitResult.objects.filter(origin="PROVIDER").count() == 4
    page.goto(world.page(GRID))
    page.get_by_role("link", name="D’Arcy, Noël").click()
    heading(page, "D’Arcy, Noël: results")
    inspect(page, "d3-student-results")
    tabs = page.get_by_role("navigation", name="D’Arcy, Noël")
    tabs.get_by_role("link", name="Credits").click()
    expect(page.get_by_role("main")).to_contain_text("SITXFSA001")


def _reported() -> bytes:
    lines = [
        activity("2001", "SITXFSA001"),
        activity("2001", "SITXWHS001", outcome="51"),
        activity("2002", "SITXFSA001"),
        activity("2002", "SITXWHS001", outcome="40"),
        activity("2003", "SITXFSA001"),
    ]
    people = [
        client("2001", "DARCY, NOEL", "11022003"),
        client("2002", "BAKER, KIMBERLEY", "12022003"),
        client("2003", "STRANGER, SASHA", "01012001"),
    ]
    return zipped({"NAT00120.txt": nat(*lines), "NAT00080.txt": nat(*people)})


def test_the_pages_of_single_results(browse, clock):
    world = _class_in_october(clock, 2)
    who, editor = world.students[0], world.editor
    unit = world.certificate.packaged_units.first().unit
    held = factories.result(
        who, unit, world.certificate, by=editor, outcome="CREDIT_TRANSFER", ended_on=date(2019, 10, 3)
    )
    page = browse(editor)
    paths = (
        f"students/{who.pk}/results/",
        f"students/{who.pk}/results/add/?q=SITX",
        f"results/{held.pk}/",
        f"results/{held.pk}/remove/",
        f"results/{held.pk}/evidence/",
        "results/class/completed/?certificate=SIT20316&year=2019",
    )
    for place, path in enumerate(paths):
        page.goto(world.page(path))
        inspect(page, f"e{place}-{path.strip('/').split('/')[-1].split('?')[0] or 'page'}")
        assert walk_through(page) > 0
    page.goto(world.page(f"students/{who.pk}/results/add/"))
    page.get_by_label("Date of the result").fill("3/4/2018")
    page.get_by_label("Code or title").fill("SITX")
    page.locator("#found button").first.click()
    expect(page.get_by_label("Date of the result")).to_have_value("3/4/2018")
    expect(page.get_by_label("Unit", exact=True)).not_to_have_value("")
    reader = browse(world.principal)
    reader.goto(world.page(GRID))
    inspect(reader, "e9-grid-read")
