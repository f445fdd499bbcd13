"""The pages of entering, as a coordinator, a viewer and a stranger meet them."""

import pytest
from django.urls import reverse

from enrolments.models import Campus, Enrolment, SchoolReturn, Student, Unit, UnitEnrolment
from tests import factories
from vetportal.accounts.roles import SchoolRole

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_day(clock):
    clock("2019-05-01T10:00")


@pytest.fixture
def year():
    return factories.open_year()


@pytest.fixture
def school(year):
    return factories.school("8371", name="Wangaratta Invented College")


@pytest.fixture
def editor(school):
    return factories.user("editor", school=school)


@pytest.fixture
def certificate():
    return factories.qualification("SIT20316", units={"SITX1": 20, "SITX2": 40, "SITX3": 60})


@pytest.fixture
def page(client, school, editor):
    """Opens or sends a page of the school by the name of its address."""
    client.force_login(editor)

    def open_page(name: str, *keys: int, data: dict | None = None, post: bool = False):
        url = reverse(f"enrolments:{name}", args=[school.code, *keys])
        return client.post(url, data or {}) if post else client.get(url, data or {})

    return open_page


def said(response) -> str:
    return response.content.decode()


def typed(**changes) -> dict:
    fields = {
        "program": "VCE", "delivery": "SCHOOL", "provider_code": "", "unit": ["SITX1", "SITX2"],
        "hours-SITX1": "20", "hours-SITX2": "35", "hours-SITX3": "60",
    }  # fmt: skip
    return fields | changes


def test_a_student_is_added_and_then_enrolled(page, school, certificate):
    added = page("student-add", post=True, data={
        "student_number": "A001", "family_name": "Nguyễn", "given_names": "An", "date_of_birth": "11/2/2003",
        "year_level": "11", "home_group": "11B", "enrol": "yes",
    })  # fmt: skip
    who = Student.objects.get()
    assert added.url == reverse("enrolments:enrolment-add", args=[school.code, who.pk])
    assert (who.name, who.year_level, who.campus) == ("Nguyễn, An", 11, school.campuses.get())
    assert "Certificate SIT20316" not in said(page("enrolment-add", who.pk))
    found = page("enrolment-add", who.pk, data={"q": "sit2"})
    assert found.url.endswith("?certificate=SIT20316")
    form = said(page("enrolment-add", who.pk, data={"certificate": "sit20316"}))
    assert "SITX3" in form
    assert "Invented" in form
    saved = page("enrolment-add", who.pk, post=True, data=typed(certificate_code="SIT20316"))
    made = Enrolment.objects.get()
    assert saved.url == reverse("enrolments:enrolment", args=[school.code, made.pk])
    assert dict(made.units.values_list("unit__code", "hours")) == {"SITX1": 20, "SITX2": 35}
    assert "55" in said(page("enrolment", made.pk))


def test_a_wrong_student_comes_back_with_what_was_typed(page):
    answer = page("student-add", post=True, data={"student_number": "1 2", "family_name": "Lee"})
    assert answer.status_code == 422
    assert "without spaces" in said(answer)
    assert "Enter the date of birth" in said(answer)
    assert 'value="Lee"' in said(answer)
    assert not Student.objects.exists()


def test_a_taken_number_is_answered_at_its_field(page, school):
    other = factories.student(school, family_name="Tran", given_names="An")
    answer = page("student-add", post=True, data={
        "student_number": other.student_number, "family_name": "Lee", "date_of_birth": "1/1/2003",
    })  # fmt: skip
    assert answer.status_code == 422
    assert "belongs to Tran, An already" in said(answer)


def test_a_closed_census_keeps_birth_dates_but_not_names(page, school, editor, certificate, clock):
    who = factories.student(school)
    factories.enrolment(who, certificate, by=editor, hours=[20])
    clock("2019-05-07T09:00")
    fields = {
        "version": "1", "student_number": who.student_number, "family_name": "Đặng",
        "given_names": who.given_names, "campus": who.campus_id,
    }  # fmt: skip
    refused = page("student-edit", who.pk, post=True, data=fields | {"date_of_birth": "1/1/1999"})
    assert refused.status_code == 422
    assert "closed at the end of 6 May 2019" in said(refused)
    assert page("student-edit", who.pk, post=True, data=fields | {"date_of_birth": "11/2/2003"}).url
    who.refresh_from_db()
    assert who.family_name == "Đặng"


