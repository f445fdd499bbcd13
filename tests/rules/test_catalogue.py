"""The eligibility rules as people read them: each entry says whose step is missing, and what to do."""

import pytest

from funding.rules.catalogue import catalogue
from funding.rules.eligibility import RULES


def test_every_rule_stands_once_in_the_order_of_the_reasons() -> None:
    found = catalogue()
    assert [each.code for each in found] == [rule.code for rule in RULES]
    for entry, rule in zip(found, RULES, strict=True):
        assert (entry.sentence, entry.severity) == (rule.sentence, rule.severity)
        assert (entry.fix, entry.source) == (rule.fix, rule.source)
        assert entry.is_always_in_force is rule.is_always_in_force
        assert entry.in_force == (
            "In every year." if rule.is_always_in_force else "In the years that list it."
        )
        assert entry.kind == entry.severity.capitalize()


@pytest.mark.parametrize(
    ("is_mendable", "is_waiting", "who"),
    [
        (True, False, "The school, before the census date."),
        (True, True, "The school, before the census date, and then the department."),
        (False, True, "The department."),
        (False, False, "Nobody, where the entry is right."),
    ],
)
def test_an_entry_says_who_can_put_it_right(is_mendable: bool, is_waiting: bool, who: str) -> None:
    rules = {
        rule.code
        for rule in RULES
        if rule.is_mendable is is_mendable and (rule.severity == "WAITING") is is_waiting
    }
    found = {entry.who for entry in catalogue() if entry.code in rules}
    assert found == ({who} if rules else set())
