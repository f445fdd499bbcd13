"""The parts of a year that are edited one at a time."""

from dataclasses import dataclass

from funding.models import FundingYear
from funding.rules.components import COMPONENT_BY_CODE
from funding.rules.gaps import Gap

REF143 = FundingYear.Scheme.REF143


@dataclass(frozen=True)
class Section:
    """One part. `pairs` are figures with the field of their source (empty where they have none).

    `gap_parts` are the names by which the checks of completeness call what belongs here; `component` and
    `scheme` say in which years there is such a part; `listing` names rows of certificates.
    """

    slug: str
    title: str
    sentence: str
    gap_parts: tuple[str, ...]
    pairs: tuple[tuple[tuple[str, ...], str], ...] = ()
    row_sets: tuple[str, ...] = ()
    component: str = ""
    scheme: str = ""
    listing: str = ""

    def is_in(self, version: FundingYear, components: frozenset[str]) -> bool:
        """Whether the version has this part."""
        return (not self.component or self.component in components) and self.scheme in ("", version.scheme)

    def why_not(self) -> str:
        """What to do where a version has no such part."""
        if self.component:
            return f"{COMPONENT_BY_CODE[self.component].name} is not paid in this year. Tick it here first."
        return "This part belongs to the other published model. Choose it here first."


_CORE = ("teaching", "other", "cases")
SECTIONS: tuple[Section, ...] = (
    Section(
        "model",
        "What the year pays",
        "The published model, its components, and how the rates of bands come about.",
        ("Model", "Components"),
        ((("scheme",), ""), (("are_rates_stated", "is_capped", "are_transfers_funded"), "")),
        ("components",),
    ),
    Section(
        "dates",
        "Dates and ages",
        "The period as a rule is the whole calendar year. Ages are completed years on the census date.",
        ("Dates", "Census date", "Ages"),
        (
            (("effective_from", "effective_to"), ""),
            (("census_date",), "census_source"),
            (("minimum_age", "maximum_age"), "age_source"),
        ),
    ),
    Section(
        "rates",
        "Bands and rates",
        "Targeted VET funding: what a full-time enrolment of each band is paid.",
        ("Base rate", "Bands", "Cap"),
        ((("base_rate",), "base_rate_source"), (("cap",), "cap_source")),
        ("bands",),
    ),
    Section(
        "certificates",
        "Bands of certificates",
        "The band of each certificate. Enrolments in a certificate without a band wait for one.",
        ("Certificates",),
        listing="qualification_bands",
    ),
    Section(
        "rural",
        "Rural weighting",
        "Full-time enrolments × location index × rural rate. An empty rate is unknown, never $0.00.",
        ("Rural",),
        (
            (("rural_rate", "rural_threshold"), "rural_source"),
            (("rural_inside_cap", "does_rural_rate_move"), ""),
        ),
        component="RURAL",
    ),
    Section(
        "tafe",
        "TAFE supplement",
        "The gap between the Skills First subsidy and the present funding of a certificate from a TAFE.",
        ("TAFE supplement",),
        (
            (("tafe_loading_percent", "tafe_loading_basis"), "tafe_source"),
            (("tafe_is_pro_rata", "tafe_is_paid_in_term_3"), ""),
        ),
        component="TAFE_SUPPLEMENT",
    ),
    Section(
        "skills-first",
        "Skills First list",
        "What Skills First pays for an hour of a certificate, from a day to a day.",
        ("Skills First",),
        component="TAFE_SUPPLEMENT",
        listing="skills_first_rates",
    ),
    Section(
        "materials",
        "VET materials",
        "An amount for each certificate enrolment of a year, not by hours.",
        ("Materials",),
        row_sets=("materials_bands",),
        component="MATERIALS",
    ),
    Section(
        "materials-of-certificates",
        "Materials of certificates",
        "The materials band of each certificate. Not every program has materials.",
        ("Materials bands",),
        component="MATERIALS",
        listing="qualification_materials",
    ),
    Section(
        "small-scale",
        "Small-scale adjustment",
        "More for a full-time enrolment in a school with few students in all. The first step that a school "
        "fits in counts.",
        ("Small scale",),
        row_sets=("small_scale_steps",),
        component="SMALL_SCALE",
    ),
    Section(
        "core",
        "Core share",
        "What the core allocation holds for one certificate enrolment. It is shown here and never paid.",
        ("Core share", "Stages"),
        (
            (("core_gross_dollars", "core_net_permille", "core_subjects"), "core_source"),
            *(((f"core_{kind}_percent", f"core_{kind}_delivery_percent"), "") for kind in _CORE),
        ),
        ("learning_stages",),
    ),
    Section(
        "payments",
        "Payment lines",
        "The shares come to 100% together. One line closes the year and takes every odd cent.",
        ("Instalments",),
        row_sets=("instalments",),
    ),
    Section(
        "eligibility",
        "What leaves an enrolment unfunded",
        "Tick the rules of this year. Missing units, hours or bands always count.",
        ("Eligibility",),
        row_sets=("exclusions",),
    ),
    Section(
        "not-funded",
        "Certificates that are not funded",
        "By their codes. The eligibility rule that reads this list must be in force.",
        ("Not funded",),
        scheme=REF143,
        listing="excluded_qualifications",
    ),
)
SECTION_BY_SLUG = {section.slug: section for section in SECTIONS}
_SECTION_OF_PART = {part: section for section in SECTIONS for part in section.gap_parts}


def section_of(gap: Gap) -> Section:
    """Where a gap is closed."""
    return _SECTION_OF_PART[gap.part]


def sections_of(version: FundingYear) -> list[Section]:
    """The parts that a version has, in the order of the pages."""
    components = frozenset(version.components.values_list("code", flat=True))
    return [section for section in SECTIONS if section.is_in(version, components)]
