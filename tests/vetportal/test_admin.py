"""The administration site: who enters, what may change, and that every change leaves its record."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from enrolments.models import Campus, HigherLevelApproval, Qualification, School
from tests import factories
from vetportal.accounts.models import User
from vetportal.audit import trail
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db

EDITABLE = {
    "accounts.user",
    "enrolments.campus",
    "enrolments.higherlevelapproval",
    "enrolments.nominalhours",
    "enrolments.packagedunit",
    "enrolments.provider",
    "enrolments.qualification",
    "enrolments.school",
    "enrolments.schoolmembership",
    "enrolments.schoolsize",
    "enrolments.unit",
    "enrolments.unitsuccession",
    "pathways.packaging",
}
LISTS = sorted(model._meta.label_lower for model in admin.site._registry)


@pytest.fixture(autouse=True)
def open_day(clock: Callable[[str], datetime]) -> Callable[[str], datetime]:
    clock("2019-05-01T10:00")
    return clock


@pytest.fixture
def ada() -> User:
    return factories.administrator("ada")


@pytest.fixture
def site(ada: User) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def address(label: str, page: str, *args) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{page}", args=args)


def test_people_enter_by_the_portals_sign_in_page() -> None:
    answer = Client().get(reverse("admin:index"), follow=True)
    assert answer.request["PATH_INFO"] == reverse("sign-in")


@pytest.mark.parametrize("role", ["OFFICER", "MANAGER"])
def test_only_administrators_enter(role: str) -> None:
    client = Client()
    client.force_login(factories.user("olga", role=role))
    assert client.get(reverse("admin:index"), follow=True).status_code == 403


@pytest.mark.parametrize("label", LISTS)
def test_every_list_opens_and_shows_what_may_be_added(site: Client, label: str) -> None:
    assert site.get(address(label, "changelist")).status_code == 200
    assert site.get(address(label, "add")).status_code == (200 if label in EDITABLE else 403)


def test_workflow_funding_and_records_are_read_only(site: Client, ada: User) -> None:
    version = factories.published_rules()
    with_student = factories.student(factories.school("0042"))
    own = reverse("funding:year", args=[version.pk])
    shown = site.get(address("funding.bandrate", "change", version.bands.first().pk)).content.decode()
    assert f'<a href="{own}">Rules of {version}</a>' in shown
    for label, pk in (("funding.fundingyear", version.pk), ("enrolments.student", with_student.pk)):
        assert site.get(address(label, "change", pk)).status_code == 200
        assert site.post(address(label, "change", pk), {}).status_code == 403
        assert site.post(address(label, "delete", pk), {"post": "yes"}).status_code == 403


def test_an_enrolment_with_many_units_takes_few_queries(
    site: Client, ada: User, django_assert_max_num_queries
) -> None:
    factories.open_year()
    certificate = factories.qualification(units={f"INV{number:02}": 10 for number in range(20)})
    held = factories.enrolment(factories.student(factories.school()), certificate, by=ada, hours=[10] * 20)
    with django_assert_max_num_queries(15):
        page = site.get(address("enrolments.enrolment", "change", held.pk))
    assert "INV19" in page.text


def school_data(school: School, **changed) -> dict[str, str]:
    data = {"code": school.code, "name": school.name, "sector": school.sector, "is_open": "on"}
    data |= {"campuses-TOTAL_FORMS": "1", "campuses-INITIAL_FORMS": "1"}
    campus = school.campuses.get()
    data |= {"campuses-0-id": campus.pk, "campuses-0-school": school.pk, "campuses-0-number": "1"}
    data |= {"campuses-0-name": campus.name, "campuses-0-location_index": campus.location_index}
    return data | changed


def test_a_change_is_recorded_with_what_was_before(site: Client, ada: User) -> None:
    school = factories.school("0042", location_index=1999)
    data = school_data(school, name="Renamed", **{"campuses-0-location_index": "2000"})
    assert site.post(address("enrolments.school", "change", school.pk), data).status_code == 302
    events = AuditEvent.objects.filter(action="admin.change").order_by("position")
    assert [(each.chain, each.by_id) for each in events] == [("0042", ada.pk)] * 2
    assert (events[0].before, events[0].after) == ({"name": "School 0042"}, {"name": "Renamed"})
    assert (events[1].before, events[1].after) == ({"location_index": 1999}, {"location_index": 2000})
    assert not list(trail.broken_events())


def test_saving_without_a_change_leaves_no_record(site: Client) -> None:
    school = factories.school("0042")
    site.post(address("enrolments.school", "change", school.pk), school_data(school))
    assert not AuditEvent.objects.exists()


def test_additions_and_removals_are_recorded(site: Client) -> None:
    data = {"code": "NEW1", "title": "New unit", "field_of_education": "", "source": "invented"}
    assert site.post(address("enrolments.unit", "add"), data).status_code == 302
    added = AuditEvent.objects.get()
    assert (added.action, added.before, added.after["code"]) == ("admin.add", None, "NEW1")
    selected = {"action": "delete_selected", "_selected_action": added.subject_id, "post": "yes"}
    assert site.post(address("enrolments.unit", "changelist"), selected).status_code == 302
    removed = AuditEvent.objects.latest("pk")
    assert (removed.action, removed.subject_id) == ("admin.delete", added.subject_id)
    assert removed.before["title"] == "New unit"


def test_the_guard_of_the_census_answers_in_words(site: Client, open_day) -> None:
    school = factories.school("0042", location_index=1999)
    factories.open_year()
    open_day("2019-05-07T10:00")
    data = school_data(school, **{"campuses-0-location_index": "2000"})
    answer = site.post(address("enrolments.school", "change", school.pk), data, follow=True)
    assert answer.status_code == 200
    assert "cannot be changed between the 2019 census" in answer.text
    assert Campus.objects.get().location_index == 1999
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("path", ["page", "list"])
def test_a_guarded_row_is_not_removed_either(site: Client, open_day, path: str) -> None:
    certificate = factories.qualification(units={"U1": 40})
    factories.open_year()
    open_day("2019-05-07T10:00")
    if path == "page":
        url, data = address("enrolments.qualification", "delete", certificate.pk), {"post": "yes"}
    else:
        url = address("enrolments.qualification", "changelist")
        data = {"action": "delete_selected", "_selected_action": certificate.pk, "post": "yes"}
    answer = site.post(url, data, follow=True)
    assert "cannot be changed between" in answer.text
    assert Qualification.objects.filter(pk=certificate.pk).exists()


def test_dates_are_read_day_first(site: Client) -> None:
    school, certificate = factories.school("0042"), factories.qualification("CHC40113", level=4)
    factories.open_year()
    data = {"school": school.pk, "qualification": certificate.pk, "year": "2019", "decided_by": "VCAA"}
    data["decided_on"] = "1/03/2019"
    assert site.post(address("enrolments.higherlevelapproval", "add"), data).status_code == 302
    assert HigherLevelApproval.objects.get().decided_on.isoformat() == "2019-03-01"


class TestPeople:
    def test_a_role_is_recorded_and_a_password_never(self, site: Client) -> None:
        person = factories.user("olga")
        person.set_password("a first long password")
        person.save()
        data = {"username": "olga", "full_name": "Olga Example", "email": "", "is_active": "on"}
        data["department_role"] = "OFFICER"
        assert site.post(address("accounts.user", "change", person.pk), data).status_code == 302
        event = AuditEvent.objects.get()
        assert event.after == {"department_role": "OFFICER"}
        secret = "another quite long password"
        url = reverse("admin:auth_user_password_change", args=[person.pk])
        sent = {"password1": secret, "password2": secret, "usable_password": "true"}
        assert site.post(url, sent).status_code == 302
        person.refresh_from_db()
        assert person.check_password(secret)
        event = AuditEvent.objects.latest("pk")
        assert (event.action, event.before, event.after) == ("admin.password", None, None)

    def test_a_person_is_added_with_a_first_password(self, site: Client) -> None:
        data = {"username": "new", "full_name": "New Person", "email": "", "department_role": ""}
        data |= {"usable_password": "true"} | dict.fromkeys(("password1", "password2"), "quite a long one 99")
        assert site.post(address("accounts.user", "add"), data).status_code == 302
        assert User.objects.get(username="new").check_password("quite a long one 99")
        assert "password" not in AuditEvent.objects.get().after

    def test_a_person_is_never_removed(self, site: Client) -> None:
        person = factories.user("olga")
        assert site.post(address("accounts.user", "delete", person.pk), {"post": "yes"}).status_code == 403


class TestFiles:
    CONTENT = b"school_code,school_name,sector\n0042,Invented College,Government\n"

    def send(self, client: Client, content: bytes):
        file = SimpleUploadedFile("schools.csv", content)
        return client.post(address("enrolments.school", "import"), {"file": file})

    def test_a_file_is_checked_shown_and_stored_when_confirmed(self, site: Client, ada: User) -> None:
        sessions = Session.objects.count()
        answer = self.send(site, self.CONTENT)
        assert "schools: 1 new, 0 changed, 0 unchanged" in answer.text
        assert not School.objects.exists()
        answer = site.post(
            address("enrolments.school", "import"), {"key": answer.context["key"]}, follow=True
        )
        assert School.objects.get().code == "0042"
        assert "Schools: 1 new" in answer.text
        assert AuditEvent.objects.filter(action="register.import", by_id=ada.pk).count() == 2
        assert Session.objects.count() == sessions

    def test_what_one_person_sent_nobody_else_can_store(self, site: Client) -> None:
        key = self.send(site, self.CONTENT).context["key"]
        other = Client()
        other.force_login(factories.administrator("bob"))
        answer = other.post(address("enrolments.school", "import"), {"key": key}, follow=True)
        assert "no longer here" in answer.text
        assert not School.objects.exists()
        own_session = site.session.session_key
        for wrong in (own_session, "", "x" * 32):
            assert (
                "no longer here"
                in site.post(address("enrolments.school", "import"), {"key": wrong}, follow=True).text
            )
        assert site.get(reverse("admin:index")).status_code == 200

    def test_a_confirmed_file_cannot_be_confirmed_twice(self, site: Client) -> None:
        key = self.send(site, self.CONTENT).context["key"]
        url = address("enrolments.school", "import")
        site.post(url, {"key": key})
        assert "no longer here" in site.post(url, {"key": key}, follow=True).text

    def test_errors_stand_with_their_row_and_nothing_is_kept(self, site: Client) -> None:
        sessions = Session.objects.count()
        answer = self.send(site, self.CONTENT + b"9001,Other,Private\n")
        assert answer.status_code == 422
        assert "“Private” is not one of" in answer.text
        assert Session.objects.count() == sessions

    def test_a_file_that_is_no_table_is_refused_in_words(self, site: Client) -> None:
        answer = self.send(site, b"PK\x03\x04 not a workbook")
        assert answer.status_code == 422
        assert "cannot be read" in answer.text

    @pytest.mark.parametrize(
        "label", ["funding.fundingyear", "funding.bandrate", "funding.qualificationband", "enrolments.unit"]
    )
    def test_the_page_names_its_columns(self, site: Client, label: str) -> None:
        assert "<code>" in site.get(address(label, "import")).text

    def test_officers_cannot_load_a_file(self) -> None:
        client = Client()
        client.force_login(factories.officer("olga"))
        assert self.send(client, self.CONTENT).status_code == 302
        assert not School.objects.exists()
