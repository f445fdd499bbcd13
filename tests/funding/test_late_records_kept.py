"""An enrolment recorded late that the department funds, or may be about to, is not removed by its school."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from enrolments.models import Enrolment
from enrolments.models.holds import EnrolmentHeld
from funding.actions import corrections
from funding.models import CensusCorrection
from tests import factories
from tests.funding import story

pytestmark = pytest.mark.django_db
WAITS = "The department is deciding whether to fund this enrolment"
FUNDED = "The department funds this enrolment in 2019 although it was recorded late"


@pytest.fixture
def late(state, clock: Callable) -> Enrolment:
    """A student of the state's first school who started in August."""
    story.released()
    clock("2019-08-20T10:00")
    return factories.enrolment(
        factories.student(state[0]), factories.qualification("SIT20316"), by=factories.user("late-editor"),
        hours=[60, 60, 60], on_census=False,
    )  # fmt: skip


def proposed(late: Enrolment) -> CensusCorrection:
    return corrections.propose_waiver(enrolment=late, reason="The school was flooded.", by=_person("one"))


def let_in(late: Enrolment) -> None:
    corrections.approve(correction=proposed(late), by=factories.manager("two"))


def _person(name: str):
    return factories.officer(name)


def _remove(late: Enrolment, client: Client):
    client.force_login(factories.user("remover", school=late.school))
    page = reverse("enrolments:enrolment-remove", args=[late.school.code, late.pk])
    return client.get(page), client.post(page, {"version": late.version})


@pytest.mark.parametrize(("by", "sentence"), [(proposed, WAITS), (let_in, FUNDED)])
def test_it_stays_and_the_school_reads_why(late, client, by: Callable, sentence: str) -> None:
    by(late)
    asked, refused = _remove(late, client)
    assert sentence in asked.text
    assert "Remove the enrolment</button>" not in asked.text
    assert (refused.status_code, sentence in refused.text) == (409, True)
    with pytest.raises(EnrolmentHeld, match=sentence):
        Enrolment.objects.filter(pk=late.pk).delete()
    assert Enrolment.objects.filter(pk=late.pk).exists()


def test_once_refused_it_can_be_removed(late, client) -> None:
    corrections.refuse(correction=proposed(late), by=factories.manager("two"), reason="It began in August.")
    assert _remove(late, client)[1].status_code == 302
    assert not Enrolment.objects.filter(pk=late.pk).exists()


def test_once_taken_out_again_it_can_be_removed(late, client) -> None:
    let_in(late)
    out = corrections.propose_removal(
        year=2019, enrolment_id=late.pk, reason="It was entered by mistake.", by=_person("three")
    )
    corrections.approve(correction=out, by=factories.manager("four"))
    assert _remove(late, client)[1].status_code == 302


def test_without_a_proposal_it_is_removed_as_before(late, client) -> None:
    assert "Remove the enrolment</button>" in _remove(late, client)[0].text
    assert not Enrolment.objects.filter(pk=late.pk).exists()
