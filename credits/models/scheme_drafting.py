"""Published schemes stand still: only a draft may change, by whatever path short of raw SQL."""

from collections.abc import Iterable

from django.apps import apps
from django.db import models

# What publishing a later version does to an earlier one: it is replaced, or ends where the later one begins.
_SUCCEEDED = {"status", "commence_to"}


class SchemePublished(Exception):  # noqa: N818 - the name reads as the sentence it carries
    """The version was published. The text says what to do instead."""


class SchemeQuerySet(models.QuerySet):
    """Versions of schemes; bulk changes meet the same refusal as single ones."""

    def update(self, **values: object) -> int:
        if set(values) - _SUCCEEDED:
            _refuse(self.exclude(status="DRAFT"))
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        _refuse(self.exclude(status="DRAFT"))
        return super().delete()


class PartQuerySet(models.QuerySet):
    """Rows of a scheme. Also the base manager of their models: `scheme.rows.add` updates by that one."""

    def update(self, **values: object) -> int:
        _refuse_parts(self)
        new = values.get("scheme", values.get("scheme_id"))
        check_drafts({getattr(new, "pk", new)})
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        _refuse_parts(self)
        return super().delete()

    def bulk_create(self, objs: Iterable[models.Model], *args, **kwargs) -> list[models.Model]:
        objs = list(objs)
        check_drafts({each.scheme_id for each in objs})
        return super().bulk_create(objs, *args, **kwargs)


class PartOfScheme(models.Model):
    """A row of a scheme. It changes only while the scheme is a draft."""

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **kwargs) -> None:
        check_drafts({self.scheme_id})
        _refuse_parts(type(self).objects.filter(pk=self.pk))  # where it stands now
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        check_drafts({self.scheme_id})
        return super().delete(*args, **kwargs)


def check_version(version: models.Model, update_fields: Iterable[str] | None) -> None:
    """Refuse a change of a published version; being succeeded by a newer one is not a change of its rules."""
    is_succession = update_fields is not None and set(update_fields) <= _SUCCEEDED
    if version.pk and not is_succession:
        check_drafts({version.pk})


def check_drafts(scheme_ids: Iterable[int | None]) -> None:
    """Raises SchemePublished unless all these versions are drafts."""
    _refuse(_schemes().filter(pk__in=scheme_ids).exclude(status="DRAFT"))


def _refuse_parts(parts: models.QuerySet) -> None:
    check_drafts(parts.order_by().values("scheme_id"))


def _refuse(published: models.QuerySet) -> None:
    version = published.order_by("pk").first()
    if version:
        raise SchemePublished(
            f"{version} is published and is never edited. Draft a new version and change that."
        )


def _schemes() -> models.QuerySet:
    """The models import this module, so it asks the registry for them."""
    return apps.get_model("credits", "CreditScheme").objects.all()
