"""The page of rules: every rule as the code has it, the years that list it, whom it speaks against."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from funding.actions import census, runs
from funding.rules.catalogue import catalogue
from funding.rules.eligibility import RULES
from tests import factories
from tests.enrolments import returns_cast
from vetportal.management.commands import write_rules

pytestmark = pytest.mark.django_db
MOST_QUERIES = 25


@pytest.fixture
def cast(clock) -> returns_cast.Cast:
    """A school with a complete and an incomplete enrolment in 2019, whose rules are published."""
    built = returns_cast.build(entries=1)
    clock("2019-05-01T10:00")
    returns_cast.add_entry(built, hours=[60, None])
    factories.published_rules(bands={factories.qualification(): "1"})
    return built


def page_of(client: Client, user, **query) -> str:
    client.force_login(user)
    response = client.get(reverse("funding:rules"), query)
    assert response.status_code == 200
    return " ".join(html.unescape(response.content.decode()).split())


def test_every_rule_stands_on_the_page_under_its_anchor(cast, client) -> None:
    page = page_of(client, cast.editor)
    for entry in catalogue():
        card = page.partition(f'id="{entry.code}"')[2].partition("</section>")[0]
        for _, said in entry.lines:
            assert said in card, entry.code
    assert [entry.code for entry in catalogue()] == [rule.code for rule in RULES]


def test_the_page_and_the_document_say_the_same(cast, client) -> None:
    page, document = page_of(client, cast.editor), write_rules.page()
    for entry in catalogue():
        for name, said in entry.lines:
            assert f"- {name}: {said}" in document
            assert f"<dt>{name}</dt><dd>{said}</dd>" in page


def test_each_year_that_lists_a_rule_is_named_with_its_own_source(cast, client) -> None:
    factories.published_rules(2018)
    page = page_of(client, cast.officer)
    card = page.partition('id="UNDER_AGE"')[2].partition("</section>")[0]
    assert re.findall(r'<a href="/years/\d+/">Source of (\d+)</a></dt><dd>([^<]+)', card) == [
        ("2019", "SRP Reference 56"), ("2018", "SRP Reference 56"),
    ]  # fmt: skip
    card = page.partition('id="NO_UNITS"')[2].partition("</section>")[0]
    assert "In every year." in card


def test_a_school_reads_how_many_of_its_enrolments_a_rule_speaks_against(cast, client) -> None:
    page = page_of(client, cast.editor)
    assert "Enrolments of School 8001 in 2019" in page
    link = "/school/8001/funding/enrolments/?year=2019&show=now&reason=UNIT_WITHOUT_HOURS"
    assert f'<a href="{link}">1<' in page
    assert page.count("reason=") == 2  # in the list and in the rule's own card
    listed = client.get(link)
    assert len(listed.context["table"].rows) == 1


def test_the_department_reads_how_many_of_the_states_a_run_left_out(cast, client, clock) -> None:
    assert "Speaks against" not in page_of(client, cast.officer)
    factories.approved_return(cast.school, principal=cast.principal, by=cast.officer)
    clock("2019-05-07T09:00")
    census.freeze(year=2019, by=None)
    run = runs.calculate(year=2019, kind="CONFIRMED", by=cast.officer)
    page = page_of(client, cast.officer)
    assert f"Enrolments of all schools in the {run}" in page
    assert f'<a href="/department/runs/{run.pk}/#reasons">1<' in page
    assert "Enrolments of School 8001 in 2019" in page_of(client, cast.officer, school="8001")


def test_another_schools_counts_are_not_shown(cast, client) -> None:
    other = returns_cast.build("8002", entries=0)
    assert "Enrolments of" not in page_of(client, other.editor, school="8001")
    assert "Enrolments of School 8002" in page_of(client, other.editor)


def test_who_belongs_to_two_schools_or_to_none_reads_the_rules_all_the_same(cast, client) -> None:
    both = factories.user("both", school=cast.school)
    factories.user("both", school=factories.school("8003"))
    assert "Enrolments of" not in page_of(client, both)
    assert "Enrolments of School 8001 in 2019" in page_of(client, both, school="8001")
    assert "Enrolments of" not in page_of(client, factories.user("nobody"))


def test_few_questions_are_asked(cast, client, django_assert_max_num_queries) -> None:
    client.force_login(cast.editor)
    with django_assert_max_num_queries(MOST_QUERIES):
        client.get(reverse("funding:rules"))


def test_a_reason_leads_to_its_rule(cast, client) -> None:
    client.force_login(cast.editor)
    held = cast.school.enrolments.get(units__hours=None)
    pages = [
        reverse("enrolments:enrolment", args=["8001", held.pk]),
        reverse("funding:school-funding", args=["8001"]),
        reverse("funding:school-outcomes", args=["8001"]),
    ]
    for page in pages:
        assert ' href="/rules/#UNIT_WITHOUT_HOURS"' in client.get(page).content.decode(), page
