"""A school's enrolments as the portal's own file: what it writes, an upload can read."""

from collections.abc import Iterator

from django.db.models import QuerySet

from enrolments.models import Enrolment

COLUMNS = (
    "school_code",
    "student_number",
    "family_name",
    "given_names",
    "date_of_birth",
    "program",
    "certificate_code",
    "unit_code",
    "hours",
    "provider_code",
    "delivery",
)
_VALUES = (
    "school__code",
    "student__student_number",
    "student__family_name",
    "student__given_names",
    "student__date_of_birth",
    "program",
    "qualification__code",
    "units__unit__code",
    "units__hours",
    "provider__code",
    "delivery",
)
_ORDER = ("student__family_name", "student__given_names", "pk", "units__unit__code")


def rows_of(enrolments: QuerySet[Enrolment]) -> Iterator[tuple]:
    """One row a unit in COLUMNS; an enrolment without units is one row with an empty unit."""
    chosen = Enrolment.objects.filter(pk__in=enrolments.order_by().values("pk"))
    return chosen.order_by(*_ORDER).values_list(*_VALUES).iterator(chunk_size=2_000)
