"""Results saved by several people at the same moment: each once, and nobody's unseen. PostgreSQL only."""

from collections.abc import Iterator
from functools import partial

import pytest

from credits.actions import evidence, result_uploads
from credits.actions.result_checks import ResultChange
from credits.actions.results import ResultsChanged, Saved, save_results
from credits.actions.schemes import load_shipped
from credits.models import CreditRecord, TransferEvidence, UnitResult
from enrolments.actions.entry_refusals import StaleEntry
from tests import factories
from tests.credits.school_class import CERTIFICATE, ENDED, OCTOBER, UNITS, SchoolClass
from tests.races.savers import all_at_once
from vetportal import clock
from vetportal.audit.models import AuditEvent

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
SAVERS = 10


@pytest.fixture
def world(transactional_db: None) -> Iterator[SchoolClass]:
    with clock.at(OCTOBER):
        yield SchoolClass(students=5)


def changes(world: SchoolClass, outcome: str, *, version: int = 0) -> list[ResultChange]:
    return [
        ResultChange(who, unit, world.certificate, 2019, outcome, ENDED, version)
        for who in world.students
        for unit in world.units
    ]


def test_one_grid_sent_ten_times_at_once_is_saved_once(world):
    load_shipped(by=None)
    send = partial(save_results, school=world.school, changes=changes(world, "ACHIEVED"), by=world.editor)
    answers = all_at_once([send] * SAVERS)
    assert [each.error for each in answers] == [None] * SAVERS
    assert sorted(each.value for each in answers)[-1] == Saved(15, 0, 0, 0)
    assert UnitResult.objects.count() == 15
    assert AuditEvent.objects.filter(action="save_results").count() == 1
    assert CreditRecord.objects.filter(scheme__code="TCE").count() == 5


def test_of_grids_that_say_otherwise_one_is_saved_and_the_others_are_told(world):
    """In both orders of students: whoever waits gets an answer, nobody waits in a circle."""
    outcomes = ["ACHIEVED", "NOT_ACHIEVED", "WITHDRAWN", "RPL", "CREDIT_TRANSFER", "CONTINUING"]
    sent = [changes(world, each) for each in outcomes]
    sent[1::2] = [each[::-1] for each in sent[1::2]]
    calls = [partial(save_results, school=world.school, changes=each, by=world.editor) for each in sent]
    answers = all_at_once(calls)
    assert sorted(type(each.error).__name__ for each in answers) == ["NoneType"] + ["ResultsChanged"] * 5
    assert UnitResult.objects.values("outcome").distinct().count() == 1


def test_a_result_changed_by_two_at_once_is_changed_by_one(world):
    save_results(school=world.school, changes=changes(world, "CONTINUING"), by=world.editor)
    calls = [
        partial(save_results, school=world.school, changes=changes(world, each, version=1), by=world.editor)
        for each in ("ACHIEVED", "NOT_ACHIEVED")
    ]
    answers = all_at_once(calls)
    assert {type(each.error) for each in answers} == {type(None), ResultsChanged}
    assert set(UnitResult.objects.values_list("version", flat=True)) == {2}


def test_one_file_taken_ten_times_at_once_is_taken_once(world):
    heading = "student_number,unit_code,certificate_code,outcome,ended_on"
    rows = [
        f"{who.student_number},{unit},{CERTIFICATE},A,2019-10-25" for who in world.students for unit in UNITS
    ]
    content = "\n".join([heading, *rows]).encode()
    upload = result_uploads.add(school=world.school, filename="a.csv", content=content, by=world.editor)
    take = partial(result_uploads.take, upload=upload, seen=upload.found["mark"], by=world.editor)
    answers = all_at_once([take] * SAVERS)
    assert [each.error for each in answers] == [None] * SAVERS
    assert UnitResult.objects.count() == 15
    assert AuditEvent.objects.filter(action="take_result_file").count() == 1


def test_evidence_is_recorded_by_one_of_several(world):
    held = factories.result(
        world.students[0], world.units[0], world.certificate, by=world.editor,
        outcome="CREDIT_TRANSFER", ended_on=ENDED,
    )  # fmt: skip
    facts = {
        "issuer_code": "3075", "issuer_name": "Invented", "document": "STATEMENT", "issued_on": ENDED,
        "unit_as_issued": UNITS[0], "title_as_issued": "", "basis": "SAME", "analysis": "",
        "verified_by": "Invented", "verified_on": ENDED, "decision": "GRANTED", "reason": "",
    }  # fmt: skip
    calls = [
        partial(
            evidence.record_evidence,
            result=held,
            version=0,
            seen=evidence.Document(reference=f"{n}", **facts),
            by=world.editor,
        )
        for n in range(SAVERS)
    ]
    answers = all_at_once(calls)
    assert [type(each.error) for each in answers].count(StaleEntry) == SAVERS - 1
    assert TransferEvidence.objects.count() == 1
