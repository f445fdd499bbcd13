"""Entering, changing, withdrawing and removing: what is stored, recorded and refused."""

from datetime import date

import pytest

from enrolments.actions import classes, entry, people
from enrolments.actions.entry_refusals import FieldRefused, StaleEntry
from enrolments.actions.refusals import Refused
from enrolments.models import Campus, Enrolment, SchoolReturn, UnitEnrolment, window
from tests import factories
from vetportal import clock
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_day(clock):
    clock("2019-05-01T10:00")


@pytest.fixture
def year():
    return factories.open_year()


@pytest.fixture
def school():
    return factories.school("8371")


@pytest.fixture
def editor(school):
    return factories.user("editor", school=school)


@pytest.fixture
def certificate():
    return factories.qualification()


@pytest.fixture
def units(certificate):
    return [each.unit for each in certificate.packaged_units.select_related("unit").order_by("pk")]


@pytest.fixture
def enter(year, certificate, editor, units):
    def enter_one(student, **values):
        given = {"program": "VCE", "delivery": "SCHOOL", "provider": None, "units": [(units[0], 60)]}
        return entry.enter(
            student=student, year=year, qualification=certificate, by=editor, **(given | values)
        )

    return enter_one


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action))


def test_an_enrolment_is_stored_stamped_and_recorded(school, editor, units, enter):
    who = factories.student(school)
    made = enter(who, units=[(units[0], 60), (units[1], None), (units[2], 15, True)])
    assert (made.school, made.campus, made.version) == (school, who.campus, 1)
    assert made.entered_at == made.changed_at == clock.now()
    assert set(made.units.values_list("unit__code", "hours", "is_credit_transfer")) == {
        (units[0].code, 60, False),
        (units[1].code, None, False),
        (units[2].code, 15, True),
    }
    (event,) = events("enter_enrolment")
    assert (event.chain, event.by_id, event.at) == (school.code, editor.pk, made.entered_at)
    assert event.after["units"] == [[units[0].code, 60, False], [units[1].code, None, False],
                                    [units[2].code, 15, True]]  # fmt: skip


def test_sent_twice_it_is_entered_once(school, enter):
    who = factories.student(school)
    first = enter(who)
    with pytest.raises(FieldRefused, match="already") as refusal:
        enter(who)
    assert (refusal.value.code, refusal.value.existing) == ("already_enrolled", first)
    assert Enrolment.objects.count() == UnitEnrolment.objects.count() == len(events("enter_enrolment")) == 1


def test_a_unit_stands_once_in_an_enrolment(school, units, enter):
    with pytest.raises(FieldRefused, match="twice"):
        enter(factories.student(school), units=[(units[0], 60), (units[0], 20)])


def test_after_the_census_nothing_is_entered(school, enter, clock):
    who = factories.student(school)
    clock("2019-05-07T00:00")
    with pytest.raises(window.EntryClosed, match="6 May 2019"):
        enter(who)
    assert not AuditEvent.objects.exists()


def test_a_change_moves_units_and_records_both_sides(school, editor, units, enter):
    held = enter(factories.student(school), units=[(units[0], 60), (units[1], 60)])
    gordon = factories.provider()
    changed = entry.change(
        enrolment=held, version=1, program="VCAL", delivery="EXTERNAL", provider=gordon,
        units=[(units[1], 40), (units[2], None)], subjects=6, by=editor,
    )  # fmt: skip
    assert (changed.version, changed.program, changed.provider) == (2, "VCAL", gordon)
    assert changed.subjects == 6
    assert dict(changed.units.values_list("unit__code", "hours")) == {units[1].code: 40, units[2].code: None}
    (event,) = events("change_enrolment")
    assert (event.before["program"], event.after["program"]) == ("VCE", "VCAL")
    assert (event.before["subjects"], event.after["subjects"]) == (None, 6)
    assert event.before["units"] == [[units[0].code, 60, False], [units[1].code, 60, False]]


def test_a_change_of_nothing_is_not_recorded(school, editor, units, enter):
    held = enter(factories.student(school))
    same = entry.change(
        enrolment=held, version=1, program="VCE", delivery="SCHOOL", provider=None,
        units=[(units[0], 60)], subjects=None, by=editor,
    )  # fmt: skip
    assert same.version == 1
    assert not events("change_enrolment")


def test_the_slower_of_two_people_is_told_what_stands(school, editor, units, enter):
    held = enter(factories.student(school))
    values = {"enrolment": held, "version": 1, "delivery": "SCHOOL", "provider": None, "subjects": None,
              "by": editor}  # fmt: skip
    entry.change(program="VCAL", units=[(units[0], 60)], **values)
    with pytest.raises(StaleEntry) as conflict:
        entry.change(program="NONE", units=[], **values)
    assert conflict.value.current.program == "VCAL"
    assert held.units.count() == 1


def test_withdrawn_before_the_census_only_while_entry_is_open(school, editor, enter, clock):
    held = enter(factories.student(school))
    gone = entry.withdraw(enrolment=held, version=1, on=date(2019, 4, 30), by=editor)
    assert (gone.withdrawn_date, gone.version) == (date(2019, 4, 30), 2)
    back = entry.withdraw(enrolment=gone, version=2, on=None, by=editor)
    assert [each.action for each in AuditEvent.objects.order_by("pk")][1:] == [
        "withdraw_enrolment",
        "reinstate_enrolment",
    ]
    clock("2019-06-20T09:00")
    with pytest.raises(window.EntryClosed):
        entry.withdraw(enrolment=back, version=3, on=date(2019, 5, 6), by=editor)
    later = entry.withdraw(enrolment=back, version=3, on=date(2019, 6, 14), by=editor)
    assert later.withdrawn_date == date(2019, 6, 14)
    entry.withdraw(enrolment=later, version=4, on=None, by=editor)


