"""What the demonstration's students achieved: invented results, and the documents behind credit transfers."""

from datetime import date, timedelta
from random import Random

from credits.actions import completions, evidence, records, results, shipped
from credits.actions.result_checks import ResultChange
from credits.models import Outcome, TransferEvidence, UnitResult
from credits.queries.classes import enrolments_of
from credits.queries.completions import lines_of
from enrolments.models import Qualification, School, UnitEnrolment
from pathways.resources.shipped import load_shipped as load_training_products
from vetportal.accounts.models import User
from vetportal.accounts.roles import SchoolRole
from vetportal.demo import people

# How units end, of a hundred.
_ENDINGS = {
    Outcome.ACHIEVED: 89, Outcome.NOT_ACHIEVED: 5, Outcome.WITHDRAWN: 3,
    Outcome.RPL: 1, Outcome.CONTINUING: 2,
}  # fmt: skip
_END_OF_YEAR = 11  # the month in which the results of a year are entered
_LONG_PROGRAM = 8  # units
_ENDED_EARLIER = 0.08  # the share of units that ended before the others of their class
_LAST_TEACHING_DAY = 28  # of the month before the results are entered


def load_rules() -> None:
    """The shipped credit schemes, micro-credentials, packagings and successions of units."""
    shipped.load_shipped(by=User.objects.get(username="admin"))
    load_training_products(by=None)


def enter(year: int, *, share: float, month: int) -> None:
    """Every school enters results; `share` of its classes are through, the others follow later."""
    draw = Random(year * 100 + month)  # noqa: S311 - an invented state, the same every time
    for school in School.objects.order_by("code"):
        editor = people.at_school(school, SchoolRole.EDITOR)
        changes = _changes(school, year, draw, share, month)
        if changes:
            results.save_results(school=school, changes=changes, by=editor)
        _complete(school, year, month, editor)
    _evidence(year, draw)
    records.rework_all()


def _complete(school: School, year: int, month: int, editor: User) -> None:
    """At the end of the year, who achieved every unit of a long program has completed the certificate."""
    if month < _END_OF_YEAR:
        return
    for qualification in Qualification.objects.filter(
        enrolments__school=school, enrolments__year=year
    ).distinct():
        lines = lines_of(list(enrolments_of(school, qualification, year)), qualification)
        done = [line for line in lines if line.achieved >= max(line.taken, _LONG_PROGRAM) and not line.stored]
        said = [completions.Completion(line.student, date(year, month, 20)) for line in done]
        completions.save_completions(school=school, qualification=qualification, said=said, by=editor)


def _changes(school: School, year: int, draw: Random, share: float, month: int) -> list[ResultChange]:
    """One change for each unit of the chosen classes that has no result yet."""
    entries = (
        UnitEnrolment.objects.filter(enrolment__school=school, enrolment__year_id=year)
        .select_related("unit", "enrolment__student", "enrolment__qualification")
        .order_by("enrolment__qualification_id", "enrolment_id", "pk")
    )
    chosen: dict[int, bool] = {}
    earlier = _held(school, year)
    changes = []
    for entry in entries:
        enrolment = entry.enrolment
        is_chosen = chosen.setdefault(enrolment.qualification_id, draw.random() < share)
        place = enrolment.student_id, enrolment.qualification_id, entry.unit_id
        if not is_chosen or (*place, year) in earlier:
            continue
        is_held = any(key[0] == place[0] and key[2] == place[2] for key in earlier)
        changes.append(_change(entry, year, draw, month, is_held=is_held))
    return changes


def _held(school: School, year: int) -> set[tuple]:
    """Results of this school's students that stand: the same unit is a credit transfer in a later year."""
    counted = UnitResult.objects.filter(student__school=school, year__lte=year)
    return set(counted.values_list("student_id", "qualification_id", "unit_id", "year"))


def _change(entry: UnitEnrolment, year: int, draw: Random, month: int, *, is_held: bool) -> ResultChange:
    outcome = draw.choices(list(_ENDINGS), list(_ENDINGS.values()))[0]
    if is_held:
        outcome = Outcome.CREDIT_TRANSFER
    weeks_before = draw.randint(1, 6) if draw.random() < _ENDED_EARLIER else 0
    ended = date(year, month - 1, _LAST_TEACHING_DAY) - timedelta(weeks=weeks_before)
    return ResultChange(
        student=entry.enrolment.student,
        unit=entry.unit,
        qualification=entry.enrolment.qualification,
        year=year,
        outcome=outcome,
        ended_on=ended,
    )


def _evidence(year: int, draw: Random) -> None:
    """Documents of some credit transfers; the others still wait for theirs."""
    transfers = UnitResult.objects.filter(
        year=year, outcome=Outcome.CREDIT_TRANSFER, evidence=None, student__school__code="7001"
    ).select_related("unit", "student__school")
    for place, result in enumerate(transfers.order_by("pk")):
        if place % 3 == 2:
            continue
        editor = people.at_school(result.student.school, SchoolRole.EDITOR)
        seen = evidence.Document(
            issuer_code="21859", issuer_name="Trades Training Partners (invented)",
            document=TransferEvidence.Document.STATEMENT, reference=f"SOA-{draw.randint(10_000, 99_999)}",
            issued_on=date(year - 1, 12, 3), unit_as_issued=result.unit.code,
            title_as_issued=result.unit.title,
            basis=TransferEvidence.Basis.SAME, analysis="", verified_by=editor.full_name,
            verified_on=result.ended_on, decision=TransferEvidence.Decision.GRANTED, reason="",
        )  # fmt: skip
        evidence.record_evidence(result=result, version=0, seen=seen, by=editor)
