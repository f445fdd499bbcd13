"""Which of the four agreements an arrangement needs, and what a held one lacks.

Source: SRP Reference 56 for 2019, "Contractual arrangements between schools and VET providers". A school must
"have a valid, signed contract or agreement" on the Department's template with the RTO it works with.
"""

from collections.abc import Callable, Collection
from datetime import date
from typing import NamedTuple

from vetportal.money import day

PURCHASING = "PURCHASING"
AUSPICING = "AUSPICING"
SCHOOL_PURCHASING = "SCHOOL_PURCHASING"
SCHOOL_ACCESS = "SCHOOL_ACCESS"
KINDS = {
    PURCHASING: "Standard VET purchasing contract",
    AUSPICING: "Standard VET auspicing contract",
    SCHOOL_PURCHASING: "School to school VET purchasing agreement",
    SCHOOL_ACCESS: "School to school VET access agreement",
}
BETWEEN_SCHOOLS = frozenset({SCHOOL_PURCHASING, SCHOOL_ACCESS})

_REFERENCE = "SRP Reference 56 for 2019"
_CONTRACTS = f"{_REFERENCE}, Contractual arrangements between schools and VET providers"


class Arrangement(NamedTuple):
    """What decides on the agreement: who delivers, and who the provider of the enrolments is.

    `delivery` is a value of Enrolment.Delivery. `provider_is_school`: the provider is a government school
    that is an RTO. `provider_is_own`: it is the home school's own entry in the register of providers.
    `school_is_rto`: the register shows the home school as an RTO.
    """

    delivery: str
    school_is_government: bool = True
    school_is_rto: bool = False
    has_provider: bool = True
    provider_is_school: bool = False
    provider_is_own: bool = False


class Need(NamedTuple):
    """The agreement that an arrangement needs: None where it needs none.

    `sentence` says why, in words of the source; `doubt` is a sentence where what is entered contradicts
    itself, else empty.
    """

    kind: str | None
    sentence: str
    source: str
    doubt: str = ""


def needed_agreement(arrangement: Arrangement) -> Need:
    """The one agreement that the arrangement needs, or none, with the sentence of the source that says so.

    Raises ValueError for a delivery that no rule names.
    """
    if arrangement.delivery not in _BY_DELIVERY:
        raise ValueError(f"No rule says which agreement the delivery {arrangement.delivery!r} needs.")
    if not arrangement.school_is_government:
        return _NOT_GOVERNMENT
    return _BY_DELIVERY[arrangement.delivery](arrangement)


def _school(arrangement: Arrangement) -> Need:
    if arrangement.has_provider and not arrangement.provider_is_own:
        return _OWN_RTO._replace(
            doubt="The enrolments name another provider, although your school trains as its own RTO. Correct "
            "the delivery or the provider."
        )
    if not arrangement.school_is_rto:
        return _OWN_RTO._replace(
            doubt="The register of providers does not show your school as an RTO. If another RTO issues the "
            "certificate, change the delivery to auspiced: then an auspicing contract is needed."
        )
    return _OWN_RTO


def _auspice(arrangement: Arrangement) -> Need:
    return _with_own(arrangement, _AUSPICING)


def _external(arrangement: Arrangement) -> Need:
    return _with_own(arrangement, _SCHOOL_RTO if arrangement.provider_is_school else _EXTERNAL)


def _host_school(arrangement: Arrangement) -> Need:
    return _with_own(arrangement, _SCHOOL_RTO if arrangement.provider_is_school else _HOST_AUSPICED)


def _with_own(arrangement: Arrangement, need: Need) -> Need:
    """A school makes no agreement with itself."""
    if arrangement.provider_is_own:
        return _OWN_RTO._replace(
            doubt="The provider is your own school. Change the delivery to School as its own RTO, or name "
            "the provider that trains or auspices."
        )
    if not arrangement.has_provider:
        return need._replace(
            doubt="The enrolments name no provider. Enter it, so that the agreement is known."
        )
    return need


