"""python manage.py write_rules: write docs/rules.md from the catalogue of eligibility rules."""

import textwrap
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from funding.rules.catalogue import INTRODUCTION, KIND_SENTENCES, KINDS, Entry, catalogue

PAGE = Path(settings.BASE_DIR) / "docs" / "rules.md"
_WIDTH = 110
ORIGIN = """\
This page is written by `python3 dev.py manage write_rules` from `funding/rules/eligibility.py` and
`funding/rules/reasons.py`; a test fails when it is out of step. Change the code, then write it anew. In the
portal the page “Rules” says the same, with the years in which each rule is in force and the number of
enrolments that it speaks against.

- **Who can put it right**: dollars at risk are counted over enrolments whose reasons the school can all put
  right before the census date.
- **In force**: whether a year chooses the rule (it is listed in that year's rules, with its source) or
  whether it always holds.
"""


def page() -> str:
    """The whole page as Markdown: a list to find a rule, then each rule."""
    entries = catalogue()
    listed = [f"| [{entry.code}](#{entry.code.lower()}) | {entry.sentence} |" for entry in entries]
    overview = ["| Code | The sentence that the school reads |", "|---|---|", *listed]
    kinds = [f"- **{KINDS[severity]}**: {sentence}" for severity, sentence in KIND_SENTENCES.items()]
    opening = ["# Eligibility rules", "", *textwrap.wrap(INTRODUCTION, _WIDTH), "", ORIGIN.rstrip(), *kinds]
    sections = [line for entry in entries for line in _section(entry)]
    return "\n".join([*opening, "", *overview, "", *sections])


def _section(entry: Entry) -> Iterator[str]:
    yield f"## {entry.code}"
    yield ""
    yield entry.sentence
    yield ""
    yield from (f"- {name}: {said}" for name, said in entry.lines)
    yield ""


class Command(BaseCommand):
    """Writes the page; run again, it writes the same."""

    help = "Write docs/rules.md from the catalogue of eligibility rules."

    def handle(self, **_options) -> None:
        PAGE.write_text(page(), encoding="utf-8")
        self.stdout.write(f"Wrote {PAGE.relative_to(settings.BASE_DIR)}: {len(catalogue())} rules.")
