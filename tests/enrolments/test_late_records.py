"""Late records as a school makes them, what is recorded of them, and that the return does not see them."""

import pytest

from enrolments.actions import classes, entry
from enrolments.actions.entry_refusals import FieldRefused
from enrolments.models import Enrolment, SchoolReturn, window
from enrolments.queries import return_board, return_contents
from enrolments.rules.census import NOT_ON_CENSUS
from funding.models import CensusEntry
from funding.rules.eligibility import RULE_BY_CODE
from tests import factories
from tests.enrolments import late_scene, returns_cast
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(clock) -> returns_cast.Cast:
    return late_scene.build(clock)


def test_what_is_entered_after_the_freeze_is_off_the_census(cast):
    frozen = list(CensusEntry.objects.values())
    made = late_scene.enter(cast)
    assert not made.on_census
    event = AuditEvent.objects.get(action="enter_enrolment")
    assert event.after["recorded_late"] is True
    assert list(CensusEntry.objects.values()) == frozen
    assert SchoolReturn.objects.get().status == "APPROVED"


def test_it_is_changed_withdrawn_and_removed_and_each_record_says_late(cast):
    made = late_scene.enter(cast)
    changed = entry.change(enrolment=made, version=1, program="VCAL", delivery="SCHOOL", provider=None,
                           subjects=6, units=[(late_scene.units()[1], 40)], by=cast.editor)  # fmt: skip
    gone = entry.withdraw(enrolment=changed, version=2, on=cast.year.census_date, by=cast.editor)
    back = entry.withdraw(enrolment=gone, version=3, on=None, by=cast.editor)
    entry.remove(enrolment=back, version=4, by=cast.editor)
    events = AuditEvent.objects.filter(subject_id=str(made.pk), subject_type="enrolments.enrolment")
    assert events.count() == 5
    assert all((each.after or each.before)["recorded_late"] is True for each in events)
    assert not Enrolment.objects.filter(pk=made.pk).exists()


def test_the_census_is_not_touched_by_the_same_steps(cast):
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


def test_an_enrolment_on_the_census_is_not_recorded_a_second_time(cast):
    with pytest.raises(FieldRefused, match="already"):
        late_scene.enter(cast, student=cast.entries[0].student, qualification=factories.qualification())


def test_after_the_year_nothing_is_recorded(cast, clock):
    made = late_scene.enter(cast)
    clock(late_scene.OVER)
    with pytest.raises(window.LateClosed, match="late records at the end of 31 December 2019"):
        late_scene.enter(cast)
    with pytest.raises(window.LateClosed, match="late records at the end of 31 December 2019"):
        entry.remove(enrolment=made, version=1, by=made.entered_by)


def test_a_class_is_recorded_late(cast):
    students = [factories.student(cast.school) for _ in range(3)]
    done = classes.enrol_class(
        school=cast.school, year=cast.year, qualification=factories.qualification(), program="VCE",
        delivery="SCHOOL", provider=None, units=[(late_scene.units()[0], 60)],
        students=[*students, cast.entries[0].student],
        subjects=5, by=cast.editor,
    )  # fmt: skip
    assert (done.enrolments, [each.pk for each in done.skipped]) == (3, [cast.entries[0].student_id])
    late = Enrolment.objects.filter(on_census=False)
    assert set(late.values_list("student", "subjects")) == {(each.pk, 5) for each in students}
    event = AuditEvent.objects.get(action="enrol_class")
    assert (event.after["recorded_late"], event.after["subjects"]) == (True, 5)


def test_the_return_and_the_board_do_not_see_it(cast):
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
    late_scene.enter(cast, units=[])
    assert [each() for each in read] == before


def test_a_school_with_late_records_only_has_not_started_its_return(cast):
    other = factories.school("8555")
    editor = factories.user("editor8555", school=other)
    late_scene.enter(cast, student=factories.student(other), by=editor)
    listed = return_board.schools_with_returns(cast.year).get(pk=other.pk)
    assert (listed.has_entries, listed.standing) == (False, return_board.NOT_STARTED)


def test_the_sentence_is_that_of_the_rule():
    assert RULE_BY_CODE["NOT_ON_CENSUS"].sentence == NOT_ON_CENSUS
