"""The entry window by every path: what models and querysets ask before they write.

A shell, the administration site or a forgotten path meets the same refusal as an action. Raw SQL is outside
their reach.
"""

from collections.abc import Iterable

from django.apps import apps
from django.db import models

from enrolments.models.window import check


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
    enrolments = _enrolments().filter(pk__in=keys)
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
            check(_unfrozen_pairs(_enrolments().filter(student__in=self)))
        return super().update(**values)

    def bulk_create(self, objs: Iterable[models.Model], **options) -> list[models.Model]:
        objs = list(objs)
        if options.get("update_conflicts"):  # an update that looks like a creation
            held = {"school__in": {each.school_id for each in objs},
                    "student_number__in": {each.student_number for each in objs}}  # fmt: skip
            check(_unfrozen_pairs(_enrolments().filter(student__in=self.model.objects.filter(**held))))
        return super().bulk_create(objs, **options)


def _enrolments() -> models.QuerySet:
    """The models import this module, so it asks the registry for them."""
    return apps.get_model("enrolments", "Enrolment").objects
