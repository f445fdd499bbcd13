"""The review of a mapping: somebody else confirms that it still holds, or is told why it cannot be."""

from datetime import date

import pytest
from django.urls import reverse

from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import UnitSuccession
from pathways.actions import mapping_reviews, mapping_steps, mappings
from pathways.models import Award, CreditMapping, MappingReview
from pathways.queries import mappings as queries
from tests import factories
from tests.pathways import mapping_cast as cast
from vetportal.audit import trail
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
DAY = date(2019, 7, 22)
DUE = date(2019, 6, 30)
NEXT = date(2020, 6, 30)
LOOKED_AT = "Subject outline of 2019\nAnswer of the admissions office, 3 July"


@pytest.fixture(autouse=True)
def stopped(clock):
    clock("2019-07-22T10:00")


@pytest.fixture
def drafter():
    return factories.officer("drafter-officer")


@pytest.fixture
def reviewer():
    return factories.officer("reviewing-officer")


@pytest.fixture
def made(drafter):
    return _approved(drafter)


def _approved(drafter, **fields) -> CreditMapping:
    fields = {"groups": ((1, ("AAA001",)),), "review_due": DUE, **fields}
    award = Award.objects.first() or cast.award(by=drafter)
    return cast.approved(award, drafter=drafter, approver=factories.manager("approving-manager"), **fields)


def _confirm(made: CreditMapping, by, *, note: str = LOOKED_AT, next_due: date = NEXT) -> MappingReview:
    return mapping_reviews.confirm(mapping=made, version=made.version, note=note, next_due=next_due, by=by)


def test_another_officer_confirms_it_and_what_it_says_stays(made, reviewer):
    before = mappings.as_recorded(made)
    assert queries.counts(DAY).review == 1
    review = _confirm(made, reviewer)
    assert (review.was_due, review.next_due, review.note) == (DUE, NEXT, LOOKED_AT)
    made.refresh_from_db()
    after = mappings.as_recorded(made)
    assert after == before | {"review_due": NEXT.isoformat(), "version": before["version"] + 1}
    assert queries.counts(DAY).review == 0
    event = AuditEvent.objects.get(action="confirm_mapping_review")
    assert (event.by_id, event.reason) == (reviewer.pk, LOOKED_AT)
    assert event.after["review_due"] == NEXT.isoformat()
    assert list(trail.broken_events()) == []


def test_whoever_approved_it_may_confirm_it_again(made):
    approver = made.approved_by
    _confirm(made, approver)
    made.refresh_from_db()
    _confirm(made, approver, next_due=date(2021, 6, 30))
    assert list(made.reviews.order_by("pk").values_list("was_due", flat=True)) == [DUE, NEXT]


def test_who_wrote_on_it_or_proposed_it_cannot_confirm_it(made, drafter, reviewer):
    with pytest.raises(Refused, match="You wrote on this mapping, so another person must confirm its review"):
        _confirm(made, drafter)
    made.writers.add(reviewer)
    with pytest.raises(Refused, match="You wrote on this mapping"):
        _confirm(made, reviewer)
    proposer = factories.officer("proposing-officer")
    CreditMapping.objects.filter(pk=made.pk).update(proposed_by=proposer)
    with pytest.raises(Refused, match="You proposed this mapping, so another person must confirm its review"):
        _confirm(made, proposer)
    assert not MappingReview.objects.exists()


def test_a_superseded_source_asks_for_a_new_mapping(made, reviewer):
    step = UnitSuccession.objects.create(
        predecessor=factories.unit("AAA001"), successor=factories.unit("AAA009"), source="INVENTED"
    )
    for is_equivalent in (False, True):
        UnitSuccession.objects.filter(pk=step.pk).update(is_equivalent=is_equivalent)
        with pytest.raises(
            Refused, match=r"AAA001 is superseded by AAA009\..*Draft a new mapping from this one"
        ):
            _confirm(made, reviewer)


