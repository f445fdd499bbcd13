"""All that a funding calculation may know: facts of an enrolment, rules of a year, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass
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


class Band(NamedTuple):
    """One funding band of a year. The weighting level is in thousandths, the full rate in hours."""

    code: str
    weighting_level: int
    full_rate_hours: int


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


class Outcome(NamedTuple):
    """What a run decided about one enrolment: every reason that speaks against it, none when it is funded."""

    enrolment_id: int
    school_id: int
    band: str  # empty when the qualification has none
    hours: int
    funded_hours: int  # 0 when not eligible
    location_index: int  # ten-thousandths; 0 when unknown
    reasons: tuple[str, ...]  # rule codes in catalogue order


class Allocation(NamedTuple):
    """One line of a school: component and band, rounded once. Rate and amount are cents.

    `quantity` is what is multiplied by the rate before the one division by `divisor`:
    hours for TARGETED (divisor: full-rate hours), hours x location index for RURAL
    (divisor: full-rate hours x 10,000).
    """

    school_id: int
    component: str  # TARGETED or RURAL
    band: str
    enrolments: int
    hours: int
    quantity: int
    divisor: int
    rate: int
    amount: int


class Calculation(NamedTuple):
    """A whole run: outcomes in enrolment order, allocations by school, component and band."""

    base_rate: int
    outcomes: tuple[Outcome, ...]
    allocations: tuple[Allocation, ...]
    total: int
    leftover: int | None  # cents of the cap not spent; None for an uncapped (indicative) run
