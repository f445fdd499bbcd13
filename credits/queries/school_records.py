"""The credit records of a school's students, and of all schools."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Case, Count, F, FilteredRelation, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Greatest

from credits.models import CreditRecord, CreditScheme
from credits.queries.facts import present_study, results_of, unit_facts
from credits.rules.facts import ResultFacts
from credits.rules.ledger import Books
from credits.rules.scheme_rules import SchemeRules
from enrolments.models import School, Student
from vetportal.rounding import divide_half_up

STATES = {
    "MET": "Standard met",
    "NOT_MET": "Not met yet",
    "WAITING": "Waiting for hours or a level",
    "NONE": "Nothing to count yet",
}
_TENTH = 100  # thousandths


def students_of(school: School, scheme: CreditScheme) -> QuerySet[Student]:
    """The school's students, each with `total`, `at_level`, `missing`, `blocked` and `is_met` as stored.

    Without a record they are None; so is `missing` where the scheme has no standard.
    """
    record = FilteredRelation("credit_records", condition=Q(credit_records__scheme=scheme.pk))
    listed = Student.objects.filter(school=school).annotate(record=record)
    listed = listed.annotate(
        total=F("record__total"),
        at_level=F("record__at_level"),
        blocked=F("record__blocked"),
        is_met=F("record__is_met"),
    )
    if scheme.standard_total is None:
        return listed.annotate(missing=Value(None, output_field=IntegerField()))
    gap = Value(scheme.standard_total) - F("record__total")
    gap_at_level = Value(scheme.standard_at_level or 0) - F("record__at_level")
    larger = Greatest(gap, gap_at_level, Value(0))
    # Nothing and a number: PostgreSQL takes the number as the greatest, SQLite nothing.
    return listed.annotate(missing=Case(When(record__total__isnull=False, then=larger)))


def in_state(students: QuerySet[Student], state: str) -> QuerySet[Student]:
    """Those of students_of that are in one of STATES."""
    conditions = {
        "MET": Q(is_met=True),
        "NOT_MET": Q(is_met=False),
        "WAITING": Q(blocked__gt=0),
        "NONE": Q(total=None),
    }
    return students.filter(conditions[state])


class Counts(NamedTuple):
    """How many students are in each of STATES; one may be in two."""

    all: int
    met: int
    not_met: int
    waiting: int
    none: int


def counts_of(students: QuerySet[Student]) -> Counts:
    """All of students_of in one query."""
    return Counts(
        *students.order_by()
        .aggregate(
            all=Count("pk"),
            met=Count("pk", filter=Q(is_met=True)),
            not_met=Count("pk", filter=Q(is_met=False)),
            waiting=Count("pk", filter=Q(blocked__gt=0)),
            none=Count("pk", filter=Q(total=None)),
        )
        .values()
    )


def projections(student_ids: Sequence[int], rules: SchemeRules) -> dict[int, int]:
    """What each of these students would have in all with their present study; thousandths.

    Who has neither results nor present study is left out.
    """
    results, planned = results_of(student_ids), present_study(student_ids)
    studied = (*results.values(), *planned.values())
    codes = {code for held in studied for each in held for code in each.codes}
    books = Books(unit_facts(codes), rules)
    none: list[ResultFacts] = []
    return {
        student: books.ledger([*results.get(student, none), *planned.get(student, none)]).total
        for student in {*results, *planned}
    }


class SchoolCredits(NamedTuple):
    """One school on the department's page. `average` in thousandths, to a tenth; None without students."""

    school: School
    students: int
    met: int
    waiting: int
    average: int | None

    @property
    def name(self) -> str:
        """For sorting and the address."""
        return self.school.name

    @property
    def share(self) -> int | None:
        """Whole percent of the students who meet the standard."""
        return divide_half_up(100 * self.met, self.students) if self.students else None


def of_schools(scheme: CreditScheme) -> list[SchoolCredits]:
    """Every school with a student who has a record, by name, in two queries."""
    rows = (
        CreditRecord.objects.filter(scheme=scheme)
        .order_by()
        .values("student__school")
        .annotate(
            students=Count("pk"),
            met=Count("pk", filter=Q(is_met=True)),
            waiting=Count("pk", filter=Q(blocked__gt=0)),
            sum=Sum("total"),
        )
    )
    found = {row["student__school"]: row for row in rows}
    return [
        SchoolCredits(
            each,
            row["students"],
            row["met"],
            row["waiting"],
            divide_half_up(row["sum"], row["students"] * _TENTH) * _TENTH,
        )
        for each in School.objects.filter(pk__in=found).order_by("name", "code")
        for row in [found[each.pk]]
    ]
