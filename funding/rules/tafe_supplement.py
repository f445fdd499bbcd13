"""TAFE supplement: the gap to the Skills First subsidy, for certificates purchased from the TAFE network.

SRP Reference 56 (2019), "TAFE supplement": "equal to the gap between current total funding (core SRP for VET
$1,225 + targeted VET funding) and the Skills First subsidy which includes the maximum exemption rate. A 10%
rural loading will be applied where relevant." It has a budget line of its own and is owed on to the TAFE.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from funding.rules.demand import Counted
from funding.rules.facts import Allocation, Band, EnrolmentFacts, SkillsFirst, TafeRules, YearRules
from vetportal.rounding import divide_half_up

COMPONENT = "TAFE_SUPPLEMENT"


class TafeDemand(NamedTuple):
    """Funded enrolments of a school in one certificate at one TAFE, before any rate is known."""

    school_id: int
    band: Band
    qualification: str
    provider: str
    is_loaded: bool
    enrolments: int
    hours: int
    quantity: int  # hours, or full-rate hours for each enrolment where the year does not go by hours


def tafe_provider(facts: EnrolmentFacts, rules: YearRules) -> str:
    """The TAFE that a supplement is owed on to; empty where the enrolment attracts none.

    Purchased delivery, the TAFE network, a certificate on the Skills First list. Whether the enrolment is
    funded at all is decided elsewhere.
    """
    if rules.tafe is None or COMPONENT not in rules.components:
        return ""
    is_purchased = facts.delivery == "EXTERNAL" and facts.is_tafe_network
    return facts.provider_code if is_purchased and facts.qualification_code in rules.tafe.rate_of else ""


def supplement_rate(
    subsidy: SkillsFirst, current_total: int, full_rate_hours: int, loading: int, basis: str
) -> int:
    """Cents of supplement for a full-time enrolment, rounded half up once; 0 where nothing is missing.

    `current_total` is core share plus targeted funding in cents, `loading` the rural loading in per cent (0
    where it does not apply), on the Skills First SUBSIDY or on the GAP.
    """
    full = (subsidy.hourly_subsidy + subsidy.maximum_exemption) * full_rate_hours
    if basis == "SUBSIDY":
        gap = full * (100 + loading) - current_total * 100
    else:
        gap = (full - current_total) * (100 + loading)
    return divide_half_up(max(0, gap), 100)


def tafe_demand(outcomes: Iterable[Counted], rules: YearRules) -> tuple[TafeDemand, ...]:
    """Funded enrolments with a TAFE, by school, band, certificate, TAFE and whether the loading applies."""
    if rules.tafe is None:
        return ()
    loading = rules.tafe.loading_percent
    place = {band.code: number for number, band in enumerate(rules.bands)}
    sums: dict[tuple[int, int, str, str, bool], tuple[int, int]] = {}
    for outcome in outcomes:
        if outcome.tafe_provider and outcome.funded_hours:
            is_loaded = loading > 0 and outcome.location_index >= rules.rural_threshold
            key = (
                outcome.school_id,
                place[outcome.band],
                outcome.qualification_code,
                outcome.tafe_provider,
                is_loaded,
            )
            enrolments, hours = sums.get(key, (0, 0))
            sums[key] = (enrolments + outcome.enrolments, hours + outcome.funded_hours)
    return tuple(_demand(key, sums[key], rules, rules.tafe) for key in sorted(sums))


def _demand(
    key: tuple[int, int, str, str, bool], summed: tuple[int, int], rules: YearRules, tafe: TafeRules
) -> TafeDemand:
    school_id, place, qualification, provider, is_loaded = key
    enrolments, hours = summed
    band = rules.bands[place]
    quantity = hours if tafe.is_pro_rata else enrolments * band.full_rate_hours
    return TafeDemand(school_id, band, qualification, provider, is_loaded, enrolments, hours, quantity)


def tafe_lines(
    demand: Sequence[TafeDemand], band_rates: Mapping[str, int], rules: YearRules
) -> tuple[Allocation, ...]:
    """Lines in cents; a line without a gap is left out: "no supplement will be provided".

    `band_rates` are the rates of the run in cents by band: the solved ones in a confirmed run.
    """
    tafe = rules.tafe
    if tafe is None:
        return ()
    lines: dict[tuple[int, str, str, str, int], Allocation] = {}
    for each in demand:
        rate = supplement_rate(
            tafe.rate_of[each.qualification],
            rules.core_rate + band_rates[each.band.code],
            each.band.full_rate_hours,
            tafe.loading_percent if each.is_loaded else 0,
            tafe.loading_basis,
        )
        if rate:
            # A loading that rounds away leads to one rate, and so to one line.
            key = (each.school_id, each.band.code, each.qualification, each.provider, rate)
            lines[key] = _line(each, rate, lines.get(key))
    return tuple(lines.values())


def _line(each: TafeDemand, rate: int, before: Allocation | None) -> Allocation:
    quantity = each.quantity + (before.quantity if before else 0)
    return Allocation(
        school_id=each.school_id,
        component=COMPONENT,
        band=each.band.code,
        enrolments=each.enrolments + (before.enrolments if before else 0),
        hours=each.hours + (before.hours if before else 0),
        quantity=quantity,
        divisor=each.band.full_rate_hours,
        rate=rate,
        amount=divide_half_up(quantity * rate, each.band.full_rate_hours),
        qualification=each.qualification,
        provider=each.provider,
    )
