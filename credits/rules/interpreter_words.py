"""Why credit is what it is, in sentences that a student and a coordinator can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credits.rules.scheme_rules import HALF_UP, HOURS, LOOKUP, SHARE, Pool, Row, SchemeRules
from vetportal.money import credit as in_figures

if TYPE_CHECKING:
    from credits.rules.interpreter_groups import Work

CREDITED = "CREDITED"
NO_RULE = "NO_RULE"
EARNS_NOTHING = "EARNS_NOTHING"
OUTSIDE_HOURS = "OUTSIDE_HOURS"
BELOW_STEP = "BELOW_STEP"
BELOW_MINIMUM = "BELOW_MINIMUM"
NOT_COMPLETED = "NOT_COMPLETED"
NOT_APPROVED = "NOT_APPROVED"
NOT_LISTED = "NOT_LISTED"
UNITS_NOT_KNOWN = "UNITS_NOT_KNOWN"
HOURS_MISSING = "HOURS_MISSING"
CAPPED = "CAPPED"

_LEVELS = ("", "Certificate I", "Certificate II", "Certificate III", "Certificate IV", "Diploma")
Lack = tuple[str, str]


def amount_of(credit: int, word: str) -> str:
    """Thousandths in the scheme's word: 1000 is "1 credit point", 500 "0.5 credit points"."""
    return f"{in_figures(credit)} {word if credit == 1000 else plural(word)}"


def plural(word: str) -> str:
    """More than one of a scheme's credits; "credit towards X" becomes "credits towards X"."""
    noun, towards, rest = word.partition(" towards ")
    return f"{noun}s{towards}{rest}"


def level_name(level: int | None) -> str:
    """The level of a certificate in words."""
    if level is None:
        return "a unit on its own"
    return _LEVELS[level] if level < len(_LEVELS) else "Advanced diploma"


def _a_level(level: int | None) -> str:
    """The level within a sentence: "a Certificate II", "an advanced diploma"."""
    name = level_name(level)
    if level is None:
        return name
    if not name.startswith("Certificate"):
        name = name.lower()
    return f"an {name}" if name.startswith("a") else f"a {name}"


def _subject(work: Work) -> str:
    certificate = work.certificate
    return f"{certificate.code} {certificate.title}".strip() if certificate else "A unit on its own"


def _hours(hours: int) -> str:
    return "1 hour" if hours == 1 else f"{hours:,} hours"


def no_rule(work: Work, scheme: SchemeRules) -> Lack:
    what = _a_level(work.level) if work.certificate else "a unit taken on its own"
    return (
        NO_RULE,
        f"The scheme {scheme.name} has no rule for {what} begun in {work.commenced}, so it earns nothing.",
    )


def outside_hours(work: Work, scheme: SchemeRules) -> Lack:
    return (
        OUTSIDE_HOURS,
        f"The scheme {scheme.name} has no rule for {_hours(work.hours)} in {_a_level(work.level)}.",
    )


def earns_nothing(work: Work, scheme: SchemeRules) -> Lack:
    what = _a_level(work.level) if work.certificate else "a unit on its own"
    return EARNS_NOTHING, f"{what[0].upper()}{what[1:]} earns no {plural(scheme.credit_word)}."


def not_approved(work: Work, scheme: SchemeRules) -> Lack:
    return NOT_APPROVED, f"{_subject(work)} counts only where the authority has approved it beforehand."


def not_completed(work: Work, scheme: SchemeRules) -> Lack:
    return NOT_COMPLETED, f"{_subject(work)} earns {plural(scheme.credit_word)} once it is completed."


def not_listed(work: Work, scheme: SchemeRules) -> Lack:
    return NOT_LISTED, (
        f"The most that {_subject(work)} can earn is not entered in the scheme {scheme.name}. "
        "An administrator adds it from the published list."
    )


def units_not_known(work: Work, scheme: SchemeRules) -> Lack:
    return UNITS_NOT_KNOWN, (
        f"How many units {_subject(work)} asks for is not entered in the scheme {scheme.name}, "
        "so no share of it can be worked out."
    )


def hours_missing(work: Work) -> Lack:
    return HOURS_MISSING, f"No source states the hours of the units of {_subject(work)}."


def below_minimum(work: Work, row: Row) -> Lack:
    return BELOW_MINIMUM, f"{_hours(work.hours)} of at least {row.min_hours or 0}, so nothing is earned yet."


def earned(work: Work, row: Row, scheme: SchemeRules, amount: int) -> str:
    """How the amount comes about."""
    return f"{_measured(work, row)}, {_rate(row, scheme)}: {amount_of(amount, scheme.credit_word)}."


def shared(reason: str, amount: int, here: int, scheme: SchemeRules) -> str:
    """The reason of a line that holds a part of a fixed credit: how much is in all, and how much here."""
    whole = amount_of(amount, scheme.credit_word)
    them = "it" if amount == 1000 else "them"
    return reason.replace(f": {whole}.", f": {whole} in all, {in_figures(here)} of {them} here.", 1)


def rest(left: int, pool: str, row: Row, *, is_capped: bool) -> str:
    """What the amount leaves out: more than is possible, hours left over and where they go."""
    capped = " More is not possible for it." if is_capped else ""
    if left and pool:
        return f"{capped} {_hours(left)} left over go to {pool}."
    return f"{capped} {_hours(left)} left over." if left and row.rounding != HALF_UP else capped


def _measured(work: Work, row: Row) -> str:
    if row.basis == HOURS:
        return _hours(work.hours)
    if row.basis == SHARE:
        units = (work.own.units or 0) if work.own else 0
        return f"{min(len(work.items), units)} of {units} units"
    return "Completed" if row.completed_only else _hours(work.hours)


def _rate(row: Row, scheme: SchemeRules) -> str:
    if row.basis == SHARE:
        return f"each full {row.step} percent of the certificate's credit"
    if row.basis == LOOKUP:
        return "a fixed credit"
    earn = amount_of(row.value or 0, scheme.credit_word)
    if row.rounding == HALF_UP:
        return f"{earn} for each {row.step or 0} hours, halves rounded up"
    half = ", halves too" if row.parts == 2 else ""
    return f"{earn} for each full {row.step or 0} hours{half}"


def pooled(pool: Pool, scheme: SchemeRules, hours: int, certificates: int, amount: int) -> str:
    """What hours left over by so many certificates earn together."""
    of = "1 certificate" if certificates == 1 else f"{certificates} certificates"
    earn = amount_of(amount, scheme.credit_word)
    return f"{_hours(hours)} left over by {of}, {pool.step} for each of {pool.name}: {earn}."


def limited(reason: str, credit: int, maximum: int, what: str, scheme: SchemeRules) -> str:
    """The reason of an award that a limit made smaller."""
    most = amount_of(maximum, scheme.credit_word)
    return f"{reason} {what} counts at most {most} in all, so {in_figures(credit)} of it counts."


def too_many(reason: str, maximum: int, level_from: int, level_to: int) -> str:
    """The reason of a certificate beyond the number that counts."""
    levels = level_name(level_from)
    if level_to > level_from:
        levels = f"{levels} to {level_name(level_to)}"
    return f"{reason} At most {maximum} of {levels} count, and others earn more or were begun earlier."
