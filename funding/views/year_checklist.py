"""What a draft still lacks, part by part, each line with the way to its field."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.urls import reverse

from funding.actions import years
from funding.forms.year_sections import Section, section_of, sections_of
from funding.models import FundingYear
from funding.rules.gaps import Gap


class Line(NamedTuple):
    """Something that is missing, and where it is entered."""

    sentence: str
    url: str
    stops_publishing: bool


class Part(NamedTuple):
    """A part of the year with its lines: those that stop publishing, and those that only a run may need."""

    section: Section
    url: str
    stopping: list[Line]
    noted: list[Line]


class Checklist(NamedTuple):
    """All parts of a version."""

    parts: list[Part]

    @property
    def complete(self) -> int:
        """Parts that lack nothing that stops publishing."""
        return sum(not part.stopping for part in self.parts)

    @property
    def stopping(self) -> list[Line]:
        """Everything that stops publishing, in the order of the pages."""
        return [line for part in self.parts for line in part.stopping]

    @property
    def noted(self) -> list[Line]:
        """Everything else that is not known yet."""
        return [line for part in self.parts for line in part.noted]

    @property
    def words(self) -> str:
        """How far the draft has come."""
        if self.complete == len(self.parts):
            return f"All {len(self.parts)} parts are complete."
        return f"{self.complete} of {len(self.parts)} parts are complete."

    @property
    def first_incomplete(self) -> Part | None:
        """Where to go on."""
        return next((part for part in self.parts if part.stopping), None)


def checklist_of(version: FundingYear, gaps: Sequence[Gap]) -> Checklist:
    """The parts that the version has, each with what it lacks of these gaps."""
    sections = sections_of(version)
    # A gap of a part that the version does not show is closed where its parts are chosen.
    homes = {id(gap): section if (section := section_of(gap)) in sections else sections[0] for gap in gaps}
    return Checklist(
        [_part(version, section, [gap for gap in gaps if homes[id(gap)] is section]) for section in sections]
    )


def _part(version: FundingYear, section: Section, gaps: list[Gap]) -> Part:
    url = reverse("funding:year-section", args=[version.pk, section.slug])
    lines = [
        Line(gap.sentence, f"{url}#{gap.anchor}" if gap.anchor else url, gap.stops_publishing) for gap in gaps
    ]
    stopping = [line for line in lines if line.stops_publishing]
    return Part(section, url, stopping, [line for line in lines if not line.stops_publishing])


def place_of(version: FundingYear, section: Section, sections: list[Section]) -> dict[str, Any]:
    """Where a part stands among the others."""
    place = sections.index(section)
    following = sections[place + 1] if place + 1 < len(sections) else None
    return {
        "version": version,
        "section": section,
        "number": place + 1,
        "of": len(sections),
        "following": following,
        "gaps": [gap for gap in years.missing(version) if section_of(gap) is section],
    }
