"""The components of VET funding: what a year may pay, each with its published name and source."""

from collections.abc import Mapping
from dataclasses import dataclass

from funding.rules.facts import Allocation, YearRules

REFERENCE_56 = "SRP Reference 56 for 2019"
REFERENCE_143 = "VET delivered to school students, funding from 2023 (SRP Reference 143)"


@dataclass(frozen=True, slots=True)
class Component:
    """One component. `has_own_budget`: it never counts inside the capped budget of the bands."""

    code: str
    name: str
    sentence: str
    source: str
    schemes: tuple[str, ...]
    has_own_budget: bool = False


COMPONENTS: tuple[Component, ...] = (
    Component(
        "TARGETED",
        "Targeted VET funding",
        "Funded full-time enrolments × the rate of their band.",
        f"{REFERENCE_56}, Funding formula; {REFERENCE_143}, VET targeted",
        ("REF56", "REF143"),
    ),
    Component(
        "RURAL",
        "Rural weighting",
        "Funded full-time enrolments × location index × the rural rate.",
        f"{REFERENCE_56}, Funding formula: where the location index is 0.2 or more",
        ("REF56",),
    ),
    Component(
        "TAFE_SUPPLEMENT",
        "TAFE supplement",
        "The gap between the Skills First subsidy and the present funding, owed on to the TAFE.",
        f"{REFERENCE_56}, TAFE supplement",
        ("REF56",),
        has_own_budget=True,
    ),
    Component(
        "MATERIALS",
        "VET materials",
        "An amount for each certificate enrolment, by the materials band of the certificate.",
        f"{REFERENCE_143}, VET materials: allocated per VET certificate enrolment per year",
        ("REF143",),
        has_own_budget=True,
    ),
    Component(
        "SMALL_SCALE",
        "Small-scale adjustment",
        "Funded full-time enrolments × a rate that depends on how many students the school has in all.",
        f"{REFERENCE_143}, Small-scale adjustment: schools with low total enrolment numbers",
        ("REF143",),
        has_own_budget=True,
    ),
)

COMPONENT_BY_CODE: dict[str, Component] = {component.code: component for component in COMPONENTS}


_PLACE = {component.code: place for place, component in enumerate(COMPONENTS)}


def line_order(line: Allocation, rules: YearRules) -> tuple[int, int, str, str, str]:
    """Where a line stands among those of its school: by component, band, certificate and provider."""
    bands = [band.code for band in rules.bands]
    place = bands.index(line.band) if line.band in bands else len(bands)
    return _PLACE[line.component], place, line.band, line.qualification, line.provider


def line_name(line: Allocation, tafes: Mapping[str, str] | None = None) -> str:
    """What a line is called in a table of lines: "Band 5", "TAFE supplement, SIT20316 at Holmesglen, band 5".

    `tafes` are the names of TAFEs by their code; one that is not among them is called by its code.
    """
    tafe = (tafes or {}).get(line.provider, line.provider)
    names = {
        "TARGETED": f"Band {line.band}",
        "RURAL": f"Rural, band {line.band}",
        "TAFE_SUPPLEMENT": f"TAFE supplement, {line.qualification} at {tafe}, band {line.band}",
        "MATERIALS": f"Materials band {line.band}",
        "SMALL_SCALE": f"Small scale, band {line.band}",
    }
    return names[line.component]


def in_order(codes: set[str] | frozenset[str]) -> list[str]:
    """Component codes in the order in which people read them."""
    return [component.code for component in COMPONENTS if component.code in codes]
