"""How old the stored credit records of a list are, and whether a rule is newer than some of them."""

from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, Max, Min, OuterRef, QuerySet

from credits.models import CreditRecord, CreditScheme, LevelRuling, UnitResult
from enrolments.models import School
from vetportal.audit import trail
from vetportal.audit.models import AuditEvent

RECOMPUTED = "recompute_credits"  # the action of an audit record: every record of a scheme was looked at
# What is loaded or changed in the register, and decides hours, levels or which units are the same.
_REGISTER = (
    "enrolments.nominalhours",
    "enrolments.packagedunit",
    "enrolments.qualification",
    "enrolments.unitsuccession",
)


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
    recomputed = _latest(
        AuditEvent.objects.filter(
            subject_type=scheme._meta.label_lower,
            subject_id=str(scheme.pk),
            action=RECOMPUTED,
            chain__in=[trail.STATE, school.code] if school else [trail.STATE],
        )
    )
    return Freshness(
        oldest,
        _lacks_records(scheme, results, recomputed)
        or _is_ruled_since(records, recomputed)
        or _is_register_newer(oldest, recomputed),
    )


def _lacks_records(scheme: CreditScheme, results: QuerySet, recomputed: datetime | None) -> bool:
    """Whether the scheme is newer than results of students who have no record under it."""
    published = scheme.published_at
    if published is None or (recomputed and recomputed >= published):
        return False
    own = CreditRecord.objects.filter(scheme=scheme, student=OuterRef("student"))
    return results.filter(~Exists(own), changed_at__lte=published).exists()


def _is_ruled_since(records: QuerySet, recomputed: datetime | None) -> bool:
    """Whether a ruling on one of a student's units is newer than the student's record."""
    rulings = LevelRuling.objects.all()
    if recomputed:
        rulings = rulings.filter(recorded_at__gt=recomputed)
    units = list(rulings.order_by().values_list("unit", flat=True).distinct())
    held = records.filter(
        student__unit_results__unit__in=units,
        student__unit_results__unit__level_rulings__recorded_at__gt=F("worked_out_at"),
    )
    return bool(units) and held.exists()


def _is_register_newer(oldest: datetime | None, recomputed: datetime | None) -> bool:
    changed = _latest(AuditEvent.objects.filter(subject_type__in=_REGISTER))
    if oldest is None or changed is None:
        return False
    return changed > max(oldest, recomputed or oldest)


def _latest(events: QuerySet[AuditEvent]) -> datetime | None:
    return events.aggregate(latest=Max("at"))["latest"]
