"""Late records as a school makes them: on the pages, for a class, and what the lists and the return say."""

import html

import pytest
from django.urls import reverse

from enrolments.actions import classes, entry
from enrolments.actions.entry_refusals import FieldRefused
from enrolments.models import Enrolment, SchoolReturn, window
from enrolments.queries import return_board, return_contents
from enrolments.rules.census import NOT_ON_CENSUS
from funding.actions import census
from funding.models import CensusEntry
from funding.rules.eligibility import RULE_BY_CODE
from tests import factories
from tests.enrolments import returns_cast
from vetportal.accounts.roles import SchoolRole
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db

OPEN, CLOSED, LATE, OVER = "2019-05-01T10:00", "2019-05-07T09:00", "2019-09-02T10:00", "2020-01-01T00:00"


@pytest.fixture
def cast(clock) -> returns_cast.Cast:
    """A school with one enrolment on the census, its return approved, the census frozen; 2 September."""
    built = returns_cast.build(entries=1)
    clock(OPEN)
    factories.approved_return(built.school, principal=built.principal, by=built.officer)
    clock("2019-06-03T09:00")
    census.freeze(year=2019, by=None)
    clock(LATE)
    return built


@pytest.fixture
def certificate():
    return factories.qualification()


@pytest.fixture
def units(certificate):
    return [each.unit for each in certificate.packaged_units.order_by("unit__code").select_related("unit")]


@pytest.fixture
def enter(cast, certificate, units):
    def enter_one(**changed) -> Enrolment:
        values = {
            "student": factories.student(cast.school), "year": cast.year, "qualification": certificate,
            "program": "VCE", "delivery": "SCHOOL", "provider": None, "units": [(units[0], 60)],
            "by": cast.editor,
        }  # fmt: skip
        return entry.enter(**values | changed)

    return enter_one


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


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_what_is_entered_after_the_freeze_is_off_the_census(cast, enter):
    frozen = list(CensusEntry.objects.values())
    made = enter()
    assert not made.on_census
    event = AuditEvent.objects.get(action="enter_enrolment")
    assert event.after["recorded_late"] is True
    assert list(CensusEntry.objects.values()) == frozen
    assert SchoolReturn.objects.get().status == "APPROVED"


def test_it_is_changed_withdrawn_and_removed_and_each_record_says_late(cast, enter, units):
    made = enter()
    changed = entry.change(enrolment=made, version=1, program="VCAL", delivery="SCHOOL", provider=None,
                           subjects=6, units=[(units[1], 40)], by=cast.editor)  # fmt: skip
    gone = entry.withdraw(enrolment=changed, version=2, on=cast.year.census_date, by=cast.editor)
    back = entry.withdraw(enrolment=gone, version=3, on=None, by=cast.editor)
    entry.remove(enrolment=back, version=4, by=cast.editor)
    events = AuditEvent.objects.filter(subject_id=str(made.pk), subject_type="enrolments.enrolment")
    assert events.count() == 5
    assert all((each.after or each.before)["recorded_late"] is True for each in events)
    assert not Enrolment.objects.filter(pk=made.pk).exists()


def test_the_census_is_not_touched_by_the_same_steps(cast, units):
    held = cast.entries[0]
    common = {"enrolment": held, "version": 1, "by": cast.editor}
    steps = [
        lambda: entry.change(program="VCAL", delivery="SCHOOL", provider=None, subjects=None, units=[],
                             **common),
        lambda: entry.withdraw(on=cast.year.census_date, **common),
        lambda: entry.remove(**common),
    ]  # fmt: skip
    before = list(AuditEvent.objects.values())
    for step in steps:
        with pytest.raises(window.EntryClosed, match="The census is frozen"):
            step()
    assert list(AuditEvent.objects.values()) == before
    assert Enrolment.objects.get() == held
    assert entry.withdraw(on=cast.year.census_date.replace(day=7), **common).version == 2


def test_an_enrolment_on_the_census_is_not_recorded_a_second_time(cast, enter, certificate):
    with pytest.raises(FieldRefused, match="already"):
        enter(student=cast.entries[0].student, qualification=certificate)


@pytest.mark.parametrize(("at", "sentence"), [(OVER, "late records at the end of 31 December 2019")])
def test_after_the_year_nothing_is_recorded(enter, clock, at, sentence):
    made = enter()
    clock(at)
    with pytest.raises(window.LateClosed, match=sentence):
        enter()
    with pytest.raises(window.LateClosed, match=sentence):
        entry.remove(enrolment=made, version=1, by=made.entered_by)