def test_a_mapping_that_is_not_in_force_has_no_review(drafter, reviewer, made):
    gone = _approved(drafter, valid_to=date(2019, 7, 21))
    with pytest.raises(Refused, match="A review does not make it valid again"):
        _confirm(gone, reviewer, next_due=date(2019, 7, 23))
    ended = mapping_steps.lapse(mapping=made, version=made.version, reason="Over", by=drafter)
    with pytest.raises(Refused, match="has lapsed"):
        _confirm(ended, reviewer)
    groups = ((1, ("AAA001",)),)
    draft = mappings.draft(terms=cast.terms(made.award, groups=groups), by=drafter)
    with pytest.raises(Refused, match="not approved"):
        _confirm(draft, reviewer)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"note": " \n"}, "Write what you looked at"),
        ({"next_due": DAY}, "Enter a day after today"),
        ({"next_due": date(2024, 7, 23)}, "within the next 5 years"),
        ({"next_due": date(2022, 1, 1)}, "valid until 31 December 2021"),
    ],
)
def test_without_a_note_or_a_useful_day_nothing_is_confirmed(made, reviewer, said, sentence):
    if "5 years" in sentence:
        CreditMapping.objects.filter(pk=made.pk).update(valid_to=None)
    with pytest.raises(Refused, match=sentence):
        _confirm(made, reviewer, **said)
    assert not MappingReview.objects.exists()


def test_the_fifth_year_and_the_last_day_may_be_named(made, reviewer):
    _confirm(made, reviewer, next_due=date(2021, 12, 31))
    CreditMapping.objects.filter(pk=made.pk).update(valid_to=None)
    made.refresh_from_db()
    _confirm(made, reviewer, next_due=date(2024, 7, 22))


def test_who_was_slower_is_told(made, reviewer):
    seen = made.version
    _confirm(made, reviewer)
    with pytest.raises(Conflict, match="was changed meanwhile"):
        mapping_reviews.confirm(
            mapping=made, version=seen, note="Late", next_due=date(2020, 1, 1), by=factories.manager("late")
        )
    assert CreditMapping.objects.get(pk=made.pk).review_due == NEXT


def _page(client, person):
    client.force_login(person)
    return client


def _url(made: CreditMapping, step: str = "-review") -> str:
    return reverse(f"pathways:mapping{step}", args=[made.pk])


def _sent(made: CreditMapping, **more: object) -> dict[str, object]:
    return {"version": made.version, "note": LOOKED_AT, "next_due": "30/6/2020", **more}


def test_the_page_offers_it_to_another_person_and_shows_what_was_confirmed(client, made, reviewer, drafter):
    text = _page(client, reviewer).get(_url(made, "")).content.decode()
    assert "Its review was due on 30 June 2019." in text
    assert "Confirm it where all is as it was" in text
    assert "What you looked at" in text
    text = client.post(_url(made), _sent(made), follow=True).content.decode()
    assert "is confirmed. The next one is due on 30 June 2020." in text
    assert "Looked at: Subject outline of 2019; Answer of the admissions office, 3 July." in text
    assert "Confirm it before 30 June 2020" in text
    text = _page(client, drafter).get(_url(made, "")).content.decode()
    assert "What you looked at" not in text


def test_the_page_says_why_this_person_or_this_mapping_cannot(client, made, reviewer, drafter):
    text = _page(client, drafter).get(_url(made, "")).content.decode()
    assert "You wrote on this mapping, so another person must confirm its review." in text
    assert "What you looked at" not in text
    answer = client.post(_url(made), _sent(made))
    assert answer.status_code == 422
    UnitSuccession.objects.create(
        predecessor=factories.unit("AAA001"), successor=factories.unit("AAA009"), source="INVENTED"
    )
    text = _page(client, reviewer).get(_url(made, "")).content.decode()
    assert "Draft a new mapping from this one." in text
    assert "What you looked at" not in text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"note": ""}, "Write what you looked at"),
        ({"next_due": ""}, "Enter the day"),
        ({"next_due": "soon"}, "is not a date that the portal can read"),
        ({"next_due": "22/7/2019"}, "Enter a day after today."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, made, reviewer, wrong, sentence):
    answer = _page(client, reviewer).post(_url(made), _sent(made, **wrong))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert (LOOKED_AT.splitlines()[1] in text) == ("note" not in wrong)
    assert not MappingReview.objects.exists()


def test_a_slower_person_sees_what_stands_and_keeps_what_they_typed(client, made, reviewer):
    seen = _sent(made, note="Typed by me")
    _confirm(made, factories.manager("faster"))
    answer = _page(client, reviewer).post(_url(made), seen)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "This mapping was changed meanwhile" in text
    assert "Next review due 30 June 2020." in text
    assert "Typed by me</textarea>" in text


def test_the_page_asks_few_queries(client, made, reviewer, django_assert_max_num_queries):
    _confirm(made, reviewer)
    _page(client, reviewer)
    with django_assert_max_num_queries(25):
        client.get(_url(made, ""))
