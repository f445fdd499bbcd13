"""The department's first page: what in the register of mappings waits for this very person."""

from datetime import date

import pytest
from django.urls import reverse

from enrolments.models import UnitSuccession
from pathways.actions import mapping_steps, mappings
from pathways.models import Award, CreditMapping
from pathways.queries.mapping_tasks import Waiting, waiting_for
from pathways.views.mapping_tasks import tasks_of
from tests import factories
from tests.pathways import mapping_cast as cast

pytestmark = pytest.mark.django_db
DAY = date(2019, 4, 22)
PAGE = "funding:department-today"
NOTHING = "Nothing waits for you."


@pytest.fixture(autouse=True)
def stopped(clock):
    clock("2019-04-22T10:00")


@pytest.fixture
def drafter():
    return factories.officer("drafter-officer")


@pytest.fixture
def other():
    return factories.officer("other-officer")


@pytest.fixture
def award(drafter) -> Award:
    return cast.award(by=drafter)


def _approved(award: Award, drafter, code: str, **fields) -> CreditMapping:
    manager = factories.manager("approving-manager")
    return cast.approved(award, drafter=drafter, approver=manager, groups=((1, (code,)),), **fields)


def _proposed(award: Award, drafter) -> CreditMapping:
    made = mappings.draft(terms=cast.terms(award, groups=((1, ("AAA001",)),)), by=drafter)
    return mapping_steps.propose(mapping=made, version=made.version, by=drafter)


def _open(client, person):
    client.force_login(person)
    return client.get(reverse(PAGE))


def test_a_decision_waits_for_everybody_who_did_not_write_on_it(award, drafter, other, client):
    factories.open_year(2019)
    assert NOTHING in _open(client, other).text
    _proposed(award, drafter)
    page = _open(client, other)
    assert NOTHING not in page.text
    assert page.context["step"].label == "Decide on 1 credit mapping"
    assert page.context["step"].url == f"{reverse('pathways:mappings')}?status=PROPOSED"
    assert "1 credit mapping waits for a second person." in page.text
    assert "Decide on 1 credit mapping" in _open(client, factories.manager()).text
    assert NOTHING in _open(client, drafter).text
    for person in (drafter, factories.administrator()):
        assert "Waiting for you" not in _open(client, person).text


def test_a_due_review_waits_for_whoever_may_confirm_it(award, drafter, other, client):
    factories.open_year(2019)
    made = _approved(award, drafter, "AAA001", review_due=date(2019, 4, 22))
    assert NOTHING in _open(client, drafter).text
    for person in (other, factories.manager("approving-manager")):
        page = _open(client, person)
        assert page.context["step"].label == "Review 1 credit mapping"
        assert "1 credit mapping is due for review." in page.text
    proposer = factories.officer("proposing-officer")
    CreditMapping.objects.filter(pk=made.pk).update(proposed_by=proposer)
    assert NOTHING in _open(client, proposer).text


def test_a_superseded_source_waits_for_whoever_drafts(award, drafter, client):
    factories.open_year(2019)
    _approved(award, drafter, "AAA001", review_due=date(2019, 3, 30))
    UnitSuccession.objects.create(
        predecessor=factories.unit("AAA001"), successor=factories.unit("AAA009"), source="INVENTED"
    )
    page = _open(client, drafter)
    assert page.context["step"].label == "Assess 1 credit mapping again"
    assert [each.word for each in page.context["others"]] == ["Superseded"]
    assert (
        NOTHING in _open(client, factories.manager()).text
    )  # nobody confirms that review, and managers draft none


def test_one_mapping_is_one_task_and_several_are_counted(award, drafter, other):
    for code in ("AAA001", "AAA002"):
        _approved(award, drafter, code, valid_to=date(2019, 4, 21), review_due=date(2019, 4, 1))
    _approved(award, drafter, "AAA003", review_due=date(2019, 4, 1))
    _approved(award, drafter, "AAA004")
    assert waiting_for(other, DAY) == Waiting(to_decide=0, superseded=0, to_review=1, expired=2)
    assert [each.label for each in tasks_of(other)] == [
        "Review 1 credit mapping",
        "Replace 2 credit mappings",
    ]
    assert tasks_of(other)[1].why.startswith("2 credit mappings have expired and open nothing.")
    assert [each.label for each in tasks_of(factories.manager())] == ["Review 1 credit mapping"]


def test_schools_that_have_not_certified_come_first_and_the_task_stands_beside_them(
    award, drafter, other, client
):
    factories.open_year(2019)
    factories.school("7009", name="Late College")
    _proposed(award, drafter)
    page = _open(client, other)
    assert page.context["step"].label == "See who has not certified"
    assert "Decide on 1 credit mapping" in page.text


def test_tasks_are_shown_before_any_year_is_open(award, drafter, other, client):
    _proposed(award, drafter)
    text = _open(client, other).text
    assert "No year has been opened" in text
    assert "Decide on 1 credit mapping" in text


def test_the_tasks_are_counted_in_one_query_and_cost_an_administrator_none(
    award, drafter, other, django_assert_num_queries
):
    _proposed(award, drafter)
    administrator = factories.administrator()
    with django_assert_num_queries(1):
        tasks_of(other)
    with django_assert_num_queries(0):
        assert tasks_of(administrator) == []
