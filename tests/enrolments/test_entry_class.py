"""Enrolling a class without a script: certificate, units, students, summary, saved."""

import pytest
from django.urls import reverse

from enrolments.models import Enrolment, UnitEnrolment
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_day(clock):
    clock("2019-05-01T10:00")


@pytest.fixture
def school():
    factories.open_year()
    return factories.school("8371")


@pytest.fixture
def editor(school):
    return factories.user("editor", school=school)


@pytest.fixture
def certificate():
    return factories.qualification("SIT20316", units={"SITX1": 20, "SITX2": 40, "SITX3": 60})


@pytest.fixture
def step(client, school, editor, certificate):
    client.force_login(editor)
    url = reverse("enrolments:enrol-class", args=[school.code])

    def take(name: str = "", *, post: bool = False, **changes):
        fields = {
            "certificate": "SIT20316", "program": "VCE", "delivery": "SCHOOL", "provider_code": "",
            "unit": ["SITX1", "SITX3"], "hours-SITX1": "20", "hours-SITX3": "50", "step": name,
        }  # fmt: skip
        data = fields | changes
        return client.post(url, data) if post else client.get(url, data)

    return take


def said(response) -> str:
    return response.content.decode()


@pytest.fixture
def students(school):
    return [
        factories.student(school, student_number=f"A{n:02}", family_name=f"Family{n:02}",
                          home_group="11A" if n < 20 else "11B", year_level=11)
        for n in range(25)
    ]  # fmt: skip


def test_certificates_of_the_school_come_first(client, school, editor, step, certificate):
    other = factories.qualification("AAA10101", units={"AAA1": 5})
    factories.enrolment(factories.student(school), certificate, by=editor, hours=[20])
    shown = said(client.get(reverse("enrolments:enrol-class", args=[school.code])))
    assert "SIT20316" in shown
    assert other.code not in shown
    found = said(client.get(reverse("enrolments:enrol-class", args=[school.code]), {"q": "certificate"}))
    assert found.index("SIT20316") < found.index("AAA10101")


def test_the_units_are_checked_before_the_students(step):
    nothing = step("students", unit=[])
    assert nothing.status_code == 422
    assert "No unit is ticked yet" in said(nothing)
    wrong = step("students", **{"hours-SITX1": "0.5"})
    assert wrong.status_code == 422
    assert "Hours are whole" in said(wrong)


def test_a_class_is_saved_once(step, students):
    assert "Family24" in said(step("students"))
    keys = [each.pk for each in students]
    summary = said(step("check", post=True, student=keys))
    assert "Save 25 enrolments" in summary
    assert "1,750" in summary
    saved = step("save", post=True, student=keys)
    assert saved.status_code == 302
    assert Enrolment.objects.count() == 25
    assert UnitEnrolment.objects.count() == 50
    again = step("save", post=True, student=keys)
    assert again.status_code == 422
    assert "in this certificate already" in said(again)
    assert Enrolment.objects.count() == 25


def test_who_is_in_it_already_is_named_and_left(step, students, editor, certificate):
    factories.enrolment(students[0], certificate, by=editor, hours=[5])
    keys = [students[0].pk, students[1].pk]
    assert "1 in it already" in said(step("check", post=True, student=keys))
    response = step("save", post=True, student=keys)
    assert response.status_code == 302
    assert Enrolment.objects.count() == 2
    assert students[0].enrolments.get().units.get().hours == 5


def test_numbers_can_be_pasted_from_a_list(step, students):
    summary = said(step("check", post=True, numbers="a01, A02\nA03\tA03"))
    assert "Save 3 enrolments" in summary
    unknown = step("check", post=True, numbers="A01 B99")
    assert unknown.status_code == 422
    assert "no student with the number “B99”" in said(unknown)


def test_the_list_narrows_and_keeps_who_is_chosen(step, students):
    shown = said(step("students", post=True, home_group="11B", student=[students[0].pk]))
    assert "Family24" in shown
    assert "Family05" not in shown
    assert f'value="{students[0].pk}" checked' in shown


def test_nobody_chosen_is_answered(step, students):
    answer = step("check", post=True)
    assert answer.status_code == 422
    assert "Nobody is chosen yet" in said(answer)


def test_a_stranger_cannot_be_slipped_in(step, students):
    stranger = factories.student(factories.school())
    step("save", post=True, student=[students[0].pk, stranger.pk])
    assert list(Enrolment.objects.values_list("student", flat=True)) == [students[0].pk]


def test_saving_when_the_census_has_passed_says_so(step, students, clock):
    clock("2019-05-07T00:00")
    answer = step("save", post=True, student=[students[0].pk])
    assert answer.status_code == 409
    assert "Entry for 2019 closed at the end of 6 May 2019" in said(answer)
    assert f'name="student" value="{students[0].pk}"' in said(answer), "who was chosen is kept"
    assert not Enrolment.objects.exists()
