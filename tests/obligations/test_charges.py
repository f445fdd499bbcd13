"""Charges to parents: things may be charged, tuition cannot be stored by any path."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from enrolments.actions import entry
from enrolments.actions.refusals import Conflict, Refused
from obligations.actions import charges
from obligations.models import ParentCharge
from obligations.rules.charges import TuitionRefused
from tests import factories
from tests.obligations import owed
from vetportal import clock
from vetportal.accounts.roles import SchoolRole
from vetportal.audit.models import AuditEvent

TUITION = ({"kind": "TUITION"}, {"description": "VET tuition"}, {"description": "Course fee 2019"})
RULE = "must provide VET tuition free of charge"


@pytest.fixture
def enrolment(place):
    """A student in training purchased from an RTO."""
    return place.enrol()


def built(enrolment, **changes) -> ParentCharge:
    values = {
        "enrolment": enrolment,
        "kind": "TRAVEL",
        "description": "Bus",
        "amount": 100,
        "charged_on": date(2019, 3, 4),
        "entered_by": enrolment.entered_by,
        "entered_at": clock.now(),
    }
    return ParentCharge(**(values | changes))


def test_tuition_is_no_choice() -> None:
    assert "TUITION" not in ParentCharge.Kind.values


@pytest.mark.parametrize("changes", TUITION)
def test_the_action_refuses_tuition(enrolment, changes: dict) -> None:
    with pytest.raises(TuitionRefused, match=RULE):
        owed.charge(enrolment, by=enrolment.entered_by, **changes)
    assert not ParentCharge.objects.exists()
    assert not AuditEvent.objects.filter(action="record_charge").exists()


@pytest.mark.parametrize("changes", TUITION)
def test_the_model_refuses_tuition(enrolment, changes: dict) -> None:
    charge = built(enrolment, **changes)
    with pytest.raises(ValidationError, match=RULE):
        charge.full_clean()
    with pytest.raises(TuitionRefused):
        charge.save()


@pytest.mark.parametrize("changes", TUITION)
def test_writing_many_refuses_tuition(enrolment, changes: dict) -> None:
    with pytest.raises(TuitionRefused):
        ParentCharge.objects.bulk_create([built(enrolment), built(enrolment, **changes)])
    charge = built(enrolment)
    charge.save()
    with pytest.raises(TuitionRefused):
        ParentCharge.objects.update(**changes)
    with pytest.raises(TuitionRefused):
        enrolment.parent_charges.update(**changes)
    for name, value in changes.items():
        setattr(charge, name, value)
    with pytest.raises(TuitionRefused):
        ParentCharge.objects.bulk_update([charge], list(changes))


@pytest.mark.parametrize("changes", TUITION)
def test_the_database_refuses_tuition(enrolment, changes: dict) -> None:
    built(enrolment).save()
    ((column, value),) = changes.items()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE obligations_parentcharge SET {column} = %s", [value.upper()])  # noqa: S608 - a name from this file


def test_things_are_recorded_to_the_cent(enrolment) -> None:
    charge = owed.charge(enrolment, by=enrolment.entered_by, amount=4_555, is_voluntary=True)
    event = AuditEvent.objects.get(action="record_charge")
    assert (event.chain, event.after["cents"], event.after["voluntary"]) == ("8371", 4_555, True)
    charges.remove(charge=charge, by=enrolment.entered_by)
    charges.remove(charge=charge, by=enrolment.entered_by)
    assert AuditEvent.objects.get(action="remove_charge").before["cents"] == 4_555
    assert not ParentCharge.objects.exists()


@pytest.mark.parametrize("changes", [{"amount": 0}, {"charged_on": date(2019, 5, 2)}])
def test_wrong_charges_are_refused(enrolment, changes: dict) -> None:
    with pytest.raises(Refused):
        owed.charge(enrolment, by=enrolment.entered_by, **changes)


def test_bulk_writing_of_things_succeeds(enrolment) -> None:
    ParentCharge.objects.bulk_create([built(enrolment), built(enrolment, kind="EXCURSION")])
    assert ParentCharge.objects.update(description="Coach") == 2
    held = list(ParentCharge.objects.all())
    for each in held:
        each.kind = "TRAVEL"
    assert ParentCharge.objects.bulk_update(held, ["kind"]) == 2


def test_an_enrolment_with_charges_is_not_removed(enrolment) -> None:
    owed.charge(enrolment, by=enrolment.entered_by)
    with pytest.raises(Conflict, match="Charges to parents are recorded against this enrolment"):
        entry.remove(enrolment=enrolment, version=enrolment.version, by=enrolment.entered_by)
    assert not AuditEvent.objects.filter(action="remove_enrolment").exists()


@pytest.fixture
def page(client, place):
    """Opens or sends a page of the charges."""
    client.force_login(place.editor)

    def open_page(name: str, *keys: int, post: dict | None = None, **query):
        url = reverse(f"obligations:{name}", args=[place.school.code, *keys])
        return client.get(url, query) if post is None else client.post(url, post)

    return open_page


def test_a_charge_is_recorded_listed_and_taken_back(page, enrolment) -> None:
    assert "No charge is recorded for this year." in page("charges").content.decode()
    form = page("charge-add", enrolment=enrolment.pk).content.decode()
    assert f'<option value="{enrolment.pk}" selected>' in form
    assert page("charge-add", post=owed.charge_typed(enrolment)).status_code == 302
    text = page("charges").content.decode()
    assert "Safety boots" in text
    assert "Together <strong>$45.50</strong> in 2019." in text
    charge = ParentCharge.objects.get()
    assert page("charge-remove", charge.pk, post={}).status_code == 302
    assert not ParentCharge.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "TUITION"}, RULE),
        ({"description": "Tuition term 2"}, RULE),
        ({"description": "Delivery fee"}, "Do not charge it."),
        ({"kind": ""}, "Choose what the charge is for."),
        ({"enrolment": ""}, "Choose the student and certificate."),
        ({"enrolment": "999999"}, "Choose an enrolment from the list."),
        ({"amount": ""}, "Enter the amount in dollars"),
        ({"amount": "0"}, "Enter an amount above $0.00."),
        ({"amount": "99,999,999.00"}, "larger than the portal can hold"),
        ({"charged_on": "2/5/2019"}, "2 May 2019 is still to come."),
        ({"description": "bell \x07"}, "a character that cannot be seen"),
    ],
)
def test_wrong_input_is_refused_in_words_and_stays(page, enrolment, changes: dict, sentence: str) -> None:
    answer = page("charge-add", post=owed.charge_typed(enrolment, **changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    kept = "4/3/2019" if "charged_on" not in changes else "45.50"
    assert f'value="{kept}"' in answer.content.decode()
    assert not ParentCharge.objects.exists()


def test_another_schools_students_cannot_be_charged(page, place) -> None:
    elsewhere = factories.student(factories.school())
    theirs = factories.enrolment(elsewhere, place.certificate, by=place.editor, hours=[60])
    assert page("charge-add", post=owed.charge_typed(theirs)).status_code == 422
    charge = owed.charge(theirs, by=place.editor)
    assert page("charge-remove", charge.pk, post={}).status_code == 404
    assert ParentCharge.objects.exists()


def test_a_reader_sees_no_button(client, place, enrolment) -> None:
    owed.charge(enrolment, by=place.editor)
    client.force_login(factories.user("reader", school=place.school, school_role=SchoolRole.VIEWER))
    text = client.get(reverse("obligations:charges", args=["8371"])).content.decode()
    assert "invented boots" in text
    assert "Remove" not in text
    assert "Record a charge" not in text


def test_many_charges_take_few_queries(page, place, django_assert_max_num_queries) -> None:
    for _ in range(30):
        owed.charge(place.enrol(), by=place.editor)
    with django_assert_max_num_queries(14):
        page("charges")
