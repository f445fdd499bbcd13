"""Manual adjustments: entered by one person, decided by another, then a payment line of their own."""

from django.db import transaction

from enrolments.models import School
from funding.actions import year_lock
from funding.actions.deciding import Deciding
from funding.actions.refusals import Refused
from funding.models import Adjustment, AdjustmentDecision, FundingYear, PaymentLine
from funding.queries.ledger import standing
from funding.rules.ledger import added, lowest
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail
from vetportal.money import dollars

_DECIDING = Deciding(AdjustmentDecision, noun="adjustment", authored="entered")


@transaction.atomic
def enter(
    *, year: int, school: School, component: str, line: str, kind: str, amount: int, reason: str, by: User
) -> Adjustment:
    """Write down an adjustment of signed cents; nothing is paid before another person approves it.

    Raises Refused for nothing, without a reason, for an instalment that was sent or that the year does not
    have, and for more back than was paid.
    """
    year_lock.hold(year)
    if not amount:
        raise Refused("An adjustment of $0.00 changes nothing. Enter an amount.")
    if not reason.strip():
        raise Refused("Write why the payment is adjusted.")
    stamp = clock.now()
    adjustment = Adjustment(
        year=year, school=school, component=component, line=line, kind=kind, amount=amount,
        reason=reason.strip(), entered_by=by, entered_at=stamp,
    )  # fmt: skip
    _refuse_what_cannot_be_paid(adjustment)
    adjustment.save()
    _record(adjustment, "enter_adjustment", by=by, reason=adjustment.reason, at=stamp)
    return adjustment


@transaction.atomic
def approve(*, adjustment: Adjustment, by: User, reason: str = "") -> AdjustmentDecision:
    """Let an adjustment be paid with its instalment, by another person than the one who entered it.

    Raises Refused where it is decided, where the same person entered it, where its instalment was sent in the
    meantime and where more would go back than was paid.
    """
    _DECIDING.refuse_second(adjustment, by)
    _refuse_what_cannot_be_paid(adjustment)
    decision = _decide(adjustment, AdjustmentDecision.What.APPROVED, by=by, reason=reason)
    PaymentLine.objects.create(
        adjustment=adjustment,
        school_id=adjustment.school_id,
        component=adjustment.component,
        line=adjustment.line,
        amount=adjustment.amount,
    )
    return decision


@transaction.atomic
def refuse(*, adjustment: Adjustment, by: User, reason: str) -> AdjustmentDecision:
    """Let an adjustment not be paid, with a reason. Raises Refused as approve, and without a reason."""
    _DECIDING.refuse_second(adjustment, by)
    _DECIDING.refuse_without_reason(reason)
    return _decide(adjustment, AdjustmentDecision.What.REFUSED, by=by, reason=reason)


def _refuse_what_cannot_be_paid(adjustment: Adjustment) -> None:
    year, name = adjustment.year, adjustment.get_line_display()
    if not FundingYear.objects.filter(year=year).exclude(status=FundingYear.Status.DRAFT).exists():
        raise Refused(f"The rules of {year} are not published, so nothing is paid for it yet.")
    ledger = standing(year, school=adjustment.school)
    if adjustment.line in ledger.sent:
        raise Refused(f"{name} {year} was sent and never changes. Choose an instalment that is still open.")
    account = (adjustment.school_id, adjustment.component)
    lines = added(ledger.of_runs.get(account, {}), ledger.beside.get(account, {}))
    left = lowest(lines, adjustment.line)
    if adjustment.amount < 0 and left + adjustment.amount < 0:
        raise Refused(
            f"At most {dollars(max(left, 0))} can be taken back with {name} {year}: a refund is never more "
            "than was paid."
        )


def _decide(adjustment: Adjustment, what: str, *, by: User, reason: str) -> AdjustmentDecision:
    decision = _DECIDING.write(adjustment, what, by=by, reason=reason)
    _record(adjustment, _DECIDING.step(decision), by=by, reason=decision.reason, at=decision.at)
    return decision


def _record(adjustment: Adjustment, action: str, *, by: User, reason: str, at) -> None:
    after = {
        "year": adjustment.year,
        "component": adjustment.component,
        "line": adjustment.line,
        "kind": adjustment.kind,
        "amount": adjustment.amount,
    }
    trail.record(
        by=by,
        action=action,
        subject=adjustment,
        chain=adjustment.school.code,
        after=after,
        reason=reason,
        at=at,
    )