def test_a_withdrawal_that_counted_is_not_taken_back_after_the_census(school, editor, enter, clock):
    held = enter(factories.student(school))
    gone = entry.withdraw(enrolment=held, version=1, on=date(2019, 4, 30), by=editor)
    clock("2019-06-20T09:00")
    for on in (None, date(2019, 6, 14)):
        with pytest.raises(window.EntryClosed):
            entry.withdraw(enrolment=gone, version=2, on=on, by=editor)


def test_a_removed_enrolment_is_kept_in_the_record(school, editor, units, enter, clock):
    held, kept = enter(factories.student(school)), enter(factories.student(school))
    entry.remove(enrolment=held, version=1, by=editor)
    assert list(Enrolment.objects.all()) == [kept]
    (event,) = events("remove_enrolment")
    assert event.before["units"] == [[units[0].code, 60, False]]
    assert event.subject_id != "None"
    clock("2019-05-07T09:00")
    with pytest.raises(window.EntryClosed):
        entry.remove(enrolment=kept, version=1, by=editor)


def test_signed_entries_stand(school, editor, enter):
    held = enter(factories.student(school))
    principal = factories.user("principal", school=school, school_role="PRINCIPAL")
    SchoolReturn.objects.create(
        school=school, year_id=2019, status="CERTIFIED", certified_by=principal, certified_at=held.entered_at
    )
    with pytest.raises(window.ReturnSigned):
        entry.remove(enrolment=held, version=1, by=editor)
    with pytest.raises(window.ReturnSigned):
        enter(factories.student(school))


def test_a_class_in_few_queries(school, year, certificate, units, editor, django_assert_max_num_queries):
    students = [factories.student(school) for _ in range(25)]
    values = {
        "school": school, "year": year, "qualification": certificate, "program": "VCE", "by": editor,
        "delivery": "SCHOOL", "provider": None, "units": [(each, 20) for each in units],
    }  # fmt: skip
    classes.enrol_class(students=students[:2], **values)
    with django_assert_max_num_queries(16):
        done = classes.enrol_class(students=students, **values)
    assert (done.enrolments, done.hours, done.skipped) == (23, 23 * 60, students[:2])
    assert Enrolment.objects.count() == 25
    assert UnitEnrolment.objects.count() == 75
    again = classes.enrol_class(students=students, **values)
    assert (again.enrolments, len(again.skipped)) == (0, 25)
    assert len(events("enrol_class")) == 2


def test_a_class_takes_only_its_own_schools_students(school, year, certificate, editor):
    stranger = factories.student(factories.school())
    with pytest.raises(Refused, match="another school"):
        classes.enrol_class(
            school=school, year=year, qualification=certificate, program="VCE", delivery="SCHOOL",
            provider=None, units=[], students=[stranger], by=editor,
        )  # fmt: skip


def test_a_number_belongs_to_one_student_of_a_school(school, editor):
    other = factories.student(school, student_number="A1", family_name="Tran", given_names="An")
    details = {"family_name": "Lee", "given_names": "", "date_of_birth": date(2003, 1, 1), "by": editor}
    with pytest.raises(FieldRefused, match="Tran, An") as refusal:
        people.add_student(school=school, student_number="A1", campus=other.campus, **details)
    assert refusal.value.existing == other
    neighbour = factories.school()
    people.add_student(school=neighbour, student_number="A1", campus=neighbour.campuses.get(), **details)


def test_a_name_may_change_after_the_census_but_not_the_age(school, editor, enter, clock):
    who = factories.student(school)
    enter(who)
    clock("2019-05-07T09:00")
    renamed = people.change_student(student=who, version=1, by=editor, family_name="Đặng")
    assert (renamed.family_name, renamed.version) == ("Đặng", 2)
    (event,) = events("change_student")
    assert (event.before, event.after) == ({"family_name": "Citizen"}, {"family_name": "Đặng"})
    with pytest.raises(window.EntryClosed):
        people.change_student(student=who, version=2, by=editor, date_of_birth=date(1999, 1, 1))
    with pytest.raises(StaleEntry):
        people.change_student(student=who, version=1, by=editor, family_name="Dang")


def test_open_enrolments_follow_a_student_to_another_campus(school, editor, enter, clock):
    who = factories.student(school)
    held = enter(who)
    hill = Campus.objects.create(school=school, number=2, name="Hill campus", location_index=2500)
    people.change_student(student=who, version=1, by=editor, campus=hill)
    held.refresh_from_db()
    assert (held.campus, held.version) == (hill, 2)
    moved = AuditEvent.objects.get(action="change_enrolment", subject_id=str(held.pk))
    assert (moved.before, moved.after) == ({"campus": "Main campus"}, {"campus": "Hill campus"})
    clock("2019-05-07T09:00")
    people.change_student(student=who, version=2, by=editor, campus=school.campuses.get(number=1))
    held.refresh_from_db()
    assert held.campus == hill


def test_a_fee_status_stands_still_while_a_closed_census_waits(school, editor, enter, clock):
    """Funding reads it from 2023 on, so it is guarded as a birth date is."""
    who = factories.student(school)
    enter(who)
    assert people.change_student(student=who, version=1, by=editor, is_overseas=True).is_overseas
    clock("2019-05-07T09:00")
    with pytest.raises(window.EntryClosed):
        people.change_student(student=who, version=2, by=editor, is_overseas=False)
    with pytest.raises(window.EntryClosed):
        type(who).objects.filter(pk=who.pk).update(is_overseas=False)
