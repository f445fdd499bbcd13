"""Entering, changing, withdrawing and removing enrolments, one student at a time.

Each change is decided and stamped by the entry window, and recorded in the same transaction. After the freeze
what is entered stays off the census, and only that can change.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from enrolments.actions.entry_refusals import FieldRefused, StaleEntry
from enrolments.actions.refusals import Conflict
from enrolments.models import (
    Enrolment,
    EnrolmentYear,
    Provider,
    Qualification,
    Student,
    Unit,
    UnitEnrolment,
    window,
)
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail

# In the audit record of everything that was done off the census.
RECORDED_LATE = {"recorded_late": True}


class UnitEntry(NamedTuple):
    """A unit as it is entered: whole hours, or None while they are missing."""

    unit: Unit
    hours: int | None
    is_credit_transfer: bool = False


def enter(
    *,
    student: Student,
    year: EnrolmentYear,
    qualification: Qualification,
    program: str,
    delivery: str,
    provider: Provider | None,
    units: Iterable[UnitEntry | tuple],
    by: User,
    subjects: int | None = None,
) -> Enrolment:
    """Enrol a student in a certificate with its units; after the freeze it is recorded late, off the census.

    `subjects` is how many the student's program has, None for the usual number. Raises FieldRefused where
    the student is in the certificate already, and window.EntryClosed outside the window.
    """
    entries = entries_of(units)
    with window.recording_window(year=year.pk, school_id=student.school_id) as (stamp, is_late):
        enrolment = Enrolment(
            student=student,
            school_id=student.school_id,
            campus_id=student.campus_id,
            year=year,
            qualification=qualification,
            program=program,
            delivery=delivery,
            provider=provider,
            subjects=subjects,
            on_census=not is_late,
            entered_by=by,
            entered_at=stamp,
            changed_by=by,
            changed_at=stamp,
        )
        _insert(enrolment)
        UnitEnrolment.objects.bulk_create(
            UnitEnrolment(enrolment=enrolment, **each._asdict()) for each in entries
        )
        _record(enrolment, "enter_enrolment", by, stamp, after=said(enrolment, entries))
    return enrolment


def change(
    *,
    enrolment: Enrolment,
    version: int,
    program: str,
    delivery: str,
    provider: Provider | None,
    units: Iterable[UnitEntry | tuple],
    subjects: int | None,
    by: User,
) -> Enrolment:
    """Change an enrolment and its units; the certificate, the student and the side of the census stay.

    Raises StaleEntry when it is no longer at `version`, window.EntryClosed outside the window. A change that
    changes nothing is not recorded.
    """
    entries = entries_of(units)
    with window.changing(enrolment) as stamp:
        held = _held(enrolment, version)
        before = said(held, entries_in(held))
        held.program, held.delivery, held.provider, held.subjects = program, delivery, provider, subjects
        after = said(held, entries)
        if before == after:
            return held
        held.version += 1
        held.changed_by, held.changed_at = by, stamp
        held.save()
        _write_units(held, entries)
        _record(held, "change_enrolment", by, stamp, before=before, after=after)
    return held


def withdraw(*, enrolment: Enrolment, version: int, on: date | None, by: User) -> Enrolment:
    """Record the day on which a student left; None takes a withdrawal back.

    A withdrawal that takes effect after the census changes nothing that funding reads, so it is possible
    at any time; any other one only while entry is open. Raises StaleEntry and window.EntryClosed.
    """
    with _withdrawal_window(enrolment, on) as stamp:
        held = _held(enrolment, version)
        before = held.withdrawn_date
        if before == on:
            return held
        held.withdrawn_date = on
        held.version += 1
        held.changed_by, held.changed_at = by, stamp
        held.save(update_fields=["withdrawn_date", "version", "changed_by", "changed_at"])
        _record(
            held,
            "withdraw_enrolment" if on else "reinstate_enrolment",
            by,
            stamp,
            before={"withdrawn_date": before and before.isoformat()},
            after={"withdrawn_date": on and on.isoformat()},
        )
    return held


@contextmanager
def _withdrawal_window(enrolment: Enrolment, on: date | None) -> Iterator[datetime]:
    """The enrolment's window where the census is touched; otherwise a plain transaction, open at any time."""
    dates = (enrolment.withdrawn_date, on)
    if all(each is None or each > enrolment.year.census_date for each in dates):
        with transaction.atomic():
            yield clock.now()
    else:
        with window.changing(enrolment) as stamp:
            yield stamp


