"""The pages of late records: what they say, what they ask once more, and what the lists show."""

import html

import pytest
from django.urls import reverse

from enrolments.models import Enrolment
from enrolments.rules.census import NOT_ON_CENSUS
from tests import factories
from tests.enrolments import late_scene, returns_cast
from vetportal.accounts.roles import SchoolRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(clock) -> returns_cast.Cast:
    return late_scene.build(clock)


@pytest.fixture
def page(client, cast):
    """Opens or sends a page of the school, as its editor, by the name of its address."""
    client.force_login(cast.editor)

    def open_page(name: str, *keys: int, data: dict | None = None, post: bool = False):
        url = reverse(f"enrolments:{name}", args=[cast.school.code, *keys])
        return client.post(url, data or {}) if post else client.get(url, data or {})

    return open_page


def said(response) -> str:
    return html.unescape(response.content.decode())


def typed(**changes) -> dict:
    fields = {"certificate_code": "SIT20316", "program": "VCE", "delivery": "SCHOOL", "provider_code": "",
              "unit": ["SIT20316A"], "hours-SIT20316A": "35"}  # fmt: skip
    return fields | changes


def test_the_page_says_plainly_that_it_is_not_funded(cast, page):
    who = factories.student(cast.school)
    for shown in (
        page("enrolment-add", who.pk),
        page("enrolment-add", who.pk, data={"certificate": "SIT20316"}),
    ):
        assert "What you record now is not funded in 2019" in said(shown)
        assert "closed at the end of 6 May 2019" in said(shown)
        assert "frozen on 3 June 2019" in said(shown)
        assert cast.year.census_source in said(shown)
    assert NOT_ON_CENSUS in said(shown)
    answer = page("enrolment-add", who.pk, post=True, data=typed(late="yes", subjects="6"))
    made = Enrolment.objects.get(student=who)
    assert answer.url == reverse("enrolments:enrolment", args=[cast.school.code, made.pk])
    assert (made.on_census, made.subjects) == (False, 6)
    opened = said(page("enrolment", made.pk))
    assert "Recorded late" in opened
    assert NOT_ON_CENSUS in opened
    assert "enrolment entered (late record)" in said(page("student", who.pk))


def test_a_page_opened_in_time_is_not_saved_as_late_unseen(cast, page):
    """It is shown again with everything that was typed, and says what saving now means."""
    who = factories.student(cast.school)
    answer = page("enrolment-add", who.pk, post=True, data=typed())
    assert answer.status_code == 409
    assert "To record it all the same, save again." in said(answer)
    assert 'value="35"' in said(answer)
    assert 'name="late"' in said(answer)
    assert not Enrolment.objects.filter(student=who).exists()


def test_a_class_page_opened_in_time_is_not_saved_as_late_unseen(cast, page):
    who = factories.student(cast.school)
    data = typed(certificate="SIT20316", student=[who.pk], step="save")
    answer = page("enrol-class", post=True, data=data)
    assert answer.status_code == 409
    assert "save again" in said(answer)
    assert not Enrolment.objects.filter(student=who).exists()
    assert "What you record now is not funded in 2019" in said(page("enrol-class"))
    saved = page("enrol-class", post=True, data=data | {"late": "yes"})
    assert saved.status_code == 302
    assert "recorded late" in said(page("enrolments"))
    assert not Enrolment.objects.get(student=who).on_census


def test_an_enrolment_on_the_census_has_no_form(cast, page):
    held = cast.entries[0]
    shown = said(page("enrolment-edit", held.pk))
    assert "Entry for 2019 is closed" in shown
    assert "can still be enrolled, without funding" in shown
    assert page("enrolment-edit", held.pk, post=True, data=typed(late="yes", version="1")).status_code == 409
    assert page("enrolment-remove", held.pk, post=True, data={"version": "1"}).status_code == 409
    opened = said(page("enrolment", held.pk))
    assert reverse("enrolments:enrolment-edit", args=[cast.school.code, held.pk]) not in opened
    held.refresh_from_db()
    assert (held.version, held.program) == (1, "VCE")


def test_a_late_record_is_changed_withdrawn_and_removed_on_its_pages(cast, page):
    made = late_scene.enter(cast)
    assert 'name="late"' in said(page("enrolment-edit", made.pk))
    changed = page("enrolment-edit", made.pk, post=True, data=typed(late="yes", version="1", subjects="5"))
    assert changed.status_code == 302
    gone = page("enrolment-withdraw", made.pk, post=True, data={"version": "2", "on": "2/5/2019"})
    assert gone.status_code == 302
    made.refresh_from_db()
    assert (made.subjects, made.version, str(made.withdrawn_date)) == (5, 3, "2019-05-02")
    assert page("enrolment-remove", made.pk, post=True, data={"version": "3"}).status_code == 302
    assert not Enrolment.objects.filter(pk=made.pk).exists()


