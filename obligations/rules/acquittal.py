"""What targeted VET funding may be used for, and what is left of it. Amounts are whole cents.

Source: SRP Reference 56 for 2019, "Use of targeted VET funding". The TAFE supplement is no part of it: it
must be paid to the TAFE.
"""

from collections.abc import Mapping
from typing import NamedTuple

from vetportal.money import dollars

SOURCE = "SRP Reference 56 for 2019, Use of targeted VET funding"
COMPONENTS = ("TARGETED", "RURAL")
OTHER = "OTHER"
PURPOSES = {
    "PURCHASE": "Contribution to the purchase of delivery from a provider outside the TAFE network",
    "TEACHERS": "Contribution to teachers’ professional development and training",
    "RTO": "Costs of registering as an RTO",
    "PLANNING": "Program planning",
    "MATERIALS": "Purchase of curriculum materials",
    "TRANSITION": "Transition to new training packages",
    OTHER: "Another use for VET provision",
}


class Balance(NamedTuple):
    """What was received and what was used, in cents."""

    received: int
    spent: int

    @property
    def left(self) -> int:
        """Cents left; negative where more was used than received."""
        return self.received - self.spent

    @property
    def sentence(self) -> str:
        """The balance in words."""
        if self.left > 0:
            return f"{dollars(self.left)} is left."
        if self.left < 0:
            return f"{dollars(-self.left)} more was used than received."
        return "Everything received was used, to the cent."


def balance(received: int, amounts: Mapping[str, int]) -> Balance:
    """The balance of what was received and the cents by purpose. Raises ValueError for an unknown purpose."""
    unknown = set(amounts) - set(PURPOSES)
    if unknown:
        raise ValueError(f"Targeted VET funding has no purpose called {sorted(unknown)[0]}.")
    return Balance(received, sum(amounts.values()))


def declaration(school: str, year: int, of: Balance) -> str:
    """The sentence that the principal signs."""
    return (
        f"I certify that {school} received {dollars(of.received)} of targeted VET funding and rural "
        f"weighting for {year}, and used {dollars(of.spent)} of it for VET as listed here. {of.sentence}"
    )
