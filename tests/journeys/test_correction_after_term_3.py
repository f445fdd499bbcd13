"""A mistake found after term 3 was paid: two people correct it, two more pay it, with term 4."""

from playwright.sync_api import Page, expect

from enrolments.models import Enrolment
from funding.actions import census, remittances, runs
from funding.models import PaymentLine
from tests import factories
from tests.journeys import worlds
from tests.journeys.pages import cents, go, heading, inspect, press, row
from tests.journeys.worlds import World

SENT = ("T1", "T2", "ADJ", "T3")


def test_a_correction_after_term_3_flows_into_term_4(browse, clock):
    world = _settled_year(clock)
    clock("2019-08-20T10:00")
    wrong = Enrolment.objects.filter(school=world.school, year_id=2019).order_by("pk").first()
    before = dict(PaymentLine.objects.values_list("pk", "amount"))
    officer, second = browse(factories.officer("helen")), browse(factories.officer("omar"))
    manager, principal = browse(factories.manager("ian")), browse(world.principal)
    term_4 = _read_term_4(principal, world)
    _propose(officer, wrong)
    worth = _approve(second, officer.url)
    _calculate_and_release(officer, manager)
    corrected = _read_term_4(principal, world)
    inspect(principal, "96-school-payments-corrected")
    # The run rounds the line of the band once, so a cent may stand between the two figures.
    assert abs(corrected - term_4 - worth) <= 1
    assert worth < 0
    assert before.items() <= dict(PaymentLine.objects.values_list("pk", "amount")).items()
    _send_term_4(manager)


def _settled_year(clock) -> World:
    """2019 confirmed and released, and everything up to term 3 sent."""
    world = worlds.open_school(clock, students=6)
    worlds.add_last_year(world, clock, enrolments=4)
    factories.published_rules(bands={world.certificate: "1"}, cap=900_000)
    for who in world.students:
        worlds.enter(world, who)
    factories.approved_return(world.school, principal=world.principal, by=factories.officer("approver"))
    clock("2019-05-07T09:00")
    census.freeze(year=2019, by=None)
    for kind in ("INDICATIVE", "CONFIRMED"):
        run = runs.calculate(year=2019, kind=kind, by=factories.officer("calculator"))
        runs.release(run=run, by=factories.manager("releaser"))
    clock("2019-07-22T09:00")
    for line in SENT:
        remittances.send(year=2019, line=line, by=factories.manager("releaser"))
    return world


def _read_term_4(page: Page, world: World) -> int:
    page.goto(world.page("payments/"))
    heading(page, "Payments 2019")
    line = row(page.get_by_role("table", name="Payments of 2019"), "Term 4")
    expect(line).to_contain_text("scheduled")
    return cents(
        line.get_by_role("cell").last.locator("summary, :scope:not(:has(summary))").first.inner_text()
    )


def _propose(page: Page, wrong: Enrolment) -> None:
    page.goto("/")
    go(page, "Runs")
    page.get_by_role("link", name="Corrections of the census").click()
    inspect(page, "90-corrections")
    page.get_by_label("School code, student number, name or certificate").fill(
        f"7001 {wrong.student.student_number}"
    )
    press(page, "Find")
    page.get_by_role("link", name=f"Correct {wrong.student.name}, SIT20316").click()
    heading(page, f"Correct an enrolment: {wrong.student.name}")
    inspect(page, "91-correction-propose")
    page.get_by_label("Hours, all units together").fill("90")
    press(page, "Propose the correction")
    expect(page.get_by_role("alert")).to_contain_text("Write why the facts are corrected")
    page.locator("#id_reason").fill("The roll shows that the student did four of the eight units.")
    press(page, "Propose the correction")
    expect(page.get_by_role("status").first).to_contain_text("Another person decides on it")
    heading(page, f"Correct an enrolment: {wrong.student.name}")
    expect(page.get_by_role("main")).to_contain_text("You proposed this correction")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)


def _approve(page: Page, url: str) -> int:
    page.goto(url)
    inspect(page, "92-correction")
    effect = page.get_by_role("region", name="Effect for the school")
    worth = cents(effect.locator("dd").last.inner_text())
    press(page, "Approve")
    expect(page.get_by_role("status").first).to_contain_text("Calculate the confirmed run again to pay it")
    return worth


def _calculate_and_release(officer: Page, manager: Page) -> None:
    officer.goto("/department/runs/")
    expect(officer.get_by_role("main")).to_contain_text("Calculate the correction of the confirmed run")
    inspect(officer, "93-runs-to-correct")
    press(officer, "Calculate")
    heading(officer, "2019 confirmed run 2")
    expect(officer.get_by_role("main")).to_contain_text("its lines stand, this run pays the difference")
    manager.goto(officer.url)
    inspect(manager, "94-correction-run")
    manager.get_by_text("Release…").click()
    press(manager, "Release to schools")
    expect(manager.get_by_role("status").first).to_contain_text("Schools see their payments now")


def _send_term_4(page: Page) -> None:
    go(page, "Payments")
    inspect(page, "97-payments")
    page.get_by_role("link", name="Instalments").click()
    inspect(page, "98-instalments")
    page.get_by_text("Send… Term 4").click()
    press(page, "Send Term 4")
    expect(page.get_by_role("status").first).to_contain_text("sent and locked")
    inspect(page, "99-remittance")
    page.get_by_role("link", name="Instalments").click()
    expect(row(page.get_by_role("table", name="Instalments of 2019"), "Term 4")).to_contain_text("Sent")
