"""What the department's pages of corrections and payments are opened with. All of it is invented."""

from dataclasses import dataclass

from enrolments.models import Enrolment, School
from funding.actions import adjustments, corrections, remittances
from funding.models import Adjustment, CensusCorrection, Remittance
from funding.queries import remitted
from tests import factories
from vetportal import clock
from vetportal.files.writer import write_csv

# What is typed into the forms, by the name of the address.
TYPED = {
    "correction-propose": {"what": "REMOVE", "only-reason": "invented"},
    "correction-decide": {"what": "REFUSED", "reason": "invented"},
    "adjustment-enter": {
        "year": 2019, "school": "7001", "kind": "OTHER", "component": "TARGETED", "line": "T4",
        "amount": "12.50", "reason": "invented",
    },
    "adjustment-decide": {"what": "APPROVED"},
    "remittance-send": {"year": 2019, "line": "T2"},
}  # fmt: skip


@dataclass(frozen=True)
class Ledger:
    """A correction and an adjustment that wait, an instalment that was sent, an enrolment to correct."""

    correction: CensusCorrection
    adjustment: Adjustment
    remittance: Remittance
    enrolment: Enrolment

    @property
    def records(self) -> dict[str, int]:
        """Keys by the name of the record in the list."""
        return {
            "correction": self.correction.pk,
            "adjustment": self.adjustment.pk,
            "remittance": self.remittance.pk,
            "frozen enrolment": self.enrolment.pk,
        }


def build(school: School) -> Ledger:
    """Of last year's census, and of this year's terms 1 and 2, whose indicative run is released."""
    clerk = factories.officer("clerk")
    first, second = Enrolment.objects.filter(school=school, year_id=2018).order_by("pk")[:2]
    return Ledger(
        correction=corrections.propose_removal(
            year=2018, enrolment_id=first.pk, reason="invented", by=clerk
        ),
        adjustment=adjustments.enter(
            year=2019, school=school, component="TARGETED", line="T4", kind="OTHER", amount=5_000,
            reason="invented", by=clerk,
        ),
        remittance=remittances.send(year=2019, line="T1", by=factories.manager("sender")),
        enrolment=second,
    )  # fmt: skip


def paid_file(remittance: Remittance) -> bytes:
    """The payment file as it comes back."""
    rows = remitted.file_rows(remitted.lines_of(remittance), remittance.year, remittance.line)
    day = remittance.sent_at.astimezone(clock.MELBOURNE).date()
    paid = ((*row[:-2], day, "INV-1") for row in rows)
    return b"".join(write_csv(remitted.COLUMNS, paid))
