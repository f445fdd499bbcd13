"""The department's pages: the next step, runs, payments; in few queries however many schools there are."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from enrolments.models import EnrolmentYear, EntryExtension, School, SchoolReturn
from funding.actions import live, runs
from funding.queries.live import answered, basis_now
from funding.rules.cells import settle_cells
from tests import factories
from tests.funding import story
from vetportal import clock
from vetportal.audit.models import AuditEvent
from vetportal.money import dollars

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    """A department officer, signed in."""
    person = factories.officer("officer-page")
    client.force_login(person)
    return person


def test_today_says_who_has_not_certified_and_what_is_at_stake(state, officer, client) -> None:
    story.released_indicative()
    late = factories.school("7009", name="Late College")
    page = client.get(reverse("funding:department-today"))
    assert "Late College" in page.text
    assert page.context["missing_count"] == 1
    assert page.context["counts"]["APPROVED"] == len(state)
    assert page.context["missing"][0].pk == late.pk


def test_the_board_says_what_each_school_that_is_not_approved_has_at_stake(state, officer, client) -> None:
    story.released_indicative()
    SchoolReturn.objects.filter(school=state[0], year=2019).update(status=SchoolReturn.Status.CERTIFIED)
    rows = re.findall(r"<tr.*?</tr>", client.get(reverse("enrolments:returns")).text, re.DOTALL)
    waiting = next(row for row in rows if "School 7001" in row)
    assert "$1,130.32" in waiting  # one full-time enrolment of last year in band 1, published rate
    approved = next(row for row in rows if "School 7002" in row)
    assert "$" not in approved


def test_today_offers_the_next_step_and_its_button_does_it(state, officer, client) -> None:
    story.released_indicative()
    assert "Freeze the census" in client.get(reverse("funding:department-today")).text
    answer = client.post(reverse("funding:freeze"), {"year": "2019"}, follow=True)
    assert "is frozen with 6 enrolments" in answer.text
    answer = client.post(reverse("funding:run-calculate"), {"year": "2019", "kind": "CONFIRMED"}, follow=True)
    assert "Another person releases it" in answer.text


def test_a_run_page_shows_the_total_against_the_cap_and_why_enrolments_are_not_funded(
    state, officer, client
) -> None:
    run = story.confirmed()
    page = client.get(reverse("funding:run", args=[run.pk])).text
    assert "left over" in page
    assert "$4,000.00" in page
    assert "School 7001" in page
    assert "one more cent of base rate would not fit" in page


def test_a_manager_releases_a_run_that_an_officer_calculated(state, client) -> None:
    run = story.confirmed()
    client.force_login(factories.manager("releasing"))
    page = client.get(reverse("funding:run", args=[run.pk])).text
    assert "Release to schools" in page
    answer = client.post(reverse("funding:run-release", args=[run.pk]), follow=True).text
    assert "is released. Schools see their payments now" in answer


def test_payments_show_released_lines_only(state, officer, client) -> None:
    run = story.confirmed()
    page = client.get(reverse("funding:payments")).text
    assert "is calculated but not released" in page
    runs.release(run=run, by=factories.manager("releaser"))
    page = client.get(reverse("funding:payments"))
    assert "is calculated but not released" not in page.text
    for school in page.context["table"].data:
        assert school.total == school.t1 + school.t2 + school.adj + school.t3 + school.t4


def test_an_export_is_recorded(state, officer, client) -> None:
    story.released_indicative()
    answer = client.get(reverse("funding:payments-export", args=[2019, "csv"]))
    assert answer.getvalue().decode("utf-8-sig").startswith("year,run,school_code,line,component,amount")
    assert AuditEvent.objects.filter(action="export_payments", by_id=officer.pk).count() == 1
    assert client.get(reverse("funding:payments-export", args=[2019, "xlsx"])).status_code == 200
    assert client.get(reverse("funding:payments-export", args=[2019, "pdf"])).status_code == 404


@pytest.mark.parametrize("page", ["funding:department-today", "funding:runs", "funding:payments"])
def test_department_pages_take_few_queries_with_many_schools(
    state, officer, client, page, django_assert_max_num_queries
) -> None:
    story.released_indicative()
    School.objects.bulk_create(
        School(code=f"B{n:03}", name=f"Bulk {n}", sector=School.Sector.GOVERNMENT) for n in range(700)
    )
    live.keep_current()  # as after every save
    with django_assert_max_num_queries(23):
        assert client.get(reverse(page)).status_code == 200


def test_today_settles_the_state_once_until_something_is_saved(state, officer, client) -> None:
    """Every return is approved, so one settlement answers all; the next page asks the same again."""
    live.keep_current()
    answered.cache_clear()
    page = reverse("funding:department-today")
    first = client.get(page).context["state"]
    assert answered.cache_info().misses == 1
    assert first.approved is first.expected
    again = client.get(page).context["state"]
    assert (answered.cache_info().misses, again.expected) == (1, first.expected)
    SchoolReturn.objects.filter(school=state[0], year=2019).update(status=SchoolReturn.Status.CERTIFIED)
    live.keep_current()
    changed = client.get(page).context["state"]
    assert answered.cache_info().misses == 3  # with every return, and with the approved ones
    assert changed.expected.base_rate == first.expected.base_rate != changed.approved.base_rate


def test_the_gauge_shows_what_an_indicative_calculation_comes_to(state, officer, client) -> None:
    live.keep_current()
    basis = basis_now(2019)
    indicative = settle_cells(basis.cells, replace(basis.rules, kind="INDICATIVE"), as_if_approved=True)
    held = client.get(reverse("funding:department-today")).context["state"]
    total = sum(line.amount for line in indicative.allocations if line.component in ("TARGETED", "RURAL"))
    assert held.expected.base_rate != indicative.base_rate
    assert dollars(total) in held.cap.sentence


def test_today_says_what_comes_next_for_each_role(state, client) -> None:
    def step(person):
        client.force_login(person)
        return client.get(reverse("funding:department-today")).context["step"]

    officer, manager = factories.officer("next-officer"), factories.manager("next-manager")
    story.released_indicative()
    assert step(officer).label == "Freeze the census"
    assert step(manager).url == reverse("enrolments:returns")
    SchoolReturn.objects.filter(school=state[0], year=2019).update(status=SchoolReturn.Status.CERTIFIED)
    assert step(officer).label == "Review 1 certified return"
    assert step(manager).label == "See the returns"
    SchoolReturn.objects.filter(school=state[0], year=2019).update(
        status=SchoolReturn.Status.RETURNED, reason="Check."
    )
    assert "1 government school has not certified" in step(manager).why
    SchoolReturn.objects.filter(school=state[0], year=2019).update(status=SchoolReturn.Status.APPROVED)


def test_today_leads_a_manager_to_the_run_that_waits(state, client) -> None:
    run = story.confirmed()
    manager = factories.manager("next-release")
    client.force_login(manager)
    page = reverse("funding:department-today")
    assert client.get(page).context["step"].url == reverse("funding:run", args=[run.pk])
    runs.release(run=run, by=manager)
    assert client.get(page).context["step"].url == reverse("funding:payments")


def test_payments_close_with_their_sums_and_keep_their_year_when_filtered(state, officer, client) -> None:
    story.released_indicative()
    page = client.get(reverse("funding:payments"), {"year": "2019", "search": "School 7001"})
    table = page.context["table"]
    assert table.totals["total"] == sum(school.total for school in table.data)
    assert '<input type="hidden" name="year" value="2019"' in page.text
    assert "?year=2019&amp;" in page.text


def test_a_run_page_takes_few_queries(state, officer, client, django_assert_max_num_queries) -> None:
    run = story.confirmed()
    with django_assert_max_num_queries(36):
        client.get(reverse("funding:run", args=[run.pk]))


def test_the_freeze_waits_for_a_school_that_has_more_time(state, officer, client) -> None:
    story.released_indicative()
    year = EnrolmentYear.objects.get(pk=2019)
    EntryExtension.objects.create(
        school=state[0], year=year, until=clock.today(), reason="Late file", requested_by=officer,
        requested_at=clock.now(), granted_by=factories.manager("granting"), granted_at=clock.now(),
    )  # fmt: skip
    page = client.get(reverse("funding:department-today"))
    assert "A school has more time for its entries" in page.text
    assert page.context["step"].label != "Freeze the census"
