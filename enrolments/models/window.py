"""The entry window: nothing that funding reads changes outside it, by whatever path.

`entry_window` is what actions use: it takes a lock on the year first, reads the clock once, decides on
that reading and hands it out as the stamp. Model methods and querysets ask `check`, so that a shell, the
administration site or a forgotten path meets the same refusal. Raw SQL is outside its reach.
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


def check_enrolment(enrolment: models.Model, update_fields: Iterable[str] | None) -> None:
    """Refuse a change of an enrolment, except a withdrawal that only takes effect after the census."""
    if not _is_later_withdrawal(enrolment, update_fields):
        check(_pairs_of(enrolment))


def _pairs_of(enrolment: models.Model) -> set[tuple[int, int]]:
    """Where the enrolment is going to and, when it exists, where it stands now."""
    pairs = {(enrolment.year_id, enrolment.school_id)}
    if enrolment.pk:
        pairs |= set(type(enrolment).objects.filter(pk=enrolment.pk).values_list("year_id", "school_id"))
    return pairs


def _is_later_withdrawal(enrolment: models.Model, update_fields: Iterable[str] | None) -> bool:
    written = set(update_fields or ())
    if not written or not written <= {"withdrawn_date", "version", "changed_by", "changed_at"}:
        return False
    last_day = enrolment.year.census_date
    before = type(enrolment).objects.values_list("withdrawn_date", flat=True).get(pk=enrolment.pk)
    return all(value is None or value > last_day for value in (before, enrolment.withdrawn_date))


def check_student(student: models.Model) -> None:
    """Refuse new facts of funding (birth date, school, overseas) while a closed census has to read them."""
    if not student.pk:
        return
    fields = ("date_of_birth", "school_id", "is_overseas")
    before = type(student).objects.filter(pk=student.pk).values_list(*fields).first()
    if before and before != tuple(getattr(student, name) for name in fields):
        check(_unfrozen_pairs(student.enrolments.all()))


def _unfrozen_pairs(enrolments: models.QuerySet) -> list[tuple[int, int]]:
    return list(
        enrolments.filter(year__frozen_at=None).order_by().values_list("year_id", "school_id").distinct()
    )


def _refuse_upserts(options: dict[str, object]) -> None:
    """What INSERT ... ON CONFLICT DO UPDATE changes stands nowhere in the rows it is given."""
    if options.get("update_conflicts"):
        raise ValueError("Change enrolments and units by update, bulk_update or save, never by conflicts.")


class EnrolmentQuerySet(models.QuerySet):
    """Enrolments; bulk changes meet the same refusal as single ones.

    Also the base manager of its model: `student.enrolments.add` updates by that one.
    """

    def of_year(self, year: int) -> "EnrolmentQuerySet":
        """Enrolments of one year."""
        return self.filter(year_id=year)

    def _check(self) -> set[tuple[int, int]]:
        pairs = set(self.order_by().values_list("year_id", "school_id").distinct())
        check(pairs)
        return pairs

    def update(self, **values: object) -> int:
        pairs = self._check()
        if {"year", "year_id", "school", "school_id"} & values.keys():
            year, school = _key(values, "year"), _key(values, "school")
            check({(year or old_year, school or old_school) for old_year, old_school in pairs})
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check()
        return super().delete()

    def bulk_create(self, objs: Iterable[models.Model], **options) -> list[models.Model]:
        objs = list(objs)
        _refuse_upserts(options)
        check({(each.year_id, each.school_id) for each in objs})
        return super().bulk_create(objs, **options)


def _key(values: dict[str, object], name: str) -> int | None:
    """The key that an update writes to a relation, given as a row or as a key."""
    value = values.get(name, values.get(f"{name}_id"))
    return getattr(value, "pk", value)


def _pairs_of_enrolments(keys: set[int | None]) -> set[tuple[int, int]]:
    enrolments = _model("Enrolment").objects.filter(pk__in=keys)
    return set(enrolments.order_by().values_list("year_id", "school_id").distinct())


def check_unit(unit: models.Model) -> None:
    """Refuse a change of a unit, for the enrolment it is going to and the one where it stands now."""
    stands = type(unit).objects.filter(pk=unit.pk).exclude(enrolment=unit.enrolment_id) if unit.pk else None
    moved_from = set(stands.values_list("enrolment", flat=True)) if stands is not None else set()
    elsewhere = _pairs_of_enrolments(moved_from) if moved_from else set()
    check({(unit.enrolment.year_id, unit.enrolment.school_id)} | elsewhere)


class UnitEnrolmentQuerySet(models.QuerySet):
    """Units of enrolments, guarded by the enrolment they belong to."""

    def _check(self) -> None:
        check(self.order_by().values_list("enrolment__year_id", "enrolment__school_id").distinct())

    def update(self, **values: object) -> int:
        self._check()
        check(_pairs_of_enrolments({_key(values, "enrolment")}))
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check()
        return super().delete()

    def bulk_create(self, objs: Iterable[models.Model], **options) -> list[models.Model]:
        objs = list(objs)
        _refuse_upserts(options)
        check(_pairs_of_enrolments({each.enrolment_id for each in objs}))
        return super().bulk_create(objs, **options)


class StudentQuerySet(models.QuerySet):
    """Students; a bulk change of birth dates meets the same refusal as a single one."""

    def update(self, **values: object) -> int:
        if {"date_of_birth", "school", "school_id", "is_overseas"} & set(values):
            check(_unfrozen_pairs(_model("Enrolment").objects.filter(student__in=self)))
        return super().update(**values)

    def bulk_create(self, objs: Iterable[models.Model], **options) -> list[models.Model]:
        objs = list(objs)
        if options.get("update_conflicts"):  # an update that looks like a creation
            held = {"school__in": {each.school_id for each in objs},
                    "student_number__in": {each.student_number for each in objs}}  # fmt: skip
            check(
                _unfrozen_pairs(
                    _model("Enrolment").objects.filter(student__in=self.model.objects.filter(**held))
                )
            )
        return super().bulk_create(objs, **options)


def _model(name: str) -> type[models.Model]:
    """The models import this module, so it asks the registry for them."""
    return apps.get_model("enrolments", name)
