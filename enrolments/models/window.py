"""The entry window: nothing that funding reads changes outside it, by whatever path.

`entry_window` is what actions use: it takes a lock on the year first, reads the clock once, decides on
that reading and hands it out as the stamp. Model methods and querysets ask `check` (see
enrolments.models.window_guards).

After the freeze funding reads the copied facts only, so what is off the census (`Enrolment.on_census` is
False) may still be recorded until the end of the year: `recording_window` says which of the two it is.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import NamedTuple

from django.apps import apps
from django.db import connection, models, transaction

from enrolments.rules import census, returns
from vetportal import clock
from vetportal.money import day


class Scope(NamedTuple):
    """What a window is open for: a school's enrolments of a year, on the census or recorded late."""

    year: int
    school_id: int
    on_census: bool = True


class Recording(NamedTuple):
    """What may be recorded: `stamp` is the moment that counts, `is_late` that it stays off the census."""

    stamp: datetime
    is_late: bool


_decided: ContextVar[frozenset[Scope]] = ContextVar("decided", default=frozenset())


class EntryClosed(Exception):  # noqa: N818 - the name reads as the sentence it carries
    """Entry is over for this school and year. The text is the sentence that the school reads."""

    code = "collection_closed"


class ReturnSigned(EntryClosed):
    """The school's return is signed, so what it says stands."""

    code = "return_signed"


class YearFrozen(EntryClosed):
    """The census is frozen, so no signature and no extension can change what funding reads."""

    code = "year_frozen"


class LateClosed(EntryClosed):
    """Nothing can be recorded late: the census is not frozen yet, or the year is over."""

    code = "late_closed"


class CensusStands(EntryClosed):
    """Whether an enrolment is on the census was decided when it was recorded."""

    code = "census_stands"


@contextmanager
def entry_window(*, year: int, school_id: int) -> Iterator[datetime]:
    """Open a transaction in which this school's entries on the census of a year may change; yields the stamp.

    Raises EntryClosed after the census date (Melbourne) unless an extension was granted, and ReturnSigned
    while the return is certified or approved.
    """
    with _opened(year, school_id, is_late=False) as recording:
        yield recording.stamp


@contextmanager
def recording_window(*, year: int, school_id: int) -> Iterator[Recording]:
    """Open a transaction in which this school may record: for the census, after the freeze off the census.

    Raises as entry_window while the census is not frozen, and LateClosed once the year is over.
    """
    with _opened(year, school_id, is_late=None) as recording:
        yield recording


@contextmanager
def changing(enrolment: models.Model) -> Iterator[datetime]:
    """Open a transaction in which an enrolment that is stored may change; yields the stamp.

    An enrolment on the census has the entry window, one that was recorded late its own time. Raises likewise.
    """
    is_late = not enrolment.on_census
    with _opened(enrolment.year_id, enrolment.school_id, is_late=is_late) as recording:
        yield recording.stamp


def recording_at(*, year: int, school_id: int, now: datetime) -> Recording:
    """What a school could record now, without a lock; raises as recording_window."""
    is_late = _is_frozen(year)
    _decide(Scope(year, school_id, not is_late), now)
    return Recording(now, is_late)


@contextmanager
def _opened(year: int, school_id: int, *, is_late: bool | None) -> Iterator[Recording]:
    """The locks first, then one look at the clock, then the decision, which holds for the transaction.

    `is_late` is None where the freeze decides: it is asked for behind the lock, which it cannot cross.
    """
    with transaction.atomic():
        _lock(year)
        _lock_school(year, school_id)
        stamp = clock.now()
        recording = Recording(stamp, _is_frozen(year) if is_late is None else is_late)
        scope = Scope(year, school_id, not recording.is_late)
        _decide(scope, stamp)
        token = _decided.set(_decided.get() | {scope})
        try:
            yield recording
        finally:
            _decided.reset(token)


@contextmanager
def signing(*, year: int, school_id: int) -> Iterator[datetime]:
    """Open a transaction in which a school's return or extension may change; yields the stamp.

    No entry of this school is being saved meanwhile, so what is signed is what is there; and the freeze
    cannot cross. Signing is possible after the census date. Raises YearFrozen after the freeze.
    """
    with transaction.atomic():
        _lock(year)
        _lock_school(year, school_id, alone=True)
        stamp = clock.now()
        if _is_frozen(year):
            raise YearFrozen(
                f"The {year} census is frozen, so returns and extensions of {year} can no longer change. "
                "Nothing was changed."
            )
        yield stamp


