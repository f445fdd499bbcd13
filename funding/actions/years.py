"""The rules of a year on their way into force: drafted by one administrator, published by another."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from funding.actions import year_copies, year_opening, year_record, year_stated
from funding.actions.refusals import Refused
from funding.models import FundingYear
from funding.rules import completeness
from funding.rules.gaps import Gap
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission
from vetportal.audit import trail

Rows = Sequence[Mapping[str, Any]]


class Incomplete(Refused):
    """The draft lacks something; `gaps` says what."""

    def __init__(self, gaps: Sequence[Gap]) -> None:
        """Name every gap that stops publishing."""
        self.gaps = tuple(gaps)
        count = "1 thing is" if len(gaps) == 1 else f"{len(gaps)} things are"
        super().__init__(f"{count} missing: " + " ".join(gap.sentence for gap in gaps))


class StaleDraft(Refused):
    """Somebody else changed the draft since it was opened."""


@transaction.atomic
def draft(*, year: int, by: User) -> FundingYear:
    """Start a new version: a copy of the newest of the year, or published for a year before, or empty.

    Raises Refused when the year has a draft already.
    """
    _needs(by, Permission.YEAR_DRAFT)
    open_draft = FundingYear.objects.filter(year=year, status=FundingYear.Status.DRAFT).first()
    if open_draft:
        raise Refused(
            f"There is a draft of {year} already, by {open_draft.drafted_by}. Change or publish that one."
        )
    stamp = clock.now()
    newest = FundingYear.objects.filter(year=year).order_by("-version").first()
    origin = newest or year_copies.newest_before(year)
    version = FundingYear(
        **(year_copies.copied(origin, year) if origin else year_copies.empty(year)),
        year=year,
        version=newest.version + 1 if newest else 1,
        drafted_by=by,
        drafted_at=stamp,
        changed_by=by,
        changed_at=stamp,
    )
    _insert(version)
    year_copies.copy_rows(origin, version)
    trail.record(
        by=by,
        action="year.draft",
        subject=version,
        after={"year": year, "version": version.version, "copied_from": str(origin) if origin else None},
        at=stamp,
    )
    return version


@transaction.atomic
def change(
    *,
    version: FundingYear,
    by: User,
    figures: Mapping[str, Any] | None = None,
    bands: Rows | None = None,
    instalments: Rows | None = None,
    exclusions: Rows | None = None,
    certificate_bands: Rows | None = None,
    parts: Mapping[str, Rows] | None = None,
    seen: datetime | None = None,
) -> FundingYear:
    """Change a draft. What is given replaces what was there; what is left out stays.

    `figures` are fields of FundingYear in stored units; the rows are fields of their models (rows of
    certificate_bands name a qualification_id); `parts` are the rows of other parts of a version by their
    name in year_record.PARTS. `seen` is the changed_at that the person looked at.
    Raises Refused for a version that is no draft, and StaleDraft when somebody changed it meanwhile.
    """
    _needs(by, Permission.YEAR_DRAFT)
    version = _locked_draft(version)
    if seen is not None and seen != version.changed_at:
        raise StaleDraft(
            f"{version.changed_by} changed this draft after you opened it. Compare both, then save again."
        )
    before = year_record.snapshot(version)
    _set_figures(version, figures or {})
    given = {
        "bands": bands,
        "instalments": instalments,
        "exclusions": exclusions,
        "qualification_bands": certificate_bands,
        **(parts or {}),
    }
    for part, rows in given.items():
        if rows is not None:
            _replace(getattr(version, part).model, version, rows)
    _record_changes(version, before, by)
    return version


def missing(version: FundingYear) -> tuple[Gap, ...]:
    """What the version still lacks, in the order of the pages; see funding.rules.completeness."""
    return completeness.gaps(year_stated.stated(version))


@transaction.atomic
def publish(*, version: FundingYear, by: User) -> FundingYear:
    """Put a draft in force and open its year for entry.

    Raises Refused to everybody who drafted or changed it, Incomplete when something is missing, and Refused
    when it would move a census date that has passed.
    """
    _needs(by, Permission.YEAR_PUBLISH)
    version = _locked_draft(version)
    if has_worked_on(version, by):
        raise Refused(
            "You drafted or changed these rules, so another administrator must publish them. "
            "Nothing was published."
        )
    stopping = [gap for gap in missing(version) if gap.stops_publishing]
    if stopping:
        raise Incomplete(stopping)
    stamp = clock.now()
    year_opening.open_year(version, by, stamp)
    _replace_published(version, by, stamp)
    version.status = FundingYear.Status.PUBLISHED
    version.published_by, version.published_at = by, stamp
    version.save()
    trail.record(by=by, action="year.publish", subject=version, after={"status": version.status}, at=stamp)
    return version


def has_worked_on(version: FundingYear, person: User) -> bool:
    """Whether the person drafted the version or changed it at any time, by what the audit record says."""
    is_named = person.pk in (version.drafted_by_id, version.changed_by_id)
    return is_named or trail.has_done(person, version, ("year.draft", "year.change"))


def _insert(version: FundingYear) -> None:
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError:
        raise Refused(f"Somebody else has just started a draft of {version.year}. Change that one.") from None


def _needs(by: User, permission: Permission) -> None:
    if not by.may(permission):
        raise Refused("Only administrators draft and publish the rules of a year.")


def _locked_draft(version: FundingYear) -> FundingYear:
    """The version as it stands now, held against other changes until the transaction ends."""
    held = FundingYear.objects.select_for_update(no_key=True).get(pk=version.pk)
    if held.status != FundingYear.Status.DRAFT:
        raise Refused(
            f"The rules of {held} are {held.get_status_display().lower()} and are never edited. "
            f"Draft a new version of {held.year} and change that."
        )
    return held


def _set_figures(version: FundingYear, figures: Mapping[str, Any]) -> None:
    for name, value in figures.items():
        if name not in year_record.FIGURES:
            raise ValueError(f"{name} is no figure of a year.")
        setattr(version, name, value)
    version.save()


def _replace(model: type[models.Model], version: FundingYear, rows: Rows) -> None:
    model.objects.filter(funding_year=version).delete()
    has_order = any(field.name == "order" for field in model._meta.fields)
    model.objects.bulk_create(
        model(funding_year=version, **row, **({"order": place} if has_order else {}))
        for place, row in enumerate(rows, start=1)
    )


def _record_changes(version: FundingYear, before: dict[str, Any], by: User) -> None:
    """Note who changed what; saving the same figures again is no change and leaves no trace."""
    version.refresh_from_db()
    was, now = year_record.changes(before, year_record.snapshot(version))
    if now:
        version.changed_by, version.changed_at = by, clock.now()
        version.save()
        trail.record(
            by=by, action="year.change", subject=version, before=was, after=now, at=version.changed_at
        )


def _replace_published(version: FundingYear, by: User, stamp: datetime) -> None:
    older = FundingYear.objects.filter(year=version.year, status=FundingYear.Status.PUBLISHED).first()
    if older:
        older.status = FundingYear.Status.REPLACED
        older.save(update_fields=["status"])
        trail.record(
            by=by,
            action="year.replace",
            subject=older,
            before={"status": FundingYear.Status.PUBLISHED},
            after={"status": older.status, "by": str(version)},
            at=stamp,
        )
