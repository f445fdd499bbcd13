"""The entry window by every path: what models and querysets ask before they write.

A shell, the administration site or a forgotten path meets the same refusal as an action. Raw SQL is outside
their reach. What counts is what is stored, and what the change would make of it; an enrolment never changes
its side of the census.
"""

from collections.abc import Iterable

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from enrolments.models import holds
from enrolments.models.window import CensusStands, Scope, check

_SCOPE = ("year_id", "school_id", "on_census")


def check_enrolment(enrolment: models.Model, update_fields: Iterable[str] | None) -> None:
    """Refuse a change of an enrolment, except a withdrawal that only takes effect after the census."""
    if not _is_later_withdrawal(enrolment, update_fields):
        check(_scopes_around(enrolment))


def _scopes_around(enrolment: models.Model) -> set[Scope]:
    """Where the enrolment is going to and, when it exists, where it stands now."""
    going_to = Scope(enrolment.year_id, enrolment.school_id, _is_on_census(enrolment))
    if not enrolment.pk:
        return {going_to}
    stands = _scopes(type(enrolment).objects.filter(pk=enrolment.pk))
    if any(each.on_census != going_to.on_census for each in stands):
        raise _census_stands()
    return {going_to} | stands


def _scopes(enrolments: models.QuerySet) -> set[Scope]:
    return {Scope(*each) for each in enrolments.order_by().values_list(*_SCOPE).distinct()}


def _is_on_census(enrolment: models.Model) -> bool:
    """The side of the census as it would be stored; an expression would be known to the database only."""
    try:
        return enrolment._meta.get_field("on_census").to_python(enrolment.on_census)
    except ValidationError:
        raise _census_stands() from None


def _census_stands() -> CensusStands:
    return CensusStands(
        "Whether an enrolment is on the census was decided when it was recorded. Nothing was changed."
    )


def _is_later_withdrawal(enrolment: models.Model, update_fields: Iterable[str] | None) -> bool:
    written = set(update_fields or ())
    if not written or not written <= {"withdrawn_date", "version", "changed_by", "changed_at"}:
        return False
    last_day = enrolment.year.census_date
    before = type(enrolment).objects.values_list("withdrawn_date", flat=True).get(pk=enrolment.pk)
    return all(value is None or value > last_day for value in (before, enrolment.withdrawn_date))


def check_student(student: models.Model) -> None:
    """Refuse a new birth date, fee status or school for a student whom a closed census still has to read."""
    if not student.pk:
        return
    fields = ("date_of_birth", "is_overseas", "school_id")
    before = type(student).objects.filter(pk=student.pk).values_list(*fields).first()
    if before and before != tuple(getattr(student, name) for name in fields):
        check(_unfrozen_scopes(student.enrolments.all()))


def _unfrozen_scopes(enrolments: models.QuerySet) -> set[Scope]:
    return _scopes(enrolments.filter(year__frozen_at=None))


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

    def of_census(self) -> "EnrolmentQuerySet":
        """Without those that were recorded late: what a return says and what funding may read."""
        return self.filter(on_census=True)

    def _check(self) -> set[Scope]:
        scopes = _scopes(self)
        check(scopes)
        return scopes

    def update(self, **values: object) -> int:
        if "on_census" in values:
            raise _census_stands()
        scopes = self._check()
        if {"year", "year_id", "school", "school_id"} & values.keys():
            year, school = _key(values, "year"), _key(values, "school")
            check({each._replace(year=year or each.year, school_id=school or each.school_id)
                   for each in scopes})  # fmt: skip
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        late = {key for key, on_census in self.values_list("pk", "on_census") if not on_census}
        self._check()
        holds.refuse_while_held(late)
        return super().delete()

    def bulk_create(self, objs: Iterable[models.Model], **options) -> list[models.Model]:
        objs = list(objs)
        _refuse_upserts(options)
        check({Scope(each.year_id, each.school_id, _is_on_census(each)) for each in objs})
        return super().bulk_create(objs, **options)


def _key(values: dict[str, object], name: str) -> int | None:
    """The key that an update writes to a relation, given as a row or as a key.

    Raises ValueError for an expression, of which only the database knows where it leads (bulk_update).
    """
    value = values.get(name, values.get(f"{name}_id"))
    if hasattr(value, "resolve_expression"):
        raise ValueError("Move enrolments and units by save or update with one target, never row by row.")
    return getattr(value, "pk", value)


def _scopes_of(keys: Iterable[int | None]) -> set[Scope]:
    return _scopes(_enrolments().filter(pk__in=set(keys)))


def check_unit(unit: models.Model) -> None:
    """Refuse a change of a unit, for the enrolment it is going to and the one where it stands now."""
    keys = {unit.enrolment_id}
    if unit.pk:
        keys.update(type(unit).objects.filter(pk=unit.pk).values_list("enrolment", flat=True))
    check(_scopes_of(keys))


class UnitEnrolmentQuerySet(models.QuerySet):
    """Units of enrolments, guarded by the enrolment they belong to."""

    def _check(self) -> None:
        named = [f"enrolment__{name}" for name in _SCOPE]
        check(self.order_by().values_list(*named).distinct())

    def update(self, **values: object) -> int:
        self._check()
        check(_scopes_of({_key(values, "enrolment")}))
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check()
        return super().delete()

    def bulk_create(self, objs: Iterable[models.Model], **options) -> list[models.Model]:
        objs = list(objs)
        _refuse_upserts(options)
        check(_scopes_of(each.enrolment_id for each in objs))
        return super().bulk_create(objs, **options)


class StudentQuerySet(models.QuerySet):
    """Students; a bulk change of birth dates meets the same refusal as a single one."""

    def update(self, **values: object) -> int:
        if {"date_of_birth", "is_overseas", "school", "school_id"} & set(values):
            check(_unfrozen_scopes(_enrolments().filter(student__in=self)))
        return super().update(**values)

    def bulk_create(self, objs: Iterable[models.Model], **options) -> list[models.Model]:
        objs = list(objs)
        if options.get("update_conflicts"):  # an update that looks like a creation
            held = {"school__in": {each.school_id for each in objs},
                    "student_number__in": {each.student_number for each in objs}}  # fmt: skip
            check(_unfrozen_scopes(_enrolments().filter(student__in=self.model.objects.filter(**held))))
        return super().bulk_create(objs, **options)


def _enrolments() -> models.QuerySet:
    """The models import this module, so it asks the registry for them."""
    return apps.get_model("enrolments", "Enrolment").objects
