"""All that a funding calculation may know: facts of an enrolment, rules of a year, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class EnrolmentFacts(NamedTuple):
    """One enrolment as at its census: plain values, the same live and frozen.

    Hours are whole hours; the location index is in ten-thousandths (0.2000 is 2000).
    """

    enrolment_id: int
    school_id: int
    sector: str  # GOVERNMENT, CATHOLIC or INDEPENDENT
    location_index: int | None
    census_date: date
    date_of_birth: date
    qualification_code: str
    level: int  # 1 to 4 for certificates, 5 and 6 for diplomas
    is_general_education: bool
    is_generalist: bool
    is_superseded: bool  # superseded, and past its teach-out date on the census date
    program: str  # VCE, VCAL, ... or NONE
    delivery: str  # SCHOOL, AUSPICE, EXTERNAL, HOST_SCHOOL, SBAT, HEADSTART, INDEPENDENT
    has_approval: bool  # the VCAA approved this higher-level qualification for this school and year
    is_withdrawn: bool  # withdrawn on or before the census date
    return_approved: bool  # the school's return was certified and approved
    units: int  # number of units entered
    units_without_hours: int
    hours: int  # summed over the units, credit transfers left out
    student_id: int = 0
    subjects: int | None = None  # of the student's program; None where it is the usual number of the year
    provider_code: str = ""  # empty where no provider is named
    is_tafe_network: bool = False
    is_specialist: bool = False  # a specialist school, whose core funding goes by stages of learning
    school_students: int | None = None  # total enrolment of the school in the year
    is_overseas: bool = False  # a full-fee overseas student
    withdrawn_on: date | None = None  # whenever it was, also after the census
    on_census: bool = True  # False for what was recorded after the freeze
    transfer_hours: int = 0  # entered for credit transfers; funded only where the year funds these


class Band(NamedTuple):
    """One funding band of a year. The weighting level is in thousandths, the full rate in hours.

    `stated_rate` is in cents, for a year whose band rates are stated and not derived from a base rate.
    """

    code: str
    weighting_level: int
    full_rate_hours: int
    stated_rate: int | None = None


class SkillsFirst(NamedTuple):
    """What Skills First pays for an hour of a certificate, in cents: subsidy and maximum exemption."""

    hourly_subsidy: int
    maximum_exemption: int


@dataclass(frozen=True, slots=True)
class TafeRules:
    """How a year works out the TAFE supplement. The loading is in per cent of its basis."""

    loading_percent: int
    loading_basis: str  # SUBSIDY or GAP
    is_pro_rata: bool  # by funded hours; otherwise each enrolment counts in full
    is_paid_in_term_3: bool  # all of it in term 3; otherwise like every other component
    rate_of: Mapping[str, SkillsFirst]  # qualification code -> rates in force on the census date


class SmallScaleStep(NamedTuple):
    """Cents for a full-time enrolment in a school with at most so many students in all."""

    up_to_students: int
    rate: int


class CoreStage(NamedTuple):
    """Stage of learning of specialist schools: notional core share in cents, by age on 1 January."""

    stage: int
    from_age: int
    to_age: int
    rate: int


class Instalment(NamedTuple):
    """One payment line of a year. The share is in basis points of the basis (2500 is 25%)."""

    line: str  # T1, T2, ADJ, T3, T4
    basis: str  # INDICATIVE, CONFIRMED or REMAINDER
    share: int


@dataclass(frozen=True, slots=True)
class YearRules:
    """The rules of one funding year, read from its published version: numbers are data, formulas are code.

    Amounts are whole cents; the rural threshold is in ten-thousandths.
    """

    year: int
    kind: str  # INDICATIVE or CONFIRMED
    minimum_age: int
    maximum_age: int
    base_rate: int
    rural_rate: int | None
    rural_threshold: int
    rural_inside_cap: bool
    cap: int | None
    core_rate: int  # notional core share per full-time enrolment, cents; never paid by this portal
    bands: tuple[Band, ...]
    band_of: Mapping[str, str]  # qualification code -> band code
    exclusions: frozenset[str]  # codes of the eligibility rules in force
    instalments: tuple[Instalment, ...]
    scheme: str = "REF56"  # REF56 or REF143: the published model that the figures belong to
    components: frozenset[str] = frozenset({"TARGETED", "RURAL"})  # what the year pays
    is_capped: bool = True  # whether a confirmed run solves the base rate under the cap
    sealed_base_rate: int | None = None  # the confirmed base rate that a correction keeps while it can
    core_delivery_dollars: int = 0  # core allocation for program delivery, before it is shared by subjects
    core_stages: tuple[CoreStage, ...] = ()
    excluded_qualifications: frozenset[str] = frozenset()
    tafe: TafeRules | None = None
    materials: Mapping[str, int] = field(default_factory=dict)  # materials band -> cents an enrolment
    materials_band_of: Mapping[str, str] = field(default_factory=dict)  # qualification -> materials band
    materials_exclusions: frozenset[str] = frozenset()  # codes of the rules that stop materials, too
    small_scale: tuple[SmallScaleStep, ...] = ()  # by number of students, fewest first
    does_rural_rate_move: bool = False  # with the base rate; the rural rate of the table stands at its own
    are_transfers_funded: bool = False  # whether a credit transfer has funded hours


class Outcome(NamedTuple):
    """What a run decided about one enrolment: every reason that speaks against it, none when it is funded."""

    enrolment_id: int
    school_id: int
    band: str  # empty when the qualification has none
    hours: int
    funded_hours: int  # 0 when not eligible
    location_index: int  # ten-thousandths; 0 when unknown
    reasons: tuple[str, ...]  # rule codes in catalogue order
    qualification_code: str = ""
    core_rate: int = 0  # notional cents of core share for a full-time enrolment of this student
    tafe_provider: str = ""  # code of the TAFE that the supplement is owed on to; empty where none is paid
    materials_band: str = ""  # empty where no materials are paid
    small_scale_rate: int = 0  # cents for a full-time enrolment; 0 where the school is not small

    @property
    def enrolments(self) -> int:
        """An outcome counts one enrolment; a Cell (funding.rules.cells) counts many."""
        return 1


class Allocation(NamedTuple):
    """One line of a school, rounded once. Rate and amount are cents.

    A line is a component and a band; a line of the TAFE supplement is a certificate at a TAFE besides.
    `quantity` is what is multiplied by the rate before the one division by `divisor`: hours for TARGETED,
    TAFE_SUPPLEMENT and SMALL_SCALE (divisor: full-rate hours), hours x location index for RURAL (divisor:
    full-rate hours x 10,000), enrolments for MATERIALS (divisor 1).
    """

    school_id: int
    component: str  # see funding.rules.components
    band: str
    enrolments: int
    hours: int
    quantity: int
    divisor: int
    rate: int
    amount: int
    qualification: str = ""
    provider: str = ""


class Calculation(NamedTuple):
    """A whole run: outcomes in enrolment order, allocations by school, component and band."""

    base_rate: int
    outcomes: tuple[Outcome, ...]
    allocations: tuple[Allocation, ...]
    total: int
    leftover: int | None  # cents of the cap not spent; None for an uncapped (indicative) run
