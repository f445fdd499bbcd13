"""A school in September: one enrolment on the frozen census, its return approved; what comes now is late."""

from enrolments.actions import entry
from enrolments.models import Enrolment
from funding.actions import census
from tests import factories
from tests.enrolments import returns_cast

OVER = "2020-01-01T00:00"  # late records have ended


def build(clock) -> returns_cast.Cast:
    """The school and its people; the clock then stands at 2 September 2019."""
    built = returns_cast.build(entries=1)
    clock("2019-05-01T10:00")
    factories.approved_return(built.school, principal=built.principal, by=built.officer)
    clock("2019-06-03T09:00")
    census.freeze(year=2019, by=None)
    clock("2019-09-02T10:00")
    return built


def units() -> list:
    """The units of the certificate, by their code."""
    packaged = factories.qualification().packaged_units.order_by("unit__code").select_related("unit")
    return [each.unit for each in packaged]


def enter(cast: returns_cast.Cast, **changed) -> Enrolment:
    """An enrolment as the school's editor enters it now."""
    values = {
        "student": factories.student(cast.school), "year": cast.year, "provider": None, "program": "VCE",
        "qualification": factories.qualification(), "delivery": "SCHOOL", "units": [(units()[0], 60)],
        "by": cast.editor,
    }  # fmt: skip
    return entry.enter(**values | changed)