def test_another_campus_waits_for_a_signed_return_and_says_so_there(page, school, editor, certificate):
    who = factories.student(school)
    factories.enrolment(who, certificate, by=editor, hours=[20])
    hill = Campus.objects.create(school=school, number=2, name="Hill campus", location_index=2500)
    factories.approved_return(school, principal=factories.user(), by=factories.officer())
    answer = page("student-edit", who.pk, post=True, data={
        "version": "1", "student_number": who.student_number, "family_name": who.family_name,
        "given_names": who.given_names, "date_of_birth": "11/2/2003", "campus": hill.pk,
    })  # fmt: skip
    assert answer.status_code == 422
    assert "reopen the return first" in answer.context["form"].errors["campus"][0]
    who.refresh_from_db()
    assert who.campus != hill


def test_two_people_at_one_student(page, school):
    who = factories.student(school, version=2, family_name="Stored")
    answer = page("student-edit", who.pk, post=True, data={
        "version": "1", "student_number": who.student_number, "family_name": "Typed",
        "date_of_birth": "11/2/2003",
    })  # fmt: skip
    assert answer.status_code == 409
    assert "Stored" in said(answer)
    assert 'value="Typed"' in said(answer)


def test_wrong_hours_are_answered_beside_the_unit(page, school, certificate):
    who = factories.student(school)
    answer = page("enrolment-add", who.pk, post=True, data=typed(
        certificate_code="SIT20316", delivery="EXTERNAL", **{"hours-SITX2": "1_5"}
    ))  # fmt: skip
    assert answer.status_code == 422
    assert 'href="#hours-SITX2"' in said(answer)
    assert 'value="1_5"' in said(answer)
    assert "enter the code of the provider" in said(answer)
    assert not Enrolment.objects.exists()


def test_a_unit_outside_the_packaging_is_added_with_a_warning(page, school, certificate):
    Unit.objects.create(code="BSBWHS201", title="Safety")
    who = factories.student(school)
    more = typed(certificate_code="SIT20316", add_unit="bsbwhs201", add_hours="20")
    answer = said(page("enrolment-add", who.pk, post=True, data=more | {"add": "yes"}))
    assert "BSBWHS201 is not in the packaging of SIT20316" in answer
    assert not Enrolment.objects.exists()
    unknown = page("enrolment-add", who.pk, post=True, data=more | {"add_unit": "XXX"})
    assert unknown.status_code == 422
    assert "“XXX” is not in the register of units" in said(unknown)
    page("enrolment-add", who.pk, post=True, data=more)
    assert UnitEnrolment.objects.get(unit__code="BSBWHS201").hours == 20


def test_entering_twice_is_answered_with_the_first(page, school, editor, certificate):
    who = factories.student(school)
    held = factories.enrolment(who, certificate, by=editor, hours=[20])
    answer = page("enrolment-add", who.pk, post=True, data=typed(certificate_code="SIT20316"))
    assert answer.status_code == 422
    assert "already" in said(answer)
    assert reverse("enrolments:enrolment", args=[school.code, held.pk]) in said(answer)


def test_two_people_at_one_enrolment(page, school, editor, certificate):
    held = factories.enrolment(factories.student(school), certificate, by=editor, hours=[20, 40], version=3)
    stale = page("enrolment-edit", held.pk, post=True, data=typed(version="2"))
    assert stale.status_code == 409
    assert "SITX1 20 h, SITX2 40 h" in said(stale)
    assert 'value="35"' in said(stale)
    assert 'name="version" value="3"' in said(stale)
    assert page("enrolment-edit", held.pk, post=True, data=typed(version="3")).status_code == 302
    assert held.units.get(unit__code="SITX2").hours == 35


def test_withdrawing_and_removing(page, school, editor, certificate):
    held = factories.enrolment(factories.student(school), certificate, by=editor, hours=[20])
    assert (
        page("enrolment-withdraw", held.pk, post=True, data={"version": "1", "on": "tomorrow"}).status_code
        == 422
    )
    page("enrolment-withdraw", held.pk, post=True, data={"version": "1", "on": "30/4/2019"})
    assert "Withdrawn 30 April 2019" in said(page("enrolment", held.pk))
    page("enrolment-withdraw", held.pk, post=True, data={"version": "2", "reinstate": "yes"})
    assert page("enrolment-remove", held.pk).status_code == 200
    assert page("enrolment-remove", held.pk, post=True, data={"version": "1"}).status_code == 409
    assert page("enrolment-remove", held.pk, post=True, data={"version": "3"}).status_code == 302
    assert not Enrolment.objects.exists()


