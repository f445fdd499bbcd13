"""Published versions of rules stand still: only a draft may change, by whatever path short of raw SQL.

Each app states one Guard: which model its versions are, how the rows of a version name it, and in which words
a change of a published one is refused. A version has a status, DRAFT until it is published.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import ClassVar

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Guard:
    """How the versions of one kind of rules are kept as they were published."""

    app: str
    model: str
    foreign_key: str  # by which a row names its version
    succession: frozenset[str]  # what a later version changes in an earlier one, published or not
    refusal: Callable[[models.Model], Exception]  # what is raised for a published version

    def check_version(self, version: models.Model, update_fields: Iterable[str] | None) -> None:
        """Refuse a change of a published version; that a newer one succeeds it is no change of its rules."""
        is_succession = update_fields is not None and self.is_succession(update_fields)
        if version.pk and not is_succession:
            self.check_drafts({version.pk})

    def check_drafts(self, versions: Iterable[int | None] | models.QuerySet) -> None:
        """Raises the refusal unless all versions of these keys are drafts."""
        self.check(self.all_versions().filter(pk__in=versions))

    def check_parts(self, parts: models.QuerySet) -> None:
        """Raises the refusal unless all these rows belong to drafts."""
        self.check_drafts(parts.order_by().values(f"{self.foreign_key}_id"))

    def check(self, versions: models.QuerySet) -> None:
        """Raises the refusal unless all these versions are drafts."""
        published = versions.exclude(status="DRAFT").order_by("pk").first()
        if published:
            raise self.refusal(published)

    def is_succession(self, fields: Iterable[str]) -> bool:
        """Whether these fields are no more than what a later version changes in an earlier one."""
        return set(fields) <= self.succession

    def version_of(self, part: models.Model) -> int | None:
        """The key of the version that a row belongs to."""
        return getattr(part, f"{self.foreign_key}_id")

    def all_versions(self) -> models.QuerySet:
        """The models import their guard, so it asks the registry for them."""
        return apps.get_model(self.app, self.model).objects.all()


class VersionQuerySet(models.QuerySet):
    """Versions of rules; bulk changes meet the same refusal as single ones. A subclass names its guard."""

    guard: ClassVar[Guard]

    def update(self, **values: object) -> int:
        if not self.guard.is_succession(values):
            self.guard.check(self)
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self.guard.check(self)
        return super().delete()


class PartQuerySet(models.QuerySet):
    """Rows that belong to a version. Also the base manager of their models: `version.rows.add` uses that."""

    def update(self, **values: object) -> int:
        guard = self.model.guard
        guard.check_parts(self)
        new = values.get(guard.foreign_key, values.get(f"{guard.foreign_key}_id"))
        guard.check_drafts({getattr(new, "pk", new)})
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self.model.guard.check_parts(self)
        return super().delete()

    def bulk_create(self, objs: Collection[models.Model], *args, **kwargs) -> list[models.Model]:
        objs = list(objs)
        guard = self.model.guard
        guard.check_drafts({guard.version_of(each) for each in objs})
        return super().bulk_create(objs, *args, **kwargs)


class Part(models.Model):
    """A row of a version's rules; it changes only while that is a draft. A subclass names its guard."""

    guard: ClassVar[Guard]

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **kwargs) -> None:
        self.guard.check_drafts({self.guard.version_of(self)})
        self.guard.check_parts(type(self).objects.filter(pk=self.pk))  # where it stands now
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        self.guard.check_drafts({self.guard.version_of(self)})
        return super().delete(*args, **kwargs)
