"""Approvals of a Certificate IV: recorded by officers, read by schools, still before a freeze, audited."""

import html
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from enrolments.actions import approvals
from enrolments.actions.entry_refusals import FieldRefused
from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import Enrolment, HigherLevelApproval
from enrolments.models.window import EntryClosed
from enrolments.queries.approvals import lacking, mark
from tests import factories
from tests.enrolments import returns_cast
from vetportal.accounts.models import User
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db

CODE = "BSB40215"
LETTER = {"decided_by": "VCAA panel (invented)", "decided_on": date(2019, 2, 20)}
TYPED = {
    "certificate": CODE,
    "year": "2019",
    "decided_by": "VCAA panel (invented)",
    "decided_on": "20/2/2019",
}
MOST_QUERIES = 12


@pytest.fixture
def cast(clock) -> returns_cast.Cast:
    built = returns_cast.build(entries=0)
    clock("2019-05-01T10:00")
    factories.qualification(CODE, level=4)
    return built


@pytest.fixture
def officer(cast, client) -> Client:
    client.force_login(cast.officer)
    return client


def approve(cast, **changed) -> HigherLevelApproval:
    values = {"qualification": factories.qualification(CODE), "provider": None, **LETTER, **changed}
    return approvals.record(school=cast.school, year=cast.year, by=cast.officer, **values)


def enrol(cast, **fields) -> Enrolment:
    return factories.enrolment(
        factories.student(cast.school), factories.qualification(CODE), by=cast.editor, hours=[60], **fields
    )


def text_of(response) -> str:
    return " ".join(html.unescape(response.content.decode()).split())


def test_recorded_changed_and_removed_with_a_record_of_each(cast) -> None:
    made = approve(cast)
    wattle = factories.provider("3075", name="Wattle Institute")
    approvals.change(approval=made, seen=mark(made), provider=wattle, **LETTER, by=cast.second_officer)
    made.refresh_from_db()
    approvals.remove(approval=made, seen=mark(made), reason="Another school's letter.", by=cast.officer)
    assert not HigherLevelApproval.objects.exists()
    events = AuditEvent.objects.filter(chain=cast.school.code).order_by("position")
    recorded, changed, removed = events
    assert [event.action for event in events] == ["record_approval", "change_approval", "remove_approval"]
    assert recorded.after == {
        "certificate": CODE, "year": 2019, "provider": None, "decided_by": LETTER["decided_by"],
        "decided_on": "2019-02-20",
    }  # fmt: skip
    assert (changed.before, changed.after) == ({"provider": None}, {"provider": "3075"})
    assert (removed.reason, removed.before["provider"]) == ("Another school's letter.", "3075")
    assert {event.subject_id for event in events} == {recorded.subject_id}


def test_a_change_that_changes_nothing_leaves_no_record(cast) -> None:
    made = approve(cast)
    approvals.change(approval=made, seen=mark(made), provider=None, **LETTER, by=cast.officer)
    assert AuditEvent.objects.filter(action="change_approval").count() == 0


def test_a_certificate_below_iv_needs_none(cast) -> None:
    with pytest.raises(FieldRefused, match="is a Certificate II, which needs no approval"):
        approve(cast, qualification=factories.qualification("SIT20316"))


def test_the_same_approval_is_recorded_once(cast) -> None:
    first = approve(cast)
    with pytest.raises(FieldRefused, match="already approved") as refusal:
        approve(cast)
    assert refusal.value.existing == first


def test_what_another_person_changed_or_removed_is_not_overwritten(cast) -> None:
    made = approve(cast)
    seen = mark(made)
    other = LETTER | {"decided_by": "Another"}
    approvals.change(approval=made, seen=seen, provider=None, **other, by=cast.officer)
    with pytest.raises(Conflict, match="changed this approval since"):
        approvals.remove(approval=made, seen=seen, reason="Mistake", by=cast.second_officer)
    held = HigherLevelApproval.objects.get()
    approvals.remove(approval=held, seen=mark(held), reason="Mistake", by=cast.officer)
    with pytest.raises(Conflict, match="removed this approval"):
        approvals.change(approval=made, seen=seen, provider=None, **LETTER, by=cast.officer)


