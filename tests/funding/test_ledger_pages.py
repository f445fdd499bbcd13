"""The pages of corrections, adjustments, instalments and schedules, as people read them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from enrolments.models import Enrolment, School
from funding.actions import adjustments
from funding.models import Adjustment, CensusCorrection, ConfirmedPayment, PaymentLine, Remittance
from funding.queries import remitted
from funding.rules.corrections import from_json
from tests import factories
from tests.access.ledger import paid_file
from tests.funding import story

pytestmark = pytest.mark.django_db


def _as(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def _form(facts) -> dict[str, object]:
    """The form of a correction as it is shown."""
    born = facts.date_of_birth
    return {
        "what": "AMEND",
        "certificate": facts.qualification_code,
        "hours": facts.hours,
        "units": facts.units,
        "units_without_hours": facts.units_without_hours,
        "program": facts.program,
        "delivery": facts.delivery,
        "provider": facts.provider_code,
        "date_of_birth": f"{born.day}/{born.month}/{born.year}",
        "location_index": "0.2500" if facts.location_index else "0",
        "return_approved": "on",
        "reason": "The school sent the roll.",
    }


def _propose(client: Client, facts, **typed):
    address = reverse("funding:correction-propose", args=[facts.enrolment_id])
    return client.post(address, _form(facts) | typed)


def test_an_officer_finds_an_enrolment_and_proposes_another_decides(state) -> None:
    story.released()
    facts = story.first_funded(state[0])
    student = Enrolment.objects.get(pk=facts.enrolment_id).student
    one, two = _as(factories.officer("one")), _as(factories.officer("two"))
    listed = one.get(reverse("funding:corrections"), {"q": f"7001 {student.student_number}"})
    assert reverse("funding:correction-propose", args=[facts.enrolment_id]) in listed.text
    answered = _propose(one, facts, hours="90")
    held = CensusCorrection.objects.get()
    assert answered.url == reverse("funding:correction", args=[held.pk])
    assert from_json(held.facts) == facts._replace(hours=90)
    page = _text(one.get(answered.url))
    assert "another person decides on it" in page
    assert "Hours 180 90" in page
    assert re.search(r"Difference −\$[0-9,.]+", page)
    decide = reverse("funding:correction-decide", args=[held.pk])
    assert one.post(decide, {"what": "APPROVED"}).status_code == 409
    assert two.post(decide, {"what": "REFUSED", "reason": ""}).status_code == 409
    assert two.post(decide, {"what": "APPROVED"}).status_code == 302
    assert "Approved by Two Example" in _text(one.get(answered.url))
    assert "Calculate the correction of the confirmed run" in _text(one.get(reverse("funding:runs")))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"hours": "many"}, "Write a whole number"),
        ({"reason": ""}, "Write why the facts are corrected"),
        ({"certificate": "NONE99"}, "not in the register"),
        ({"units_without_hours": "9"}, "More units without hours"),
        ({}, "Nothing differs"),
    ],
)
def test_what_is_typed_wrongly_is_said_and_nothing_is_lost(state, typed, words) -> None:
    story.released()
    facts = story.first_funded(state[0])
    answered = _propose(_as(factories.officer("one")), facts, **typed)
    assert answered.status_code in (409, 422)
    assert words in _text(answered)
    assert f'value="{typed.get("hours", 180)}"' in answered.text
    assert not CensusCorrection.objects.exists()


def test_another_certificate_brings_its_own_facts(state) -> None:
    story.released()
    factories.qualification("BSB50215", level=5)
    facts = story.first_funded(state[0])
    _propose(_as(factories.officer("one")), facts, certificate="bsb50215")
    proposed = from_json(CensusCorrection.objects.get().facts)
    assert (proposed.qualification_code, proposed.level) == ("BSB50215", 5)


def test_an_enrolment_recorded_late_is_let_in_on_its_own_page(state) -> None:
    story.released()
    late = factories.enrolment(
        factories.student(state[0]), factories.qualification(), by=factories.user("editor"),
        hours=[60, 60, 60], on_census=False,
    )  # fmt: skip
    address = reverse("funding:correction-propose", args=[late.pk])
    officer = _as(factories.officer("one"))
    assert "Fund an enrolment recorded late" in _text(officer.get(address))
    assert officer.post(address, {"what": "ADD", "only-reason": ""}).status_code == 422
    officer.post(address, {"what": "ADD", "only-reason": "Flood."})
    assert CensusCorrection.objects.get().kind == "ADD"


def _read_payments(school: School) -> str:
    person = factories.user(f"viewer-{school.code}")
    if not person.memberships.exists():
        factories.user(person.username, school=school, school_role="VIEWER")
    return _text(_as(person).get(reverse("funding:school-payments", args=[school.code])))


def test_the_schools_page_shows_the_correction_with_the_term_that_pays_it(state) -> None:
    story.released()
    story.send("T1", "T2", "ADJ", "T3")
    story.correct(story.first_funded(state[0]), hours=90)
    run = story.correction_run()
    page = _read_payments(state[0])
    assert f"Correction: confirmed run {run.number}" in page
    assert page.count("sent 7 May 2019") == 4
    assert "scheduled" in page
    assert "Settlement" not in page


def test_a_settlement_and_an_adjustment_stand_apart(state) -> None:
    story.released()
    story.send("T1", "T2", "ADJ", "T3", "T4")
    story.correct(story.first_funded(state[0]), hours=90)
    story.correction_run()
    entered = adjustments.enter(
        year=2019, school=state[0], component="TARGETED", line="END", kind="HARDSHIP", amount=12_345,
        reason="Flood in June.", by=factories.officer("clerk"),
    )  # fmt: skip
    adjustments.approve(adjustment=entered, by=factories.manager("checker"))
    page = _read_payments(state[0])
    assert "Settlement after term 4 what changed after the year" in page
    assert "Hardship or disaster Flood in June." in page
    assert "+$123.45" in page
    statement = reverse("funding:school-statement", args=[state[0].code])
    assert "Flood in June." in _text(_as(factories.officer("reader")).get(statement))
    payments = _text(_as(factories.officer("reader")).get(reverse("funding:payments")))
    assert "Manual adjustments" in payments
    assert "After term 4" in payments


def test_an_adjustment_is_entered_and_decided_on_its_pages(state) -> None:
    story.released()
    clerk, checker = _as(factories.officer("clerk")), _as(factories.manager("checker"))
    typed = {
        "year": 2019, "school": "7001", "kind": "OTHER", "component": "TARGETED", "line": "T4",
        "amount": "-10.00", "reason": "Paid twice in 2018.",
    }  # fmt: skip
    address = reverse("funding:adjustment-enter")
    for wrong, words in (
        ({"amount": "ten"}, "not a number"),
        ({"amount": "0"}, "other than $0.00"),
        ({"school": "9999"}, "No school has the code"),
        ({"amount": "-9,000,000.00"}, "can be taken back"),
    ):
        answered = clerk.post(address, typed | wrong)
        assert answered.status_code in (409, 422)
        assert words in _text(answered)
        assert "Paid twice in 2018." in answered.text
    clerk.post(address, typed)
    held = Adjustment.objects.get()
    assert "To decide" in _text(clerk.get(reverse("funding:adjustments")))
    assert clerk.get(reverse("funding:adjustment", args=[held.pk])).status_code == 200
    checker.post(reverse("funding:adjustment-decide", args=[held.pk]), {"what": "APPROVED"})
    assert PaymentLine.objects.get(adjustment=held).amount == -1_000
    assert "Approved" in _text(clerk.get(reverse("funding:adjustments")))


def test_today_leads_to_what_waits_for_a_second_person(state) -> None:
    story.released()
    clerk, other = factories.officer("today-clerk"), factories.officer("today-other")
    today = reverse("funding:department-today")
    given = {"component": "TARGETED", "line": "T4", "kind": "OTHER", "reason": "agreed in writing"}
    adjustments.enter(school=state[0], amount=100, year=2019, by=clerk, **given)
    assert _as(other).get(today).context["step"].url == reverse("funding:adjustments")
    _propose(_as(clerk), story.first_funded(state[0]), hours="90")
    step = _as(other).get(today).context["step"]
    assert (step.label, step.url) == ("Decide on 1 correction", reverse("funding:corrections"))
    assert _as(clerk).get(today).context["step"].url == reverse("funding:payments")


def test_an_instalment_is_sent_and_confirmed_on_its_pages(state) -> None:
    story.released()
    manager = _as(factories.manager("sender"))
    page = _text(manager.get(reverse("funding:instalments")))
    assert "Send Term 1 first" in page
    manager.post(reverse("funding:remittance-send"), {"year": 2019, "line": "T1"})
    sent = Remittance.objects.get()
    address = reverse("funding:remittance-confirm", args=[sent.pk])
    wrong = paid_file(sent).replace(b"282.58", b"282.57", 1)
    answered = manager.post(address, {"file": SimpleUploadedFile("paid.csv", wrong)})
    assert answered.status_code == 422
    assert "which differs by $0.01" in _text(answered)
    assert manager.post(address, {}).status_code == 422
    assert manager.post(address, {"file": SimpleUploadedFile("paid.xlsx", b"PKx")}).status_code == 422
    assert not ConfirmedPayment.objects.exists()
    manager.post(address, {"file": SimpleUploadedFile("paid.csv", paid_file(sent))})
    assert ConfirmedPayment.objects.count() == sent.rows
    confirmed = _text(manager.get(reverse("funding:remittance", args=[sent.pk])))
    assert "all of them" in confirmed
    assert "Paid Sent by Sender Example on 7 May 2019" in confirmed
    assert "paid on 7 May 2019" in _read_payments(state[0])
    for form in ("csv", "xlsx"):
        file = manager.get(reverse("funding:remittance-file", args=[sent.pk, form]))
        assert file.status_code == 200


@pytest.mark.parametrize(
    ("page", "most"),
    [("corrections", 16), ("adjustments", 14), ("instalments", 20), ("payments", 20), ("tafes", 14)],
)
def test_the_departments_pages_take_few_queries_with_many_schools(
    state, page, most, django_assert_max_num_queries
) -> None:
    story.released()
    clerk = factories.officer("clerk")
    School.objects.bulk_create(
        School(code=f"B{n:03}", name=f"Bulk {n}", sector=School.Sector.GOVERNMENT) for n in range(100)
    )
    for school in School.objects.filter(code__startswith="B")[:40]:
        adjustments.enter(
            year=2019, school=school, component="TARGETED", line="T4", kind="OTHER", amount=100,
            reason="x", by=clerk,
        )  # fmt: skip
    client = _as(clerk)
    with django_assert_max_num_queries(most):
        assert client.get(reverse(f"funding:{page}")).status_code == 200


def test_a_sent_instalment_takes_few_queries(state, django_assert_max_num_queries) -> None:
    story.released()
    story.send("T1")
    client = _as(factories.manager("reader"))
    with django_assert_max_num_queries(14):
        client.get(reverse("funding:remittance", args=[Remittance.objects.get().pk]))
    assert remitted.paid_counts(2019) == {}
