"""The use of targeted funding: against what was received, to the cent; a signed version never changes."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, ProtectedError
from django.urls import reverse

from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import School
from funding.actions import adjustments
from funding.models import PaymentLine
from obligations.actions import acquittals as actions
from obligations.actions.acquittals import Use
from obligations.models import SignedAcquittal, SignedAcquittalLine
from obligations.queries import acquittals
from obligations.queries.received import received, received_by
from tests import factories
from tests.funding import story
from tests.funding.conftest import state
from vetportal.accounts.roles import SchoolRole
from vetportal.audit.models import AuditEvent

__all__ = ["state"]


def save(place, version: int = 0, **uses: int) -> None:
    said = {purpose: Use(amount, "as invoiced") for purpose, amount in uses.items()}
    actions.save(school=place.school, year=place.year, version=version, uses=said, by=place.editor)


def certify(place, version: int = 1, received: int = 0) -> SignedAcquittal:
    return actions.certify(
        school=place.school, year=place.year, version=version, received=received, by=place.principal
    )


@pytest.mark.django_db
def test_received_is_the_sum_of_the_released_lines_of_targeted_and_rural(state: list[School]) -> None:
    assert received(2019, state) == {}
    run = story.released_indicative()
    held = {
        school.pk: sum(PaymentLine.objects.filter(run=run, school=school).values_list("amount", flat=True))
        for school in state
    }
    assert received(2019, state) == held
    assert received_by(state[1], 2019) > received_by(state[0], 2019) > 0  # the second one is rural
    story.confirmed()
    assert received(2019, state) == held, "a run that is not released pays nothing yet"
    assert received(2018, state) == {}


@pytest.mark.django_db
def test_the_supplement_is_no_part_of_what_was_received(state: list[School]) -> None:
    run = story.released_indicative()
    before = received_by(state[0], 2019)
    line = {"component": "TAFE_SUPPLEMENT", "line": "T1", "amount": 99_999}
    PaymentLine.objects.create(run=run, school=state[0], **line)
    assert received_by(state[0], 2019) == before


@pytest.mark.django_db
def test_an_approved_adjustment_was_received_too(state: list[School]) -> None:
    story.released_indicative()
    before = received_by(state[0], 2019)
    entered = adjustments.enter(
        year=2019,
        school=state[0],
        component="TARGETED",
        line="T3",
        kind="UNDERPAYMENT",
        amount=123,
        reason="invented",
        by=factories.officer("enterer"),
    )
    assert received_by(state[0], 2019) == before
    adjustments.approve(adjustment=entered, by=factories.manager("approver"))
    assert received_by(state[0], 2019) == before + 123


def test_what_is_saved_is_recorded_line_by_line(place) -> None:
    save(place, PURCHASE=10_001, PLANNING=0, MATERIALS=2)
    save(place, version=1, PURCHASE=10_000)
    entered = acquittals.entered(place.school, place.year)
    assert (entered.version, entered.balance.spent, entered.balance.left) == (2, 10_000, -10_000)
    event = AuditEvent.objects.filter(action="save_acquittal").latest("position")
    assert event.before["uses"]["MATERIALS"] == {"cents": 2, "words": "as invoiced"}
    assert list(event.after["uses"]) == ["PURCHASE"]


@pytest.mark.parametrize(
    ("uses", "sentence"),
    [({"PLANNING": Use(-1)}, "cannot be below"), ({"OTHER": Use(1)}, "Say in words what the other use was")],
)
def test_wrong_amounts_are_refused(place, uses: dict[str, Use], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.save(school=place.school, year=place.year, version=0, uses=uses, by=place.editor)


def test_a_saved_version_that_somebody_overtook_is_refused(place) -> None:
    save(place, PLANNING=1)
    with pytest.raises(Conflict, match="The amounts changed"):
        save(place, PLANNING=2)


def test_what_the_principal_certified_never_changes(place) -> None:
    save(place, PLANNING=12_345)
    first = certify(place)
    assert (first.version, first.received, first.spent) == (1, 0, 12_345)
    assert "used $123.45 of it" in first.declaration
    save(place, version=1, PLANNING=20_000)
    first.refresh_from_db()
    assert (first.spent, [line.amount for line in first.lines.all()]) == (12_345, [12_345])
    assert certify(place, version=2).version == 2
    for model in (SignedAcquittal, SignedAcquittalLine):
        for change in (lambda rows: rows.delete(), lambda rows: rows.update(id=F("id"))):
            with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
                change(model.objects.order_by("pk"))
    assert AuditEvent.objects.filter(action="certify_acquittal").count() == 2


def test_nobody_certifies_what_they_entered(place) -> None:
    actions.save(
        school=place.school, year=place.year, version=0, uses={"PLANNING": Use(1)}, by=place.principal
    )
    with pytest.raises(Refused, match="another person must certify"):
        certify(place)


def test_nothing_is_certified_that_was_not_read(place) -> None:
    with pytest.raises(Refused, match="Nothing is entered yet"):
        certify(place)
    save(place, PLANNING=1)
    with pytest.raises(Conflict):
        certify(place, version=2)
    with pytest.raises(Conflict):
        certify(place, received=1)
    certify(place)
    with pytest.raises(Refused, match="Version 1 is certified and says the same"):
        certify(place)


@pytest.fixture
def page(client, place):
    """Opens or sends a page of the use of funding, as somebody of the school."""

    def open_page(name: str, *, post: dict | None = None, by=None):
        client.force_login(by or place.editor)
        url = reverse(f"obligations:{name}", args=[place.school.code])
        return client.get(url) if post is None else client.post(url, post)

    return open_page


def test_the_school_enters_and_the_principal_certifies(page, place) -> None:
    assert "Nothing is entered for 2019 yet" in page("acquittal").content.decode()
    typed = {"version": 0, "amount-PURCHASE": "$1,130.32", "words-PURCHASE": "Term 1"}
    assert page("acquittal-edit", post=typed).status_code == 302
    text = page("acquittal").content.decode()
    assert "$1,130.32 more was used than received." in text
    assert "The principal certifies these amounts next." in text
    text = page("acquittal", by=place.principal).content.decode()
    assert "I certify that Wangaratta Invented College received $0.00" in text
    answer = page("acquittal-certify", by=place.principal, post={"version": 1, "received": 0})
    assert answer.status_code == 422
    assert "Tick the sentence to sign it." in answer.content.decode()
    ticked = {"version": 1, "received": 0, "confirmed": "on"}
    assert page("acquittal-certify", by=place.principal, post=ticked).status_code == 302
    text = page("acquittal", by=place.principal).content.decode()
    assert "version 1, Principal Example" in text
    assert ">Certify<" not in text
    assert "Enter a correction" in page("acquittal").content.decode()
    page("acquittal-edit", post={"version": 1, "amount-PURCHASE": "1,130.31"})
    assert "That version stands until" in page("acquittal").content.decode()


def test_a_page_that_was_overtaken_is_not_certified(page, place) -> None:
    save(place, PLANNING=1)
    ticked = {"version": 9, "received": 0, "confirmed": "on"}
    answer = page("acquittal-certify", by=place.principal, post=ticked)
    assert answer.status_code == 409
    assert "Read them again before" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount-PURCHASE": "much"}, "is not a number"),
        ({"amount-PURCHASE": "1.234"}, "nothing is rounded"),
        ({"amount-PURCHASE": "-5"}, "An amount cannot be below $0.00."),
        ({"amount-OTHER": "5"}, "Say in words what the other use was for."),
    ],
)
def test_wrong_input_is_refused_in_words_and_stays(page, changes: dict, sentence: str) -> None:
    answer = page("acquittal-edit", post={"version": 0, "words-PLANNING": "Two days", **changes})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert 'value="Two days"' in text


def test_a_conflict_shows_what_is_stored_and_can_be_overruled(page, place) -> None:
    save(place, PLANNING=4_200)
    typed = {"version": 0, "amount-PLANNING": "43"}
    answer = page("acquittal-edit", post=typed)
    assert answer.status_code == 409
    assert "Program planning: $42.00" in answer.content.decode()
    assert page("acquittal-edit", post=typed | {"version": 1}).status_code == 302
    assert acquittals.entered(place.school, place.year).balance.spent == 4_300


def test_other_sectors_have_nothing_to_acquit(client, place) -> None:
    school = factories.school("1801", sector="CATHOLIC")
    client.force_login(factories.user("paul", school=school, school_role=SchoolRole.VIEWER))
    text = client.get(reverse("obligations:acquittal", args=["1801"])).content.decode()
    assert "Only government schools receive targeted VET funding" in text
