"""Classes of equivalent units, for the codes at hand."""

from collections.abc import Iterable

from enrolments.models import UnitSuccession
from enrolments.rules.equivalence import families


def heads(codes: Iterable[str] = ()) -> dict[str, str]:
    """The head of the class of each of these units, and of every unit that is equivalent to another."""
    steps = UnitSuccession.objects.filter(is_equivalent=True).order_by()
    known = families(steps.values_list("predecessor__code", "successor__code"))
    return {code: code for code in codes} | known
