"""The two texts that the workbench lays side by side, and which lines are worded alike."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from enrolments.models import Unit
from pathways.models import CreditMapping, MicroCredentialUnit, OutcomeEvidence, UnitOutcomes
from pathways.rules import likeness


class SourceLine(NamedTuple):
    """One outcome of a unit of the source; lines are numbered over all units from 1."""

    number: int
    unit: Unit
    text: str


class SourceText(NamedTuple):
    """A unit of the source with its outcomes; `stored` is None where nobody has entered them."""

    unit: Unit
    lines: tuple[SourceLine, ...]
    stored: UnitOutcomes | None

    @property
    def source(self) -> str:
        """Where the text is from."""
        return self.stored.source if self.stored else ""

    @property
    def revision(self) -> int:
        """Which text it is; 0 where there is none."""
        return self.stored.revision if self.stored else 0

    @property
    def outcomes(self) -> str:
        """As they were entered, one a line."""
        return "\n".join(each.text for each in self.lines)


class Offer(NamedTuple):
    """A line that is worded like an outcome of the target, and how much, in whole percent."""

    line: SourceLine
    percent: int


def source_texts(mapping: CreditMapping) -> list[SourceText]:
    """The units that the mapping asks for, else those of its source product, each with its outcomes."""
    units = source_units(mapping)
    texts = UnitOutcomes.objects.filter(unit__in=units).select_related("changed_by")
    known = {each.unit_id: each for each in texts}
    found, number = [], 0
    for unit in units:
        held = known.get(unit.pk)
        lines = []
        for text in held.outcomes.splitlines() if held else ():
            number += 1
            lines.append(SourceLine(number, unit, text))
        found.append(SourceText(unit, tuple(lines), held))
    return found


def source_units(mapping: CreditMapping) -> list[Unit]:
    """By code: the units of its groups, or of its certificate or micro-credential where it has no groups."""
    asked = Unit.objects.filter(source_groups__mapping=mapping)
    if not asked.exists() and mapping.qualification_id:
        asked = Unit.objects.filter(packagings__qualification=mapping.qualification_id)
    elif not asked.exists() and mapping.micro_credential_id:
        within = MicroCredentialUnit.objects.filter(micro_credential=mapping.micro_credential_id)
        asked = Unit.objects.filter(pk__in=within.values("unit"))
    return list(asked.distinct().order_by("code"))


def lines_of(texts: Sequence[SourceText]) -> list[SourceLine]:
    """All lines in the order of their numbers."""
    return [line for text in texts for line in text.lines]


def mark(lines: Sequence[SourceLine]) -> str:
    """A short mark of the numbered lines: a number means the same line only under the same mark."""
    plain = "\n".join(f"{each.unit.pk} {each.text}" for each in lines)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]


def offers(evidence: Sequence[OutcomeEvidence], lines: Sequence[SourceLine]) -> dict[int, list[Offer]]:
    """For each outcome by key the lines that are worded most alike, best first."""
    suggested = likeness.suggestions([each.outcome for each in evidence], [each.text for each in lines])
    return {
        each.pk: [Offer(lines[found.place], found.percent) for found in several]
        for each, several in zip(evidence, suggested, strict=True)
    }


def number_of(evidence: OutcomeEvidence, lines: Sequence[SourceLine]) -> int | None:
    """The number of the line that an outcome rests on; None where the text has it no longer."""
    same = (
        each.number for each in lines if each.unit.pk == evidence.unit_id and each.text == evidence.matched
    )
    return next(same, None)


def comparable(mapping: CreditMapping, precedent: CreditMapping) -> int:
    """How many outcomes that are open here were decided there, in the same words."""
    decided = {
        likeness.same_words(text)
        for text in precedent.evidence.exclude(judgement="").values_list("outcome", flat=True)
    }
    still_open = mapping.evidence.filter(judgement="").values_list("outcome", flat=True)
    return sum(likeness.same_words(text) in decided for text in still_open)


def has_newer_text(mapping: CreditMapping) -> bool:
    """Whether the subject's outcomes were changed since they were laid down here."""
    if mapping.subject is None or not mapping.subject.outcomes:
        return False
    asked = list(mapping.evidence.order_by("position").values_list("outcome", flat=True))
    return asked != [" ".join(line.split()) for line in mapping.subject.outcomes.splitlines() if line.strip()]
