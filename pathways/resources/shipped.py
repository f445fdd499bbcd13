"""The published micro-credentials and packagings that come with the portal, loaded as any register file.

They only fill gaps: what the register or a person says already stands. Loading them again changes nothing.
"""

from dataclasses import replace
from pathlib import Path

from django.db import transaction

from enrolments.resources.loading import RegisterFile, load
from enrolments.resources.qualifications import PACKAGING, QualificationResource
from enrolments.resources.report import Report
from enrolments.resources.shapes import Shape
from enrolments.resources.successions import SUCCESSIONS
from enrolments.resources.units import UnitResource
from pathways.resources import micro_credentials
from pathways.resources.packaging import SHIPPED_RULES
from vetportal.accounts.models import User

DATA = Path(__file__).resolve().parent.parent / "data"


def _filling_gaps(file: RegisterFile) -> RegisterFile:
    return replace(file, shapes=tuple(replace(shape, fills_gaps_only=True) for shape in file.shapes))


FILES = (
    RegisterFile("units", (Shape(("unit_code", "title", "source"), fills_gaps_only=True),), (UnitResource,)),
    RegisterFile(
        "qualifications",
        (Shape(("certificate_code", "title", "level", "source"), fills_gaps_only=True),),
        (QualificationResource,),
    ),
    _filling_gaps(PACKAGING),
    _filling_gaps(SUCCESSIONS),
    SHIPPED_RULES,
    *micro_credentials.files(shipped=True),
)


@transaction.atomic
def load_shipped(*, by: User | None) -> list[Report]:
    """Load all shipped files, or none where one is refused; `by` is None for an operator's command."""
    reports = []
    for file in FILES:
        path = DATA / f"{file.name}.csv"
        report = load(file, path.read_bytes(), filename=path.name, by=by)
        reports.append(report)
        if not report.is_accepted:
            transaction.set_rollback(True)
            break
    return reports
