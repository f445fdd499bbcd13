"""What is stored about students' results and enrolled units, so that new results can be held against it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

from credits.models import UnitResult
from enrolments.models import School, UnitEnrolment

Key = tuple[int, int | None, int, int]  # student, qualification (None: on its own), unit, year
ClassKey = tuple[int, int, int]  # student, qualification, year
_FEW_STUDENTS = 500  # up to this many are asked for by their keys; beyond, the school is read whole


@dataclass(frozen=True)
class Standing:
    """Results by their key, each with its evidence; enrolled units by student, qualification and year."""

    results: dict[Key, UnitResult] = field(default_factory=dict)
    enrolled: dict[ClassKey, set[int]] = field(default_factory=dict)

    def year_of(self, student: int, qualification: int, unit: int, latest: int) -> int | None:
        """The last year up to `latest` in which the unit stands in the student's enrolment, or None."""
        years = self._years.get((student, qualification), ())
        fitting = [
            year for year in years if year <= latest and unit in self.enrolled[student, qualification, year]
        ]
        return max(fitting, default=None)

    @cached_property
    def _years(self) -> dict[tuple[int, int], list[int]]:
        found: dict[tuple[int, int], list[int]] = {}
        for student, qualification, year in self.enrolled:
            found.setdefault((student, qualification), []).append(year)
        return found


def key_of(result: UnitResult) -> Key:
    """Student, qualification, unit and year of a stored result."""
    return result.student_id, result.qualification_id, result.unit_id, result.year


def standing_of(school: School, students: Collection[int]) -> Standing:
    """All results and enrolled units of these students of a school, in two queries."""
    results = UnitResult.objects.filter(student__school=school).select_related("evidence")
    units = UnitEnrolment.objects.filter(enrolment__school=school)
    if len(students) <= _FEW_STUDENTS:
        results = results.filter(student__in=students)
        units = units.filter(enrolment__student__in=students)
    enrolled: dict[ClassKey, set[int]] = {}
    for who, what, year, unit in units.values_list(
        "enrolment__student_id", "enrolment__qualification_id", "enrolment__year_id", "unit_id"
    ):
        enrolled.setdefault((who, what, year), set()).add(unit)
    return Standing({key_of(each): each for each in results}, enrolled)
