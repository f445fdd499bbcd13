"""An agreement is recorded with its file and the warning goes; tuition is refused; a principal certifies."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from enrolments.models import Enrolment
from obligations.actions import policies
from obligations.models import Agreement, ParentCharge, SignedAcquittal
from obligations.rules.policy import Dates
from tests import factories
from tests.journeys import worlds
from tests.journeys.pages import go, heading, inspect, press
from tests.journeys.worlds import World
from tests.obligations import owed

WARNING = "No valid signed agreement"
PDF = {"name": "contract.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 signed contract"}


@pytest.fixture
def world(clock) -> World:
    """A school whose students train at a TAFE, without an agreement in the register."""
    built = worlds.open_school(clock, students=3)
    factories.published_rules(bands={built.certificate: "1"})
    for who in built.students:
        worlds.enter(built, who)
    return built


def test_an_agreement_is_recorded_and_tuition_is_refused(browse, world) -> None:
    page = browse(world.editor)
    enrolment = Enrolment.objects.order_by("pk")[0]
    page.goto(world.page(f"enrolments/{enrolment.pk}/"))
    expect(page.get_by_text(WARNING)).to_be_visible()
    inspect(page, "g0-enrolment-without-agreement")
    _record_the_agreement(page)
    page.goto(world.page(f"enrolments/{enrolment.pk}/"))
    expect(page.get_by_text(WARNING)).to_have_count(0)
    expect(page.get_by_role("link", name="Standard VET purchasing contract")).to_be_visible()
    _save_the_file(page)
    _refuse_tuition(page, world)


def _record_the_agreement(page: Page) -> None:
    go(page, "Agreements")
    heading(page, "Agreements 2019")
    expect(page.get_by_text("1 arrangement without a valid signed agreement")).to_be_visible()
    inspect(page, "g1-agreements-missing")
    page.get_by_role("link", name="Record it").click()
    heading(page, "Add an agreement")
    press(page, "Save the agreement")
    expect(page.get_by_role("alert")).to_contain_text("Enter who represents the school council")
    inspect(page, "g2-agreement-not-saved", status=422)
    page.get_by_label("For your school council").fill("President of the council")
    page.get_by_label("For the contractor or host school").fill("Head of partnerships")
    page.get_by_label("First day").fill("29/1/2019")
    page.get_by_label("Last day").fill("20/12/2019")
    page.get_by_label("Signed for your school").fill("30/1/2019")
    page.get_by_label("Signed for the other party").fill("1/2/2019")
    page.get_by_label("Signed file").set_input_files(PDF)
    press(page, "Save the agreement")
    expect(page.get_by_text("Valid for 2019")).to_be_visible()
    inspect(page, "g3-agreement")


def _save_the_file(page: Page) -> None:
    page.get_by_role("link", name="Standard VET purchasing contract").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the file").click()
    assert download.value.suggested_filename == "contract.pdf"
    assert download.value.path().read_bytes() == PDF["buffer"]


def _refuse_tuition(page: Page, world: World) -> None:
    go(page, "Agreements")
    page.get_by_role("link", name="Charges to parents").click()
    inspect(page, "g4-charges-none")
    page.get_by_role("link", name="Record a charge").click()
    student = world.students[0]
    page.get_by_label("Student and certificate").select_option(label=f"{student}: {world.certificate}")
    page.get_by_label("What for").select_option("Optional extra")
    page.get_by_label("Description").fill("Tuition for term 2")
    page.get_by_label("Amount").fill("250.00")
    press(page, "Save the charge")
    expect(page.get_by_role("alert")).to_contain_text("must provide VET tuition free of charge")
    expect(page.get_by_label("Amount")).to_have_value("250.00")
    inspect(page, "g5-tuition-refused", status=422)
    assert not ParentCharge.objects.exists()
    page.get_by_label("What for").select_option("Uniform or protective clothing")
    page.get_by_label("Description").fill("Safety boots")
    page.get_by_label("Amount").fill("69.95")
    press(page, "Save the charge")
    expect(page.get_by_role("table", name="Charges to parents")).to_contain_text("$69.95")
    inspect(page, "g6-charges")


def test_the_use_of_funding_is_entered_and_certified(browse, world) -> None:
    page = browse(world.editor)
    page.goto(world.page("use-of-funding/"))
    inspect(page, "g7-use-not-entered")
    page.get_by_role("link", name="Enter the amounts").first.click()
    page.get_by_label("Dollars: Purchase of curriculum materials").fill("1,130.32")
    inspect(page, "g8-use-entry")
    press(page, "Save the amounts")
    expect(page.get_by_text("The principal certifies these amounts next.")).to_be_visible()
    principal = browse(world.principal)
    principal.goto(world.page("use-of-funding/"))
    inspect(principal, "g9-use-to-certify")
    principal.get_by_label("I certify that").check()
    press(principal, "Certify")
    expect(principal.get_by_text("Version 1 is certified")).to_be_visible()
    inspect(principal, "g10-use-certified")
    assert SignedAcquittal.objects.get().spent == 113_032


def test_the_policy_goes_from_step_to_step(browse, world) -> None:
    page = browse(world.editor)
    page.goto(world.page("policy/"))
    inspect(page, "g11-policy-not-started")
    page.get_by_role("link", name="Enter the next step").click()
    page.get_by_label("Documented on").fill("4/2/2019")
    inspect(page, "g12-policy-entry")
    press(page, "Save the policy")
    expect(page.get_by_text("Ask the school council to ratify it")).to_be_visible()
    inspect(page, "g13-policy")


def test_the_department_sees_who_lacks_what(browse, world) -> None:
    good = factories.school("7005", name="Redgum College", region="North")
    editor = factories.user("mina", school=good)
    dates = Dates(date(2019, 2, 4), date(2019, 3, 5), date(2019, 3, 20))
    policies.revise(school=good, seen=0, dates=dates, by=editor)
    held = owed.agreement(world.school, by=world.editor, end_date=date(2019, 4, 1))
    page = browse(factories.officer("helen"))
    page.goto("/department/agreements/")
    inspect(page, "g14-state")
    page.get_by_label("Lacks").select_option("A valid agreement")
    press(page, "Filter")
    expect(page.get_by_role("table", name="Schools")).to_contain_text("1 of 1")
    page.get_by_role("link", name=world.school.name).click()
    expect(page.get_by_text("It ended on 1 April 2019.").first).to_be_visible()
    inspect(page, "g15-school-for-the-department")
    page.goto(world.page(f"agreements/{held.pk}/"))
    inspect(page, "g16-agreement-not-valid")
    assert Agreement.objects.count() == 1
