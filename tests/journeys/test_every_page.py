"""Every page that no other journey opens: without a violation, in both widths, and by keyboard."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from enrolments.actions import extensions, returns, uploads
from enrolments.models import EnrolmentYear, School, SchoolReturn
from enrolments.resources.loading import load
from enrolments.uploads.check import check_rows
from enrolments.uploads.enrolment_file import COLUMNS
from funding.actions import census, runs, years
from funding.models import FundingRun, FundingYear
from funding.resources.years import YEARS
from tests import factories
from tests.journeys import worlds
from tests.journeys.keys import walk_through
from tests.journeys.pages import inspect
from tests.journeys.worlds import World
from vetportal.accounts.roles import SchoolRole
from vetportal.files.writer import write_csv


def visit(page: Page, prefix: str, paths: list[str], *, status: int = 200) -> None:
    """Open each page as one who looks, and again as one who walks through it with the Tab key."""
    for path in paths:
        page.goto(path)
        inspect(page, prefix + path.strip("/").replace("/", "-").replace("?", "-"), status=status)
        assert walk_through(page) > 0


@pytest.fixture
def world(clock) -> World:
    """A rural school in the middle of its entering, with neighbours, on 1 May 2019."""
    built = worlds.open_school(clock, students=5, rural=True)
    worlds.add_last_year(built, clock, enrolments=4)
    factories.published_rules(bands={built.certificate: "1"}, cap=900_000)
    worlds.fill(built)
    worlds.add_neighbours(built)
    return built


def test_pages_for_everybody(browse, world):
    page = browse(world.editor)
    visit(page, "b-", ["/password/"])
    visit(page, "b-404-", [world.page("students/999999/"), "/school/7002/students/", "/nowhere/"], status=404)
    visit(page, "b-403-", ["/department/"], status=403)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    inspect(page, "b-signed-out")
    factories.user("ava", school=factories.school("7009", name="Banksia Secondary College"))
    visit(browse(world.editor), "b-choose-school", ["/"])


def test_the_first_press_of_tab_offers_to_skip_to_the_content(browse, world):
    page = browse(world.editor)
    page.goto(world.page("students/"))
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_pages_of_entering(browse, world):
    page, who = browse(world.editor), world.students[2]
    held = who.enrolments.get(year=2019)
    staged = _staged(world)
    paths = [
        "students/?q=nobody",
        f"students/{who.pk}/",
        f"students/{who.pk}/edit/",
        f"enrolments/{held.pk}/",
        f"enrolments/{held.pk}/edit/",
        f"enrolments/{held.pk}/withdraw/",
        f"enrolments/{held.pk}/remove/",
        "enrolments/",
        "certificates/",
        "certificates/units/?certificate=SIT20316",
        "files/",
        f"files/{staged}/",
        "return/",
        "",
    ]
    visit(page, "c-", [world.page(path) for path in paths])


def _staged(world: World) -> str:
    """The key of a file with one row that should be looked at."""
    student = ("04209", "Wirth", "Kim", "23/4/2006")
    row = (world.school.code, *student, "VCE", "SIT20316", "SITXFSA001", "15", "3075", "EXTERNAL")
    return uploads.stage(
        school=world.school,
        year=EnrolmentYear.objects.get(pk=2019),
        owner=world.editor,
        filename="one.csv",
        content=b"".join(write_csv(COLUMNS, [row])),
        check=check_rows,
    ).pk


def test_pages_of_funding(browse, world, clock):
    _run_the_year(world, clock)
    views = ["funding/?show=now", "funding/?show=indicative", "funding/", "funding/enrolments/?state=no"]
    reader = factories.user("tom", school=world.school, school_role=SchoolRole.VIEWER)
    visit(browse(reader), "d-", [world.page(path) for path in (*views, "payments/", "payments/statement/")])
    outsider = factories.user("paul", school=School.objects.get(code="1801"))
    visit(browse(outsider), "d-", ["/school/1801/", "/school/1801/funding/", "/school/1801/payments/"])


def test_pages_of_the_department(browse, world, clock):
    late = {"until": date(2019, 5, 10), "reason": "The provider is late."}
    extensions.request(school=world.school, year=2019, by=world.principal, **late)
    officer = browse(factories.officer("helen"))
    before = ["/department/extensions/", "/department/returns/7002/", "/department/returns/7001/"]
    visit(officer, "e-", ["/department/", "/department/returns/", *before, "/department/schools/"])
    visit(officer, "e-", [world.page(), world.page("return/")])
    approvals = ["", "lacking/", "add/?school=7001&certificate=BSB40215"]
    visit(officer, "e-", ["/rules/", *(f"/department/approvals/{path}" for path in approvals)])
    _run_the_year(world, clock)
    run = FundingRun.objects.get(kind="CONFIRMED")
    visit(officer, "e-after-", ["/department/", "/department/runs/", f"/department/runs/{run.pk}/"])
    visit(officer, "e-after-", ["/department/payments/", "/department/returns/7001/"])


def test_pages_of_the_administration(browse, clock):
    clock("2018-11-20T10:00")
    dana, lee = factories.administrator("dana"), factories.administrator("lee")
    source = Path(settings.BASE_DIR) / "funding" / "data" / "2019.csv"
    assert load(YEARS, source.read_bytes(), filename=source.name, by=dana).is_accepted
    years.publish(version=FundingYear.objects.get(), by=lee)
    draft = years.draft(year=2020, by=dana)
    paths = ["/years/", f"/years/{draft.pk}/", f"/years/{draft.pk}/edit/", "/style/"]
    register = ["/admin/", "/admin/enrolments/school/", "/admin/enrolments/unit/import/"]
    visit(browse(dana), "f-", [*paths, *register])


def _run_the_year(world: World, clock) -> None:
    """Certified, approved, frozen, both runs released."""
    returns.certify(school=world.school, year=2019, is_nil=False, by=world.principal)
    _release("INDICATIVE")
    clock("2019-05-07T09:00")
    for held in SchoolReturn.objects.filter(year=2019):
        returns.approve(school_return=held, version=held.version, by=factories.officer("approver"))
    census.freeze(year=2019, by=None)
    _release("CONFIRMED")


def _release(kind: str) -> None:
    run = runs.calculate(year=2019, kind=kind, by=factories.officer("calculator"))
    runs.release(run=run, by=factories.manager("releaser"))
