"""The forms of the workbench: one decision a row, and the texts that are compared."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django import forms
from django.forms import BoundField

from enrolments.forms.text import EntryForm, LineField
from pathways.actions.mapping_evidence import Decision
from pathways.forms.fields import CountField, LinesField
from pathways.models import OutcomeEvidence
from pathways.queries.workbench import Offer, SourceLine, number_of

_OPEN = ("", "Open")


class Row(NamedTuple):
    """One outcome with its fields and the lines that are suggested."""

    evidence: OutcomeEvidence
    judgement: BoundField
    line: BoundField
    note: BoundField
    offers: Sequence[Offer]


class EvidenceForm(EntryForm):
    """For every outcome: covers, partly or none, the number of the line it rests on, a note."""

    hours = CountField(
        label="Hours of work in this sitting",
        least=0,
        most=99,
        help_text="Whole hours; they are added to the cost of the mapping.",
    )

    def __init__(
        self,
        *args,
        evidence: Sequence[OutcomeEvidence],
        lines: Sequence[SourceLine],
        offers: Mapping[int, Sequence[Offer]],
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.evidence, self.lines, self.offers = evidence, lines, offers
        for each in evidence:
            self._add_row(each)

    @property
    def rows(self) -> list[Row]:
        """The rows in the order of the outcomes."""
        return [
            Row(
                each,
                self[f"judgement_{each.pk}"],
                self[f"line_{each.pk}"],
                self[f"note_{each.pk}"],
                self.offers[each.pk],
            )
            for each in self.evidence
        ]

    def clean(self) -> None:
        """What covers an outcome is a line of the source; a line without a judgement is not decided."""
        for each in self.evidence:
            self._clean_row(each)

    def decisions(self) -> list[Decision]:
        """What the checked form decides."""
        return [self._decision(each) for each in self.evidence]

    def _add_row(self, each: OutcomeEvidence) -> None:
        place = each.position
        self.fields[f"judgement_{each.pk}"] = forms.ChoiceField(
            label=f"Judgement of outcome {place}",
            choices=[_OPEN, *OutcomeEvidence.Judgement.choices],
            required=False,
            initial=each.judgement,
        )
        self.fields[f"line_{each.pk}"] = CountField(
            label=f"Line for outcome {place}",
            least=1,
            most=9999,
            initial=number_of(each, self.lines),
        )
        self.fields[f"note_{each.pk}"] = LineField(
            label=f"Note on outcome {place}", longest=500, initial=each.note
        )

    def _clean_row(self, each: OutcomeEvidence) -> None:
        name = f"line_{each.pk}"
        judgement, number = self.cleaned_data.get(f"judgement_{each.pk}"), self.cleaned_data.get(name)
        if number and number > len(self.lines):
            self.refuse(name, "line_unknown", f"The source has {len(self.lines)} lines. Enter one of them.")
        if number and not judgement:
            self.refuse(
                f"judgement_{each.pk}",
                "judgement_required",
                "Say whether the line covers the outcome or a part of it, or take the line out.",
            )
        needs_line = judgement in ("COVERS", "PARTLY") and not number and not self.has_error(name)
        if needs_line and not self._keeps_its_line(each, judgement):
            self.refuse(name, "line_required", "Enter the number of the line that covers it.")

    def _keeps_its_line(self, each: OutcomeEvidence, judgement: str) -> bool:
        """A line that the text has no longer stays with a decision that stays."""
        return bool(each.matched) and judgement == each.judgement and number_of(each, self.lines) is None

    def _decision(self, each: OutcomeEvidence) -> Decision:
        said = self.cleaned_data
        judgement, note = said[f"judgement_{each.pk}"], said[f"note_{each.pk}"]
        number = said[f"line_{each.pk}"]
        if number:
            line = self.lines[number - 1]
            percent = next((offer.percent for offer in self.offers[each.pk] if offer.line == line), None)
            return Decision(each.pk, judgement, line.unit, line.text, note, percent)
        if judgement in ("COVERS", "PARTLY"):
            return Decision(each.pk, judgement, each.unit, each.matched, note, each.suggested_share)
        return Decision(each.pk, judgement, None, "", note)


class OutcomesForm(EntryForm):
    """The learning outcomes of the target."""

    outcomes = LinesField(
        label="Learning outcomes of the target",
        rows=8,
        help_text="One a line. What is decided stays with an outcome whose words stay.",
        required_as="Paste the learning outcomes, one a line.",
    )


class UnitTextForm(EntryForm):
    """What a unit asks of a student."""

    outcomes = LinesField(
        label="Outcomes",
        rows=6,
        help_text="One a line: its elements or performance criteria.",
        required_as="Paste what the unit asks of a student, one a line.",
    )
    source = LineField(
        label="Source",
        required_as=("source_required", "Say where the text is from, for example the national register."),
        longest=300,
    )
