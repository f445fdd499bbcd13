"""What the National Microcredentials Framework (November 2021) asks to be said about a micro-credential.

Its minimum standards: learning outcomes stated, assessment that shows them, a volume of learning of at least
one hour; a provider that nobody regulates states its quality assurance. The framework's own table of required
and recommended facts was not available here: required is what the minimum standards name.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

REQUIRED = "Required"
WHERE_APPLICABLE = "Required where it applies"
RECOMMENDED = "Recommended"
SKILL_SET = "SKILL_SET"
SHORTEST_VOLUME = 1  # hours
# Seen on every skill set: the training package, SS, and five digits.
CODE_OF_SKILL_SET = re.compile(r"[A-Z]{3}SS\d{5}", re.ASCII)


class Fact(NamedTuple):
    """One fact of the critical information: the field that holds it, how it is called, and its status."""

    name: str
    label: str
    status: str


FACTS = (
    Fact("outcomes", "Learning outcomes", REQUIRED),
    Fact("hours", "Volume of learning", REQUIRED),
    Fact("assessment", "Assessment", REQUIRED),
    Fact("certification", "Certification", REQUIRED),
    Fact("recognition", "Industry recognition", WHERE_APPLICABLE),
    Fact("provider", "Provider", RECOMMENDED),
    Fact("duration", "Duration", RECOMMENDED),
    Fact("mode", "Mode of delivery", RECOMMENDED),
    Fact("location", "Location", RECOMMENDED),
    Fact("prerequisites", "Prerequisites", RECOMMENDED),
    Fact("stackability", "What it counts toward", RECOMMENDED),
    Fact("expiry", "Expiry", RECOMMENDED),
    Fact("cost", "Cost", RECOMMENDED),
    Fact("language", "Language", RECOMMENDED),
)
QUALITY_STATEMENT = (
    Fact("provider_profile", "Profile of the provider", REQUIRED),
    Fact("quality_assurance", "Quality assurance processes", REQUIRED),
    Fact("quality_review", "Review and update", REQUIRED),
)


class Problem(NamedTuple):
    """What is wrong with one field, by its name, with a code and a sentence."""

    field: str
    code: str
    sentence: str


def problems(said: Mapping[str, object]) -> list[Problem]:
    """What keeps a micro-credential from being stored; facts that nobody published do not."""
    found = []
    code, hours = said.get("code"), said.get("hours")
    if said.get("kind") == SKILL_SET and code and not CODE_OF_SKILL_SET.fullmatch(str(code)):
        found.append(
            Problem(
                "code",
                "skill_set_code",
                "The code of a skill set is three letters, SS and five digits, for example HLTSS00066.",
            )
        )
    if isinstance(hours, int) and hours < SHORTEST_VOLUME:
        sentence = "A micro-credential takes at least 1 hour. Leave it empty where nobody published it."
        found.append(Problem("hours", "volume", sentence))
    if not said.get("is_regulated_provider", True):
        found += [
            Problem(
                each.name,
                "quality_statement",
                f"A provider that is no registered training organisation states this: {each.label.lower()}.",
            )
            for each in QUALITY_STATEMENT
            if not said.get(each.name)
        ]
    return found
