"""How the register relates two units: the same, equivalent, one after the other, or not at all."""

from enum import StrEnum

from django.db.models import Q

from enrolments.lookups import normal
from enrolments.models import Unit, UnitSuccession

_MOST_STEPS = 40  # no unit has been replaced so often


class Relation(StrEnum):
    """What the register says of a unit as it was issued, held against the unit of a result."""

    SAME = "SAME"
    EQUIVALENT = "EQUIVALENT"
    REPLACED = "REPLACED"  # one replaced the other, and the register does not call them equivalent
    NONE = "NONE"
    UNKNOWN = "UNKNOWN"  # the register does not hold the code


def relation(issued: str, unit: Unit) -> Relation:
    """How a unit code on a document stands to a unit of the register."""
    code = normal(issued)
    if code == unit.code:
        return Relation.SAME
    if unit.code in _reached(code, only_equivalent=True):
        return Relation.EQUIVALENT
    if unit.code in _reached(code, only_equivalent=False):
        return Relation.REPLACED
    return Relation.NONE if Unit.objects.filter(code=code).exists() else Relation.UNKNOWN


def _reached(code: str, *, only_equivalent: bool) -> set[str]:
    """Every unit that steps of succession lead to, forwards or backwards."""
    found, edge = {code}, {code}
    for _ in range(_MOST_STEPS):
        steps = UnitSuccession.objects.filter(
            Q(predecessor__code__in=edge) | Q(successor__code__in=edge)
        ).values_list("predecessor__code", "successor__code")
        if only_equivalent:
            steps = steps.filter(is_equivalent=True)
        edge = {each for pair in steps for each in pair} - found
        if not edge:
            break
        found |= edge
    return found
