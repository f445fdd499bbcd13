"""Credit schemes on their way into force: drafted by one administrator, published by another."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from credits.actions import scheme_rows
from credits.actions.records import record_run
from credits.actions.rework_few import FEW, rework_if_few
from credits.actions.scheme_rows import Rows
from credits.actions.scheme_succession import succeed
from credits.actions.shipped import Shipped, load_shipped
from credits.models import CreditScheme, UnitResult
from credits.queries.scheme_sheet import PARTS, sheet_of
from credits.queries.schemes import rules_of
from credits.rules.scheme_check import before_publishing
from enrolments.actions.refusals import Conflict, Refused
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission
from vetportal.audit import trail

__all__ = [
    "Incomplete",
    "Published",
    "Shipped",
    "StaleDraft",
    "change",
    "draft",
    "drop",
    "load_shipped",
    "missing",
    "publish",
]
_STEPS = ("scheme.draft", "scheme.change")


class Incomplete(Refused):
    """The draft lacks something; `lacks` says what, a sentence each."""

    def __init__(self, lacks: tuple[str, ...]) -> None:
        self.lacks = lacks
        count = "1 thing is" if len(lacks) == 1 else f"{len(lacks)} things are"
        super().__init__(f"{count} missing, so nothing was published. {' '.join(lacks)}")


class StaleDraft(Conflict):
    """Somebody else changed the draft since it was opened."""


@transaction.atomic
def draft(
    *, by: User, code: str, figures: Mapping[str, Any], copy_of: CreditScheme | None = None
) -> CreditScheme:
    """Start a version of a scheme: a copy of another version or scheme, or a blank one.

    `figures` are fields of CreditScheme; they go before what is copied.
    Raises Refused where the scheme has a draft already.
    """
    _needs(by, Permission.CREDIT_RULE_DRAFT)
    held = CreditScheme.objects.filter(code=code, status=CreditScheme.Status.DRAFT).first()
    if held:
        raise Refused(
            f"There is a draft of {code} already, by {held.drafted_by}. Change or publish that one."
        )
    newest = CreditScheme.objects.filter(code=code).order_by("-version").first()
    sheet = sheet_of(copy_of) if copy_of else {}
    scheme = CreditScheme(code=code, version=newest.version + 1 if newest else 1, drafted_by=by)
    copied = {name: value for name, value in sheet.items() if name not in ("code", *PARTS)}
    scheme_rows.set_figures(scheme, copied | dict(figures))
    _insert(scheme)
    scheme_rows.set_parts(scheme, {part: sheet[part] for part in PARTS if part in sheet})
    trail.record(
        by=by,
        action="scheme.draft",
        subject=scheme,
        after={"code": code, "version": scheme.version, "copy_of": str(copy_of) if copy_of else None},
    )
    return scheme


@transaction.atomic
def change(
    *,
    scheme: CreditScheme,
    by: User,
    figures: Mapping[str, Any] | None = None,
    parts: Mapping[str, Rows] | None = None,
    seen: int | None = None,
) -> CreditScheme:
    """Change a draft. What is given replaces what was there; what is left out stays.

    `seen` is the revision that the person looked at. Saving the same again is no change.
    Raises Refused for a version that is no draft, StaleDraft where somebody changed it meanwhile.
    """
    _needs(by, Permission.CREDIT_RULE_DRAFT)
    scheme = _locked_draft(scheme)
    if seen is not None and seen != scheme.revision:
        raise StaleDraft(
            "Somebody else changed this draft after you opened it. Nothing of yours was saved. "
            "Compare both, then save again."
        )
    before = sheet_of(scheme)
    scheme_rows.set_figures(scheme, figures or {})
    scheme.save()
    scheme_rows.set_parts(scheme, parts or {})
    scheme.refresh_from_db()
    after = sheet_of(scheme)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        scheme.revision += 1
        scheme.save()
        trail.record(
            by=by,
            action="scheme.change",
            subject=scheme,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    return scheme


@transaction.atomic
def drop(*, scheme: CreditScheme, by: User) -> None:
    """Throw a draft away; what it held stays in the audit record. Raises Refused for a published version."""
    _needs(by, Permission.CREDIT_RULE_DRAFT)
    scheme = _locked_draft(scheme)
    trail.record(by=by, action="scheme.drop", subject=scheme, before=sheet_of(scheme))
    scheme.delete()


def missing(scheme: CreditScheme) -> tuple[str, ...]:
    """What the version lacks before it can be published, one sentence each."""
    own = () if scheme.source else ("The scheme names no source. Enter where its rules are published.",)
    return own + before_publishing(rules_of(scheme))


class Published(NamedTuple):
    """A version that is in force now; `is_reworked` where the credit records follow it already."""

    scheme: CreditScheme
    is_reworked: bool


@transaction.atomic
def publish(*, scheme: CreditScheme, by: User) -> Published:
    """Put a draft in force; the version before it of the same years of commencement is retired.

    Where few students have results their records are worked out anew with it; else by the command
    recompute_credits.
    Raises Refused to everybody who worked on the draft, Incomplete where something is missing, and Refused
    where its years of commencement overlap with another version in part.
    """
    _needs(by, Permission.CREDIT_RULE_PUBLISH)
    scheme = _locked_draft(scheme)
    if has_worked_on(scheme, by):
        raise Refused(
            "You drafted or changed these rules, so another administrator must publish them. "
            "Nothing was published."
        )
    lacks = missing(scheme)
    if lacks:
        raise Incomplete(lacks)
    stamp = clock.now()
    succeed(scheme, by=by, stamp=stamp)
    scheme.status = CreditScheme.Status.PUBLISHED
    scheme.published_by, scheme.published_at = by, stamp
    scheme.save()
    trail.record(by=by, action="scheme.publish", subject=scheme, after={"status": scheme.status}, at=stamp)
    students = UnitResult.objects.order_by("student_id").values_list("student_id", flat=True).distinct()
    is_reworked = rework_if_few(students[: FEW + 1], stamp=stamp)
    if is_reworked:
        record_run([scheme], by=by, stamp=stamp)
    return Published(scheme, is_reworked)


def has_worked_on(scheme: CreditScheme, person: User) -> bool:
    """Whether the person drafted the version or changed it at any time, by what the audit record says."""
    return person.pk == scheme.drafted_by_id or trail.has_done(person, scheme, _STEPS)


def _insert(scheme: CreditScheme) -> None:
    try:
        with transaction.atomic():
            scheme.save(force_insert=True)
    except IntegrityError:
        raise Refused(f"Somebody else has just started a draft of {scheme.code}. Change that one.") from None


def _needs(by: User, permission: Permission) -> None:
    if not by.may(permission):
        raise Refused("Only administrators draft and publish credit schemes.")


def _locked_draft(scheme: CreditScheme) -> CreditScheme:
    """The version as it stands now, held against other changes until the transaction ends."""
    held = CreditScheme.objects.select_for_update(no_key=True).filter(pk=scheme.pk).first()
    if held is None:
        raise Refused("This draft was thrown away meanwhile. Start a new one.")
    if held.status != CreditScheme.Status.DRAFT:
        raise Refused(
            f"{held} is {held.get_status_display().lower()} and is never edited. "
            "Draft a new version and change that."
        )
    return held
