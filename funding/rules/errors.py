"""Why a calculation stops: always a sentence that says what to do, never a wrong number."""

from collections.abc import Collection


class CannotCalculate(ValueError):  # noqa: N818 - the name reads as the sentence it carries
    """The rules of the year do not allow a result; the message is shown as it stands."""


class MissingRuralRate(CannotCalculate):
    """Schools need the rural rate of a year that has none. It is never taken as 0."""

    def __init__(self, year: int, school_ids: Collection[int]) -> None:
        """Name the year and how many schools wait for its rural rate."""
        schools = len(set(school_ids))
        subject = "1 school needs it" if schools == 1 else f"{schools:,} schools need it"
        super().__init__(
            f"The rural rate of {year} is missing and {subject}. "
            f"Enter the rural rate in the rate table of {year} and publish it, then calculate again."
        )


class NoUsableCap(CannotCalculate):
    """The budget cap is missing, or too small to set any base rate."""
