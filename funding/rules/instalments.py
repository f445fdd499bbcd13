"""Payment lines of a year: shares of the indicative and the confirmed amount, and one that takes the rest.

SRP Reference 56 (2019), "Timing of payments to schools": terms 1 and 2 pay 25% of indicative funding each,
terms 3 and 4 pay 25% of confirmed funding each, and between them terms 1 and 2 are adjusted ("2/3").
"""

from collections.abc import Sequence

from funding.rules.facts import Instalment, YearRules
from vetportal.rounding import divide_half_up

BASIS_POINTS = 10_000
TERM_3 = "T3"


def is_in_term_3_only(component: str, rules: YearRules) -> bool:
    """Whether a component is paid in one sum in term 3: the TAFE supplement, where the year says so."""
    return component == "TAFE_SUPPLEMENT" and rules.tafe is not None and rules.tafe.is_paid_in_term_3


def first_lines(component: str, amount: int, already_paid: int, rules: YearRules) -> dict[str, int]:
    """The lines that the first run of its kind pays for an account, in cents.

    `amount` is what the run allocates and `already_paid` what terms 1 and 2 come to. Raises ValueError where
    the instalments of the year do not fit.
    """
    if rules.kind == "INDICATIVE":
        lines = indicative_lines(amount, rules.instalments)
        return dict.fromkeys(lines, 0) if is_in_term_3_only(component, rules) else lines
    lines = confirmed_lines(amount, already_paid, rules.instalments)
    if not is_in_term_3_only(component, rules):
        return lines
    if TERM_3 not in lines:
        raise ValueError("The TAFE supplement of the year is paid in term 3, but the year has no term 3.")
    return {**dict.fromkeys(lines, 0), TERM_3: amount - already_paid}


def schedule(indicative: int, confirmed: int, instalments: Sequence[Instalment]) -> dict[str, int]:
    """All payment lines of a year in cents, in the order of the year; together they are the confirmed amount.

    A school without last year has 0 indicative and catches up in the adjustment.
    """
    early = indicative_lines(indicative, instalments)
    late = confirmed_lines(confirmed, sum(early.values()), instalments)
    amounts = {**early, **late}
    return {instalment.line: amounts[instalment.line] for instalment in instalments}


def indicative_lines(indicative: int, instalments: Sequence[Instalment]) -> dict[str, int]:
    """The lines that an indicative run pays (T1, T2), in cents, each rounded half up on its own."""
    return _shares(indicative, "INDICATIVE", instalments)


def confirmed_lines(confirmed: int, already_paid: int, instalments: Sequence[Instalment]) -> dict[str, int]:
    """The lines that a confirmed run pays (ADJ, T3, T4), in cents.

    `already_paid` is what T1 and T2 came to. The adjustment is signed and takes every odd cent.
    Raises ValueError unless exactly one line of the year takes the rest.
    """
    remainders = [instalment.line for instalment in instalments if instalment.basis == "REMAINDER"]
    if len(remainders) != 1:
        raise ValueError(
            f"The instalments of a year need exactly one line that takes the rest, not {len(remainders)}."
        )
    shares = _shares(confirmed, "CONFIRMED", instalments)
    amounts = {**shares, remainders[0]: confirmed - already_paid - sum(shares.values())}
    return {
        instalment.line: amounts[instalment.line] for instalment in instalments if instalment.line in amounts
    }


def _shares(amount: int, basis: str, instalments: Sequence[Instalment]) -> dict[str, int]:
    return {
        instalment.line: divide_half_up(amount * instalment.share, BASIS_POINTS)
        for instalment in instalments
        if instalment.basis == basis
    }