def test_a_class_is_recorded_late(cast, certificate, units):
    students = [factories.student(cast.school) for _ in range(3)]
    done = classes.enrol_class(
        school=cast.school, year=cast.year, qualification=certificate, program="VCE", delivery="SCHOOL",
        provider=None, units=[(units[0], 60)], students=[*students, cast.entries[0].student],
        subjects=5, by=cast.editor,
    )  # fmt: skip
    assert (done.enrolments, [each.pk for each in done.skipped]) == (3, [cast.entries[0].student_id])
    late = Enrolment.objects.filter(on_census=False)
    assert set(late.values_list("student", "subjects")) == {(each.pk, 5) for each in students}
    event = AuditEvent.objects.get(action="enrol_class")
    assert (event.after["recorded_late"], event.after["subjects"]) == (True, 5)


def test_the_return_and_the_board_do_not_see_it(cast, enter):
    read = (
        lambda: return_contents.of(school=cast.school, year=2019),
        lambda: return_contents.mark(school=cast.school, year=2019),
        lambda: return_contents.flags(school=cast.school, year=2019),
        lambda: return_contents.own_entries(school=cast.school, year=2019, by=cast.editor),
        lambda: return_contents.last_year(school=cast.school, year=2020),
        lambda: return_contents.lines(
            school=cast.school, year=2020, contents=return_contents.of(school=cast.school, year=2020),
            changes=None),
        lambda: return_board.entered([cast.school], 2019),
        lambda: list(return_board.with_incomplete(return_board.schools_with_returns(cast.year), 2019)),
        lambda: list(return_board.rows(return_board.schools_with_returns(cast.year), 2019)),
        lambda: return_board.with_entry_count(return_board.schools_with_returns(cast.year), 2019)
        .get(pk=cast.school.pk).entry_count,
    )  # fmt: skip
    before = [each() for each in read]
    enter(units=[])
    assert [each() for each in read] == before


def test_a_school_with_late_records_only_has_not_started_its_return(cast, enter):
    other = factories.school("8555")
    editor = factories.user("editor8555", school=other)
    enter(student=factories.student(other), by=editor)
    listed = return_board.schools_with_returns(cast.year).get(pk=other.pk)
    assert (listed.has_entries, listed.standing) == (False, return_board.NOT_STARTED)


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


def test_the_sentence_is_that_of_the_rule():
    assert RULE_BY_CODE["NOT_ON_CENSUS"].sentence == NOT_ON_CENSUS


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


def test_a_late_record_is_changed_withdrawn_and_removed_on_its_pages(cast, enter, page):
    made = enter()
    assert 'name="late"' in said(page("enrolment-edit", made.pk))
    changed = page("enrolment-edit", made.pk, post=True, data=typed(late="yes", version="1", subjects="5"))
    assert changed.status_code == 302
    gone = page("enrolment-withdraw", made.pk, post=True, data={"version": "2", "on": "2/5/2019"})
    assert gone.status_code == 302
    made.refresh_from_db()
    assert (made.subjects, made.version, str(made.withdrawn_date)) == (5, 3, "2019-05-02")
    assert page("enrolment-remove", made.pk, post=True, data={"version": "3"}).status_code == 302
    assert not Enrolment.objects.filter(pk=made.pk).exists()


def test_after_the_year_its_pages_are_read_only(enter, page, clock):
    made = enter()
    clock(OVER)
    opened = said(page("enrolment", made.pk))
    assert "Late records of 2019 could be changed until 31 December 2019." in opened
    assert "Remove</a>" not in opened
    assert page("enrolment-remove", made.pk, post=True, data={"version": "1"}).status_code == 409
    assert "Entry for 2019 is closed" in said(page("enrolments"))


def test_who_reads_only_is_not_offered_it(client, cast, enter):
    made = enter()
    client.force_login(factories.user("viewer", school=cast.school, school_role=SchoolRole.VIEWER))
    listed = said(client.get(reverse("enrolments:enrolments", args=[cast.school.code])))
    assert "Entry for 2019 is closed" in listed
    assert "Enrol a class</a>" not in listed.split("<main")[1]
    assert NOT_ON_CENSUS in said(
        client.get(reverse("enrolments:enrolment", args=[cast.school.code, made.pk]))
    )


def test_lists_mark_and_find_it(cast, enter, page):
    made = enter()
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
def test_the_answer_needs_no_published_rules(enter, page, is_published):
    made = enter()
    if is_published:
        factories.published_rules()
    opened = said(page("enrolment", made.pk))
    assert 'data-answer="no"' in opened
    assert NOT_ON_CENSUS in opened
    assert "has not published the funding rules" not in opened
