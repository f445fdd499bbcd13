"""Who completed which certificate, and what a class has entered of it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from credits.models import CertificateCompletion, Outcome, UnitResult
from enrolments.models import Enrolment, Qualification, Student

_SUCCESSES = (Outcome.ACHIEVED, Outcome.RPL, Outcome.CREDIT_TRANSFER)


@dataclass
class CompletionLine:
    """A student of a class: units achieved of those taken, and the completion that is stored, if any."""

    student: Student
    taken: int
    achieved: int
    stored: CertificateCompletion | None
    text: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        """The name of the field, which is its id, too."""
        return f"on-{self.student.pk}"


def completed_by(student: Student) -> dict[str, CertificateCompletion]:
    """The certificates that a student completed, by their codes."""
    rows = CertificateCompletion.objects.filter(student=student).select_related("qualification")
    return {each.qualification.code: each for each in rows}


def finished(student_ids: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of student and qualification (keys) that were completed."""
    rows = CertificateCompletion.objects.filter(student__in=student_ids).order_by()
    return set(rows.values_list("student_id", "qualification_id"))


def lines_of(enrolments: list[Enrolment], qualification: Qualification) -> list[CompletionLine]:
    """What stands for these students of a class. Three queries."""
    students = [each.student_id for each in enrolments]
    stored = {
        each.student_id: each
        for each in CertificateCompletion.objects.filter(student__in=students, qualification=qualification)
    }
    taken = Counter(
        student
        for student, _unit in Enrolment.objects.filter(
            student__in=students, qualification=qualification, units__isnull=False
        )
        .order_by()
        .values_list("student_id", "units__unit_id")
        .distinct()
    )
    achieved = Counter(
        student
        for student, _unit in UnitResult.objects.filter(
            student__in=students, qualification=qualification, outcome__in=_SUCCESSES
        )
        .order_by()
        .values_list("student_id", "unit_id")
        .distinct()
    )
    return [
        CompletionLine(
            each.student, taken[each.student_id], achieved[each.student_id], stored.get(each.student_id)
        )
        for each in enrolments
    ]