def remove(*, enrolment: Enrolment, version: int, by: User) -> None:
    """Remove an enrolment that was entered by mistake, with its units; the audit record keeps what it said.

    Raises StaleEntry, window.EntryClosed, and Conflict where charges to parents are recorded against it.
    """
    with window.changing(enrolment) as stamp:
        held = _held(enrolment, version)
        _record(held, "remove_enrolment", by, stamp, before=said(held, entries_in(held)))
        try:
            held.delete()
        except ProtectedError:
            raise Conflict(
                "Charges to parents are recorded against this enrolment, so it was not removed. Remove those "
                "charges first."
            ) from None


def entries_of(units: Iterable[UnitEntry | tuple]) -> list[UnitEntry]:
    """Units as entries. Raises FieldRefused where a unit stands there twice."""
    entries = [UnitEntry(*each) for each in units]
    seen: set[int] = set()
    for each in entries:
        if each.unit.pk in seen:
            raise FieldRefused(
                "unit_code", "unit_doubled", f"{each.unit.code} is there twice. Keep one of the two lines."
            )
        seen.add(each.unit.pk)
    return entries


def entries_in(enrolment: Enrolment) -> list[UnitEntry]:
    """The units of an enrolment as they are stored."""
    rows = enrolment.units.select_related("unit").order_by("unit__code")
    return [UnitEntry(row.unit, row.hours, row.is_credit_transfer) for row in rows]


def said(enrolment: Enrolment, entries: Iterable[UnitEntry]) -> dict[str, object]:
    """What an enrolment says, as the audit record keeps it."""
    return {
        "student": enrolment.student.name,
        "certificate": enrolment.qualification.code,
        "year": enrolment.year_id,
        "program": enrolment.program,
        "delivery": enrolment.delivery,
        "provider": enrolment.provider.code if enrolment.provider else "",
        "subjects": enrolment.subjects,
        "campus": enrolment.campus.name,
        "withdrawn_date": enrolment.withdrawn_date.isoformat() if enrolment.withdrawn_date else None,
        "units": sorted(
            ([each.unit.code, each.hours, each.is_credit_transfer] for each in entries),
            key=lambda unit: unit[0],
        ),
    }


def _insert(enrolment: Enrolment) -> None:
    try:
        with transaction.atomic():
            enrolment.save(force_insert=True)
    except IntegrityError:
        existing = Enrolment.objects.filter(
            student=enrolment.student, qualification=enrolment.qualification, year=enrolment.year
        ).first()
        if existing is None:
            raise
        raise FieldRefused(
            "certificate_code",
            "already_enrolled",
            f"{enrolment.student.name} is in {enrolment.qualification.code} in {enrolment.year} already. "
            "Open that enrolment to change it.",
            existing,
        ) from None


def _held(enrolment: Enrolment, version: int) -> Enrolment:
    held = Enrolment.objects.select_for_update(no_key=True).filter(pk=enrolment.pk).first()
    if held is None:
        raise StaleEntry(enrolment)
    if held.version != version:
        raise StaleEntry(held)
    return held


def _write_units(enrolment: Enrolment, entries: list[UnitEntry]) -> None:
    wanted = {each.unit.pk: each for each in entries}
    stored = {row.unit_id: row for row in enrolment.units.all()}
    gone = [row.pk for unit_id, row in stored.items() if unit_id not in wanted]
    if gone:
        enrolment.units.filter(pk__in=gone).delete()
    for unit_id, row in stored.items():
        new = wanted.get(unit_id)
        if new and (row.hours, row.is_credit_transfer) != (new.hours, new.is_credit_transfer):
            row.enrolment, row.hours, row.is_credit_transfer = enrolment, new.hours, new.is_credit_transfer
            row.save()
    UnitEnrolment.objects.bulk_create(
        UnitEnrolment(enrolment=enrolment, **each._asdict())
        for unit_id, each in wanted.items()
        if unit_id not in stored
    )


def _record(
    enrolment: Enrolment,
    action: str,
    by: User,
    stamp,
    *,
    before: dict | None = None,
    after: dict | None = None,
) -> None:
    late = {} if enrolment.on_census else RECORDED_LATE
    trail.record(
        by=by,
        action=action,
        subject=enrolment,
        chain=enrolment.school.code,
        before=before and before | late,
        after=after and after | late,
        at=stamp,
    )
