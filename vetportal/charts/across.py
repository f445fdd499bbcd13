"""Where a value stands across a drawing of bars, and how much width the words beside them need."""

from collections.abc import Sequence
from dataclasses import dataclass

# Share of the width, at the narrowest drawing (about 290 px), that one character takes.
CHARACTER_SHARE = 2.6


@dataclass(frozen=True)
class Scale:
    """From a value to its place across, in percent."""

    left: float
    span: float
    low: int
    high: int

    @classmethod
    def of(cls, values: Sequence[int], *, left: float, right: float) -> "Scale":
        """Zero and all the values, between what is kept free to the left and to the right."""
        low, high = min([0, *values]), max([0, *values])
        return cls(left, 100 - left - right, low, high if high > low else low + 1)

    def place(self, value: int) -> float:
        """Percent of the width from the left."""
        return self.left + self.span * (value - self.low) / (self.high - self.low)


def room(words: Sequence[str]) -> float:
    """Share of the width kept free for the longest of these labels, so that it is readable on a phone."""
    longest = max((len(text) for text in words), default=0)
    return min(max(longest * CHARACTER_SHARE + 3, 8.0), 38.0)
