"""The table of a school's payments: its columns, rows and sums."""

from funding.queries import released
from funding.rules.calculation_rows import CalculationRow
from funding.rules.components import COMPONENT_BY_CODE

_SHORT = {"TARGETED": "Targeted", "RURAL": "Rural"}


def name_of(component: str) -> str:
    """A component as the head of a column."""
    return _SHORT.get(component) or COMPONENT_BY_CODE[component].name


def schedule_context(schedule: released.Schedule) -> dict:
    """The table of a schedule: its columns, rows and sums."""
    payments = schedule.payments
    return {
        "schedule": schedule,
        "components": [name_of(name) for name in schedule.components],
        "rows": [_row(each, schedule) for each in payments],
        "sums": _sums(schedule),
        "has_dates": any(each.instalment.pay_date for each in payments),
        "has_adjustments": any(each.adjusted for each in payments),
        "has_states": any(each.state and each.state.word != "scheduled" for each in payments),
        "paid_total": schedule.total + schedule.adjusted,
        "owed_released": _released(schedule, "TAFE_SUPPLEMENT"),
    }


def _row(payment: released.Payment, schedule: released.Schedule) -> dict:
    amounts = payment.amounts
    cells = [
        (name_of(name), None if amounts is None else amounts.get(name, 0)) for name in schedule.components
    ]
    is_closing = payment.instalment.basis == "REMAINDER"
    return {
        "payment": payment,
        "cells": cells,
        "is_closing": is_closing,
        "is_signed": is_closing or (payment.paid or 0) < 0 or payment.instalment.basis == "SETTLEMENT",
        "explained": _explained(payment, schedule) if is_closing or payment.is_corrected else (),
    }


def _explained(payment: released.Payment, schedule: released.Schedule) -> list[CalculationRow]:
    """How an amount came about: run by run where a correction speaks of it, with adjustments last."""
    if payment.is_corrected:
        rows = [CalculationRow(label, cents) for label, cents in payment.parts]
    else:
        rows = list(schedule.adjustment_rows)
    if rows and payment.adjusted:
        rows.append(CalculationRow("Manual adjustments", payment.adjusted))
    return rows


def _sums(schedule: released.Schedule) -> list[tuple[str, int]]:
    return [(name_of(name), _released(schedule, name)) for name in schedule.components]


def _released(schedule: released.Schedule, component: str) -> int:
    """Cents of a component in the payments that are released."""
    return sum((each.amounts or {}).get(component, 0) for each in schedule.payments)
