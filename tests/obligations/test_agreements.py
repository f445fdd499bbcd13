"""The register of agreements: what is needed and held, and its actions."""

import hashlib
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from enrolments.actions.refusals import Conflict
from obligations.actions import agreements
from obligations.actions.agreements import Sent
from obligations.models import Agreement, SignedFile
from obligations.queries import arrangements
from obligations.rules.documents import DocumentRefused
from tests import factories
from tests.obligations import owed
from vetportal.audit.models import AuditEvent


def words(place) -> list[str]:
    return [line.standing.word for line in arrangements.of_school(place.school, place.year)]


def test_arrangements_are_grouped_and_say_what_they_need(place) -> None:
    host = factories.school("8372")
    as_rto = factories.provider("90002", name="Host College", school=host, is_tafe_network=False)
    other = factories.qualification("AHC20116")
    for _ in range(2):
        place.enrol()
    place.enrol(certificate=other)
    place.enrol(delivery="AUSPICE")
    place.enrol(delivery="HOST_SCHOOL", provider=as_rto)
    place.enrol(delivery="HOST_SCHOOL")
    place.enrol(delivery="SBAT")
    place.enrol(delivery="SCHOOL", provider=None)
    left = place.enrol(delivery="AUSPICE", provider=as_rto)
    left.withdrawn_date = date(2019, 4, 1)
    left.save()
    lines = arrangements.of_school(place.school, place.year)
    assert {(line.delivery, line.standing.need.kind, line.enrolments) for line in lines} == {
        ("EXTERNAL", "PURCHASING", 3),
        ("AUSPICE", "AUSPICING", 1),
        ("HOST_SCHOOL", "SCHOOL_PURCHASING", 1),
        ("HOST_SCHOOL", "SCHOOL_ACCESS", 1),
        ("SBAT", None, 1),
        ("SCHOOL", None, 1),
    }
    purchased = next(line for line in lines if line.delivery == "EXTERNAL")
    assert [(each.code, count) for each, count in purchased.certificates] == [
        ("AHC20116", 1),
        ("SIT20316", 2),
    ]


def test_a_valid_agreement_covers_the_arrangement(place) -> None:
    enrolment = place.enrol()
    assert words(place) == [arrangements.MISSING]
    held = owed.agreement(place.school, by=place.editor, provider=place.provider)
    assert words(place) == [arrangements.VALID]
    standing = arrangements.of_enrolment(enrolment)
    assert (standing.word, standing.agreement, standing.lacks) == (arrangements.VALID, held, ())


def test_of_several_agreements_the_best_counts(place) -> None:
    place.enrol()
    owed.agreement(place.school, by=place.editor, provider=place.provider, end_date=date(2019, 2, 1))
    valid = owed.agreement(place.school, by=place.editor, provider=place.provider)
    owed.agreement(place.school, by=place.editor, provider=place.provider, signed_by_other_on=None)
    assert arrangements.of_school(place.school, place.year)[0].standing.agreement == valid


def test_an_agreement_for_another_certificate_covers_only_that(place) -> None:
    other = factories.qualification("AHC20116")
    place.enrol()
    place.enrol(certificate=other)
    owed.agreement(place.school, by=place.editor, provider=place.provider, qualifications=[other])
    found = {
        line.certificates[0][0].code: line.standing.word
        for line in arrangements.of_school(place.school, place.year)
    }
    assert found == {"SIT20316": arrangements.MISSING, "AHC20116": arrangements.VALID}


def test_another_schools_agreement_covers_nothing_here(place) -> None:
    place.enrol()
    owed.agreement(factories.school(), by=place.editor, provider=place.provider)
    assert words(place) == [arrangements.MISSING]


def test_an_agreement_that_ended_is_not_valid_after_its_end(place, clock) -> None:
    place.enrol()
    owed.agreement(place.school, by=place.editor, provider=place.provider, end_date=date(2019, 6, 28))
    assert words(place) == [arrangements.VALID]
    clock("2019-06-28T23:00")
    assert words(place) == [arrangements.VALID]
    clock("2019-06-29T09:00")
    line = arrangements.of_school(place.school, place.year)[0]
    assert line.standing.lacks == ("It ended on 28 June 2019.",)


def test_adding_changing_and_removing_are_recorded(place) -> None:
    held = owed.agreement(place.school, by=place.editor, provider=place.provider, sent=False)
    changed = agreements.change(
        agreement=held,
        version=1,
        terms=owed.terms(place.provider, end_date=date(2019, 9, 20)),
        by=place.editor,
        sent=owed.scan("signed"),
    )
    agreements.remove(agreement=changed, version=2, by=place.editor)
    events = AuditEvent.objects.filter(chain="8371").order_by("position")
    assert [each.action for each in events] == ["add_agreement", "change_agreement", "remove_agreement"]
    after = events[1].after
    assert (after["end_date"], after["file"]["name"]) == ("2019-09-20", "signed.pdf")
    assert after["file"]["sha256"] == hashlib.sha256(b"%PDF-1.7 signed").hexdigest()
    assert events[2].before == after
    assert not Agreement.objects.exists()
    assert SignedFile.objects.count() == 1


def test_an_old_version_is_refused_and_leaves_nothing(place) -> None:
    held = owed.agreement(place.school, by=place.editor, provider=place.provider)
    agreements.change(agreement=held, version=1, terms=owed.terms(place.provider), by=place.editor)
    with pytest.raises(Conflict, match="Somebody else changed this agreement"):
        agreements.change(
            agreement=held, version=1, terms=owed.terms(place.provider), by=place.editor, sent=owed.scan()
        )
    with pytest.raises(Conflict):
        agreements.remove(agreement=held, version=1, by=place.editor)
    assert (Agreement.objects.get().version, SignedFile.objects.count()) == (2, 1)


def test_a_file_that_is_not_taken_leaves_no_agreement(place) -> None:
    with pytest.raises(DocumentRefused):
        agreements.add(
            school=place.school,
            terms=owed.terms(place.provider),
            by=place.editor,
            sent=Sent("contract.pdf", b"MZ a program"),
        )
    assert not Agreement.objects.exists()
    assert not AuditEvent.objects.filter(action="add_agreement").exists()


def test_a_stored_file_is_never_changed(place) -> None:
    owed.agreement(place.school, by=place.editor, provider=place.provider)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        SignedFile.objects.update(filename="other.pdf")


@pytest.mark.parametrize(
    "changes",
    [
        {"end_date": date(2019, 1, 1)},
        {"kind": "SCHOOL_ACCESS"},
        {"kind": "PURCHASING", "host_school": "other"},
        {"kind": "SCHOOL_ACCESS", "host_school": "own"},
    ],
)
def test_the_database_refuses_agreements_that_cannot_be(place, changes: dict) -> None:
    hosts = {"other": factories.school(), "own": place.school}
    if "host_school" in changes:
        changes = changes | {"host_school": hosts[changes["host_school"]]}
    with pytest.raises(IntegrityError), transaction.atomic():
        owed.agreement(place.school, by=place.editor, provider=place.provider, sent=False, **changes)
