"""Department facts that funding reads stand still between a census and its freeze.

Model methods and querysets refuse, so that a shell, the administration site or a forgotten path meets the
same answer. Raw SQL is outside their reach.
"""

from collections.abc import Iterable

from django.apps import apps
from django.db import models

from enrolments.models.window import EntryClosed
from vetportal import clock
from vetportal.money import day


class AwaitsFreeze(models.Model):
    """Department facts that funding reads: they stand still between a census and its freeze."""

    FUNDING_FIELDS: tuple[str, ...] = ()
    NEW_ROWS_COUNT = False  # whether a new row alone changes what funding reads

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        before = (
            type(self).objects.filter(pk=self.pk).values_list(*self.FUNDING_FIELDS).first()
            if self.pk
            else None
        )
        now = tuple(getattr(self, name) for name in self.FUNDING_FIELDS)
        if before != now if before else self.NEW_ROWS_COUNT:
            refuse_while_awaiting_freeze(str(self))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        refuse_while_awaiting_freeze(str(self))
        return super().delete(*args, **kwargs)


class AwaitsFreezeQuerySet(models.QuerySet):
    """As AwaitsFreeze, for bulk changes. Also the base manager of its models, by which relations update."""

    def update(self, **values: object) -> int:
        read = {name.removesuffix("_id") for name in self.model.FUNDING_FIELDS}
        if read & {name.removesuffix("_id") for name in values}:
            refuse_while_awaiting_freeze(str(self.model._meta.verbose_name_plural))
        return super().update(**values)

    def bulk_create(self, objs: Iterable[models.Model], **options) -> list[models.Model]:
        if self.model.NEW_ROWS_COUNT or options.get("update_conflicts"):
            refuse_while_awaiting_freeze(str(self.model._meta.verbose_name_plural))
        return super().bulk_create(objs, **options)

    def delete(self) -> tuple[int, dict[str, int]]:
        refuse_while_awaiting_freeze(str(self.model._meta.verbose_name_plural))
        return super().delete()


def refuse_while_awaiting_freeze(subject: str) -> None:
    """Raises EntryClosed while a census is closed and not frozen: funding is about to read these facts."""
    waiting = (
        apps.get_model("enrolments", "EnrolmentYear")
        .objects.filter(frozen_at=None, census_date__lt=clock.today())
        .first()
    )
    if waiting:
        raise EntryClosed(
            f"{subject} cannot be changed between the {waiting} census ({day(waiting.census_date)}) and its "
            "freeze, because funding reads it. Freeze the census first."
        )
