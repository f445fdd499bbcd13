"""What schools received of targeted VET funding: the one place that asks the ledger for it."""

from collections.abc import Iterable

from enrolments.models import School
from funding.queries import ledger
from obligations.rules.acquittal import COMPONENTS


def received(year: int, schools: Iterable[School]) -> dict[int, int]:
    """Cents of targeted funding and rural weighting by school: released lines and approved adjustments.

    The TAFE supplement is no part of it, because it must be paid to the TAFE. Schools without lines are left
    out.
    """
    return ledger.received_by_school(year, COMPONENTS, [each.pk for each in schools])


def received_by(school: School, year: int) -> int:
    """Cents that one school received; 0 before the first release."""
    return ledger.received(school, year, COMPONENTS)
