"""What funding reads, and the figures that its pages show. The most used questions stand here by name."""

from funding.queries.corrected import corrected_facts, facts_of_run
from funding.queries.facts import (
    FACT_NAMES,
    certificate_facts,
    facts_of,
    frozen_facts,
    latest_run,
    live_facts,
    published_year,
)
from funding.queries.rules_of_year import core_share_of, rules_of

__all__ = [
    "FACT_NAMES",
    "certificate_facts",
    "core_share_of",
    "corrected_facts",
    "facts_of",
    "facts_of_run",
    "frozen_facts",
    "latest_run",
    "live_facts",
    "published_year",
    "rules_of",
]
