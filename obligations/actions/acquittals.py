"""The use of targeted VET funding: the school enters it, its principal certifies it, then it stands."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import IntegrityError, transaction

from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import EnrolmentYear, School
from obligations.models import AcquittalDraft, AcquittalEntry, SignedAcquittal, SignedAcquittalLine
from obligations.queries import acquittals
from obligations.rules import acquittal as rules
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail


class Use(NamedTuple):
    """Cents used for a purpose, and in words for what."""

    amount: int
    words: str = ""


def save(
    *, school: School, year: EnrolmentYear, version: int, uses: Mapping[str, Use], by: User
) -> AcquittalDraft:
    """Write what was used, by purpose; `version` is that of the draft as it was read, 0 before the first.

    Raises Refused for an amount below nothing or another use without words, and Conflict when somebody else
    saved meanwhile. What was signed before stays as it was signed.
    """
    _refuse_wrong(uses)
    try:
        with transaction.atomic():
            _lock(school, year)
            before = acquittals.entered(school, year)
            if before.version != version:
                raise _overtaken()
            draft = _next(before.draft, school, year, by)
            draft.entries.all().delete()
            AcquittalEntry.objects.bulk_create(
                AcquittalEntry(draft=draft, purpose=purpose, amount=use.amount, words=use.words)
                for purpose, use in uses.items()
                if use.amount or use.words
            )
            trail.record(
                by=by,
                action="save_acquittal",
                subject=draft,
                chain=school.code,
                before=_as_recorded(before.lines) if before.draft else None,
                after=_as_recorded(acquittals.entered(school, year).lines),
                at=draft.changed_at,
            )
            return draft
    except IntegrityError:
        raise _overtaken() from None


def certify(*, school: School, year: EnrolmentYear, version: int, received: int, by: User) -> SignedAcquittal:
    """Sign what is entered as the next version, which nobody can change.

    `version` and `received` (cents) are what the person read. Raises Refused for nothing entered, a second
    signature under the same, or the person who entered it; Conflict when what was read has changed.
    """
    try:
        with transaction.atomic():
            _lock(school, year)
            entered = acquittals.entered(school, year)
            if entered.draft is None:
                raise Refused("Nothing is entered yet, so there is nothing to certify.")
            if entered.version != version or entered.balance.received != received:
                raise _overtaken()
            if entered.draft.changed_by_id == by.pk:
                raise Refused("You entered these amounts, so another person must certify them.")
            last = acquittals.signed(school, year).first()
            _refuse_same(last, entered)
            return _sign(school, year, entered, (last.version if last else 0) + 1, by)
    except IntegrityError:
        raise _overtaken() from None


def _lock(school: School, year: EnrolmentYear) -> None:
    """Nobody saves beside the one who signs."""
    AcquittalDraft.objects.select_for_update(no_key=True).filter(school=school, year=year).first()


def _sign(
    school: School, year: EnrolmentYear, entered: acquittals.Entered, version: int, by: User
) -> SignedAcquittal:
    signed = SignedAcquittal.objects.create(
        school=school,
        year=year,
        version=version,
        received=entered.balance.received,
        spent=entered.balance.spent,
        declaration=rules.declaration(str(school), year.pk, entered.balance),
        signed_by=by,
        signed_at=clock.now(),
    )
    SignedAcquittalLine.objects.bulk_create(
        SignedAcquittalLine(acquittal=signed, purpose=purpose, amount=amount, words=words)
        for purpose, amount, words in entered.lines
    )
    trail.record(
        by=by,
        action="certify_acquittal",
        subject=signed,
        chain=school.code,
        after={"version": version, "received": signed.received, "spent": signed.spent}
        | _as_recorded(entered.lines),
        at=signed.signed_at,
    )
    return signed


def _next(draft: AcquittalDraft | None, school: School, year: EnrolmentYear, by: User) -> AcquittalDraft:
    stamp = clock.now()
    if draft is None:
        return AcquittalDraft.objects.create(school=school, year=year, changed_by=by, changed_at=stamp)
    same = AcquittalDraft.objects.filter(pk=draft.pk, version=draft.version)
    if not same.update(version=draft.version + 1, changed_by=by, changed_at=stamp):
        raise _overtaken()
    draft.refresh_from_db()
    return draft


def _refuse_wrong(uses: Mapping[str, Use]) -> None:
    rules.balance(0, {purpose: use.amount for purpose, use in uses.items()})
    for purpose, use in uses.items():
        if use.amount < 0:
            raise Refused(f"{rules.PURPOSES[purpose]}: an amount cannot be below $0.00.")
    other = uses.get(rules.OTHER)
    if other and other.amount and not other.words:
        raise Refused("Say in words what the other use was for.")


def _refuse_same(last: SignedAcquittal | None, entered: acquittals.Entered) -> None:
    if last and last.balance == entered.balance and acquittals.lines_of(last) == entered.lines:
        raise Refused(f"Version {last.version} is certified and says the same. Change an amount first.")


def _overtaken() -> Conflict:
    return Conflict(
        "The amounts changed while you had this page open. Nothing of yours was saved. Read them again "
        "before you go on."
    )


def _as_recorded(lines: tuple[tuple[str, int, str], ...]) -> dict[str, object]:
    return {"uses": {purpose: {"cents": amount, "words": words} for purpose, amount, words in lines}}
