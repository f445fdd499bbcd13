"""Longer entry for one school: asked for by one person, granted or refused by another, until the freeze."""

from datetime import date, datetime

from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import EnrolmentYear, EntryExtension, School, window
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail
from vetportal.money import day


def request(*, school: School, year: int, until: date, reason: str, by: User) -> EntryExtension:
    """Ask for entry until the end of a day after the census date, with the reason that the department reads.

    Raises Refused for a day that gives no time, and window.YearFrozen after the freeze.
    """
    if not reason.strip():
        raise Refused("Write why your school needs more time. The department decides on this sentence.")
    with window.signing(year=year, school_id=school.pk) as stamp:
        _refuse_pointless(EnrolmentYear.objects.get(pk=year), until, stamp)
        waiting = waiting_of(school, year)
        if waiting:
            raise Refused(
                f"An extension until {day(waiting.until)} is already asked for and waits for the department."
            )
        asked = EntryExtension.objects.create(
            school=school,
            year_id=year,
            until=until,
            reason=reason.strip(),
            requested_by=by,
            requested_at=stamp,
        )
        _record("request_extension", asked, by=by, at=stamp, before=None)
        return asked


def grant(*, extension: EntryExtension, by: User) -> EntryExtension:
    """Open entry for the school until the end of the day asked for; by another person than who asked.

    Raises Refused for the same person or a day that has passed, Conflict when it is decided already, and
    window.YearFrozen after the freeze.
    """
    with window.signing(year=extension.year_id, school_id=extension.school_id) as stamp:
        if extension.requested_by_id == by.pk:
            raise Refused("You asked for this extension, so another person must grant it.")
        if extension.until < _day_of(stamp):
            raise Refused(
                f"{day(extension.until)} has passed, so granting this would open nothing. Refuse it; the "
                "school can ask for a later day."
            )
        return _decide(extension, "grant_extension", {"granted_by": by, "granted_at": stamp}, by=by, at=stamp)


def refuse(*, extension: EntryExtension, reason: str, by: User) -> EntryExtension:
    """Answer a request with no, with a reason for the record; by another person than who asked."""
    if not reason.strip():
        raise Refused("Write why the extension is refused. The school reads this sentence.")
    with window.signing(year=extension.year_id, school_id=extension.school_id) as stamp:
        if extension.requested_by_id == by.pk:
            raise Refused("You asked for this extension, so another person must decide on it.")
        changed = {"refused_at": stamp}
        return _decide(extension, "refuse_extension", changed, by=by, at=stamp, reason=reason.strip())


def waiting_of(school: School, year: int) -> EntryExtension | None:
    """A school's request that nobody has decided on yet."""
    return EntryExtension.objects.filter(
        school=school, year_id=year, granted_at=None, refused_at=None
    ).first()


def _refuse_pointless(year: EnrolmentYear, until: date, stamp: datetime) -> None:
    if until <= year.census_date:
        raise Refused(f"Entry is open until {day(year.census_date)} anyway. Choose a later day.")
    if until < _day_of(stamp):
        raise Refused(f"{day(until)} has passed. Choose today or a later day.")
    if until.year != year.year:
        raise Refused(f"Choose a day in {year.year}: the extension is for enrolments of that year.")


def _decide(
    extension: EntryExtension, action: str, changed: dict, *, by: User, at: datetime, reason: str = ""
) -> EntryExtension:
    undecided = EntryExtension.objects.filter(pk=extension.pk, granted_at=None, refused_at=None)
    before = _as_recorded(extension)
    if not undecided.update(**changed):
        raise Conflict("Another person has already decided on this extension. Nothing was changed.")
    extension.refresh_from_db()
    _record(action, extension, by=by, at=at, before=before, reason=reason)
    return extension


def _record(
    action: str, extension: EntryExtension, *, by: User, at: datetime, before: dict | None, reason: str = ""
) -> None:
    trail.record(
        by=by,
        action=action,
        subject=extension,
        chain=extension.school.code,
        before=before,
        after=_as_recorded(extension),
        reason=reason or (extension.reason if before is None else ""),
        at=at,
    )


def _as_recorded(extension: EntryExtension) -> dict:
    decided = "granted" if extension.granted_at else "refused" if extension.refused_at else "asked for"
    return {"year": extension.year_id, "until": extension.until.isoformat(), "state": decided}


def _day_of(stamp: datetime) -> date:
    return stamp.astimezone(clock.MELBOURNE).date()
