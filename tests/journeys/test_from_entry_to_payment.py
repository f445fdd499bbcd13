"""The main job, whole: what a school enters becomes the payments that it reads, to the cent."""

from playwright.sync_api import Page, expect

from funding.models import FundingRun
from tests import factories
from tests.journeys import pages, worlds
from tests.journeys.pages import cents, go, heading, inspect, press
from tests.journeys.worlds import World
from vetportal.accounts.models import User
from vetportal.money import dollars

CLASS = 6
FULL_TIME_BAND_1 = 113_032  # cents: 337.71 x 3.347, the published rate of band 1
PAYMENTS = ("Term 1", "Term 2", "Term 2/3 adjustment", "Term 3", "Term 4")


def test_enrolments_become_payments(browse, clock):
    world = worlds.open_school(clock, students=CLASS)
    worlds.add_last_year(world, clock, enrolments=4)
    factories.published_rules(bands={world.certificate: "1"}, cap=700_000)
    editor, principal = browse(world.editor), browse(world.principal)
    officer, manager = browse(factories.officer("helen")), browse(factories.manager("ian"))
    _add_and_enrol_a_student(editor, world)
    _enrol_the_class(editor, world)
    seconded = browse(_seconded_officer(world))
    _certify(principal, world)
    _refuse_who_may_not_approve(seconded, manager, world)
    _approve(officer, world)
    indicative = _run(officer, manager, "indicative")
    clock("2019-05-07T09:00")
    _freeze(officer)
    confirmed = _run(officer, manager, "confirmed")
    _read_the_payments(principal, world, indicative, confirmed)
    _read_the_department_s_payments(officer, world, confirmed)


def _add_and_enrol_a_student(page: Page, world: World) -> None:
    page.goto("/")
    heading(page, "Today")
    inspect(page, "10-today")
    go(page, "Students")
    inspect(page, "11-students")
    page.get_by_role("link", name="Add a student").click()
    pages.describe_student(page, number="220145", family="O’Brien", given="Zoë", born="23/4/2003")
    inspect(page, "12-student-add")
    press(page, "Save and enrol")
    page.get_by_label("Code or title").press_sequentially("hospital")
    found = page.get_by_role("link", name="SIT20316")
    expect(page.get_by_role("status").filter(has_text="for “hospital”")).to_be_visible()
    inspect(page, "13-certificates")
    found.click()
    _enter_units(page)
    press(page, "Save enrolment")
    heading(page, "O’Brien, Zoë")
    expect(page.get_by_role("row", name="Together")).to_contain_text("180")
    _expect_funded(page, FULL_TIME_BAND_1)
    inspect(page, "15-enrolment")


def _enter_units(page: Page) -> None:
    pages.describe_study(page)
    for code, hours in worlds.UNITS.items():
        page.get_by_role("checkbox", name=f"{code} this year").check()
        page.get_by_label(f"Hours of {code}").fill(str(hours))
    _expect_funded(page, FULL_TIME_BAND_1)
    inspect(page, "14-enrolment-form")


def _expect_funded(page: Page, amount: int) -> None:
    answer = page.get_by_role("region", name="Will this be funded?")
    expect(answer).to_contain_text("Yes")
    # The answer follows the typing; on a loaded machine the last one comes a moment later.
    expect(answer.locator("summary")).to_contain_text(dollars(amount))


def _enrol_the_class(page: Page, world: World) -> None:
    go(page, "Enrol a class")
    inspect(page, "20-class-certificate")
    page.get_by_role("link", name="SIT20316").click()
    for code in worlds.UNITS:
        page.get_by_role("checkbox", name=f"{code} this year").check()
    inspect(page, "21-class-units")
    press(page, "Choose students")
    for who in world.students:
        page.get_by_role("checkbox", name=who.name).check()
    inspect(page, "22-class-students")
    press(page, "Check before saving")
    expect(page.get_by_role("region", name="Summary")).to_contain_text("1,080")
    inspect(page, "23-class-check")
    press(page, f"Save {CLASS} enrolments")
    expect(page.get_by_role("status").filter(has_text="enrolled")).to_contain_text(f"{CLASS} students")
    inspect(page, "24-enrolments")


def _certify(page: Page, world: World) -> None:
    page.goto(world.page())
    go(page, "Return")
    inspect(page, "30-return")
    page.get_by_role("checkbox", name="I have checked these entries").check()
    press(page, "Certify")
    expect(page.get_by_role("status").first).to_contain_text("The return is certified")
    inspect(page, "31-return-certified")


