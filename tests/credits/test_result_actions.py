"""Saving results as an action: what it refuses, what it records, and that twice means once."""

from datetime import date

import pytest

from credits.actions.result_checks import ResultChange
from credits.actions.results import ResultsRefused, Saved, save_results
from credits.actions.schemes import load_shipped
from credits.models import CreditRecord, TransferEvidence, UnitResult
from enrolments.actions.refusals import Refused
from tests import factories
from tests.credits.school_class import CERTIFICATE, ENDED, OCTOBER, UNITS, SchoolClass
from vetportal import clock
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    with clock.at(OCTOBER):
        yield SchoolClass()


def change(world: SchoolClass, who: int, unit: int, outcome: str = "ACHIEVED", **fields) -> ResultChange:
    values = {"qualification": world.certificate, "year": 2019, "ended_on": ENDED, **fields}
    return ResultChange(world.students[who], world.units[unit], outcome=outcome, **values)


def save(world: SchoolClass, *changes: ResultChange) -> Saved:
    return save_results(school=world.school, changes=changes, by=world.editor)


def test_saving_the_same_twice_saves_once(world):
    both = (change(world, 0, 0), change(world, 1, 0))
    assert save(world, *both) == Saved(2, 0, 0, 0)
    assert save(world, *both) == Saved(0, 0, 0, 2)
    assert AuditEvent.objects.filter(action="save_results").count() == 1
    assert set(UnitResult.objects.values_list("version", flat=True)) == {1}


def test_a_class_leaves_one_record_by_keys_and_codes(world):
    save(world, change(world, 0, 0), change(world, 1, 1, "WITHDRAWN"))
    event = AuditEvent.objects.get(action="save_results")
    assert (event.subject_type, event.chain) == ("enrolments.school", world.school.code)
    first, second = (str(each.pk) for each in world.students[:2])
    assert event.before["results"] == {first: {UNITS[0]: None}, second: {UNITS[1]: None}}
    assert event.after["results"] == {
        first: {UNITS[0]: ["ACHIEVED", "2019-10-25"]},
        second: {UNITS[1]: ["WITHDRAWN", "2019-10-25"]},
    }
    assert event.after["class"] == f"{CERTIFICATE} 2019"
    assert "Name000" not in str(event.after)


def test_one_student_leaves_a_record_about_the_student(world):
    save(world, change(world, 0, 0))
    held = UnitResult.objects.get()
    save(world, change(world, 0, 0, "NOT_ACHIEVED", version=1))
    event = AuditEvent.objects.filter(action="save_results").latest("position")
    assert (event.subject_type, event.subject_id) == ("enrolments.student", str(world.students[0].pk))
    assert event.before[UNITS[0]] == "Achieved, 25 October 2019"
    assert event.after[UNITS[0]] == "Not achieved, 25 October 2019"
    page = world.client().get(world.page(f"students/{world.students[0].pk}/")).content.decode()
    assert "Results saved" in page
    assert '<span class="was">Achieved, 25 October 2019</span>' in page
    held.refresh_from_db()
    assert (held.outcome, held.version, held.entered_by) == ("NOT_ACHIEVED", 2, world.editor)


def test_evidence_goes_with_the_credit_transfer_it_was_for(world):
    """Achieved and then a credit transfer again needs a document again; the old one stays in the record."""
    save(world, change(world, 0, 0, "CREDIT_TRANSFER"), change(world, 1, 0))
    held = UnitResult.objects.get(outcome="CREDIT_TRANSFER")
    factories.evidence(held, by=world.editor, reference="SOA 4711")
    save(world, change(world, 0, 0, "CREDIT_TRANSFER", version=1, ended_on=date(2019, 10, 1)))
    assert TransferEvidence.objects.exists()
    save(world, change(world, 0, 0, version=2), change(world, 1, 0, "WITHDRAWN", version=1))
    save(world, change(world, 0, 0, "CREDIT_TRANSFER", version=3))
    assert not TransferEvidence.objects.exists()
    event = AuditEvent.objects.get(action="void_evidence")
    assert (event.before["reference"], event.subject_id) == ("SOA 4711", str(held.pk))


