"""How old the stored credit records of a list are, and whether a rule is newer than some of them."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, Max, Min, OuterRef

from credits.models import CreditRecord, CreditScheme, LevelRuling, UnitResult
from enrolments.models import School
from vetportal.audit.models import AuditEvent


class Freshness(NamedTuple):
    """When the oldest record shown was worked out (None: there is none), and whether some may be behind."""

    oldest: datetime | None
    is_behind: bool


def freshness_of(scheme: CreditScheme, school: School | None = None) -> Freshness:
    """For the records of a scheme, of one school or of all."""
    records = CreditRecord.objects.filter(scheme=scheme)
    results = UnitResult.objects.all()
    if school:
        records, results = records.filter(student__school=school), results.filter(student__school=school)
    oldest = records.aggregate(oldest=Min("worked_out_at"))["oldest"]
    if oldest is None:
        return Freshness(None, results.exists())
    done = _latest("credits.creditscheme", action="recompute_credits")
    if LevelRuling.objects.filter(recorded_at__gt=oldest).exists():
        touched = records.filter(
            student__unit_results__unit__level_rulings__recorded_at__gt=F("worked_out_at")
        )
        if touched.exists():
            return Freshness(oldest, True)
    hours = _latest("enrolments.nominalhours")
    if hours and hours > oldest and not (done and done >= hours):
        return Freshness(oldest, True)
    if scheme.published_at and not (done and done >= scheme.published_at):
        own = CreditRecord.objects.filter(scheme=scheme, student=OuterRef("student"))
        return Freshness(oldest, results.filter(~Exists(own)).exists())
    return Freshness(oldest, False)


def _latest(subject_type: str, **more: str) -> datetime | None:
    found = AuditEvent.objects.filter(subject_type=subject_type, **more)
    return found.aggregate(latest=Max("at"))["latest"]