def _seconded_officer(world: World) -> User:
    """An officer who helped out at the school and was the last to change one of its entries."""
    person = factories.officer("seconded")
    held = world.students[0].enrolments.get()
    held.changed_by = person
    held.save()
    return person


def _refuse_who_may_not_approve(seconded: Page, manager: Page, world: World) -> None:
    manager.goto(f"/department/returns/{world.school.code}/")
    heading(manager, world.school.name)
    expect(manager.get_by_role("button", name="Approve this return")).to_have_count(0)
    seconded.goto(f"/department/returns/{world.school.code}/")
    press(seconded, "Approve this return")
    expect(seconded.get_by_role("alert")).to_contain_text("another person")
    inspect(seconded, "40-approve-refused", status=422)


def _approve(page: Page, world: World) -> None:
    page.goto("/")
    heading(page, "Today")
    inspect(page, "41-department-today")
    go(page, "Returns")
    inspect(page, "42-board")
    page.get_by_role("link", name=world.school.name).click()
    inspect(page, "43-review")
    press(page, "Approve this return")
    expect(page.get_by_role("status").first).to_contain_text("approved")
    inspect(page, "44-review-approved")


def _run(officer: Page, manager: Page, kind: str) -> int:
    """Calculate and release a run, each by another person; its total in cents."""
    officer.goto("/")
    go(officer, "Runs")
    inspect(officer, f"50-runs-{kind}")
    step = officer.get_by_role("listitem").filter(has_text=f"Calculate and release the {kind} run of 2019")
    step.get_by_role("button", name="Calculate").click()
    heading(officer, f"2019 {kind}")
    expect(officer.get_by_role("button", name="Release to schools")).to_have_count(0)
    inspect(officer, f"51-run-{kind}")
    manager.goto("/")
    go(manager, "Runs")
    manager.get_by_role("table").get_by_role("link", name=f"2019 {kind}").click()
    manager.get_by_text("Release…").click()
    press(manager, "Release to schools")
    expect(manager.get_by_role("status").first).to_contain_text("is released")
    inspect(manager, f"52-run-{kind}-released")
    figures = manager.get_by_role("region", name="Key figures of the run")
    return cents(figures.locator(".kpi").first.locator(".kpi-value").inner_text())


def _freeze(page: Page) -> None:
    page.goto("/")
    go(page, "Runs")
    page.get_by_text("Freeze the census…").click()
    expect(page.get_by_text("This cannot be undone")).to_be_visible()
    inspect(page, "49-freeze")
    press(page, "Freeze the census for good")
    expect(page.get_by_role("status").first).to_contain_text(f"frozen with {CLASS + 1} enrolments")


def _read_the_payments(page: Page, world: World, indicative: int, confirmed: int) -> None:
    page.goto(world.page())
    inspect(page, "60-school-today-after")
    go(page, "Funding")
    inspect(page, "61-school-funding")
    go(page, "Payments")
    inspect(page, "62-school-payments")
    schedule = page.get_by_role("table", name="Payments of 2019")
    _check_lines(schedule, "The year", confirmed)
    adjustment = pages.row(schedule, "Term 2/3 adjustment")
    adjustment.locator("summary").click()
    expect(adjustment.locator(".calc")).to_be_visible()
    inspect(page, "63-school-payments-explained")
    page.get_by_role("link", name="Statement", exact=True).click()
    inspect(page, "64-statement")
    _check_lines(page.get_by_role("table", name="Payments"), "Confirmed for the year", confirmed)
    changes = page.get_by_role("table", name="What changed since the indicative run")
    steps = [pages.cents(cell.inner_text()) for cell in changes.locator("td.num").all()]
    assert steps[0] == indicative
    assert sum(steps[:-1]) == steps[-1] == confirmed


def _check_lines(table, total: str, confirmed: int) -> None:
    """The five payments add up to the sum below them, and that is what the run confirmed."""
    paid = [cents(pages.row(table, name).locator("td").last.inner_text()) for name in PAYMENTS]
    assert cents(pages.row(table, total).locator("td").last.inner_text()) == confirmed
    assert sum(paid) == confirmed
    assert paid[2] != 0


def _read_the_department_s_payments(page: Page, world: World, confirmed: int) -> None:
    go(page, "Payments")
    inspect(page, "70-payments")
    listed = page.get_by_role("row").filter(has_text=world.school.name)
    assert cents(listed.locator("td").last.inner_text()) == confirmed
    assert FundingRun.objects.get(kind="CONFIRMED").total == confirmed
