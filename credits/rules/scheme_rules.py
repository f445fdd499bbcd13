"""A credit scheme as the rules read it: one value, no database behind it.

Credits are thousandths (1 point = 1000), hours whole hours, shares whole percent, levels 1 to 6. Field by
field it is what credits.models.schemes stores; `codes` there are the enums' values here.
"""

from dataclasses import dataclass, field

from credits.rules.outcomes import Outcome

NONE = "NONE"
HOURS = "HOURS"
SHARE = "SHARE"
LOOKUP = "LOOKUP"
UNIT = "UNIT"
WHOLE_CERTIFICATE = "CERTIFICATE"
COURSE = "COURSE"
FLOOR = "FLOOR"
HALF_UP = "HALF_UP"
MOST_CREDIT = "CREDIT"
MOST_CERTIFICATES = "CERTIFICATES"
MOST_IN_SLOT = "SLOT"
LOWEST_LISTED = "LOWEST_LISTED"
LOWEST_LISTED_ELSEWHERE = "LOWEST_LISTED_ELSEWHERE"
FIRST_PACKAGED = "FIRST_PACKAGED"
CERTIFICATE = "CERTIFICATE"
KEEP_FIRST = "KEEP_FIRST"
KEEP_HIGHEST = "KEEP_HIGHEST"
SAME_UNIT = "UNIT"
EQUIVALENT_UNIT = "EQUIVALENT"
HIGHEST_CERTIFICATE = "HIGHEST_CERTIFICATE"


@dataclass(frozen=True, slots=True)
class Row:
    """One rule of a scheme; see credits.models.SchemeRow for what each field means."""

    name: str
    basis: str  # NONE, HOURS, SHARE, LOOKUP
    scope: str  # UNIT, CERTIFICATE, COURSE
    level_from: int = 1
    level_to: int = 6
    step: int | None = None
    value: int | None = None
    rounding: str = "FLOOR"  # FLOOR, HALF_UP
    parts: int = 1  # equal parts of a step that count: with 2, half a step earns half its value
    hours_from: int | None = None
    hours_to: int | None = None
    min_hours: int | None = None
    cap: int | None = None
    cap_of_certificate: bool = False
    slots: tuple[str, ...] = ()
    completed_only: bool = False
    approved_only: bool = False
    pool: str = ""
    commence_from: int | None = None
    commence_to: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """Hours left over by certificates come together here: so many of them make one more credit."""

    name: str
    step: int
    value: int
    cap: int | None = None
    slots: tuple[str, ...] = ()
    commence_from: int | None = None
    commence_to: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """A cap over certificates: CREDIT (thousandths), CERTIFICATES (a number) or SLOT (thousandths)."""

    kind: str
    maximum: int
    level_from: int = 1
    level_to: int = 6
    slot: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """What the scheme says of one qualification."""

    maximum: int
    minimum: int | None = None
    stage: str = ""
    is_approved: bool = False
    units: int | None = None  # how many units the certificate asks for, where a row counts shares
    source: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """What the certificate asks for: so much in all, so much of it at a level or higher (thousandths)."""

    total: int
    at_level: int
    level: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class SchemeRules:
    """All of one version of a scheme."""

    code: str
    version: int
    name: str
    credit_word: str
    rows: tuple[Row, ...]
    commence_from: int | None = None
    commence_to: int | None = None
    hours_sources: tuple[str, ...] = ()
    any_hours_source: bool = True
    level_rule: str = CERTIFICATE
    certificate_i_exception: bool = False
    highest_level: int = 4
    on_repeat: str = KEEP_FIRST
    one_unit: str = EQUIVALENT_UNIT
    counting_outcomes: frozenset[Outcome] = frozenset(
        {Outcome.ACHIEVED, Outcome.RPL, Outcome.CREDIT_TRANSFER}
    )
    total_cap: int | None = None
    standard: Standard | None = None
    pools: tuple[Pool, ...] = ()
    limits: tuple[Limit, ...] = ()
    certificates: dict[str, CertificateRow] = field(default_factory=dict)
    indicative_hours: dict[str, int] | None = None  # None: nominal hours are measured
