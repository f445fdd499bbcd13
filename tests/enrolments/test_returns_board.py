"""The department's board: every school with its standing, filters, sorting, approving many, few queries."""

import html

import pytest
from django.urls import reverse

from enrolments.actions import returns
from enrolments.models import Campus, School, SchoolReturn
from tests import factories
from tests.enrolments import returns_cast

pytestmark = pytest.mark.django_db

MOST_QUERIES = 15


@pytest.fixture
def board(clock) -> dict[str, returns_cast.Cast]:
    """One school in every standing."""
    entries = {"waiting": 2, "approved": 1, "returned": 1, "draft": 3, "idle": 0, "nil": 0}
    casts = {
        name: returns_cast.build(f"81{place:02}", entries=number)
        for place, (name, number) in enumerate(entries.items())
    }
    clock("2019-05-01T10:00")
    returns_cast.add_entry(casts["draft"], hours=[60, None])
    for name in ("waiting", "approved", "returned", "nil"):
        sign(casts[name])
    held = SchoolReturn.objects.get(school=casts["approved"].school)
    returns.approve(school_return=held, version=held.version, by=casts["approved"].officer)
    held = SchoolReturn.objects.get(school=casts["returned"].school)
    returns.return_(school_return=held, version=held.version, reason="Check.", by=casts["returned"].officer)
    return casts


def sign(cast: returns_cast.Cast) -> SchoolReturn:
    return returns.certify(school=cast.school, year=2019, is_nil=not cast.entries, by=cast.principal)


def shown(response) -> list[str]:
    return [row.record.name for row in response.context["table"].page.object_list]


def names(board, *which: str) -> list[str]:
    return [board[name].school.name for name in which]


def ask(client, **query):
    return client.get(reverse("enrolments:returns"), query)


@pytest.fixture
def officer(board, client):
    client.force_login(board["waiting"].officer)
    return client


def test_every_school_stands_somewhere_and_is_counted(board, officer) -> None:
    response = ask(officer)
    assert shown(response) == names(board, "waiting", "approved", "returned", "draft", "idle", "nil")
    assert {tab["word"]: tab["count"] for tab in response.context["tabs"]} == {
        "All": 6, "To approve": 2, "Not certified": 3,
        "Returned": 1, "In progress": 1, "Not started": 1, "Approved": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ({"status": "CERTIFIED"}, ["waiting", "nil"]),
        ({"status": "NOT_STARTED"}, ["idle"]),
        ({"status": "DRAFT"}, ["draft"]),
        ({"status": "NOT_CERTIFIED"}, ["returned", "draft", "idle"]),
        ({"nil": "on"}, ["nil"]),
        ({"incomplete": "on"}, ["draft"]),
        ({"late": "on"}, []),
        ({"q": "School 8102"}, ["returned"]),
        ({"q": "8105"}, ["nil"]),
        ({"sector": "CATHOLIC"}, []),
        ({"region": "North", "status": "RETURNED"}, ["returned"]),
        ({"sort": "-enrolments"}, ["draft", "waiting", "approved", "returned", "idle", "nil"]),
        ({"sort": "-name"}, ["nil", "idle", "draft", "returned", "approved", "waiting"]),
    ],
)
def test_filters_and_sorting(board, officer, query, which) -> None:
    assert shown(ask(officer, **query)) == names(board, *which)


def test_late_is_told_and_found(board, officer, clock) -> None:
    clock("2019-05-08T10:00")
    sign(board["draft"])
    response = ask(officer, late="on")
    assert shown(response) == names(board, "draft")
    assert ">Late<" in response.content.decode()


def test_a_closed_school_without_entries_is_left_out(board, officer) -> None:
    School.objects.filter(pk__in=[board["idle"].school.pk, board["draft"].school.pk]).update(is_open=False)
    assert names(board, "idle")[0] not in shown(ask(officer))
    assert names(board, "draft")[0] in shown(ask(officer))


