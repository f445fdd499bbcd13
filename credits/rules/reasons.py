"""Why a result earns nothing, as a code for the program and a sentence for people."""

from credits.rules.facts import ResultFacts
from credits.rules.outcomes import LABELS
from credits.rules.scheme_rules import SchemeRules

Why = tuple[str, str]  # code, sentence

UNKNOWN_UNIT = "UNKNOWN_UNIT"
HOURS_MISSING = "HOURS_MISSING"
LEVEL_MISSING = "LEVEL_MISSING"
OTHER_COMMENCEMENT = "OTHER_COMMENCEMENT"
DOCUMENT_NEEDED = "DOCUMENT_NEEDED"
TRANSFER_REFUSED = "TRANSFER_REFUSED"
ALREADY_CREDITED = "ALREADY_CREDITED"
IN_CERTIFICATE = "IN_CERTIFICATE"
# What is not known yet: the result may earn something once it is.
BLOCKING = frozenset({UNKNOWN_UNIT, HOURS_MISSING, LEVEL_MISSING})
NONE: Why = ("", "")


def unknown_unit(result: ResultFacts) -> Why:
    """The register does not have the code."""
    return UNKNOWN_UNIT, f"{result.unit} is not in the register. Correct the code, or have the unit added."


def outcome(result: ResultFacts) -> Why:
    """The unit ended, or goes on, in a way that earns nothing; the code is the outcome's own."""
    label = LABELS[result.outcome]
    ending = "no credit before the unit is finished" if result.outcome == "CONTINUING" else "no credit"
    return result.outcome.value, f"{label}: {ending}."


def other_commencement(begun: int, scheme: SchemeRules) -> Why:
    """These rules are for students who began in other years; a standard asks when they first began."""
    what = "Begun" if scheme.standard is None else "VET first begun"
    return (
        OTHER_COMMENCEMENT,
        f"{what} in {begun}; this version of the rules is for study begun {years(scheme)}.",
    )


def years(scheme: SchemeRules) -> str:
    """The years of commencement a version holds for: "in 2019 or later"."""
    first, last = scheme.commence_from, scheme.commence_to
    if first is None and last is None:
        return "in any year"
    if last is None:
        return f"in {first} or later"
    if first is None:
        return f"in {last} or earlier"
    return f"in {first}" if first == last else f"from {first} to {last}"


def document_needed() -> Why:
    """A credit transfer with nothing behind it (Standards for RTOs 2015, clause 3.5)."""
    return (
        DOCUMENT_NEEDED,
        "Document needed: record the testamur, statement or transcript behind this credit transfer.",
    )


def transfer_refused() -> Why:
    """The documents were seen, and the transfer was not granted."""
    return TRANSFER_REFUSED, "The credit transfer was refused: no credit."


def already_credited(result: ResultFacts, earner: ResultFacts) -> Why:
    """TASC, "VET in the TCE", Credit Transfers: no credit again for the same unit."""
    year, through = earner.ended_on.year, _through(earner)
    if earner.ended_on > result.ended_on:
        return ALREADY_CREDITED, f"Counts as {earner.unit} of {year} {through} instead."
    return ALREADY_CREDITED, f"Already credited as {earner.unit} in {year} {through}."


def counts_once(earner: ResultFacts, but: str) -> Why:
    """The unit belongs to an earlier result, which has no credit itself; `but` says why not."""
    return (
        ALREADY_CREDITED,
        f"Counts once: as {earner.unit} of {earner.ended_on.year} {_through(earner)}, {but}.",
    )


def _through(earner: ResultFacts) -> str:
    return f"through {earner.certificate.title}" if earner.certificate else "on its own"


def hours_missing(why: str) -> Why:
    """Blank hours are no 0 hours."""
    return HOURS_MISSING, f"Hours missing. {why}"


def level_missing(basis: str) -> Why:
    """Nothing says at which level the unit counts."""
    return LEVEL_MISSING, f"Level missing. {basis}: the department has to add it, or to record a ruling."


def in_certificate(title: str) -> Why:
    """The scheme counts the certificate; the credit stands in its line."""
    return IN_CERTIFICATE, f"Counted with {title} as a whole, see its line."


def too_few_hours(least: int, reason: str) -> str:
    """Said before the sum of a unit that has less than what earns the first credit."""
    return f"Below {least} hours. {reason}"
