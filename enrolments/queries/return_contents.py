"""What a school's return holds: what is signed, what changed since it was signed, what looks unfinished.

A return is about the census: what was recorded late is no part of it.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum

from enrolments import queries
from enrolments.models import (
    Enrolment,
    EnrolmentYear,
    HigherLevelApproval,
    Qualification,
    School,
    SchoolReturn,
    Student,
    UnitEnrolment,
)
from enrolments.rules import census
from enrolments.rules import returns as rules
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit.models import AuditEvent
from vetportal.money import moment


class Certificate(NamedTuple):
    """One certificate of a return. Hours are whole hours without credit transfers."""

    code: str
    title: str
    enrolments: int
    incomplete: int
    hours: int


class Contents(NamedTuple):
    """What a school's return holds at this moment."""

    students: int
    enrolments: int
    incomplete: int
    hours: int
    certificates: tuple[Certificate, ...]

    @property
    def complete(self) -> int:
        """Enrolments with at least one unit, and hours for every unit."""
        return self.enrolments - self.incomplete

    def as_recorded(self) -> dict:
        """The sums as the audit record keeps them with a signature: no names, no students."""
        return {
            "students": self.students,
            "enrolments": self.enrolments,
            "incomplete": self.incomplete,
            "hours": self.hours,
            "certificates": {each.code: [each.enrolments, each.hours] for each in self.certificates},
        }


def of(*, school: School, year: int) -> Contents:
    """The sums of a school's return, certificate by certificate, in two queries."""
    enrolments = Enrolment.objects.of_census().filter(school=school, year_id=year)
    rows = (
        queries.with_hours(enrolments)
        .order_by("qualification__title", "qualification__code")
        .values_list(
            "qualification__code", "qualification__title", "unit_count", "units_without_hours", "total_hours"
        )
    )
    certificates = _by_certificate(rows)
    return Contents(
        students=enrolments.aggregate(found=Count("student_id", distinct=True))["found"],
        enrolments=sum(each.enrolments for each in certificates),
        incomplete=sum(each.incomplete for each in certificates),
        hours=sum(each.hours for each in certificates),
        certificates=certificates,
    )


def _by_certificate(rows: Iterable[tuple[str, str, int, int, int]]) -> tuple[Certificate, ...]:
    found: dict[str, Certificate] = {}
    for code, title, units, without_hours, hours in rows:
        held = found.get(code, Certificate(code, title, 0, 0, 0))
        unfinished = units == 0 or without_hours > 0
        found[code] = held._replace(
            enrolments=held.enrolments + 1,
            incomplete=held.incomplete + unfinished,
            hours=held.hours + hours,
        )
    return tuple(found.values())


def mark(*, school: School, year: int) -> str:
    """A short text that differs as soon as an entry of the return is added, changed or removed."""
    enrolments = Enrolment.objects.of_census().filter(school=school, year_id=year)
    held = enrolments.aggregate(rows=Count("pk"), versions=Sum("version"), last=Max("changed_at"))
    students = Student.objects.filter(enrolments__in=enrolments).distinct()
    held |= students.aggregate(student_versions=Sum("version"))
    return "-".join(str(value or 0) for value in held.values())


def standing(held: SchoolReturn) -> str:
    """Where a return stands and who brought it there, in one sentence."""
    if held.status == rules.CERTIFIED:
        return f"This return was certified by {held.certified_by} on {moment(held.certified_at)}."
    if held.status in (rules.APPROVED, rules.RETURNED):
        step = held.get_status_display().lower()
        return f"This return was {step} by {held.decided_by} on {moment(held.decided_at)}."
    return "This return is a draft: nobody has certified it."


def own_entries(*, school: School, year: int, by: User) -> int:
    """How many enrolments of a return a person entered or last changed: then another person signs."""
    own = Q(entered_by=by) | Q(changed_by=by)
    return Enrolment.objects.of_census().filter(own, school=school, year_id=year).count()


def is_late(held: SchoolReturn, year: EnrolmentYear) -> bool:
    """Whether the return was certified after the end of the census date (Melbourne)."""
    limit = census.closes_at(year.census_date, clock.MELBOURNE)
    return held.certified_at is not None and held.certified_at >= limit


def history(held: SchoolReturn) -> list[AuditEvent]:
    """Every step of a return, newest first, as the audit record tells it."""
    if held.pk is None:
        return []
    events = AuditEvent.objects.filter(subject_type=held._meta.label_lower, subject_id=str(held.pk))
    return list(events.order_by("-position"))


class Changes(NamedTuple):
    """What changed since a return was last signed, in enrolments."""

    since: datetime
    by_name: str
    added: int
    changed: int
    removed: int
    hours: int  # now, less what was signed for
    certificates: dict[str, int]  # code: enrolments now, less what was signed for; only where they differ

    @property
    def any(self) -> bool:
        """Whether anything is different from what was signed."""
        return bool(self.added or self.changed or self.removed or self.hours or self.certificates)