def test_the_filter_can_be_exported(board, officer) -> None:
    answer = ask(officer, status="CERTIFIED", export="csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("school_code,school,sector")
    assert lines[1] == (
        "8100,School 8100,Government,North,Invented,To approve,no,no,2,2,0,"
        "Principal8100 Example,2019-05-01 10:00,,"
    )
    assert len(lines) == 3
    workbook = ask(officer, export="xlsx")
    assert workbook["Content-Disposition"] == 'attachment; filename="returns-2019.xlsx"'
    assert workbook.content.startswith(b"PK")


def test_approving_the_ticked_returns(board, officer) -> None:
    held = {name: SchoolReturn.objects.get(school=board[name].school) for name in ("waiting", "nil")}
    ticks = [f"{held['waiting'].pk}:{held['waiting'].version}", f"{held['nil'].pk}:99", "x:y", "7"]
    back = reverse("enrolments:returns") + "?status=CERTIFIED"
    answer = officer.post(
        reverse("enrolments:returns-approve-many"), {"tick": ticks, "back": back}, follow=True
    )
    page = html.unescape(answer.content.decode())
    assert answer.redirect_chain == [(back, 302)]
    assert "1 return approved." in page
    assert "School 8105 was not approved: This return was certified by" in page
    held["waiting"].refresh_from_db()
    assert held["waiting"].status == "APPROVED"


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_approving_never_leads_elsewhere(board, officer, back) -> None:
    answer = officer.post(reverse("enrolments:returns-approve-many"), {"back": back})
    assert answer["Location"] == reverse("enrolments:returns")


def test_only_who_may_approve_gets_ticks(board, client) -> None:
    client.force_login(factories.manager("manager"))
    assert 'name="tick"' not in ask(client).content.decode()
    assert client.post(reverse("enrolments:returns-approve-many"), {"tick": "1:1"}).status_code == 403


@pytest.mark.parametrize("name", ["returns", "schools", "extensions"])
def test_school_people_do_not_see_the_departments_lists(board, client, name) -> None:
    client.force_login(board["waiting"].principal)
    assert client.get(reverse(f"enrolments:{name}")).status_code == 403


def many_schools(number: int) -> None:
    """Schools with certified returns and one campus each."""
    schools = School.objects.bulk_create(
        School(code=f"{20_000 + place}", name=f"Many {place:03}", sector="GOVERNMENT", region="West")
        for place in range(number)
    )
    Campus.objects.bulk_create(
        Campus(school=each, number=1, name="Main", location_index=1500) for each in schools
    )
    by = factories.user("signer")
    SchoolReturn.objects.bulk_create(
        SchoolReturn(school=each, year_id=2019, status="CERTIFIED", is_nil=True, certified_by=by,
                     certified_at=factories.OPEN_DAY, version=2)
        for each in schools
    )  # fmt: skip


@pytest.mark.parametrize("name", ["returns", "schools"])
@pytest.mark.parametrize("query", ["", "?q=many&sector=GOVERNMENT&region=West&page=9&sort=-standing"])
def test_700_schools_take_few_queries(board, officer, name, query, django_assert_max_num_queries) -> None:
    many_schools(700)
    page = reverse(f"enrolments:{name}") + query
    with django_assert_max_num_queries(MOST_QUERIES):
        assert len(shown(officer.get(page))) == 50


def test_a_review_takes_few_queries(board, officer, django_assert_max_num_queries) -> None:
    page = reverse("enrolments:return-review", args=[board["waiting"].school.code])
    with django_assert_max_num_queries(22):
        officer.get(page)


def test_schools_are_found_with_their_index(board, officer) -> None:
    Campus.objects.create(school=board["waiting"].school, number=2, name="Hill campus", location_index=2500)
    response = officer.get(reverse("enrolments:schools"), {"q": "8100"})
    assert shown(response) == names(board, "waiting")
    assert "0.0000–0.2500" in response.content.decode()


def test_a_filter_that_finds_nothing_says_what_to_do(board, officer) -> None:
    assert "No return matches. Choose another tab" in ask(officer, q="nowhere").text


def test_the_heading_counts_government_schools_apart(board, officer) -> None:
    School.objects.filter(pk=board["idle"].school.pk).update(sector=School.Sector.CATHOLIC)
    page = ask(officer).content.decode()
    assert "3 schools have not certified, 2 of them government schools." in page
