"""What a school still has to record about results: outcomes that are missing, documents that are needed.

No published date says by when results are entered, so none is invented here. Each year is judged by what is
known of it: its census date, its end on 31 December (census.year_ends_on), which units have ended for
somebody in the same class, and who has left.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from credits.models import Outcome, UnitResult
from enrolments.models import EnrolmentYear, School, UnitEnrolment
from enrolments.rules import census
from vetportal import clock

# Somebody was judged in the unit, so it has ended. Who withdrew, or brought credit, says nothing of that.
_JUDGED = (Outcome.ACHIEVED, Outcome.NOT_ACHIEVED)


class Missing(NamedTuple):
    """Units that students take without an outcome, and of how many classes (certificates) they are."""

    units: int
    classes: int


class OpenResults(NamedTuple):
    """The outcomes of a year. `expected` counts the units that students take.

    `missing` are those without any outcome: one that is marked as continuing is not among them. `overdue` are
    those of them that can be entered by now: all when the year is over; before that those of a unit that
    somebody else of the class achieved or did not, and those of students who have left.
    """

    year: int
    is_over: bool
    expected: int
    missing: Missing
    overdue: Missing


class _Taught(NamedTuple):
    """A unit of a class: how many students take it, have no outcome, and have none and left."""

    year: int
    qualification: int
    unit: int
    expected: int
    missing: int
    left: int


def open_results(school: School, newest: EnrolmentYear) -> list[OpenResults]:
    """Of the newest year and the one before, in one query, or two while units of a running year are missing.

    A year is left out up to its census date, while its enrolments are entered, and where it has no units.
    """
    taught = _taught(school, newest)
    running = {each.year for each in taught if census.is_within(each.year, clock.now(), clock.MELBOURNE)}
    waiting = {each.year for each in taught if each.missing} & running
    ended = _ended(school, waiting) if waiting else set()
    return [
        OpenResults(
            year,
            year not in running,
            sum(each.expected for each in those),
            _counted((each.qualification, each.missing) for each in those),
            _counted((each.qualification, _overdue(each, running, ended)) for each in those),
        )
        for year in sorted({each.year for each in taught}, reverse=True)
        for those in [[each for each in taught if each.year == year]]
    ]


def documents_needed(school: School) -> QuerySet[UnitResult]:
    """Credit transfers of any year whose evidence nobody has recorded, the newest first, by name."""
    bare = UnitResult.objects.filter(
        student__school=school, outcome=Outcome.CREDIT_TRANSFER, evidence__isnull=True
    )
    return bare.order_by(
        "-year", "student__family_name", "student__given_names", "student_id", "unit__code", "pk"
    )


def _taught(school: School, newest: EnrolmentYear) -> list[_Taught]:
    result = UnitResult.objects.filter(
        student=OuterRef("enrolment__student"),
        qualification=OuterRef("enrolment__qualification"),
        unit=OuterRef("unit"),
        year=OuterRef("enrolment__year"),
    )
    lacks = Q(has_outcome=False)
    rows = (
        UnitEnrolment.objects.filter(
            enrolment__school=school,
            enrolment__year__in=(newest.pk, newest.pk - 1),
            enrolment__year__census_date__lt=clock.today(),
        )
        .annotate(has_outcome=Exists(result))
        .order_by()
        .values_list("enrolment__year", "enrolment__qualification", "unit")
        .annotate(
            expected=Count("pk"),
            missing=Count("pk", filter=lacks),
            left=Count("pk", filter=lacks & Q(enrolment__withdrawn_date__isnull=False)),
        )
    )
    return [_Taught(*row) for row in rows]


def _ended(school: School, years: set[int]) -> set[tuple]:
    """Year, qualification and unit of what somebody of the school was judged in."""
    judged = UnitResult.objects.filter(student__school=school, year__in=years, outcome__in=_JUDGED)
    return set(judged.order_by().values_list("year", "qualification", "unit").distinct())


def _overdue(taught: _Taught, running: set[int], ended: set[tuple]) -> int:
    has_ended = taught.year not in running or taught[:3] in ended
    return taught.missing if has_ended else taught.left


def _counted(of_classes: Iterable[tuple[int, int]]) -> Missing:
    found = [(qualification, number) for qualification, number in of_classes if number]
    return Missing(sum(number for _, number in found), len({qualification for qualification, _ in found}))
