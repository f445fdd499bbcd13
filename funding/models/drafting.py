"""Published rules stand still: only a draft may change, by whatever path short of raw SQL."""

from collections.abc import Iterable

from django.apps import apps
from django.db import models


class RulesPublished(Exception):  # noqa: N818 - the name reads as the sentence it carries
    """The version was published. The text says what to do instead."""


class VersionQuerySet(models.QuerySet):
    """Versions of years' rules; bulk changes meet the same refusal as single ones."""

    def update(self, **values: object) -> int:
        _refuse(self.exclude(status="DRAFT"))
        if values.get("status") == "PUBLISHED":
            for year in set(self.order_by().values_list("year", flat=True)):
                check_only_table(year, ())
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        _refuse(self.exclude(status="DRAFT"))
        return super().delete()


class PartQuerySet(models.QuerySet):
    """Rows that belong to a version: bands, instalments, rules, bands of certificates.

    Also the base manager of their models: `version.bands.add` updates by that one.
    """

    def update(self, **values: object) -> int:
        _refuse_parts(self)
        new = values.get("funding_year", values.get("funding_year_id"))
        check_drafts({getattr(new, "pk", new)})
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        _refuse_parts(self)
        return super().delete()

    def bulk_create(self, objs: Iterable[models.Model], *args, **kwargs) -> list[models.Model]:
        objs = list(objs)
        check_drafts({each.funding_year_id for each in objs})
        return super().bulk_create(objs, *args, **kwargs)


class PartOfVersion(models.Model):
    """A row of a version's rules. It changes only while the version is a draft."""

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, *args, **kwargs) -> None:
        check_drafts({self.funding_year_id})
        _refuse_parts(type(self).objects.filter(pk=self.pk))  # where it stands now
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        check_drafts({self.funding_year_id})
        return super().delete(*args, **kwargs)


class PartWithCertificate(PartOfVersion):
    """A row of a version's rules about one certificate, with the sentence that sets it."""

    qualification = models.ForeignKey("enrolments.Qualification", on_delete=models.PROTECT, related_name="+")
    source = models.TextField()

    class Meta(PartOfVersion.Meta):
        abstract = True


def check_version(version: models.Model, update_fields: Iterable[str] | None) -> None:
    """Refuse a change of a published version; being replaced by a newer one is not a change of its rules."""
    if version.pk and set(update_fields or ()) != {"status"}:
        check_drafts({version.pk})


def check_only_table(year: int, but: Iterable[int]) -> None:
    """Raises RulesPublished where a year has a published table besides these versions: it has one only."""
    held = _versions().filter(year=year, status="PUBLISHED").exclude(pk__in=but).first()
    if held:
        raise RulesPublished(
            f"{year} has a published rate table already: version {held.version}. A year has one. "
            "Publish the new version on the pages of the year; that replaces the older one."
        )


def check_drafts(version_ids: Iterable[int]) -> None:
    """Raises RulesPublished unless all these versions are drafts."""
    _refuse(_versions().filter(pk__in=version_ids).exclude(status="DRAFT"))


def _refuse_parts(parts: models.QuerySet) -> None:
    check_drafts(parts.order_by().values("funding_year_id"))


def _refuse(published: models.QuerySet) -> None:
    version = published.order_by("pk").first()
    if version:
        raise RulesPublished(
            f"The rules of {version} are published and are never edited. "
            f"Draft a new version of {version.year} and change that."
        )


def _versions() -> models.QuerySet:
    """The models import this module, so it asks the registry for them."""
    return apps.get_model("funding", "FundingYear").objects.all()
