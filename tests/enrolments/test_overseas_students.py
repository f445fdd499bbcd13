"""A school says on a student's form who pays full fees from overseas; the census guards it like an age."""

import pytest
from django.test import Client
from django.urls import reverse

from enrolments.models import Student
from tests import factories
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_the_form_of_a_student_keeps_and_guards_the_fee_status(clock) -> None:
    clock("2019-05-01T10:00")
    factories.open_year()
    school = factories.school("8371")
    editor = factories.user("editor", school=school)
    who = factories.student(school)
    factories.enrolment(who, factories.qualification(), by=editor, hours=[60])
    client = Client()
    client.force_login(editor)
    page = reverse("enrolments:student-edit", args=[school.code, who.pk])
    assert "Full-fee overseas student" in client.get(page).text
    typed = {
        "student_number": who.student_number, "family_name": who.family_name, "given_names": who.given_names,
        "date_of_birth": "11/2/2003", "campus": who.campus_id,
    }  # fmt: skip
    assert client.post(page, typed | {"version": 1, "is_overseas": "on"}).status_code == 302
    assert Student.objects.get().is_overseas
    event = AuditEvent.objects.get(action="change_student")
    assert (event.before, event.after) == ({"is_overseas": False}, {"is_overseas": True})
    clock("2019-05-07T09:00")
    refused = client.post(page, typed | {"version": 2})
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"is_overseas"}
    assert Student.objects.get().is_overseas
