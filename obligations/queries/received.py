"""What schools received of targeted VET funding: the one place that asks for it."""

from collections.abc import Iterable

from django.db.models import Sum

from enrolments.models import School
from funding.models import PaymentLine
from obligations.rules.acquittal import COMPONENTS


def received(year: int, schools: Iterable[School]) -> dict[int, int]:
    """Cents of a year's released payment lines by school: targeted funding and rural weighting.

    The TAFE supplement is no part of it, because it must be paid to the TAFE. Schools without lines are left
    out.
    """
    lines = PaymentLine.objects.filter(
        run__year=year,
        run__decisions__what="RELEASED",
        component__in=COMPONENTS,
        school__in=[each.pk for each in schools],
    )
    return dict(lines.order_by().values_list("school").annotate(cents=Sum("amount")))


def received_by(school: School, year: int) -> int:
    """Cents that one school received; 0 before the first release."""
    return received(year, [school]).get(school.pk, 0)
