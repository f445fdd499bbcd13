"""What a school sees: what to do today, its funding, outcomes, payments and statement."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from enrolments.models import Enrolment, School, SchoolReturn, Student
from funding.actions import census, live, runs
from tests import factories
from tests.funding import story
from vetportal import clock as portal_clock

pytestmark = pytest.mark.django_db
PAGES = ("school-today", "school-funding", "school-outcomes", "school-payments")


def signed_in(person) -> Client:
    """A browser in which the person has signed in."""
    client = Client()
    client.force_login(person)
    return client


def text_of(response) -> str:
    """The page as it is read: without marks, in single spaces."""
    assert response.status_code == 200, response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def read() -> Callable[..., str]:
    """Read one of a school's pages as its VET coordinator or another role."""

    def read_page(name: str, school: School, query: str = "", role: str = "EDITOR") -> str:
        person = factories.user(f"{role.lower()}-{school.code}", school=None)
        if not person.memberships.exists():
            person = factories.user(person.username, school=school, school_role=role)
        return text_of(signed_in(person).get(reverse(f"funding:{name}", args=[school.code]) + query))

    return read_page


@pytest.fixture
def open_school(clock) -> School:
    """A school on 1 May 2019 with two complete enrolments and one without hours."""
    clock("2019-05-01T10:00")
    factories.open_year(2019)
    certificate = factories.qualification()
    factories.published_rules(
        bands={certificate: "1"},
        more=lambda version: version.exclusions.create(code="OVERSEAS_STUDENT", source="invented"),
    )
    school = factories.school("7777")
    editor = factories.user("typist")
    for hours in ([60, 60, 60], [60, 30], [60, None]):
        factories.enrolment(factories.student(school), certificate, by=editor, hours=hours)
    return school


def release_confirmed() -> None:
    """Calculate and release both runs of 2019."""
    runs.release(run=story.confirmed(), by=factories.manager("releaser"))


def test_before_the_census_the_coordinator_is_told_what_to_complete(open_school, read) -> None:
    page = read("school-today", open_school)
    assert "Complete 1 enrolment " in page
    assert "Days to census 5" in page
    assert "Entries would earn $1,695.48" in page  # 270 hours in band 1
    assert "At risk $753.55" in page  # 60 hours entered; its two units are nominally 120 hours
    assert "1 of 3 have no units or lack hours" in page


def test_the_principal_is_asked_to_certify_when_all_is_complete(open_school, read) -> None:
    Enrolment.objects.filter(units__hours=None).first().units.filter(hours=None).update(hours=60)
    assert "Check and certify the return" in read("school-today", open_school, role="PRINCIPAL")
    assert "Ask your principal to certify" in read("school-today", open_school)


def test_without_entries_the_first_step_is_a_class(open_school, read) -> None:
    empty = factories.school()
    assert "Enrol a class" in read("school-today", empty)
    assert "Nothing is entered yet" in read("school-today", empty)
    assert "certify that" in read("school-today", empty, role="PRINCIPAL")


def test_a_returned_return_comes_first_with_its_reason(open_school, read) -> None:
    SchoolReturn.objects.create(
        school=open_school, year_id=2019, status="RETURNED", reason="Two students are missing.",
        decided_by=factories.officer(), decided_at=portal_clock.now(),
    )  # fmt: skip
    page = read("school-today", open_school)
    assert "Read what to correct" in page
    assert "Two students are missing." in page


def test_on_the_day_after_the_census_entry_is_closed_and_the_page_says_what_is_left(
    open_school, read, clock
) -> None:
    clock("2019-05-07T09:00")
    assert "Ask for an extension" in read("school-today", open_school)
    assert "Certify the return now" in read("school-today", open_school, role="PRINCIPAL")
    assert "Not earned $753.55" in read("school-today", open_school)


def test_before_the_release_only_the_indicative_payments_are_seen(state, read) -> None:
    story.confirmed()
    page = read("school-payments", state[0])
    assert "Term 1 25% of indicative $282.58" in page
    assert "not released" in page
    assert "now works out the confirmed funding" in read("school-today", state[0])
    assert "Confirmed for the year —" in page


