"""A school's VET policy: each saved change is a new revision."""

from django.db import IntegrityError, transaction

from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import School
from obligations.actions import documents
from obligations.actions.agreements import Sent
from obligations.models import PolicyRevision, SignedFile
from obligations.rules import policy as rules
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail


def revise(
    *,
    school: School,
    seen: int,
    dates: rules.Dates,
    by: User,
    document: str = "",
    ratified_note: str = "",
    communicated_note: str = "",
    sent: Sent | None = None,
) -> PolicyRevision:
    """Write the next revision; `seen` is the number of the revision that the person looked at, 0 for none.

    The file of the last revision goes on unless another is sent. Raises Refused for days that cannot be,
    Conflict when somebody else wrote a revision meanwhile, and DocumentRefused.
    """
    for sentence in rules.faults(dates, clock.today()).values():
        raise Refused(sentence)
    try:
        with transaction.atomic():
            last = latest_of(school)
            if (last.number if last else 0) != seen:
                raise _overtaken()
            revision = PolicyRevision(
                school=school,
                number=seen + 1,
                document=document,
                file=_file(school, last, sent, by),
                ratified_note=ratified_note,
                communicated_note=communicated_note,
                changed_by=by,
                changed_at=clock.now(),
                **{f"{step}_on": day for step, day in dates._asdict().items()},
            )
            revision.save(force_insert=True)
            _record(revision, last)
            return revision
    except IntegrityError:
        raise _overtaken() from None


def _file(school: School, last: PolicyRevision | None, sent: Sent | None, by: User) -> SignedFile | None:
    """The file that was sent, kept; else that of the last revision."""
    if sent:
        return documents.keep(school=school, filename=sent.filename, content=sent.content, by=by)
    return last.file if last else None


def latest_of(school: School) -> PolicyRevision | None:
    """The revision that stands; None before the first."""
    revisions = PolicyRevision.objects.filter(school=school).select_related("file", "changed_by")
    return revisions.defer("file__content").order_by("-number").first()


def _overtaken() -> Conflict:
    return Conflict(
        "Somebody else changed the policy while you had it open. Nothing of yours was saved. Compare what is "
        "stored now with what you typed, then save again."
    )


def _record(revision: PolicyRevision, last: PolicyRevision | None) -> None:
    trail.record(
        by=revision.changed_by,
        action="revise_policy",
        subject=revision,
        chain=revision.school.code,
        before=last and _as_recorded(last),
        after=_as_recorded(revision),
        at=revision.changed_at,
    )


def _as_recorded(revision: PolicyRevision) -> dict[str, object]:
    days = {name: day and day.isoformat() for name, day in revision.dates._asdict().items()}
    notes = {name: getattr(revision, name) for name in ("document", "ratified_note", "communicated_note")}
    return {"revision": revision.number, **days, **notes, "file": documents.as_recorded(revision.file)}
