"""The rules of a year on their way into force: drafted by one administrator, published by another."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from enrolments.models import EnrolmentYear
from funding.actions import year_record
from funding.actions.refusals import Refused
from funding.models import BandRate, Exclusion, FundingYear, InstalmentShare, QualificationBand
from funding.rules.completeness import Gap
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission
from vetportal.audit import trail
from vetportal.audit.models import AuditEvent
from vetportal.money import day

# What a new year must state anew: the figure is carried over to start from, its source is not, so that nobody
# publishes last year's figure without having looked; amounts that nothing follows from are left empty.
_STATED_ANEW = ("census_source", "base_rate_source", "core_source", "cap_source")
_LEFT_EMPTY = ("rural_rate", "cap")

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
    origin = newest or _newest_before(year)
    version = FundingYear(
        **(_copied(origin, year) if origin else _empty(year)),
        year=year,
        version=newest.version + 1 if newest else 1,
        drafted_by=by,
        drafted_at=stamp,
        changed_by=by,
        changed_at=stamp,
    )
    _insert(version)
    if origin:
        _copy_rows(origin, version)
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
    seen: datetime | None = None,
) -> FundingYear:
    """Change a draft. What is given replaces what was there; what is left out stays.

    `figures` are fields of FundingYear in stored units; the rows are fields of their models (rows of
    certificate_bands name a qualification_id). `seen` is the changed_at that the person looked at.
    Raises Refused for a version that is no draft, and StaleDraft when somebody changed it meanwhile.
    """
    _needs(by, Permission.YEAR_DRAFT)
    version = _locked_draft(version)
    if seen is not None and seen != version.changed_at:
        raise StaleDraft(
            f"{version.changed_by} changed this draft after you opened it. Compare both, then save again."
        )
    before = year_record.snapshot(version)
    for name, value in (figures or {}).items():
        if name not in year_record.FIGURES:
            raise ValueError(f"{name} is no figure of a year.")
        setattr(version, name, value)
    version.save()
    given = {
        BandRate: bands,
        InstalmentShare: instalments,
        Exclusion: exclusions,
        QualificationBand: certificate_bands,
    }
    for model, rows in given.items():
        if rows is not None:
            _replace(model, version, rows)
    _record_changes(version, before, by)
    return version


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
    stopping = [gap for gap in year_record.missing(version) if gap.stops_publishing]
    if stopping:
        raise Incomplete(stopping)
    stamp = clock.now()
    _open_year(version, by, stamp)
    _replace_published(version, by, stamp)
    version.status = FundingYear.Status.PUBLISHED
    version.published_by, version.published_at = by, stamp
    version.save()
    trail.record(by=by, action="year.publish", subject=version, after={"status": version.status}, at=stamp)
    return version


def has_worked_on(version: FundingYear, person: User) -> bool:
    """Whether the person drafted the version or changed it at any time, by what the audit record says."""
    events = AuditEvent.objects.filter(
        subject_type=version._meta.label_lower, subject_id=str(version.pk), by_id=person.pk
    )
    steps = ("year.draft", "year.change")
    return (
        person.pk in (version.drafted_by_id, version.changed_by_id)
        or events.filter(action__in=steps).exists()
    )


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


def _newest_before(year: int) -> FundingYear | None:
    """The newest version of an earlier year that somebody has published; a draft proves nothing."""
    earlier = FundingYear.objects.filter(year__lt=year).exclude(status=FundingYear.Status.DRAFT)
    return earlier.order_by("-year", "-version").first()


def _copied(origin: FundingYear, year: int) -> dict[str, Any]:
    figures = {name: getattr(origin, name) for name in year_record.FIGURES}
    if origin.year == year:
        return figures
    figures |= dict.fromkeys(_STATED_ANEW, "") | dict.fromkeys(_LEFT_EMPTY)
    return figures | _whole_year(year) | {"census_date": _same_day(origin.census_date, year)}


def _empty(year: int) -> dict[str, Any]:
    """Nothing is stated yet: 0 and empty texts, each of which stops publishing."""
    fields = [FundingYear._meta.get_field(name) for name in year_record.FIGURES]
    blank = {field.name: "" for field in fields if isinstance(field, models.TextField)}
    zero = {
        field.name: 0
        for field in fields
        if isinstance(field, models.IntegerField) and not field.null and not field.has_default()
    }
    return blank | zero | _whole_year(year) | {"census_date": date(year, 12, 31)}


def _whole_year(year: int) -> dict[str, date]:
    return {"effective_from": date(year, 1, 1), "effective_to": date(year, 12, 31)}


def _same_day(origin: date, year: int) -> date:
    """The same day of another year, to start from; 29 February becomes 28 February."""
    return origin.replace(year=year, day=min(origin.day, 28) if origin.month == 2 else origin.day)


def _copy_rows(origin: FundingYear, version: FundingYear) -> None:
    for rows in (origin.bands, origin.instalments, origin.exclusions, origin.qualification_bands):
        copies = list(rows.order_by("pk"))
        for row in copies:
            row.pk, row.funding_year = None, version
            if isinstance(row, InstalmentShare) and origin.year != version.year:
                row.pay_date = None
        rows.model.objects.bulk_create(copies)


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


def _open_year(version: FundingYear, by: User, stamp: datetime) -> None:
    """Set the census date of the enrolment year; one that has passed, or was frozen, never moves."""
    held = EnrolmentYear.objects.select_for_update(no_key=True).filter(pk=version.year).first()
    wanted = {"census_date": version.census_date, "census_source": version.census_source}
    if held is None:
        held = EnrolmentYear.objects.create(year=version.year, **wanted)
        trail.record(by=by, action="year.open", subject=held, after=_plain(wanted), at=stamp)
        return
    was = {name: getattr(held, name) for name in wanted}
    if was == wanted or (_is_over(held) and held.census_date == version.census_date):
        return
    if _is_over(held):
        raise Refused(
            f"The {held} census was on {day(held.census_date)} and its date can no longer move. "
            f"Enter {day(held.census_date)} as the census date, then publish again."
        )
    if version.census_date < clock.today():
        raise Refused(
            f"The census date {day(version.census_date)} has passed, and entry for {held} is still open "
            f"until {day(held.census_date)}. Enter a day from today on."
        )
    held.census_date, held.census_source = version.census_date, version.census_source
    held.save()
    trail.record(
        by=by, action="year.census", subject=held, before=_plain(was), after=_plain(wanted), at=stamp
    )


def _is_over(year: EnrolmentYear) -> bool:
    return year.frozen_at is not None or year.census_date < clock.today()


def _plain(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


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
