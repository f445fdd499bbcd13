"""The classes of a school in a year, as far as their results are entered, and the grid of one class."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from credits.models import Outcome, UnitResult
from credits.queries.standing import Key, key_of
from enrolments.models import Enrolment, Qualification, School, Unit, UnitEnrolment


class ClassOfYear(NamedTuple):
    """A certificate in a year: its students and units, and how many outcomes are final, going on, missing."""

    qualification: Qualification
    students: int
    units: int
    expected: int
    final: int
    continuing: int

    @property
    def missing(self) -> int:
        """Outcomes that nobody has entered yet."""
        return self.expected - self.final - self.continuing

    @property
    def state(self) -> str:
        """NO_UNITS, NOT_STARTED, INCOMPLETE, CONTINUING or COMPLETE."""
        if not self.expected:
            return "NO_UNITS"
        if self.missing:
            return "INCOMPLETE" if self.missing < self.expected else "NOT_STARTED"
        return "CONTINUING" if self.continuing else "COMPLETE"


def classes_of(school: School, year: int) -> list[ClassOfYear]:
    """Every certificate that students of the school are enrolled in that year, by code."""
    counted = {
        row["enrolment__qualification"]: row
        for row in _with_results(school, year)
        .values("enrolment__qualification")
        .annotate(
            expected=Count("pk"),
            units=Count("unit", distinct=True),
            final=Count("pk", filter=Q(is_final=True)),
            continuing=Count("pk", filter=Q(is_going_on=True)),
        )
    }
    students = Enrolment.objects.filter(school=school, year_id=year).order_by().values("qualification")
    numbers = dict(students.annotate(Count("pk")).values_list("qualification", "pk__count"))
    nothing = {"units": 0, "expected": 0, "final": 0, "continuing": 0}
    return [
        ClassOfYear(each, numbers[each.pk], *(counted.get(each.pk, nothing)[name] for name in nothing))
        for each in Qualification.objects.filter(pk__in=numbers).order_by("code")
    ]


def _with_results(school: School, year: int) -> QuerySet[UnitEnrolment]:
    results = UnitResult.objects.filter(
        student=OuterRef("enrolment__student"),
        qualification=OuterRef("enrolment__qualification"),
        unit=OuterRef("unit"),
        year=year,
    )
    continuing = results.filter(outcome=Outcome.CONTINUING)
    return (
        UnitEnrolment.objects.filter(enrolment__school=school, enrolment__year_id=year)
        .annotate(
            is_final=Exists(results.exclude(outcome=Outcome.CONTINUING)), is_going_on=Exists(continuing)
        )
        .order_by()
    )


@dataclass
class ClassRoll:
    """The students of a class with their enrolled units, and the results that are stored."""

    school: School
    qualification: Qualification
    year: int
    enrolments: list[Enrolment] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    enrolled: dict[tuple[int, int], bool] = field(default_factory=dict)  # True: as a credit transfer
    results: dict[Key, UnitResult] = field(default_factory=dict)


def enrolments_of(school: School, qualification: Qualification, year: int) -> QuerySet[Enrolment]:
    """The enrolments of a class by the students' names."""
    return (
        Enrolment.objects.filter(school=school, qualification=qualification, year_id=year)
        .select_related("student")
        .order_by("student__family_name", "student__given_names", "pk")
    )


def roll_of(
    school: School, qualification: Qualification, year: int, enrolments: list[Enrolment]
) -> ClassRoll:
    """What the grid of these enrolments of a class shows, in two queries."""
    students = [each.student_id for each in enrolments]
    taken = UnitEnrolment.objects.filter(enrolment__in=enrolments).select_related("unit")
    enrolled, units = {}, {}
    for enrolment_student, row in ((each.enrolment_id, each) for each in taken):
        units[row.unit_id] = row.unit
        enrolled[enrolment_student, row.unit_id] = row.is_credit_transfer
    whose = {each.pk: each.student_id for each in enrolments}
    results = (
        UnitResult.objects.filter(student__in=students, qualification=qualification, year=year)
        .select_related("evidence", "changed_by", "unit")
        .order_by("pk")
    )
    return ClassRoll(
        school,
        qualification,
        year,
        enrolments,
        sorted(units.values(), key=lambda unit: unit.code),
        {(whose[enrolment], unit): is_transfer for (enrolment, unit), is_transfer in enrolled.items()},
        {key_of(each): each for each in results},
    )
