"""Twelve invented results for each student of the state, and the recomputation of all credit records."""

import time
from datetime import date

from django.db import connection

from credits.actions import records
from credits.actions.schemes import load_shipped
from credits.models import CreditEntry, UnitResult
from enrolments.models import PackagedUnit, Student
from tests import factories
from vetportal import bulk, clock
from vetportal.accounts.models import User

EACH = 12
_OUTCOMES = ("ACHIEVED",) * 8 + ("NOT_ACHIEVED", "WITHDRAWN", "RPL", "CREDIT_TRANSFER")
_COLUMNS = (
    "student", "unit", "qualification", "year", "outcome", "ended_on", "origin", "national_outcome",
    "version", "entered_by", "entered_at", "changed_by", "changed_at",
)  # fmt: skip


def fill() -> None:
    """Six units of a certificate in each of two years; one outcome in three earns nothing or by transfer."""
    if UnitResult.objects.exists():
        return
    load_shipped(by=None)
    user, stamp = User.objects.order_by("pk").values_list("pk", flat=True)[0], factories.CLOSED_DAY
    packaged: dict[int, list[int]] = {}
    for certificate, unit in PackagedUnit.objects.order_by("pk").values_list("qualification", "unit"):
        packaged.setdefault(certificate, []).append(unit)
    certificates = list(packaged)
    students = list(Student.objects.order_by("pk").values_list("pk", flat=True))

    def rows():
        for n, student in enumerate(students):
            for place in range(EACH):
                year = 2018 + place // 6
                certificate = certificates[(n + year) % len(certificates)]
                outcome = _OUTCOMES[(n + place) % len(_OUTCOMES)]
                unit = packaged[certificate][place % 6]
                yield (
                    student, unit, certificate, year, outcome, date(year, 11, 29), "ENTERED", "", 1,
                    user, stamp, user, stamp,
                )  # fmt: skip

    bulk.insert_rows(UnitResult, _COLUMNS, rows())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def recompute(scheme_code: str = "") -> str:
    """What `recompute_credits` does."""
    started = time.process_time()
    with clock.at(factories.CLOSED_DAY):
        done = records.rework_all(scheme_code=scheme_code)
    busy = time.process_time() - started  # what other work on the machine does not lengthen
    lines = CreditEntry.objects.count() if done.written else 0
    counts = f"{done.students:,} students, {done.written:,} of {done.records:,} records, {lines:,} lines"
    return f"{counts}, {busy:.1f} s of processor"
