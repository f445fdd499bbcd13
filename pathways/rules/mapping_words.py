"""What the kinds of mappings mean, in our own words, and how large a share of an award is."""

from vetportal.rounding import divide_half_up

# Hodge and Knight (NCVER, 2021) name consecutive, concurrent and embedded as the highly integrated models;
# what each means below is our reading. "Pathway" stands for arrangements that are less tight than these.
PATTERNS = {
    "PATHWAY": "The provider accepts the study and says what it is worth; the student finds the way.",
    "CONSECUTIVE": "First the certificate, then the award, with the credit agreed beforehand (our reading).",
    "CONCURRENT": "The student is enrolled in both at the same time (our reading).",
    "EMBEDDED": "The certificate is taught within the award (our reading).",
}
FORMS = {
    "BLOCK": "A whole period of study, for example a semester, need not be taken.",
    "SPECIFIED": "A named subject need not be taken.",
    "UNSPECIFIED": "Credit counts toward the award without standing for a named subject.",
    "ENTRY_ONLY": "The study helps to be admitted. It shortens nothing.",
    "NO_CREDIT": "Somebody looked at it and decided that it counts for nothing here.",
}


def share(amount: int, size: int | None) -> str:
    """The share of an award, in percent to one place, half up: 8 of 24 are "33.3%"; "" where nobody knows.

    Both in thousandths of the same unit.
    """
    if not size or not amount:
        return ""
    permille = divide_half_up(1000 * amount, size)
    whole, rest = divmod(permille, 10)
    return f"{whole}.{rest}%" if rest else f"{whole}%"