def test_after_the_year_its_pages_are_read_only(cast, page, clock):
    made = late_scene.enter(cast)
    clock(late_scene.OVER)
    opened = said(page("enrolment", made.pk))
    assert "Late records of 2019 could be changed until 31 December 2019." in opened
    assert "Remove</a>" not in opened
    assert page("enrolment-remove", made.pk, post=True, data={"version": "1"}).status_code == 409
    assert "Entry for 2019 is closed" in said(page("enrolments"))


def test_who_reads_only_is_not_offered_it(client, cast):
    made = late_scene.enter(cast)
    client.force_login(factories.user("viewer", school=cast.school, school_role=SchoolRole.VIEWER))
    listed = said(client.get(reverse("enrolments:enrolments", args=[cast.school.code])))
    assert "Entry for 2019 is closed" in listed
    assert "Enrol a class</a>" not in listed.split("<main")[1]
    assert NOT_ON_CENSUS in said(
        client.get(reverse("enrolments:enrolment", args=[cast.school.code, made.pk]))
    )


def test_lists_mark_and_find_it(cast, page):
    made = late_scene.enter(cast)
    everything = page("enrolments")
    assert everything.context["totals"]["late"] == 1
    assert said(everything).count("Recorded late</span>") == 1
    late = page("enrolments", data={"state": "LATE"}).context["table"].rows
    assert [row.record.pk for row in late] == [made.pk]
    assert said(page("students")).count("Recorded late</span>") == 1
    assert said(page("student", made.student_id)).count("Recorded late</span>") == 1


@pytest.fixture
def early(clock):
    """The rules of 2020 were published in November, so that the newest year is not the one that runs."""
    clock("2019-11-18T10:00")
    return factories.open_year(2020)


def test_the_year_that_runs_takes_late_records_beside_the_next(cast, early, page):
    who = factories.student(cast.school)
    shown = said(page("student", who.pk))
    address = reverse("enrolments:enrolment-add", args=[cast.school.code, who.pk])
    assert f"{address}?year=2019" in shown
    assert "Record late for 2019" in shown
    listed = said(page("enrolment-add", who.pk, data={"year": "2019"}))
    assert "What you record now is not funded in 2019" in listed
    assert "?year=2019&certificate=SIT20316" in listed
    found = page("enrolment-add", who.pk, data={"year": "2019", "q": "SIT20316"})
    assert found.url == f"{address}?year=2019&certificate=SIT20316"
    made = page("enrolment-add", who.pk, post=True, data=typed(late="yes", year="2019"))
    assert made.status_code == 302
    assert not Enrolment.objects.get(student=who, year_id=2019).on_census
    page("enrolment-add", who.pk, post=True, data=typed())
    assert Enrolment.objects.get(student=who, year_id=2020).on_census
    assert page("enrolment-add", who.pk, data={"year": "2031"}).status_code == 404


def test_a_class_and_a_file_are_recorded_late_beside_the_next_year(cast, early, page):
    who = factories.student(cast.school)
    assert "?year=2019&certificate=SIT20316" in said(page("enrol-class", data={"year": "2019"}))
    assert "/class/?year=2019" in said(page("enrolments", data={"year": "2019"}))
    data = typed(certificate="SIT20316", student=[who.pk], year="2019")
    check = said(page("enrol-class", post=True, data=data | {"step": "check"}))
    assert 'name="year" value="2019"' in check
    assert 'name="late"' in check
    saved = page("enrol-class", post=True, data=data | {"step": "save", "late": "yes"})
    assert "year=2019" in saved.url
    assert not Enrolment.objects.get(student=who).on_census
    assert "Go to late records of 2019" in said(page("uploads"))
    files = said(page("uploads", data={"year": "2019"}))
    assert "What you record now is not funded in 2019" in files
    assert 'name="year" value="2019"' in files
    template = page("upload-template", data={"year": "2019", "with": "enrolments"})
    assert who.student_number in b"".join(template).decode()


@pytest.mark.parametrize("is_published", [False, True])
def test_the_answer_needs_no_published_rules(cast, page, is_published):
    made = late_scene.enter(cast)
    if is_published:
        factories.published_rules()
    opened = said(page("enrolment", made.pk))
    assert 'data-answer="no"' in opened
    assert NOT_ON_CENSUS in opened
    assert "has not published the funding rules" not in opened
