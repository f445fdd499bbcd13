"""What a school may ask parents to pay for a VET enrolment. Tuition is none of it.

Source: SRP Reference 56 for 2019, "School VET fees and charges".
"""

import re
import unicodedata

KINDS = {
    "ESSENTIAL_ITEM": "Item that the student keeps or uses up",
    "UNIFORM_PPE": "Uniform or protective clothing",
    "TRAVEL": "Travel",
    "EXCURSION": "Excursion or camp",
    "OPTIONAL_EXTRA": "Optional extra",
}
SOURCE = "SRP Reference 56 for 2019, School VET fees and charges"
RULE = (
    "“VET programs are considered standard curriculum, therefore government schools must provide VET tuition "
    f"free of charge” ({SOURCE})."
)
_ADVICE = (
    "Do not charge it. If it is for a thing, such as clothing or travel, choose that and say what it is."
)
LARGEST = 2_000_000_000  # cents; what a database column holds
# Also refused by the database itself, see obligations.models.charges.
PHRASES = ("tuition", "course fee", "enrolment fee", "delivery fee")

_TAUGHT = (
    r"(?:course|enrol?lment|delivery|teach(?:ing|er)|training|instruction(?:al)?|lesson|class|rto|tafe"
    r"|vet(?:is|dss)?|program(?:me)?|subject|qualification|cert(?:ificate)? (?:i{1,3}|iv|[1-4]))"
)
_ASKED = r"(?:fees?|charges?|costs?|lev(?:y|ies))"
_TUITION = re.compile(
    rf"tuition|\b{_TAUGHT} {_ASKED}\b|\b{_ASKED} (?:for|of) (?:the )?{_TAUGHT}(?= *(?:$|[^\w ]|in\b))"
)


class TuitionRefused(Exception):  # noqa: N818 - the name reads as the sentence it carries
    """Tuition is never charged. The text quotes the rule and says what to do."""


def refuse_tuition(kind: str, description: str) -> None:
    """Raises TuitionRefused for a kind that is none of KINDS, or a description of tuition."""
    if kind not in KINDS:
        raise TuitionRefused(f"This kind of charge cannot be recorded. {RULE} {_ADVICE}")
    if is_tuition(description):
        raise TuitionRefused(f"This describes a charge for tuition. {RULE} {_ADVICE}")


def is_tuition(description: str) -> bool:
    """Whether a description names tuition, or a fee for the course, the enrolment or the delivery."""
    text = unicodedata.normalize("NFKC", description).casefold()
    return bool(_TUITION.search(re.sub(r"[\s\-_\u2010-\u2015]+", " ", text)))