def test_removing_needs_a_reason(cast) -> None:
    made = approve(cast)
    with pytest.raises(Refused, match="Write why"):
        approvals.remove(approval=made, seen=mark(made), reason=" ", by=cast.officer)


def test_before_the_freeze_approvals_stand_still_but_their_letter_can_be_corrected(cast, clock) -> None:
    made = approve(cast)
    clock("2019-05-07T09:00")
    with pytest.raises(EntryClosed, match="between the 2019 census"):
        approvals.remove(approval=made, seen=mark(made), reason="Mistake", by=cast.officer)
    with pytest.raises(EntryClosed, match="between the 2019 census"):
        approve(cast, qualification=factories.qualification("CHC40113", level=4))
    approvals.change(
        approval=made, seen=mark(made), provider=None, decided_by="Corrected", decided_on=made.decided_on,
        by=cast.officer,
    )  # fmt: skip
    assert HigherLevelApproval.objects.get().decided_by == "Corrected"


def test_an_officer_records_one_from_the_page(cast, officer) -> None:
    page = officer.get(reverse("enrolments:approval-add"), {"school": cast.school.code, "certificate": CODE})
    assert (page.context["form"]["school"].value(), page.context["form"]["year"].value()) == ("8001", "2019")
    answer = officer.post(reverse("enrolments:approval-add"), TYPED | {"school": "8001"}, follow=True)
    assert f"{CODE} is approved for School 8001 in 2019." in text_of(answer)
    assert [row.record.decided_on for row in answer.context["table"].rows] == [date(2019, 2, 20)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"school": "9999"}, "No school has the code “9999”"),
        ({"school": ""}, "Enter the code of the school"),
        ({"certificate": "XYZ"}, "“XYZ” is not in the register of certificates"),
        ({"certificate": "SIT20316"}, "SIT20316 is a Certificate II, which needs no approval"),
        ({"year": "2031"}, "Choose one of the years"),
        ({"decided_on": "2/20/2019"}, "There is no day “2/20/2019”"),
        ({"decided_on": "2/5/2019"}, "2 May 2019 is in the future"),
        ({"decided_on": "2/5/1919"}, "2 May 1919 is long ago"),
        ({"decided_by": ""}, "Enter who decided"),
        ({"provider": "987654"}, "Choose a provider from the list"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, officer, typed, sentence) -> None:
    factories.qualification("SIT20316")
    sent = TYPED | {"school": "8001"} | typed
    answer = officer.post(reverse("enrolments:approval-add"), sent)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    form = answer.context["form"]
    assert {name: form[name].value() for name in sent} == sent


def test_before_the_freeze_the_page_says_so_and_keeps_what_was_typed(cast, officer, clock) -> None:
    clock("2019-05-07T09:00")
    page = text_of(officer.get(reverse("enrolments:approvals")))
    assert "Approvals cannot be changed between the 2019 census (6 May 2019) and its freeze" in page
    assert "Record an approval" not in page
    answer = officer.post(reverse("enrolments:approval-add"), TYPED | {"school": "8001"})
    assert answer.status_code == 409
    assert "cannot be changed between the 2019 census" in text_of(answer)
    assert answer.context["form"]["decided_by"].value() == TYPED["decided_by"]
    assert not HigherLevelApproval.objects.exists()


