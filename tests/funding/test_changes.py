"""What changed since the last statement: the pages say it step by step, and it adds up."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from enrolments.models import Enrolment
from funding.actions import census, runs
from funding.models import FundingRun
from funding.queries import run_facts, waterfall
from tests import factories
from tests.funding import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def released(state) -> FundingRun:
    """The confirmed run of 2019, released."""
    run = story.confirmed()
    runs.release(run=run, by=factories.manager("releaser"))
    return run


def page(address: str, person=None) -> str:
    client = Client()
    client.force_login(person or factories.officer("reader"))
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def at_school(school, query: str = "") -> str:
    return page(reverse("funding:school-changes", args=[school.code]) + query)


def test_the_steps_of_a_school_and_of_the_state_add_up(state, released) -> None:
    before = run_facts.statement_before(released)
    assert before.kind == "INDICATIVE"
    for school in (*state, None):
        way = waterfall.between_runs(before, released, school)
        assert way.found.before + sum(step.cents for step in way.steps) == way.found.after
    assert way.found.after == released.total


def test_the_page_names_the_enrolments_behind_each_step(state, released) -> None:
    text = at_school(state[0])
    assert "From the 2019 indicative run 1 to the 2019 confirmed run 1." in text
    assert "1 enrolment is no longer there." in text
    assert "2 enrolments are new, counted at the rates before." in text
    gone = Enrolment.objects.get(school=state[0], year_id=2018)
    assert f"{gone.student.name} , SIT20316" in text
    assert "not there any more" in text


def test_an_enrolment_that_is_not_funded_any_more_says_every_reason(db, clock) -> None:
    """A student goes on in the same certificate, but the hours of the second year were never entered."""
    editor, principal, officer = (factories.user(name) for name in ("editor", "principal", "officer"))
    certificate, school = factories.qualification("SIT20316"), factories.school("7001")
    student = factories.student(school)
    for year, day, hours in ((2018, "2018-05-01T10:00", [60, 60]), (2019, "2019-05-01T10:00", [60, None])):
        clock(day)
        factories.open_year(year)
        factories.enrolment(student, certificate, by=editor, hours=hours, year_id=year)
        factories.approved_return(school, year, principal=principal, by=officer)
    factories.published_rules(bands={certificate: "1"}, cap=400_000)
    clock("2019-05-07T09:00")
    census.freeze(year=2018, by=None)
    runs.release(run=story.confirmed(), by=factories.manager("releaser"))
    text = at_school(school)
    assert "1 enrolment is still there but no longer funded." in text
    assert "not funded now" in text
    assert "At least one unit has no hours." in text


def test_one_step_is_listed_whole(state, released) -> None:
    text = at_school(state[0], "?step=ADDED")
    assert "Added: every enrolment" in text
    assert "1–2 of 2" in text
    assert "every enrolment" not in at_school(state[0], "?step=NONSENSE")


def test_the_first_statement_has_nothing_to_compare_with(state, released) -> None:
    assert "Nothing to compare with yet" in at_school(state[0], "?show=indicative")


def test_before_any_statement_the_page_says_so(state) -> None:
    assert "Your school was shown no statement yet." in at_school(state[0])


def test_entries_are_compared_with_the_last_statement_before_their_own_is_released(state) -> None:
    story.released_indicative()
    text = at_school(state[0])
    assert "From the 2019 indicative run 1 to the entries as they stand." in text
    assert "priced at the indicative rates of 2019" in text


def test_the_department_reads_the_state_and_each_school_also_before_the_release(state) -> None:
    run = story.confirmed()
    address = reverse("funding:run-changes", args=[run.pk])
    text = page(address)
    assert "the whole state" in text
    assert "2 enrolments are no longer there." in text
    assert "Schools by the size of their change" in text
    assert f"{state[1].name}" in text
    one = page(f"{address}?school={state[1].code}")
    assert f"school {state[1].code}" in one
    assert "1 enrolment is no longer there." in one
    assert "What changed" in page(reverse("funding:run", args=[run.pk]))


def test_a_school_that_is_not_there_is_not_found(state, released) -> None:
    client = Client()
    client.force_login(factories.officer("reader"))
    assert client.get(reverse("funding:run-changes", args=[released.pk]) + "?school=0").status_code == 404


def test_the_first_run_of_the_state_has_nothing_to_compare_with(state) -> None:
    run = story.released_indicative()
    assert "Nothing to compare with" in page(reverse("funding:run-changes", args=[run.pk]))


def test_pages_need_the_same_queries_for_many_enrolments(
    state, released, django_assert_max_num_queries
) -> None:
    officer = factories.officer("reader")
    with django_assert_max_num_queries(36):
        page(reverse("funding:school-changes", args=[state[0].code]), officer)
    with django_assert_max_num_queries(36):
        page(reverse("funding:run-changes", args=[released.pk]), officer)
