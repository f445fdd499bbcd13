"""The eligibility rules as people read them: the one text of the page /rules/ and of docs/rules.md."""

from typing import NamedTuple

from funding.rules.eligibility import RULES, Rule

KINDS = {"INCOMPLETE": "Incomplete", "EXCLUDED": "Excluded", "WAITING": "Waiting"}
KIND_SENTENCES = {
    "INCOMPLETE": "The entry is not finished.",
    "EXCLUDED": "The funding policy leaves the enrolment out.",
    "WAITING": "The entry is sound; somebody else's step is missing.",
}
INTRODUCTION = (
    "Every rule that can speak against the funding of an enrolment. Schools read exactly these sentences: on "
    "the enrolment, before it is saved, and in the outcome of a run. An enrolment that meets no rule is "
    "funded; one that meets several shows them all, in this order. No rule stops an enrolment from being "
    "recorded."
)


class Entry(NamedTuple):
    """One rule in words."""

    code: str
    sentence: str
    severity: str
    kind: str
    fix: str
    source: str
    who: str
    in_force: str
    is_always_in_force: bool

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What is said about the rule, each line with its name."""
        return (
            ("What to do", self.fix),
            ("Who can put it right", self.who),
            ("Kind", f"{self.kind}. {KIND_SENTENCES[self.severity]}"),
            ("Source", f"{self.source}."),
            ("In force", self.in_force),
        )


def catalogue() -> tuple[Entry, ...]:
    """Every rule, in the order in which an enrolment shows its reasons."""
    return tuple(_entry(rule) for rule in RULES)


def _entry(rule: Rule) -> Entry:
    return Entry(
        code=rule.code,
        sentence=rule.sentence,
        severity=rule.severity,
        kind=KINDS[rule.severity],
        fix=rule.fix,
        source=rule.source,
        who=_who(rule),
        in_force="In every year." if rule.is_always_in_force else "In the years that list it.",
        is_always_in_force=rule.is_always_in_force,
    )


def _who(rule: Rule) -> str:
    if rule.is_mendable:
        later = ", and then the department" if rule.severity == "WAITING" else ""
        return f"The school, before the census date{later}."
    return "The department." if rule.severity == "WAITING" else "Nobody, where the entry is right."