def test_removing_keeps_what_the_evidence_said_in_the_record(world):
    save(world, change(world, 0, 0, "CREDIT_TRANSFER"))
    factories.evidence(UnitResult.objects.get(), by=world.editor, reference="SOA 4711")
    assert save(world, change(world, 0, 0, "", ended_on=None, version=1)) == Saved(0, 0, 1, 0)
    event = AuditEvent.objects.filter(action="save_results").latest("position")
    assert "document or transcript number: SOA 4711; date of issue: " in event.before[f"{UNITS[0]} evidence"]
    assert "document: Statement of attainment" in event.before[f"{UNITS[0]} evidence"]
    page = world.client().get(world.page(f"students/{world.students[0].pk}/")).content.decode()
    assert "no evidence" in page
    assert "None" not in page
    assert not UnitResult.objects.exists()


def test_removing_results_of_several_students_keeps_what_their_evidence_said(world):
    save(world, *(change(world, who, 0, "CREDIT_TRANSFER") for who in range(3)))
    for held in UnitResult.objects.order_by("student__student_number")[:2]:
        factories.evidence(held, by=world.editor, reference=f"SOA of {held.student.student_number}")
    save(world, *(change(world, who, 0, "", ended_on=None, version=1) for who in range(3)))
    event = AuditEvent.objects.filter(action="save_results").latest("position")
    said = {who: units[UNITS[0]]["reference"] for who, units in event.before["evidence"].items()}
    assert said == {str(who.pk): f"SOA of {who.student_number}" for who in world.students[:2]}
    assert set(event.before["results"]) == {str(who.pk) for who in world.students}
    assert not TransferEvidence.objects.exists()


def test_removing_what_is_gone_is_no_error(world):
    assert save(world, change(world, 0, 0, "", ended_on=None, version=3)) == Saved(0, 0, 0, 1)


def test_another_schools_student_is_refused_and_nothing_is_saved(world):
    with clock.at(OCTOBER):
        other = factories.student(factories.school("7999"))
    stranger = change(world, 0, 0)._replace(student=other, qualification=None)
    with pytest.raises(Refused, match="belongs to another school"):
        save(world, change(world, 1, 0), stranger)
    assert not UnitResult.objects.exists()


def test_one_fault_keeps_everything_out_and_every_fault_is_told(world):
    changes = [
        change(world, 0, 0),
        change(world, 1, 0, ended_on=date(2018, 12, 31)),
        change(world, 2, 0, ended_on=date(2019, 12, 31)),
        change(world, 2, 1),
        change(world, 2, 1, "WITHDRAWN"),
        change(world, 0, 1, year=2018, ended_on=date(2018, 10, 1)),
        change(world, 0, 2, ended_on=None),
    ]
    with pytest.raises(ResultsRefused) as refused:
        save(world, *changes)
    codes = {place: [each.code for each in found] for place, found in refused.value.findings.items()}
    assert codes == {
        1: ["date_before_enrolment"],
        2: ["date_in_future"],
        3: ["result_doubled"],
        4: ["result_doubled"],
        5: ["not_enrolled"],
        6: ["date_required"],
    }
    assert not UnitResult.objects.exists()


def test_a_result_stays_when_its_unit_leaves_the_enrolment(world):
    save(world, change(world, 0, 0))
    with clock.at(factories.OPEN_DAY):
        world.enrolments[0].units.get(unit=world.units[0]).delete()
    assert save(world, change(world, 0, 0, "WITHDRAWN", version=1)).changed == 1


def test_a_frozen_census_does_not_bind_results(world):
    """Results come in October; the census closed in May."""
    assert save(world, change(world, 0, 0)).new == 1


def test_credit_follows_in_the_same_breath(world):
    load_shipped(by=None)
    save(world, change(world, 0, 0), change(world, 0, 1))
    held = CreditRecord.objects.get(student=world.students[0], scheme__code="TCE")
    assert held.total == 12_000  # two units of 60 hours, 6 points each
    save(world, change(world, 0, 1, "NOT_ACHIEVED", version=1))
    held.refresh_from_db()
    assert held.total == 6_000


def test_a_large_class_takes_no_more_queries_than_a_small_one(world, django_assert_max_num_queries):
    with clock.at(OCTOBER):
        large = SchoolClass(students=60, code="7002")
    changes = [change(large, who, unit) for who in range(60) for unit in range(3)]
    with django_assert_max_num_queries(40):
        save_results(school=large.school, changes=changes, by=large.editor)
    assert UnitResult.objects.count() == 180