def check(scopes: Iterable[tuple]) -> None:
    """Refuse a change within these scopes (year, school, on the census or not) unless a window is open."""
    undecided = {Scope(*each) for each in scopes} - _decided.get()
    if undecided:
        stamp = clock.now()
        for each in sorted(undecided):
            _decide(each, stamp)


def _lock(year: int) -> None:
    """Many savers at once, but never beside the freeze, which takes the year for itself."""
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(_model("EnrolmentYear")._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} WHERE year = %s FOR SHARE", [year])  # noqa: S608 - own table name


def _lock_school(year: int, school_id: int, *, alone: bool = False) -> None:
    """A school's savers work side by side, but never beside the one who signs for what they save.

    A return has no row before its first step, so the lock is on the pair of numbers.
    """
    if connection.vendor == "postgresql":
        function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}(%s::int, %s::int)", [year, school_id])


def _is_frozen(year: int) -> bool:
    return _model("EnrolmentYear").objects.get(pk=year).frozen_at is not None


def _decide(scope: Scope, now: datetime) -> None:
    enrolment_year = _model("EnrolmentYear").objects.get(pk=scope.year)
    if scope.on_census:
        _decide_entry(enrolment_year, scope.school_id, now)
    else:
        _decide_late(enrolment_year, now)


def _decide_entry(enrolment_year: models.Model, school_id: int, now: datetime) -> None:
    if not is_open(enrolment_year, school_id, now):
        raise EntryClosed(
            f"Entry for {enrolment_year} closed at the end of {day(enrolment_year.census_date)}, the census "
            f"date. Nothing was changed. {_what_is_left(enrolment_year)}"
        )
    signed = (
        _model("SchoolReturn")
        .objects.filter(year=enrolment_year, school_id=school_id)
        .exclude(status__in=returns.EDITABLE)
        .first()
    )
    if signed:
        raise ReturnSigned(
            f"The {enrolment_year} return of this school is {signed.get_status_display().lower()}, so its "
            "entries are read-only. Nothing was changed. Ask your principal to reopen the return first."
        )


def _what_is_left(enrolment_year: models.Model) -> str:
    if enrolment_year.frozen_at is None:
        return "If your school needs more time, ask the department for an extension."
    return "The census is frozen, so the enrolments on it stay as they are."


def _decide_late(enrolment_year: models.Model, now: datetime) -> None:
    """The return does not matter here: what is recorded late is no part of it."""
    if enrolment_year.frozen_at is None:
        raise LateClosed(
            f"The {enrolment_year} census is not frozen yet, so nothing can be recorded late. Nothing was "
            "changed."
        )
    if not takes_late_records(enrolment_year, now):
        raise LateClosed(
            f"Entry for {enrolment_year} closed at the end of {day(enrolment_year.census_date)}, the census "
            f"date, and late records at the end of {day(census.year_ends_on(enrolment_year.year))}. "
            "Nothing was changed."
        )


def is_open(enrolment_year: models.Model, school_id: int | None, now: datetime) -> bool:
    """Whether entry is open for a school now, by the census date or by a granted extension."""
    if census.is_open(now, enrolment_year.census_date, clock.MELBOURNE):
        return True
    if school_id is None or enrolment_year.frozen_at is not None:
        return False
    until = extended_to(enrolment_year.pk, school_id)
    return census.is_open(now, enrolment_year.census_date, clock.MELBOURNE, until)


def takes_late_records(enrolment_year: models.Model, now: datetime) -> bool:
    """Whether schools may record off the census: from the freeze to the end of the year in Melbourne."""
    if enrolment_year.frozen_at is None:
        return False
    return census.is_within(enrolment_year.year, now, clock.MELBOURNE)


def extended_to(year: int, school_id: int) -> date | None:
    """The last day of the longest extension granted to a school, if any."""
    granted = _model("EntryExtension").objects.filter(
        year_id=year, school_id=school_id, granted_at__isnull=False
    )
    return granted.aggregate(last=models.Max("until"))["last"]


def _model(name: str) -> type[models.Model]:
    """The models import this module, so it asks the registry for them."""
    return apps.get_model("enrolments", name)
