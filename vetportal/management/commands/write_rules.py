"""python manage.py write_rules: write docs/rules.md from the catalogue of eligibility rules."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from funding.rules.eligibility import RULES, Rule

PAGE = Path(settings.BASE_DIR) / "docs" / "rules.md"
INTRODUCTION = """\
# Eligibility rules

Every rule that can speak against the funding of an enrolment. Schools read exactly these sentences: on the
enrolment, before it is saved, and in the outcome of a run. An enrolment that meets no rule is funded; one
that meets several shows them all, in this order. No rule stops an enrolment from being recorded.

This page is written by `python3 dev.py manage write_rules` from `funding/rules/eligibility.py` and
`funding/rules/reasons.py`; a test fails when it is out of step. Change the code, then write it anew.

- **Kind** says what is wrong: the entry is not finished (*incomplete*), the funding policy leaves it out
  (*excluded*), or the entry is sound and another step is missing (*waiting*).
- **Can be put right** says whether the school can do something about it before the census date. Dollars at
  risk are counted over enrolments whose reasons can all be put right.
- **In force** says whether a year chooses the rule (it is listed in that year's rules, with its source) or
  whether it always holds.
"""


def page() -> str:
    """The whole page as Markdown: a list to find a rule, then each rule."""
    listed = [f"| [{rule.code}](#{rule.code.lower()}) | {rule.sentence} |" for rule in RULES]
    overview = ["| Code | The sentence that the school reads |", "|---|---|", *listed]
    return "\n".join([INTRODUCTION, *overview, "", *(line for rule in RULES for line in _section(rule))])


def _section(rule: Rule) -> Iterator[str]:
    yield f"## {rule.code}"
    yield ""
    yield rule.sentence
    yield ""
    yield f"- What to do: {rule.fix}"
    yield f"- Source: {rule.source}."
    yield f"- Kind: {rule.severity.lower()}"
    yield f"- Can be put right by the school: {'yes' if rule.is_mendable else 'no'}"
    yield f"- In force: {'always' if rule.is_always_in_force else 'where the year lists it'}"
    yield ""


class Command(BaseCommand):
    """Writes the page; run again, it writes the same."""

    help = "Write docs/rules.md from the catalogue of eligibility rules."

    def handle(self, **_options) -> None:
        PAGE.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Wrote {PAGE.relative_to(settings.BASE_DIR)}: {len(RULES)} rules.")
