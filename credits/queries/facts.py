"""The facts that the credit rules read, for one student or for thousands, in few queries."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice

from django.db.models import Min, QuerySet

from credits.models import LevelRuling, TransferEvidence, UnitResult
from credits.queries.completions import finished
from credits.rules.facts import Certificate, Listing, ResultFacts, Ruling, StatedHours, UnitFacts
from credits.rules.outcomes import FINISHED, Outcome
from credits.rules.projection import as_planned
from enrolments.lookups import normal
from enrolments.models import (
    Enrolment,
    NominalHours,
    PackagedUnit,
    Student,
    Unit,
    UnitEnrolment,
    UnitSuccession,
)
from enrolments.rules.equivalence import families
from vetportal import clock

_TOGETHER = 5_000  # keys in one statement; SQLite takes 32,766
_FEW_CODES = 500  # up to this many units are asked for by their codes; beyond, the register is read whole
_Commenced = dict[tuple[int, int], int]  # student, qualification: first year
_COLUMNS = (
    "pk", "student_id", "unit__code", "qualification_id", "qualification__code", "qualification__title",
    "qualification__level", "year", "outcome", "ended_on", "evidence__decision",
    "evidence__unit_as_issued",
)  # fmt: skip


def results_of(student_ids: Collection[int]) -> dict[int, list[ResultFacts]]:
    """Every result of these students by student; who has none is left out. Three queries for 5,000 students.

    A certificate is commenced in the first year of an enrolment or a result in it; a unit on its own in the
    first year of a result. It is finished where its completion is recorded.
    """
    found: dict[int, list[ResultFacts]] = {}
    for some in _batches(student_ids):
        rows = list(UnitResult.objects.filter(student__in=some).order_by().values_list(*_COLUMNS))
        for student, result in _results(rows, _commencements(some), finished(some)):
            found.setdefault(student, []).append(result)
    return found


def _batches(keys: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(keys)
    while some := list(islice(remaining, _TOGETHER)):
        yield some


def _commencements(student_ids: Collection[int]) -> _Commenced:
    years = Enrolment.objects.filter(student__in=student_ids).order_by().values("student", "qualification")
    first = years.annotate(first=Min("year_id")).values_list("student", "qualification", "first")
    return {(student, qualification): year for student, qualification, year in first}


def _results(
    rows: list[tuple], commenced: _Commenced, completed: set[tuple[int, int]]
) -> Iterator[tuple[int, ResultFacts]]:
    begun: dict[tuple[int, object], int] = dict(commenced)
    for _, student, unit, qualification, _, _, _, year, *_ in rows:
        taken_in = (student, qualification or unit)
        begun[taken_in] = min(year, begun.get(taken_in, year))
    first = _first(begun)
    certificates: dict[int, Certificate] = {}
    for key, student, unit, qualification, code, title, level, _, outcome, ended_on, decision, issued in rows:
        if qualification and qualification not in certificates:
            certificates[qualification] = Certificate(code, title, level)
        yield (
            student,
            ResultFacts(
                key,
                unit,
                certificates.get(qualification),
                Outcome(outcome),
                ended_on,
                begun[student, qualification or unit],
                decision == TransferEvidence.Decision.GRANTED,
                (student, qualification) in completed,
                normal(issued or ""),
                decision == TransferEvidence.Decision.REFUSED,
                first[student],
            ),
        )


def _first(begun: Mapping[tuple[int, object], int]) -> dict[int, int]:
    """The year in which each student began anything at all."""
    years: dict[int, int] = {}
    for (student, _), year in begun.items():
        years[student] = min(year, years.get(student, year))
    return years


def present_study_of(student: Student) -> list[ResultFacts]:
    """The units of a student's present enrolments, as if they were achieved at the end of the year.

    They are planned: their keys are negative. See present_study.
    """
    return present_study([student.pk]).get(student.pk, [])


def present_study(student_ids: Collection[int]) -> dict[int, list[ResultFacts]]:
    """For each student the units of this year's enrolments that have no final result and were not withdrawn.

    A unit enrolled as a credit transfer stays one, without a document: it earns what it would earn now.
    """
    found: dict[int, list[ResultFacts]] = {}
    for some in _batches(student_ids):
        final = _final(some)
        commenced = _commencements(some)
        first = _first(commenced)
        rows = _present_units(some).values_list(
            "enrolment__student_id", "enrolment__qualification_id", "enrolment__year_id", "unit__code",
            "is_credit_transfer", "enrolment__qualification__code", "enrolment__qualification__title",
            "enrolment__qualification__level",
        )  # fmt: skip
        for student, qualification, year, unit, is_transfer, code, title, level in rows:
            if (student, qualification, unit, year) in final:
                continue
            held = found.setdefault(student, [])
            outcome = Outcome.CREDIT_TRANSFER if is_transfer else Outcome.CONTINUING
            begun = commenced.get((student, qualification), year)
            facts = ResultFacts(
                0, unit, Certificate(code, title, level), outcome, date(year, 12, 31), begun,
                first_begun=first.get(student, begun),
            )  # fmt: skip
            held.append(as_planned(facts, len(held) + 1, date(year, 12, 31)))
    return found


def _present_units(student_ids: Collection[int]) -> QuerySet[UnitEnrolment]:
    return UnitEnrolment.objects.filter(
        enrolment__student__in=student_ids,
        enrolment__year_id__gte=clock.today().year,
        enrolment__withdrawn_date=None,
    ).order_by("enrolment__year_id", "enrolment__qualification__code", "unit__code")


def _final(student_ids: Collection[int]) -> set[tuple]:
    """Student, qualification, unit and year of every result that is not continuing."""
    rows = UnitResult.objects.filter(student__in=student_ids, outcome__in=[each.value for each in FINISHED])
    return set(rows.order_by().values_list("student_id", "qualification_id", "unit__code", "year"))


def unit_facts(codes: Iterable[str]) -> dict[str, UnitFacts]:
    """What the register says of these units; a code that it does not know is left out. Five queries."""
    wanted = set(codes)
    units = Unit.objects.all() if len(wanted) > _FEW_CODES else Unit.objects.filter(code__in=wanted)
    hours, listings, rulings = _hours(units), _listings(units), _rulings(units)
    heads = _families()
    return {
        code: UnitFacts(
            code,
            title,
            heads.get(code, code),
            tuple(hours.get(pk, ())),
            tuple(listings.get(pk, ())),
            tuple(rulings.get(pk, ())),
        )
        for pk, code, title in units.order_by("code").values_list("pk", "code", "title")
        if code in wanted
    }


def _families() -> dict[str, str]:
    """The head of each class of equivalent units, over all steps that the register calls equivalent."""
    steps = UnitSuccession.objects.filter(is_equivalent=True).order_by("pk")
    return families(steps.values_list("predecessor__code", "successor__code"))


def _hours(units: QuerySet[Unit]) -> dict[int, list[StatedHours]]:
    rows = NominalHours.objects.filter(unit__in=_of(units)).order_by(
        "unit_id", "source", "effective_from", "pk"
    )
    found: dict[int, list[StatedHours]] = {}
    for unit, hours, source, since in rows.values_list("unit_id", "hours", "source", "effective_from"):
        found.setdefault(unit, []).append(StatedHours(hours, source, since))
    return found


def _listings(units: QuerySet[Unit]) -> dict[int, list[Listing]]:
    """The qualifications that list the units. When a unit was first packaged the register does not say."""
    rows = PackagedUnit.objects.filter(unit__in=_of(units)).order_by("unit_id", "qualification__code")
    found: dict[int, list[Listing]] = {}
    for unit, code, level, superseded_by, teach_out in rows.values_list(
        "unit_id",
        "qualification__code",
        "qualification__level",
        "qualification__superseded_by_id",
        "qualification__teach_out_date",
    ):
        ends_on = None if superseded_by is None else teach_out or date.min
        found.setdefault(unit, []).append(Listing(code, level, ends_on))
    return found


def _rulings(units: QuerySet[Unit]) -> dict[int, list[Ruling]]:
    rows = LevelRuling.objects.filter(unit__in=_of(units)).order_by("unit_id", "from_date", "pk")
    found: dict[int, list[Ruling]] = {}
    for unit, *ruling in rows.values_list("unit_id", "level", "reason", "source", "from_date", "until_date"):
        found.setdefault(unit, []).append(Ruling(*ruling))
    return found


def _of(units: QuerySet[Unit]) -> QuerySet:
    return units.order_by().values("pk")
