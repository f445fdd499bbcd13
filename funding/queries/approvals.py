"""What the rules of a year make of the VCAA's approval."""

from funding.queries.facts import published_year
from funding.rules.reasons import CERTIFICATE_IV, DIPLOMA

_HIGHEST = 6  # advanced diploma
_NOT_ABOVE = {
    "CERTIFICATE_IV_WITHOUT_APPROVAL": CERTIFICATE_IV,
    "ABOVE_CERTIFICATE_III_WITHOUT_APPROVAL": _HIGHEST,
}


def levels_by_approval(year: int) -> frozenset[int] | None:
    """The levels at which an approval decides about funding; None while its rules are not published."""
    version = published_year(year)
    if version is None:
        return None
    in_force = set(version.exclusions.values_list("code", flat=True))
    highest = max((level for code, level in _NOT_ABOVE.items() if code in in_force), default=0)
    if "DIPLOMA_OR_ABOVE" in in_force:
        highest = min(highest, DIPLOMA - 1)
    return frozenset(range(CERTIFICATE_IV, highest + 1))