def test_after_the_release_the_year_adds_up_to_the_confirmed_amount(state, read) -> None:
    release_confirmed()
    for school in state:
        page = read("school-payments", school)
        lines = [cents_in(amount) for amount in re.findall(r"Term [1-4] 25%.*?([+−]?\$[\d,.]+)", page)]
        total = cents_in(re.search(r"Confirmed for the year ([−]?\$[\d,.]+)", page)[1])
        assert total == sum(school.allocations.filter(run__kind="CONFIRMED").values_list("amount", flat=True))
        if school is state[0]:
            adjustment = cents_in(re.search(r"what closes the year.*?([+−]\$[\d,.]+)", page)[1])
            assert sum(lines) + adjustment == total


def cents_in(text: str) -> int:
    """The cents of an amount as it is written."""
    digits = int(re.sub(r"[^0-9]", "", text))
    return -digits if text.startswith("−") else digits


def test_the_statement_says_how_it_was_worked_out_and_what_changed(state, read) -> None:
    release_confirmed()
    page = read("school-statement", state[1])
    for words in (
        "Payment statement 2019",
        "Confirmed run 1, rate table version 1",
        "How it was worked out",
        "What changed since the indicative run",
        "Rural, band 1",
        "less",
        "Questions: ask",
    ):
        assert words in page
    told = page[page.index("Step What happened Change") :]
    before, *changes, after = (cents_in(each) for each in re.findall(r"\. ([+−]?\$[\d,.]+\d)", told))
    assert before + sum(changes) == after


def test_there_is_no_statement_before_anything_is_released(open_school) -> None:
    person = factories.user("early", school=open_school)
    response = signed_in(person).get(reverse("funding:school-statement", args=["7777"]))
    assert response.status_code == 404


def test_every_enrolment_that_is_not_funded_has_its_reason(state, read) -> None:
    release_confirmed()
    page = read("school-outcomes", state[0], "?state=no")
    assert "1–1 of 1" in page
    assert "At least one unit has no hours." in page
    assert "1–2 of 2" in read("school-outcomes", state[0], "?state=yes")
    assert "1–1 of 1" in read("school-outcomes", state[0], "?reason=UNIT_WITHOUT_HOURS")
    assert "1–3 of 3" in read("school-outcomes", state[0], "?reason=NO_SUCH_RULE&state=x&page=99&sort=oops")


def test_indicative_outcomes_are_those_of_last_year(state, read) -> None:
    story.released_indicative()
    page = read("school-outcomes", state[0], "?show=indicative")
    assert "decided about each enrolment of 2018" in page
    assert "1–1 of 1" in page


def test_the_funding_page_compares_with_the_indicative_run(state, read) -> None:
    release_confirmed()
    page = read("school-funding", state[0])
    assert "Confirmed: the enrolments of the 2019 census" in page
    assert "weighting level 3.347 × base rate" in page
    assert "already in your Student Resource Package and not paid here" in page


def test_years_without_rules_are_a_designed_state(state, read) -> None:
    page = read("school-funding", state[0], "?year=2018")
    assert "The rules of 2018 are not published" in page
    assert "No payments of 2018 yet" in read("school-payments", state[0], "?year=2018")


@pytest.mark.parametrize("asked", ["1999", "abc", "²019", "20190"])
def test_a_year_that_is_not_there_is_not_found(open_school, asked) -> None:
    person = factories.user("asker", school=open_school)
    for name in ("school-funding", "school-outcomes", "school-payments"):
        address = reverse(f"funding:{name}", args=["7777"]) + f"?year={asked}"
        assert signed_in(person).get(address).status_code == 404


def test_a_catholic_school_is_told_kindly_why_it_gets_nothing(open_school, read) -> None:
    other = factories.school(sector="CATHOLIC", name="Holy Example College")
    assert "Only government schools receive" in read("school-payments", other)
    assert "No payments of 2019 yet" not in read("school-payments", other)
    for name in ("school-today", "school-funding", "school-payments"):
        assert "Only government schools receive targeted VET funding" in read(name, other)