def changes_since_signed(
    *, school: School, year: int, events: Iterable[AuditEvent], contents: Contents
) -> Changes | None:
    """What differs from the signature before the present one; None when there is none to compare with.

    A return that is signed now is compared with the signature before that, a draft with the last.
    """
    signatures = [
        each for each in events if each.action == "certify_return" and "contents" in (each.after or {})
    ]
    latest = next(iter(events), None)
    is_signed_now = latest is not None and latest.action in ("certify_return", "approve_return")
    earlier = signatures[1:] if is_signed_now else signatures
    if not earlier:
        return None
    then, signed = earlier[0], earlier[0].after["contents"]
    enrolments = Enrolment.objects.of_census().filter(school=school, year_id=year)
    added = enrolments.filter(entered_at__gt=then.at).count()
    return Changes(
        since=then.at,
        by_name=then.by_name,
        added=added,
        changed=enrolments.filter(entered_at__lte=then.at, changed_at__gt=then.at).count(),
        removed=signed["enrolments"] + added - contents.enrolments,
        hours=contents.hours - signed["hours"],
        certificates=_differences(signed["certificates"], contents),
    )


def _differences(signed: dict[str, list[int]], contents: Contents) -> dict[str, int]:
    now = {each.code: each.enrolments for each in contents.certificates}
    codes = [*now, *(code for code in signed if code not in now)]
    differences = {code: now.get(code, 0) - signed.get(code, [0])[0] for code in codes}
    return {code: difference for code, difference in differences.items() if difference}


class Flag(NamedTuple):
    """Something about a return that an officer should look at, with the number of enrolments."""

    count: int
    singular: str
    plural: str

    @property
    def sentence(self) -> str:
        """The flag in words, with its count."""
        return f"{self.count} {self.singular if self.count == 1 else self.plural}"


def _flagged() -> tuple[tuple[Q | Exists, str, str], ...]:
    units = UnitEnrolment.objects.filter(enrolment=OuterRef("pk"))
    approval = HigherLevelApproval.objects.filter(
        school=OuterRef("school"), qualification=OuterRef("qualification"), year=OuterRef("year")
    )
    superseded = Qualification.superseded_on(F("year__census_date"))
    return (
        (~Exists(units), "enrolment has no units", "enrolments have no units"),
        (Exists(units.filter(queries.lacks_hours())), "enrolment has a unit without hours",
         "enrolments have a unit without hours"),
        (superseded, "enrolment is in a superseded certificate past its teach-out date",
         "enrolments are in superseded certificates past their teach-out date"),
        (Q(qualification__level=4) & ~Exists(approval),
         "Certificate IV enrolment has no VCAA approval recorded",
         "Certificate IV enrolments have no VCAA approval recorded"),
        (Q(program="NONE"), "enrolment is not part of a senior secondary certificate",
         "enrolments are not part of a senior secondary certificate"),
        (Q(withdrawn_date__lte=F("year__census_date")), "enrolment was withdrawn by the census date",
         "enrolments were withdrawn by the census date"),
        (Q(campus__location_index=None), "enrolment is at a campus without a location index",
         "enrolments are at a campus without a location index"),
    )  # fmt: skip


def flags(*, school: School, year: int) -> list[Flag]:
    """What looks unfinished or unusual in a return, one query."""
    conditions = _flagged()
    enrolments: QuerySet[Enrolment] = Enrolment.objects.of_census().filter(school=school, year_id=year)
    counted = {
        f"flag_{place}": Count("pk", filter=Q(condition) if isinstance(condition, Exists) else condition)
        for place, (condition, *_words) in enumerate(conditions)
    }
    found = enrolments.aggregate(**counted)
    words = [(found[f"flag_{place}"], *words) for place, (_condition, *words) in enumerate(conditions)]
    return [Flag(*each) for each in words if each[0]]


def last_year(*, school: School, year: int) -> int:
    """Enrolments of the school in the year before, to compare with."""
    return Enrolment.objects.of_census().filter(school=school, year_id=year - 1).count()


class Line(NamedTuple):
    """A certificate of a return beside the year before and beside what was signed for."""

    certificate: Certificate
    last_year: int
    since_signed: int  # enrolments now, less what was signed for


def lines(*, school: School, year: int, contents: Contents, changes: Changes | None) -> list[Line]:
    """Every certificate of this year or the year before, by title; those of this year first."""
    enrolments = (
        Enrolment.objects.of_census().filter(school=school, year_id=year - 1).order_by("qualification__title")
    )
    rows = enrolments.values_list("qualification__code", "qualification__title")
    before = {code: (title, found) for code, title, found in rows.annotate(found=Count("pk"))}
    now = {each.code for each in contents.certificates}
    gone = [Certificate(code, title, 0, 0, 0) for code, (title, _) in before.items() if code not in now]
    since = changes.certificates if changes else {}
    return [
        Line(each, before.get(each.code, ("", 0))[1], since.get(each.code, 0))
        for each in (*contents.certificates, *gone)
    ]
