"""The school's planner: it begins with the entries, follows every number, and stores nothing."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrolments.models import EnrolmentYear, School
from funding.actions import scenarios
from funding.forms.planner import PlanForm
from funding.queries import estimates
from funding.queries.planner import planner_of
from tests import factories
from tests.funding import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def rural(state, clock: Callable, client) -> School:
    """The rural school of the state on a day on which 2019 is open, its coordinator signed in."""
    clock("2019-05-01T12:00")
    client.force_login(factories.user("planner-person", school=state[1]))
    return state[1]


def address(school: School, *rows: tuple[object, ...], **more: str) -> str:
    """The address of a plan with these rows: certificate, students, hours, delivery."""
    query = QueryDict(mutable=True)
    query["plan"] = "1"
    for row in rows:
        for name, value in zip(("certificate", "students", "hours", "delivery"), row, strict=True):
            query.appendlist(name, str(value))
        query.appendlist("index", "2500")
    for name, value in more.items():
        query[name] = value
    return f"{reverse('funding:school-planner', args=[school.code])}?{query.urlencode()}"


def test_a_plan_begins_with_the_entries_and_comes_to_what_the_funding_page_says(rural, client) -> None:
    page = client.get(reverse("funding:school-planner", args=[rural.code]))
    rows = [each.values for each in page.context["form"].rows]
    assert rows == [("SIT20316", "1", "180", "SCHOOL", "2500"), ("SIT20316", "1", "90", "SCHOOL", "2500")]
    year = EnrolmentYear.objects.get(pk=2019)
    total = page.context["total"]
    assert total.now == total.plan == estimates.of_school(rural, year).total
    assert page.context["others"] == 1  # the entry whose unit has no hours


def test_typing_the_present_rows_again_changes_nothing(rural, client) -> None:
    held = planner_of(rural, EnrolmentYear.objects.get(pk=2019))
    form = PlanForm(held, QueryDict())
    again = PlanForm(held, QueryDict(form.query()))
    assert [each.values for each in again.rows] == [each.values for each in form.rows]
    planned = held.facts_of([each.row for each in again.good], again.certificates)
    rate = held.rates[0]
    now = held.plan(held.present_rows(), rate).settlement
    assert held.plan(planned, rate).settlement == now


def test_more_students_raise_the_confirmed_lines_and_leave_the_released_ones(rural, client, clock) -> None:
    story.released_indicative()
    page = client.get(address(rural, ("SIT20316", 10, 180, "SCHOOL")))
    payments = {each.label: each for each in page.context["payments"]}
    assert payments["Term 1"].difference == payments["Term 2"].difference == 0
    assert payments["Term 1"].plan == 30_758  # a quarter of $1,130.32 and $100.00 rural, each rounded
    assert payments["Term 3"].difference > 0
    total = page.context["total"]
    # 10 x $1,130.32, and 10 x 0.25 x $400.00 rural
    assert total.plan == 1_130_320 + 100_000
    assert sum(each.plan for each in payments.values()) == total.plan
    assert sum(each.now for each in payments.values()) == total.now
    assert "released, so it stands" in page.text


def test_a_row_that_is_not_funded_says_why_by_the_same_rules(rural, client) -> None:
    factories.qualification("AAA10116", level=1, title="Certificate I in Something")
    page = client.get(address(rural, ("SIT20316", 2, 180, "SBAT"), ("AAA10116", 3, 60, "SCHOOL")))
    assert page.context["total"].plan == 0
    assert "School-based apprenticeships and traineeships are funded under Skills First instead." in page.text
    assert "Certificates at level I are not funded." in page.text
    assert "The certificate has no funding band for this year yet." in page.text


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("SIT20316", "many", 180, "SCHOOL"), "is not a whole number"),
        (("SIT20316", 5_001, 180, "SCHOOL"), "Enter at most 5,000."),
        (("SIT20316", 1, 180, "BY BOAT"), "Choose how the training is delivered."),
        (("NOPE", 1, 180, "SCHOOL"), "There is no certificate “NOPE”."),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_row_and_stays(rural, client, row, words) -> None:
    page = client.get(address(rural, row, ("SIT20316", 1, 180, "SCHOOL")))
    assert page.status_code == 200
    assert words in page.text
    assert page.context["total"].plan == 113_032 + 10_000
    assert next(each.values[:4] for each in page.context["form"].rows) == tuple(map(str, row))


def test_a_row_without_hours_earns_nothing_until_it_has_some(rural, client) -> None:
    page = client.get(address(rural, ("SIT20316", 4, "", "SCHOOL")))
    assert page.context["total"].plan == 0
    assert "At least one unit has no hours." in page.text


def test_a_certificate_is_added_by_its_code_or_found_by_its_title(rural, client) -> None:
    factories.qualification("CUA20115", title="Certificate II in Visual Arts")
    added = client.get(address(rural, ("SIT20316", 2, 180, "SCHOOL"), add="cua20115"))
    assert added.status_code == 302
    pairs = parse_qsl(urlsplit(added.url).query)
    assert [value for name, value in pairs if name == "certificate"] == ["SIT20316", "CUA20115"]
    page = client.get(address(rural, ("SIT20316", 2, 180, "SCHOOL"), add="visual"))
    assert [each.code for each, _ in page.context["found"]] == ["CUA20115"]
    assert "No current certificate is called “xyz”" in client.get(address(rural, add="xyz")).text


def test_a_row_is_removed_and_an_empty_plan_stays_empty(rural, client) -> None:
    left = client.get(address(rural, ("SIT20316", 2, 180, "SCHOOL"), remove="0"))
    assert left.status_code == 302
    page = client.get(left.url)
    assert page.context["form"].rows == []
    assert "No certificate is in the plan" in page.text
    assert page.context["total"].plan == 0


def test_htmx_gets_the_answer_alone_and_nothing_is_ever_written(rural, client) -> None:
    client.get(address(rural))  # what stands is read once before, so that it is current
    with CaptureQueriesContext(connection) as asked:
        page = client.get(
            address(rural, ("SIT20316", 2, 180, "SCHOOL"), add="CUA"), headers={"HX-Request": "true"}
        )
    assert "<html" not in page.text
    assert "Payments of the year" in page.text
    assert [each["sql"] for each in asked if each["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_after_the_confirmed_release_a_plan_begins_at_the_confirmed_rate(rural, client, clock) -> None:
    clock("2019-05-07T09:00")
    run = story.released()
    page = client.get(reverse("funding:school-planner", args=[rural.code]))
    assert page.context["rate"].cents == run.base_rate != 33_771
    assert page.context["total"].now == sum(line.amount for line in run.allocations.filter(school=rural))
    assert "Confirmed funding of 2019 is released" in page.text
    indicative = client.get(address(rural, ("SIT20316", 1, 180, "SCHOOL"), rate="indicative"))
    assert indicative.context["rate"].cents == 33_771


def test_while_the_year_is_open_the_rate_that_the_state_leads_to_can_be_chosen(rural, client) -> None:
    state = scenarios.standing(EnrolmentYear.objects.get(pk=2019))
    page = client.get(address(rural, ("SIT20316", 1, 180, "SCHOOL"), rate="now"))
    assert page.context["rate"].cents == state.side.settlement.base_rate != 33_771
    assert "Rate that all schools’ entries lead to now" in page.text
    assert client.get(address(rural, rate="none")).context["rate"].cents == 33_771


def test_the_core_share_is_told_with_five_and_with_six_subjects(rural, client) -> None:
    page = client.get(address(rural, ("SIT20316", 2, 180, "SCHOOL")))
    assert page.context["core"] == [(5, 122_500, 245_000), (6, 102_100, 204_200)]


def test_without_published_rules_the_planner_says_so(db, clock, client) -> None:
    clock("2019-05-01T12:00")
    school = factories.school("7050")
    client.force_login(factories.user("early-planner", school=school))
    page = reverse("funding:school-planner", args=["7050"])
    assert "No year is open yet" in client.get(page).text
    factories.open_year(2019)
    assert "The rules of 2019 are not published" in client.get(page).text


def test_the_planner_takes_few_queries(rural, client, django_assert_max_num_queries) -> None:
    rows = [("SIT20316", number, 100 + number, "SCHOOL") for number in range(1, 40)]
    client.get(address(rural))  # what stands is read once before, so that it is current
    with django_assert_max_num_queries(32):
        client.get(address(rural, *rows))
