"""The participation and achievement standard: so much credit in all, so much of it at a level or higher."""

from dataclasses import dataclass

from credits.rules.interpreter_words import plural
from credits.rules.scheme_rules import Standard
from vetportal.money import credit


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a student stands against a scheme's standard. All credits in thousandths, none negative."""

    total: int
    at_level: int
    standard: Standard
    credit_word: str

    @property
    def missing_total(self) -> int:
        """What is still missing of the whole."""
        return max(0, self.standard.total - self.total)

    @property
    def missing_at_level(self) -> int:
        """What is still missing at the standard's level or higher."""
        return max(0, self.standard.at_level - self.at_level)

    @property
    def is_met(self) -> bool:
        """TASC, "VET in the TCE": 120 points, at least 80 of them at level 2 or higher. Both count."""
        return self.missing_total == 0 and self.missing_at_level == 0

    @property
    def missing(self) -> int:
        """The least that would still have to be earned, if all of it were at the level.

        What is earned at the level counts in the whole, too, so the larger of the two gaps decides.
        """
        return max(self.missing_total, self.missing_at_level)

    @property
    def sentence(self) -> str:
        """ "72 of 120 points; 40 of 80 at level 2 or higher; 48 missing"."""
        words = (
            f"{credit(self.total)} of {credit(self.standard.total)} {plural(self.credit_word)}; "
            f"{credit(self.at_level)} of {credit(self.standard.at_level)} "
            f"at level {self.standard.level} or higher"
        )
        return f"{words}; {'the standard is met' if self.is_met else self._missing_in_words()}"

    def _missing_in_words(self) -> str:
        if self.missing_at_level == 0:
            return f"{credit(self.missing_total)} missing"
        if self.missing_at_level >= self.missing_total:
            return f"{credit(self.missing)} missing, all of them at level {self.standard.level} or higher"
        return (
            f"{credit(self.missing_total)} missing, {credit(self.missing_at_level)} of them "
            f"at level {self.standard.level} or higher"
        )


def standing(total: int, at_level: int, standard: Standard | None, credit_word: str) -> Standing | None:
    """The standing of so much credit (thousandths); None where the scheme has no standard."""
    return None if standard is None else Standing(total, at_level, standard, credit_word)