def test_a_catholic_school_with_nothing_entered_meets_no_alarm_after_the_freeze(
    open_school, read, clock
) -> None:
    other = factories.school(sector="CATHOLIC", name="Holy Example College")
    clock("2019-05-07T09:00")
    census.freeze(year=2019, by=None)
    page = read("school-today", other)
    assert "Nothing was entered for 2019." in page
    assert "Not certified" not in page


@pytest.mark.parametrize("name", PAGES)
def test_without_any_year_the_pages_say_what_comes_first(clock, read, name) -> None:
    clock("2019-01-01T10:00")
    assert "No year is open yet" in read(name, factories.school())


@pytest.mark.parametrize("name", [*PAGES, "school-statement"])
def test_another_schools_pages_answer_as_missing_ones(open_school, name) -> None:
    stranger = factories.user("stranger", school=factories.school("7888"))
    client = signed_in(stranger)
    codes = {client.get(reverse(f"funding:{name}", args=[code])).status_code for code in ("7777", "0000")}
    assert codes == {404}


def test_the_live_answer_reads_what_is_typed_and_saves_nothing(open_school) -> None:
    who = open_school.students.first()
    client = signed_in(factories.user("typing", school=open_school))
    address = reverse("funding:enrolment-preview", args=["7777", who.pk])
    typed = {"certificate_code": "sit20316", "program": "VCE", "delivery": "SCHOOL", "unit": ["SIT20316A"]}
    before = list(Enrolment.objects.values_list("pk", "version"))
    good = text_of(client.post(address, typed | {"hours-SIT20316A": "90"}, headers={"HX-Request": "true"}))
    assert "Yes" in good
    assert "$565.16" in good  # 90 of 180 hours in band 1
    assert "<html" not in good
    bad = text_of(client.post(address, typed | {"program": "NONE", "hours-SIT20316A": ""}))
    assert "At least one unit has no hours." in bad
    assert "not recorded as part of a senior secondary certificate" in bad
    assert "Choose a certificate first" in text_of(client.post(address, {"certificate_code": "NO"}))
    assert "Choose a certificate first" in text_of(client.post(address, {}))
    assert list(Enrolment.objects.values_list("pk", "version")) == before
    assert client.get(address).status_code == 405


@pytest.mark.parametrize("is_overseas", [False, True])
def test_the_live_answer_and_the_saved_answer_are_the_same(open_school, is_overseas) -> None:
    held = Enrolment.objects.filter(units__hours=None).first()
    Student.objects.filter(pk=held.student_id).update(is_overseas=is_overseas)
    client = signed_in(factories.user("typing", school=open_school))
    units = {each.unit.code: each.hours for each in held.units.select_related("unit")}
    typed = {
        "certificate_code": held.qualification.code, "program": held.program, "delivery": held.delivery,
        "unit": list(units), **{f"hours-{code}": hours or "" for code, hours in units.items()},
    }  # fmt: skip
    address = reverse("funding:enrolment-preview", args=["7777", held.student_id])
    live = text_of(client.post(address, typed, headers={"HX-Request": "true"}))
    saved = text_of(client.get(reverse("enrolments:enrolment", args=["7777", held.pk])))
    assert live in saved
    assert ("overseas" in live) is is_overseas


def test_pages_need_the_same_queries_for_many_enrolments(open_school, django_assert_max_num_queries) -> None:
    certificate, editor = factories.qualification(), factories.user("typist")
    for number in range(120):
        hours = [60, 60, 60] if number % 4 else [60, None]
        factories.enrolment(factories.student(open_school), certificate, by=editor, hours=hours)
    client = signed_in(factories.user("reader", school=open_school))
    live.keep_current()  # as after every save
    for name, most in (("school-outcomes", 16), ("school-funding", 19), ("school-today", 31)):
        address = reverse(f"funding:{name}", args=["7777"])
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200
