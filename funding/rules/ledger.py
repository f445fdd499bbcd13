"""Payments as a ledger: due minus what stands, in signed lines, and never a word about lines that were sent.

A line that was sent never changes. A correction is a new signed line at the next open instalment. Money goes
back only as far as it was paid: after no instalment is the sum of an account negative, and the rest of a
negative difference is carried to the instalments after it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from funding.rules.errors import CannotCalculate
from funding.rules.facts import Allocation, YearRules
from funding.rules.instalments import TERM_3, is_in_term_3_only

Account = tuple[int, str]  # school, component

SETTLEMENT = "END"  # what is settled after the last instalment of the year
ORDER = ("T1", "T2", "ADJ", "T3", "T4", SETTLEMENT)


class TakesBackTooMuch(CannotCalculate):
    """An account would end below zero: adjustments take back more than the year pays."""


def open_lines(component: str, rules: YearRules, sent: Collection[str]) -> tuple[str, ...]:
    """Instalments to which a correction may still add: after the last one sent, terms 1 and 2 left out.

    Terms 1 and 2 are paid from indicative funding. A TAFE supplement that is paid in term 3 starts there.
    """
    last = max((ORDER.index(line) for line in sent if line != SETTLEMENT), default=-1)
    first = ORDER.index(TERM_3) if is_in_term_3_only(component, rules) else 0
    known = {instalment.line for instalment in rules.instalments if instalment.basis != "INDICATIVE"}
    return tuple(line for line in ORDER[max(last + 1, first) :] if line in known)


def correction_lines(
    due: int, standing: Mapping[str, int], beside: Mapping[str, int], still_open: Sequence[str]
) -> dict[str, int]:
    """The signed lines, in cents, that bring an account from what stands to what is due.

    `standing` are the lines of earlier runs by instalment and `beside` manual adjustments, which are paid
    with them but are no part of what is due. The whole difference falls on the first open instalment; with
    none open it is settled after the year. That line is written also when it is 0. Raises TakesBackTooMuch.
    """
    first, *later = still_open or (SETTLEMENT,)
    wanted = {first: due - sum(standing.values()), **dict.fromkeys(later, 0)}
    placed = carried(wanted, added(standing, beside))
    return {line: cents for line, cents in placed.items() if cents or line == first}


def carried(wanted: Mapping[str, int], standing: Mapping[str, int]) -> dict[str, int]:
    """These lines with every refund held to what was paid before it, in cents by instalment.

    `standing` is what else the account pays, by instalment. What cannot go back yet is carried to the next of
    the wanted lines, at last to the settlement after the year; the sum never changes. Raises
    TakesBackTooMuch where the account as a whole would be negative.
    """
    if sum(wanted.values()) + sum(standing.values()) < 0:
        raise TakesBackTooMuch("Manual adjustments take back more than the year pays.")
    placed: dict[str, int] = {}
    paid, owed = 0, 0
    for line in ORDER:
        paid += standing.get(line, 0)
        if line in wanted:
            owed += wanted[line]
            placed[line] = max(owed, -paid)
            paid += placed[line]
            owed -= placed[line]
    if owed:
        placed[SETTLEMENT] = placed.get(SETTLEMENT, 0) + owed
    return placed


def added(*parts: Mapping[str, int]) -> dict[str, int]:
    """Cents by instalment, added up."""
    lines = {line for part in parts for line in part}
    return {line: sum(part.get(line, 0) for part in parts) for line in lines}


def lowest(lines: Mapping[str, int], start: str) -> int:
    """The smallest sum, in cents, that an account comes to after any instalment from `start` on."""
    sums, paid = [], 0
    for line in ORDER:
        paid += lines.get(line, 0)
        if ORDER.index(line) >= ORDER.index(start):
            sums.append(paid)
    return min(sums)


def with_zeros(lines: Sequence[Allocation], before: Iterable[Allocation]) -> tuple[Allocation, ...]:
    """The lines of a correction, and an explicit line of $0.00 for each one of before that is gone.

    So nothing that was stated once is left standing in another system that reads the lines.
    """
    held = {_key(line) for line in lines}
    gone = {_key(line): line for line in before if line.enrolments and _key(line) not in held}
    zeros = [line._replace(enrolments=0, hours=0, quantity=0, amount=0) for line in gone.values()]
    return (*lines, *zeros)


def _key(line: Allocation) -> tuple[int, str, str, str, str]:
    return line.school_id, line.component, line.band, line.qualification, line.provider
