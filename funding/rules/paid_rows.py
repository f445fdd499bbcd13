"""Comparing a payment file that came back with what was sent: each row to the cent, or a sentence why not."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from vetportal.money import dollars

Payee = tuple[str, str]  # school code, component


class PaidRow(NamedTuple):
    """One row of the file. The amount is in signed cents."""

    number: int
    school_code: str
    component: str
    line: str
    amount: int
    paid_on: date
    reference: str


def differences(
    rows: Iterable[PaidRow],
    *,
    line: str,
    sent: Mapping[Payee, int],
    confirmed: Mapping[Payee, date],
    today: date,
) -> list[str]:
    """What does not agree with the instalment that was sent, a sentence a row; empty when all does.

    `sent` has the cents by school and component, `confirmed` what an earlier file confirmed.
    """
    found, seen = [], set[Payee]()
    for row in rows:
        payee = row.school_code, row.component
        sentence = _difference(row, payee, line, sent, confirmed, seen) or _late(row, today)
        if sentence:
            found.append(f"Row {row.number}, school {row.school_code}: {sentence}")
        seen.add(payee)
    return found


def _difference(
    row: PaidRow,
    payee: Payee,
    line: str,
    sent: Mapping[Payee, int],
    confirmed: Mapping[Payee, date],
    seen: set[Payee],
) -> str:
    if row.line != line:
        return f"the row belongs to instalment {row.line or '(empty)'}, this one is {line}."
    if payee not in sent:
        return f"nothing was sent to this school for {row.component or '(no component)'}."
    if payee in seen:
        return f"{row.component} stands in the file twice."
    if payee in confirmed:
        return f"{row.component} was confirmed before."
    if row.amount != sent[payee]:
        return (
            f"{row.component} was sent as {dollars(sent[payee])}, the file says {dollars(row.amount)}, "
            f"which differs by {dollars(abs(row.amount - sent[payee]))}."
        )
    return ""


def _late(row: PaidRow, today: date) -> str:
    if row.paid_on > today:
        return "the day of payment is in the future."
    return "" if row.reference else "the reference of the payment is missing."