def test_after_the_census_pages_say_since_when_and_what_is_left(page, school, editor, certificate, clock):
    who = factories.student(school)
    held = factories.enrolment(who, certificate, by=editor, hours=[20])
    clock("2019-05-07T09:00")
    for name, key in (("students", None), ("student", who.pk), ("enrolments", None), ("enrolment", held.pk)):
        shown = said(page(name, *([key] if key else [])))
        assert "It closed at the end of 6 May 2019, the census date" in shown
        assert "Names can still be corrected" in shown
        assert reverse("enrolments:enrol-class", args=[school.code]) not in shown.split("<main")[1]
    for name, key in (("enrol-class", None), ("enrolment-add", who.pk), ("enrolment-edit", held.pk)):
        assert page(name, *([key] if key else [])).status_code == 200
    late = page("enrolment-withdraw", held.pk, post=True, data={"version": "1", "on": "6/5/2019"})
    assert "can no longer" in said(late)
    assert page("enrolment-remove", held.pk, post=True, data={"version": "1"}).status_code == 409
    assert Enrolment.objects.get().withdrawn_date is None


def test_signed_entries_say_who_signed(page, school, editor, certificate, clock):
    held = factories.enrolment(factories.student(school), certificate, by=editor, hours=[20])
    principal = factories.user("principal", school=school, school_role=SchoolRole.PRINCIPAL)
    SchoolReturn.objects.create(
        school=school, year_id=2019, status="CERTIFIED", certified_by=principal, certified_at=held.entered_at
    )
    shown = said(page("enrolment", held.pk))
    assert "It was signed by Principal Example on 1 May 2019, 10:00 am" in shown
    assert reverse("enrolments:enrolment-edit", args=[school.code, held.pk]) not in shown


@pytest.mark.parametrize("role", [SchoolRole.VIEWER, SchoolRole.PRINCIPAL])
def test_readers_see_no_way_to_change(client, school, editor, certificate, role):
    held = factories.enrolment(factories.student(school), certificate, by=editor, hours=[20])
    client.force_login(factories.user(school=school, school_role=role))
    shown = said(client.get(reverse("enrolments:enrolment", args=[school.code, held.pk])))
    assert "Your role lets you read this page" in shown
    assert "/edit/" not in shown
    for name in ("enrolment-edit", "enrolment-withdraw", "enrolment-remove"):
        assert client.post(reverse(f"enrolments:{name}", args=[school.code, held.pk])).status_code == 403


def test_another_schools_record_is_like_a_missing_one(page, editor, certificate):
    stranger = factories.student(factories.school())
    theirs = factories.enrolment(stranger, certificate, by=editor, hours=[20])
    for name, key in (("student", stranger.pk), ("student-edit", stranger.pk), ("enrolment-add", stranger.pk),
                      ("enrolment", theirs.pk), ("enrolment-edit", theirs.pk)):  # fmt: skip
        assert page(name, key).status_code == page(name, 999_999).status_code == 404


def test_the_history_of_a_student(page, school, certificate):
    who = factories.student(school)
    page("enrolment-add", who.pk, post=True, data=typed(certificate_code="SIT20316"))
    page("student-edit", who.pk, post=True, data={
        "version": "1", "student_number": who.student_number, "family_name": "Lee", "given_names": "An",
        "date_of_birth": "11/2/2003",
    })  # fmt: skip
    shown = said(page("student", who.pk))
    assert "SIT20316 2019: enrolment entered" in shown
    assert "Family name:" in shown
    assert "Citizen" in shown


def test_certificates_as_one_types(client, page, school, editor, certificate):
    factories.qualification("SIT20312", superseded_by=certificate)
    url = reverse("enrolments:qualification-search", args=[school.code])
    fragment = client.get(url, {"q": "sit"}, headers={"HX-Request": "true"})
    assert "<html" not in said(fragment)
    assert said(fragment).index("SIT20316") < said(fragment).index("SIT20312")
    assert "Replaced by SIT20316" in said(fragment)
    assert "No certificate has" in said(page("qualification-search", data={"q": "xyzzy"}))
    assert "SITX2" in said(page("qualification-units", data={"certificate": "SIT20316"}))
    assert page("qualification-units", data={"certificate": "NONE"}).status_code == 404


def test_a_mistyped_change_of_a_student_keeps_the_version_first_seen(page, school):
    who = factories.student(school)
    first = page("student-edit", who.pk)
    assert 'name="version" value="1"' in said(first)
    Student.objects.filter(pk=who.pk).update(version=2)
    mistyped = page("student-edit", who.pk, post=True, data={"version": "1", "family_name": ""})
    assert mistyped.status_code == 422
    assert 'name="version" value="1"' in said(mistyped)
    assert 'name="version" value="2"' in said(page("student-edit", who.pk))
