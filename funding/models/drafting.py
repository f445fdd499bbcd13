"""Published rules of a year stand still: only a draft may change, and a year has one published table."""

from collections.abc import Iterable

from django.db import models

from vetportal import drafting


class RulesPublished(Exception):  # noqa: N818 - the name reads as the sentence it carries
    """The version was published. The text says what to do instead."""


def _refusal(version) -> RulesPublished:
    return RulesPublished(
        f"The rules of {version} are published and are never edited. "
        f"Draft a new version of {version.year} and change that."
    )


_GUARD = drafting.Guard(
    app="funding",
    model="FundingYear",
    foreign_key="funding_year",
    succession=frozenset({"status"}),
    refusal=_refusal,
)
check_version = _GUARD.check_version
check_drafts = _GUARD.check_drafts


class VersionQuerySet(drafting.VersionQuerySet):
    """Versions of years' rules. A newer version replaces one older one, so no status changes in bulk."""

    guard = _GUARD

    def update(self, **values: object) -> int:
        _GUARD.check(self)
        if values.get("status") == "PUBLISHED":
            for year in set(self.order_by().values_list("year", flat=True)):
                check_only_table(year, ())
        return super().update(**values)


class PartOfVersion(drafting.Part):
    """A row of a version's rules: a band, an instalment, a rule, the band of a certificate."""

    guard = _GUARD

    class Meta(drafting.Part.Meta):
        abstract = True


class PartWithCertificate(PartOfVersion):
    """A row of a version's rules about one certificate, with the sentence that sets it."""

    qualification = models.ForeignKey("enrolments.Qualification", on_delete=models.PROTECT, related_name="+")
    source = models.TextField()

    class Meta(PartOfVersion.Meta):
        abstract = True


def check_only_table(year: int, but: Iterable[int]) -> None:
    """Raises RulesPublished where a year has a published table besides these versions: it has one only."""
    held = _GUARD.all_versions().filter(year=year, status="PUBLISHED").exclude(pk__in=but).first()
    if held:
        raise RulesPublished(
            f"{year} has a published rate table already: version {held.version}. A year has one. "
            "Publish the new version on the pages of the year; that replaces the older one."
        )