_EXTERNAL = Need(
    PURCHASING,
    "A school that offers a certificate or units to its students directly through an external RTO needs a "
    "standard VET purchasing contract.",
    f"{_CONTRACTS}: Standard VET purchasing contract.",
)
_AUSPICING = Need(
    AUSPICING,
    "A school that an RTO auspices to deliver a certificate or units, while the RTO issues the certificate, "
    "needs a standard VET auspicing contract.",
    f"{_CONTRACTS}: Standard VET auspicing contract.",
)
_SCHOOL_RTO = Need(
    SCHOOL_PURCHASING,
    "A government school that purchases a certificate or units from another government school that is also "
    "an RTO needs a school to school VET purchasing agreement.",
    f"{_CONTRACTS}: School to school VET purchasing agreement.",
)
_HOST_AUSPICED = Need(
    SCHOOL_ACCESS,
    "A government school that purchases a certificate or units from another government school that an RTO "
    "auspices needs a school to school VET access agreement.",
    f"{_CONTRACTS}: School to school VET access agreement.",
)
_OWN_RTO = Need(
    None,
    "A school that is itself the RTO enters into no arrangement with another, so it needs no agreement.",
    f"{_CONTRACTS}: asked of schools entering into arrangements with RTOs.",
)
_SBAT = Need(
    None,
    "A school-based apprenticeship or traineeship is funded under Skills First, so the school purchases "
    "nothing and needs no agreement.",
    f"{_REFERENCE}, School-based apprenticeships and traineeships.",
)
_HEADSTART = Need(
    None,
    "A Head Start apprenticeship or traineeship is funded through Skills First, so the school purchases "
    "nothing and needs no agreement.",
    f"{_REFERENCE}, Head Start.",
)
_INDEPENDENT = Need(
    None,
    "The student enrolled independently of the school, so the school is no party and needs no agreement.",
    f"{_REFERENCE}, Targeted VET funding: enrolled independently of their school.",
)
_NOT_GOVERNMENT = Need(
    None,
    "The Department’s templates are for government schools; what your sector asks for is not decided here.",
    f"{_REFERENCE}, opening: funding and conditions of government schools.",
)
_BY_DELIVERY: dict[str, Callable[[Arrangement], Need]] = {
    "SCHOOL": _school,
    "AUSPICE": _auspice,
    "EXTERNAL": _external,
    "HOST_SCHOOL": _host_school,
    "SBAT": lambda _: _SBAT,
    "HEADSTART": lambda _: _HEADSTART,
    "INDEPENDENT": lambda _: _INDEPENDENT,
}


class Held(NamedTuple):
    """What an agreement in the register says. No qualifications means that it covers all."""

    kind: str
    provider: int
    qualifications: Collection[int]
    start: date
    end: date
    signed_by_school: date | None
    signed_by_provider: date | None
    has_file: bool
    cites_host_contract: bool


class Wanted(NamedTuple):
    """What an enrolment asks of an agreement: kind, provider, certificate, and the days it must run.

    It must have begun by `from_day` (the census date) and must not have ended before `until_day` (the census
    date, or today where today is later in the year).
    """

    kind: str
    provider: int
    qualification: int
    from_day: date
    until_day: date


def is_about(held: Held, wanted: Wanted) -> bool:
    """Whether it is the right agreement at all: the kind, with this provider, covering the certificate."""
    covers = not held.qualifications or wanted.qualification in held.qualifications
    return held.kind == wanted.kind and held.provider == wanted.provider and covers


def lacks(held: Held, *, from_day: date, until_day: date) -> tuple[str, ...]:
    """Why an agreement is not valid on these days, a sentence each; nothing means that it is valid."""
    checks = (
        (held.start > from_day, f"It begins only on {day(held.start)}, after {day(from_day)}."),
        (held.end < until_day, f"It ended on {day(held.end)}."),
        (held.signed_by_school is None, "Your school has not signed it."),
        (held.signed_by_provider is None, f"{_other_party(held.kind)} has not signed it."),
        (not held.has_file, "The signed file is missing."),
        (
            held.kind == SCHOOL_ACCESS and not held.cites_host_contract,
            "It does not cite the date of the host school’s auspicing contract.",
        ),
    )
    return tuple(sentence for applies, sentence in checks if applies)


def days_to_cover(census_date: date, today: date) -> tuple[date, date]:
    """From which day to which an agreement has to run: over the census date, and today within that year."""
    return census_date, max(census_date, today) if today.year == census_date.year else census_date


def _other_party(kind: str) -> str:
    return "The host school" if kind in BETWEEN_SCHOOLS else "The provider"
