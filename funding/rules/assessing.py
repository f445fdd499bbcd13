"""Assessing the enrolments of a whole state: what is alike to a rule is asked of it once.

To all rules but those of age, 100,000 enrolments are some thousands of different cases, and to these a few
thousand dates of birth. The answers are those of funding.rules.eligibility.assess, in the same order.
"""

from collections.abc import Sequence
from operator import itemgetter

from funding.rules import reasons
from funding.rules.eligibility import Applies, rules_in_force
from funding.rules.facts import EnrolmentFacts, YearRules

OF_AGE = frozenset({reasons.under_age, reasons.over_age})
READ_FOR_AGE = ("date_of_birth", "census_date")
# Everything that the other rules read; tests/rules/test_assessing.py holds it against their text.
READ = (
    "sector", "qualification_code", "level", "is_general_education", "is_generalist", "is_superseded",
    "program", "delivery", "has_approval", "is_withdrawn", "return_approved", "units",
    "units_without_hours", "hours", "transfer_hours", "is_overseas", "on_census",
)  # fmt: skip
Codes = tuple[str, ...]
InForce = tuple[str, Applies]
_of_age, _of_the_rest = (
    itemgetter(*(EnrolmentFacts._fields.index(name) for name in names)) for names in (READ_FOR_AGE, READ)
)


class Assessing:
    """The rules of a year, put to one enrolment after the other."""

    def __init__(self, rules: YearRules) -> None:
        """Raises ValueError when the year names a rule that does not exist."""
        self._rules = rules
        in_force = rules_in_force(rules.exclusions)
        self._place = {code: place for place, (code, _) in enumerate(in_force)}
        self._age = [(code, applies) for code, applies in in_force if applies in OF_AGE]
        self._rest = [(code, applies) for code, applies in in_force if applies not in OF_AGE]
        self._known_ages: dict[object, Codes] = {}
        self._known_rests: dict[object, Codes] = {}

    def of(self, facts: EnrolmentFacts) -> Codes:
        """Codes of every rule that speaks against the enrolment, in catalogue order."""
        age, rest = _of_age(facts), _of_the_rest(facts)
        too_young_or_old = self._known_ages.get(age)
        if too_young_or_old is None:
            too_young_or_old = self._known_ages[age] = self._against(facts, self._age)
        others = self._known_rests.get(rest)
        if others is None:
            others = self._known_rests[rest] = self._against(facts, self._rest)
        if not too_young_or_old:
            return others
        return tuple(sorted(too_young_or_old + others, key=self._place.__getitem__))

    def _against(self, facts: EnrolmentFacts, asked: Sequence[InForce]) -> Codes:
        return tuple([code for code, applies in asked if applies(facts, self._rules)])
