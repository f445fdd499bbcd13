"""The entry window: nothing that funding reads changes outside it, by whatever path.

`entry_window` is what actions use: it takes a lock on the year first, reads the clock once, decides on
that reading and hands it out as the stamp. Model methods and querysets ask `check` (see
enrolments.models.window_guards).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.apps import apps
from django.db import connection, models, transaction

from enrolments.rules import census, returns
from vetportal import clock
from vetportal.money import day

_decided: ContextVar[frozenset[tuple[int, int]]] = ContextVar("decided", default=frozenset())


class EntryClosed(Exception):  # noqa: N818 - the name reads as the sentence it carries
    """Entry is over for this school and year. The text is the sentence that the school reads."""

    code = "collection_closed"


class ReturnSigned(EntryClosed):
    """The school's return is signed, so what it says stands."""

    code = "return_signed"


class YearFrozen(EntryClosed):
    """The census is frozen, so no signature and no extension can change what funding reads."""

    code = "year_frozen"


@contextmanager
def entry_window(*, year: int, school_id: int) -> Iterator[datetime]:
    """Open a transaction in which this school's entries of this year may change; yields the stamp.

    Raises EntryClosed after the census date (Melbourne) unless an extension was granted, and ReturnSigned
    while the return is certified or approved.
    """
    with transaction.atomic():
        _lock(year)
        _lock_school(year, school_id)
        stamp = clock.now()
        _decide(year, school_id, stamp)
        token = _decided.set(_decided.get() | {(year, school_id)})
        try:
            yield stamp
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
        if _model("EnrolmentYear").objects.get(pk=year).frozen_at is not None:
            raise YearFrozen(
                f"The {year} census is frozen, so returns and extensions of {year} can no longer change. "
                "Nothing was changed."
            )
        yield stamp


def check(pairs: Iterable[tuple[int, int]]) -> None:
    """Refuse a change of these (year, school) pairs unless a window for them is open."""
    undecided = set(pairs) - _decided.get()
    if undecided:
        stamp = clock.now()
        for year, school_id in sorted(undecided):
            _decide(year, school_id, stamp)


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


def _decide(year: int, school_id: int, now: datetime) -> None:
    enrolment_year = _model("EnrolmentYear").objects.get(pk=year)
    if not is_open(enrolment_year, school_id, now):
        raise EntryClosed(
            f"Entry for {year} closed at the end of {day(enrolment_year.census_date)}, the census date. "
            "Nothing was changed. If your school needs more time, ask the department for an extension."
        )
    signed = (
        _model("SchoolReturn")
        .objects.filter(year_id=year, school_id=school_id)
        .exclude(status__in=returns.EDITABLE)
        .first()
    )
    if signed:
        raise ReturnSigned(
            f"The {year} return of this school is {signed.get_status_display().lower()}, so its entries are "
            "read-only. Nothing was changed. Ask your principal to reopen the return first."
        )


def is_open(enrolment_year: models.Model, school_id: int | None, now: datetime) -> bool:
    """Whether entry is open for a school now, by the census date or by a granted extension."""
    if census.is_open(now, enrolment_year.census_date, clock.MELBOURNE):
        return True
    if school_id is None or enrolment_year.frozen_at is not None:
        return False
    until = extended_to(enrolment_year.pk, school_id)
    return census.is_open(now, enrolment_year.census_date, clock.MELBOURNE, until)


def extended_to(year: int, school_id: int) -> date | None:
    """The last day of the longest extension granted to a school, if any."""
    granted = _model("EntryExtension").objects.filter(
        year_id=year, school_id=school_id, granted_at__isnull=False
    )
    return granted.aggregate(last=models.Max("until"))["last"]


def _model(name: str) -> type[models.Model]:
    """The models import this module, so it asks the registry for them."""
    return apps.get_model("enrolments", name)
