"""The units that a student holds, as stacking and pathways read them."""

from collections.abc import Iterable

from django.db.models import Max

from credits.queries.facts import present_study_of, results_of
from credits.rules.facts import ResultFacts
from credits.rules.outcomes import Outcome
from enrolments.models import PackagedUnit, Student, Unit
from pathways.queries.equivalents import heads
from pathways.rules.facts import HeldUnit

_HELD = frozenset({Outcome.ACHIEVED, Outcome.RPL})


def held_units(student: Student, *, with_present_study: bool = False) -> tuple[HeldUnit, ...]:
    """Units that the student achieved, in the order of time; those studied now only where asked for.

    A credit transfer is held once its document was seen and accepted.
    """
    results = results_of([student.pk]).get(student.pk, [])
    achieved = [each for each in results if _is_held(each)]
    planned = present_study_of(student) if with_present_study else []
    return _described([*((each, False) for each in achieved), *((each, True) for each in planned)])


def transfers_without_document(student: Student) -> list[str]:
    """Codes of credit transfers that no accepted document stands behind and that are not held otherwise."""
    results = results_of([student.pk]).get(student.pk, [])
    held = {each.unit for each in results if _is_held(each)}
    transfers = {each.unit for each in results if each.outcome is Outcome.CREDIT_TRANSFER}
    return sorted(transfers - held)


def _is_held(result: ResultFacts) -> bool:
    if result.outcome is Outcome.CREDIT_TRANSFER:
        return result.is_evidenced
    return result.outcome in _HELD


def _described(results: list[tuple[ResultFacts, bool]]) -> tuple[HeldUnit, ...]:
    """With titles, classes, and the highest certificate that lists a unit of the class."""
    codes = {result.unit for result, _ in results}
    if not codes:
        return ()
    families = heads(codes)
    titles = dict(Unit.objects.filter(code__in=codes).values_list("code", "title"))
    levels = _highest_levels(families, {families[code] for code in codes})
    held = [
        HeldUnit(
            code=result.unit,
            title=titles.get(result.unit, ""),
            family=families[result.unit],
            achieved_on=result.ended_on,
            is_planned=is_planned,
            highest_listing=levels.get(families[result.unit]),
        )
        for result, is_planned in results
    ]
    return tuple(sorted(held, key=lambda each: (each.is_planned, each.achieved_on, each.code)))


def _highest_levels(families: dict[str, str], wanted: set[str]) -> dict[str, int]:
    codes = codes_of(families, wanted)
    rows = PackagedUnit.objects.filter(unit__code__in=codes).order_by().values_list("unit__code")
    highest: dict[str, int] = {}
    for code, level in rows.annotate(highest=Max("qualification__level")):
        family = families.get(code, code)
        highest[family] = max(level, highest.get(family, 0))
    return highest


def codes_of(families: dict[str, str], wanted: Iterable[str]) -> set[str]:
    """Every unit code that belongs to one of these classes."""
    classes = set(wanted)
    return classes | {code for code, head in families.items() if head in classes}
