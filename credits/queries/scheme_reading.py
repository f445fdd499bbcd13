"""A version of a scheme as people read it: each rule as a sentence beside its source."""

from typing import NamedTuple

from credits.models import CreditScheme
from credits.queries.schemes import rules_of
from credits.rules import scheme_sentences as sentences
from credits.rules.outcomes import LABELS
from credits.rules.scheme_rules import SchemeRules


class Sentence(NamedTuple):
    """A rule in words: its name, what it is about, what it says, and where that is published."""

    name: str
    about: str
    text: str
    source: str


def reading_of(scheme: CreditScheme) -> list[Sentence]:
    """Every rule, pool of hours and limit of a version, in its order."""
    return sentences_of(rules_of(scheme))


def sentences_of(rules: SchemeRules) -> list[Sentence]:
    """The same of rules."""
    word = rules.credit_word
    found = [
        Sentence(row.name, sentences.for_whom(row), sentences.earns(row, word), row.source)
        for row in rules.rows
    ]
    found += [
        Sentence(pool.name, "Hours left over", sentences.pools(pool, word), pool.source)
        for pool in rules.pools
    ]
    found += [
        Sentence("Limit", "Several certificates", sentences.limits(limit, word), limit.source)
        for limit in rules.limits
    ]
    return found


def total_of(scheme: CreditScheme) -> str:
    """The most that all of VET earns, in a sentence; empty where nothing limits it."""
    return sentences.total(scheme.total_cap, scheme.credit_word)


def outcomes_of(scheme: CreditScheme) -> str:
    """The outcomes that count, in words."""
    return ", ".join(label for outcome, label in LABELS.items() if outcome.value in scheme.counting_outcomes)
