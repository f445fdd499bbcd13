"""Charges to parents for a VET enrolment. Tuition is refused here, in the model and in the database."""

from datetime import date

from django.db import transaction

from enrolments.actions.refusals import Refused
from enrolments.models import Enrolment
from obligations.models import ParentCharge
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail


@transaction.atomic
def record(
    *,
    enrolment: Enrolment,
    kind: str,
    description: str,
    amount: int,
    is_voluntary: bool,
    charged_on: date,
    by: User,
) -> ParentCharge:
    """Record a charge in cents. Raises TuitionRefused for tuition, Refused for nothing or a day to come."""
    if amount < 1:
        raise Refused("Enter an amount above $0.00.")
    if charged_on > clock.today():
        raise Refused("Enter a day that has come: a charge is recorded once parents were asked for it.")
    charge = ParentCharge.objects.create(
        enrolment=enrolment,
        kind=kind,
        description=description,
        amount=amount,
        is_voluntary=is_voluntary,
        charged_on=charged_on,
        entered_by=by,
        entered_at=clock.now(),
    )
    trail.record(
        by=by,
        action="record_charge",
        subject=charge,
        chain=enrolment.school.code,
        after=_as_recorded(charge),
        at=charge.entered_at,
    )
    return charge


@transaction.atomic
def remove(*, charge: ParentCharge, by: User) -> None:
    """Take back a charge that was recorded by mistake; the audit record keeps what it said."""
    held = ParentCharge.objects.select_for_update().filter(pk=charge.pk).first()
    if held is None:
        return
    chain = held.enrolment.school.code
    trail.record(by=by, action="remove_charge", subject=held, chain=chain, before=_as_recorded(held))
    held.delete()


def _as_recorded(charge: ParentCharge) -> dict[str, object]:
    return {
        "enrolment": charge.enrolment_id,
        "kind": charge.kind,
        "description": charge.description,
        "cents": charge.amount,
        "voluntary": charge.is_voluntary,
        "charged_on": charge.charged_on.isoformat(),
    }
