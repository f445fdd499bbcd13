"""The one interpreter of credit schemes: results that count, and a scheme's rows, become credit.

Every certificate of every state is read by this code; what differs between them is data (SchemeRules).
Credits are thousandths, hours whole hours. It is pure: the same facts and rows give the same awards, in
whatever order the results come.
"""

from collections.abc import Sequence

from credits.rules.counted import Award, Counted
from credits.rules.interpreter_caps import within_limits
from credits.rules.interpreter_groups import collect
from credits.rules.interpreter_pools import Leftover, pooled
from credits.rules.interpreter_rows import evaluate
from credits.rules.scheme_check import check
from credits.rules.scheme_rules import SchemeRules


def credit(counted: Sequence[Counted], scheme: SchemeRules) -> tuple[Award, ...]:
    """What the results earn under the scheme, the credits that are 0 with their reasons among them.

    A result that does not count (`counts` is False) earns nothing and is in no award: its own `code` and
    `reason` say why. Every other result is in at least one award. The sum never exceeds the total cap.

    Raises IncompleteScheme where a row does not say what it counts, or lacks its step or its credit.
    """
    check(scheme)
    awards: list[Award] = []
    leftovers: list[Leftover] = []
    for work in collect(counted, scheme):
        earned, leftover = evaluate(work, scheme)
        awards += earned
        leftovers += [leftover] if leftover else []
    return within_limits([*awards, *pooled(leftovers, scheme)], scheme)
