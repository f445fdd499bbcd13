"""Units whose outcome nobody has entered, as the rows of a file to fill in."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from credits.models import Outcome, UnitResult
from enrolments.models import School, UnitEnrolment


def open_rows(school: School, year: int) -> Iterator[tuple[str, ...]]:
    """Number, name, unit, title and certificate of each, by certificate and name; outcome and date empty."""
    final = UnitResult.objects.filter(
        student=OuterRef("enrolment__student"),
        qualification=OuterRef("enrolment__qualification"),
        unit=OuterRef("unit"),
        year=year,
    ).exclude(outcome=Outcome.CONTINUING)
    rows = (
        UnitEnrolment.objects.filter(enrolment__school=school, enrolment__year_id=year)
        .filter(~Exists(final))
        .select_related("enrolment__student", "enrolment__qualification", "unit")
        .order_by(
            "enrolment__qualification__code",
            "enrolment__student__family_name",
            "enrolment__student__given_names",
            "enrolment_id",
            "unit__code",
        )
    )
    for each in rows:
        who = each.enrolment.student
        certificate = each.enrolment.qualification.code
        yield who.student_number, who.name, each.unit.code, each.unit.title, certificate, "", ""
