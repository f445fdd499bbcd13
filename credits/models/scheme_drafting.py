"""Published schemes stand still: only a draft may change."""

from vetportal import drafting


class SchemePublished(Exception):  # noqa: N818 - the name reads as the sentence it carries
    """The version was published. The text says what to do instead."""


def _refusal(version: object) -> SchemePublished:
    return SchemePublished(
        f"{version} is published and is never edited. Draft a new version and change that."
    )


# What publishing a later version does to an earlier one: it is replaced, or ends where the later one begins.
_GUARD = drafting.Guard(
    app="credits",
    model="CreditScheme",
    foreign_key="scheme",
    succession=frozenset({"status", "commence_to"}),
    refusal=_refusal,
)
check_version = _GUARD.check_version
check_drafts = _GUARD.check_drafts


class SchemeQuerySet(drafting.VersionQuerySet):
    """Versions of schemes."""

    guard = _GUARD


class PartOfScheme(drafting.Part):
    """A row of a scheme."""

    guard = _GUARD

    class Meta(drafting.Part.Meta):
        abstract = True
