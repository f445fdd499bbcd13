"""The database itself refuses a signature without its person and instant, however it is written."""

import pytest
from django.db import IntegrityError, transaction

from enrolments.actions import extensions
from enrolments.models import EntryExtension, SchoolReturn
from tests import factories
from tests.enrolments import returns_cast
from vetportal import clock as portal_clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(clock) -> returns_cast.Cast:
    built = returns_cast.build(entries=1)
    clock("2019-05-03T10:00")
    return built


@pytest.mark.parametrize(
    ("status", "lacking"),
    [
        ("CERTIFIED", "certified_by"),
        ("CERTIFIED", "certified_at"),
        ("APPROVED", "certified_by"),
        ("APPROVED", "certified_at"),
        ("APPROVED", "decided_by"),
        ("APPROVED", "decided_at"),
        ("RETURNED", "decided_by"),
        ("RETURNED", "decided_at"),
    ],
)
def test_a_return_is_not_signed_by_nobody_or_at_no_time(cast, status, lacking) -> None:
    stamp = portal_clock.now()
    signed = {
        "certified_by": cast.principal,
        "certified_at": stamp,
        "decided_by": cast.officer,
        "decided_at": stamp,
        "reason": "Check.",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolReturn.objects.create(
            school=cast.school, year_id=2019, status=status, **signed | {lacking: None}
        )
    SchoolReturn.objects.create(school=cast.school, year_id=2019, status=status, **signed)


def test_a_return_is_not_given_back_without_a_reason(cast) -> None:
    decided = {"decided_by": cast.officer, "decided_at": portal_clock.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolReturn.objects.create(school=cast.school, year_id=2019, status="RETURNED", **decided)


def test_a_return_is_not_approved_by_who_certified_it(cast) -> None:
    held = factories.approved_return(cast.school, principal=cast.principal, by=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolReturn.objects.filter(pk=held.pk).update(decided_by=cast.principal)


def test_an_extension_is_not_granted_by_nobody_nor_granted_and_refused(cast) -> None:
    asked = extensions.request(
        school=cast.school,
        year=2019,
        until=cast.year.census_date.replace(day=10),
        reason="Late.",
        by=cast.editor,
    )
    held, stamp = EntryExtension.objects.filter(pk=asked.pk), portal_clock.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        held.update(granted_at=stamp)
    with pytest.raises(IntegrityError), transaction.atomic():
        held.update(granted_by=cast.officer)
    extensions.grant(extension=asked, by=cast.officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        held.update(refused_at=stamp)
