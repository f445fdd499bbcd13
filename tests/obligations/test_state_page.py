"""The department's page: every school with what it lacks, in few queries however many schools there are."""

import pytest
from django.urls import reverse

from enrolments.models import Enrolment, School
from obligations.actions import acquittals, policies
from obligations.rules.policy import Dates
from tests import factories
from tests.obligations import owed
from tests.obligations.test_policies import RATIFIED, TOLD, WRITTEN
from vetportal import clock

MOST_QUERIES = 18
SCHOOLS = 700


@pytest.fixture
def ask(client, place):
    """The page as an officer asks for it."""
    client.force_login(factories.officer("officer"))

    def get(**query):
        return client.get(reverse("obligations:state"), query)

    return get


def names(answer) -> list[str]:
    return [row.record.name for row in answer.context["table"].page.object_list]


@pytest.fixture
def state(place) -> dict[str, School]:
    """One school without its agreement, one with all it needs, one with nothing to need."""
    place.enrol()
    place.enrol()
    good = factories.school("8400", name="Good College", region="South")
    who = factories.student(good)
    factories.enrolment(
        who, place.certificate, by=place.editor, hours=[60], delivery="EXTERNAL", provider=place.provider
    )
    owed.agreement(good, by=place.editor, provider=place.provider)
    dates = Dates(WRITTEN, RATIFIED, TOLD)
    policies.revise(school=good, seen=0, dates=dates, by=place.editor)
    owed.acquittal(good, place.year, by=place.editor)
    acquittals.certify(school=good, year=place.year, version=1, received=0, by=place.principal)
    idle = factories.school("8500", name="Idle College", region="South")
    factories.school("1801", name="St Invented", sector="CATHOLIC")
    return {"lacking": place.school, "good": good, "idle": idle}


def test_each_school_says_what_it_lacks(ask, state) -> None:
    answer = ask()
    assert names(answer) == ["Wangaratta Invented College", "Good College", "Idle College"]
    text = answer.content.decode()
    for word in ("1 of 1", "All 1 valid", "None needed", "In place", "Not started", "Certified"):
        assert f">{word}<" in text
    assert "St Invented" not in text
    assert answer.context["counts"] == {"agreement": 1, "policy": 2, "acquittal": 0}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"lacking": "agreement"}, ["Wangaratta Invented College"]),
        ({"lacking": "policy"}, ["Wangaratta Invented College", "Idle College"]),
        ({"lacking": "acquittal"}, []),
        ({"lacking": "patience"}, ["Wangaratta Invented College", "Good College", "Idle College"]),
        ({"q": "invented coll"}, ["Wangaratta Invented College"]),
        ({"q": "85"}, ["Idle College"]),
        ({"region": "South", "sort": "name"}, ["Good College", "Idle College"]),
        ({"sort": "-name"}, ["Wangaratta Invented College", "Idle College", "Good College"]),
        ({"sort": "-enrolments"}, ["Wangaratta Invented College", "Good College", "Idle College"]),
    ],
)
def test_filters_and_sorting(ask, state, query: dict, found: list[str]) -> None:
    assert names(ask(**query)) == found


def test_before_the_first_year_it_says_what_comes(client, db) -> None:
    client.force_login(factories.officer("officer"))
    assert "No year is open yet" in client.get(reverse("obligations:state")).content.decode()


def test_a_year_that_is_not_opened_is_not_found(ask) -> None:
    assert ask(year="2031").status_code == 404


def test_700_schools_take_few_queries(ask, place, django_assert_max_num_queries) -> None:
    schools = School.objects.bulk_create(
        School(code=f"A{number:04}", name=f"School A{number:04}", sector="GOVERNMENT", region="North")
        for number in range(SCHOOLS)
    )
    student = place.enrol().student
    stamp = clock.now()
    by = {"entered_by": place.editor, "changed_by": place.editor, "entered_at": stamp, "changed_at": stamp}
    certificates = [factories.qualification(f"SIT{number:05}") for number in range(3)]
    Enrolment.objects.bulk_create(
        Enrolment(
            student=student, school=school, campus=student.campus, year=place.year, program="VCE",
            qualification=certificates[number % 3], delivery="EXTERNAL", provider=place.provider, **by,
        )
        for number, school in enumerate(schools[:3])
    )  # fmt: skip
    for school in schools[:3]:
        owed.agreement(school, by=place.editor, provider=place.provider, word="x")
        owed.policy(school, by=place.editor)
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = ask()
    assert len(names(answer)) == 50
    assert "1–50 of 701" in answer.content.decode()
    assert len(names(ask(page="15"))) == 1