def test_an_officer_changes_and_removes_one(cast, officer) -> None:
    made = approve(cast)
    url = reverse("enrolments:approval-change", args=[made.pk])
    shown = officer.get(url)
    seen = shown.context["seen"]
    assert shown.context["form"]["decided_on"].value() == "20/2/2019"
    assert officer.post(url, TYPED | {"seen": seen, "decided_by": "Another"}).status_code == 302
    stale = officer.post(url, TYPED | {"seen": seen})
    assert stale.status_code == 409
    assert "Decided by Another on 20 February 2019" in text_of(stale)
    assert officer.post(url, TYPED | {"seen": stale.context["seen"]}).status_code == 302
    remove = reverse("enrolments:approval-remove", args=[made.pk])
    asked = officer.get(remove)
    assert officer.post(remove, {"seen": asked.context["seen"], "reason": ""}).status_code == 422
    done = officer.post(remove, {"seen": asked.context["seen"], "reason": "Mistake"}, follow=True)
    assert "The approval of BSB40215 for School 8001 is removed." in text_of(done)
    assert "No approval is recorded yet" in text_of(done)


@pytest.mark.parametrize(
    ("query", "rows"),
    [({}, 2), ({"q": "8001"}, 1), ({"q": "nobody"}, 0), ({"year": "2018"}, 0), ({"year": "x"}, 2)],
)
def test_the_list_is_found_by_school_and_year(cast, officer, query, rows) -> None:
    approve(cast)
    other = returns_cast.build("8002", entries=0)
    approve(other)
    factories.open_year(2018, frozen_at=other.year.frozen_at)
    answer = officer.get(reverse("enrolments:approvals"), query)
    shown = [row.record.school.code for row in answer.context["table"].rows]
    assert shown == ["8001", "8002"][:rows]


def test_the_list_asks_the_same_few_questions_however_long_it_is(
    cast, officer, django_assert_max_num_queries
) -> None:
    for code in ("8002", "8003", "8004"):
        approve(returns_cast.build(code, entries=0))
    with django_assert_max_num_queries(MOST_QUERIES):
        officer.get(reverse("enrolments:approvals"))


def test_enrolments_without_an_approval_lead_to_the_form_filled_in(cast, officer) -> None:
    enrol(cast)
    enrol(cast, withdrawn_date=date(2019, 4, 1))
    assert [row.enrolments for row in lacking(cast.year)] == [1]
    page = text_of(officer.get(reverse("enrolments:approvals-lacking")))
    assert "approvals/add/?school=8001&certificate=BSB40215&year=2019" in page
    approve(cast)
    page = text_of(officer.get(reverse("enrolments:approvals-lacking")))
    assert "Every enrolment that needs the VCAA’s approval to be funded has one." in page


def _enrolment_page(client: Client, who: User, held: Enrolment) -> str:
    client.force_login(who)
    return text_of(client.get(reverse("enrolments:enrolment", args=[held.school.code, held.pk])))


def test_a_school_reads_its_approval_and_is_warned_of_another_provider(cast, client) -> None:
    factories.published_rules(bands={factories.qualification(CODE): "1"})
    held = enrol(cast)
    page = _enrolment_page(client, cast.editor, held)
    assert "None is recorded for your school in 2019" in page
    assert "Record the approval" not in page
    assert f"add/?school=8001&certificate={CODE}&year=2019" in _enrolment_page(client, cast.officer, held)
    approve(cast, provider=factories.provider("3075", name="Wattle Institute"))
    page = _enrolment_page(client, cast.editor, held)
    said = "Approved by VCAA panel (invented) on 20 February 2019 for Wattle Institute (3075)"
    assert said in page
    assert "The approval names another provider" in page
    assert "This enrolment names no provider" in page
    held.provider, held.delivery = factories.provider("3075"), "EXTERNAL"
    held.save()
    assert "The approval names another provider" not in _enrolment_page(client, cast.editor, held)
    page = text_of(client.get(reverse("enrolments:qualification-search", args=["8001"]), {"q": CODE}))
    assert f"2019: {said}" in page


def test_a_viewer_of_the_state_reads_the_list_and_records_nothing(cast, client) -> None:
    approve(cast)
    client.force_login(factories.manager("manager"))
    page = client.get(reverse("enrolments:approvals"))
    assert "Record an approval" not in text_of(page)
    assert client.get(reverse("enrolments:approval-add")).status_code == 403
