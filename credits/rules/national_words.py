"""What a provider's national outcome code says itself, beside the outcome that the portal takes it for."""

from credits.rules.outcomes import LABELS, NATIONAL

# In the portal's own words; the codes are those of outcomes.NATIONAL.
MEANINGS = {
    "20": "achieved",
    "30": "not achieved",
    "40": "withdrawn",
    "41": "the provider closed",
    "51": "recognition of prior learning granted",
    "52": "recognition of prior learning not granted",
    "53": "recognition of current competency granted",
    "54": "recognition of current competency not granted",
    "60": "credit transfer",
    "61": "the subject was superseded",
    "65": "gap training, or superseded where a state uses it so",
    "66": "did not start",
    "70": "continuing",
    "81": "not assessed",
    "82": "not assessed",
    "85": "not yet started",
    "90": "result not available",
}
_SAYS_THE_SAME = {"20", "30", "40", "51", "60", "70"}
TAKEN_AS = frozenset(set(NATIONAL) - _SAYS_THE_SAME)


def meaning_of(code: str) -> str:
    """The code with its own meaning, "81: not assessed"; a code that is not known stands alone."""
    return f"{code}: {MEANINGS[code]}" if code in MEANINGS else code


def taken_as(code: str) -> str:
    """What the code means, and what it is taken for, where the two are not the same words."""
    return f"The national code says {meaning_of(code)}. It is taken as {LABELS[NATIONAL[code]].lower()}."
