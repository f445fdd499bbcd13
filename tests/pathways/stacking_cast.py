"""A student with results, and what comes with the portal to reach. Student and results are invented."""

from datetime import date

from credits.models import TransferEvidence, UnitResult
from enrolments.models import Student, Unit
from pathways.resources.shipped import load_shipped
from vetportal import clock
from vetportal.accounts.models import User

FOOD = ("SITXFSA001", "SITXFSA002")


def shipped() -> None:
    """The published micro-credentials and packagings."""
    assert all(report.is_accepted for report in load_shipped(by=None))


def hold(student: Student, codes: tuple[str, ...], *, by: User, outcome: str = "ACHIEVED") -> None:
    """Results that count, each unit on its own, of 30 November 2018."""
    for code in codes:
        unit, _ = Unit.objects.get_or_create(code=code, defaults={"title": f"Unit {code}"})
        stamp = clock.now()
        UnitResult.objects.create(
            student=student,
            unit=unit,
            year=2018,
            outcome=outcome,
            ended_on=date(2018, 11, 30),
            entered_by=by,
            entered_at=stamp,
            changed_by=by,
            changed_at=stamp,
        )


def prove(student: Student, code: str, *, by: User) -> None:
    """The document of a credit transfer was seen and accepted."""
    TransferEvidence.objects.create(
        result=student.unit_results.get(unit__code=code),
        issuer_code="3075",
        issuer_name="Invented",
        document=TransferEvidence.Document.STATEMENT,
        reference="1",
        issued_on=date(2018, 12, 1),
        unit_as_issued=code,
        basis=TransferEvidence.Basis.SAME,
        verified_by="Invented",
        verified_on=date(2019, 2, 1),
        decision=TransferEvidence.Decision.GRANTED,
        recorded_by=by,
        recorded_at=clock.now(),
    )
