"""A version's rules as a page shows them: every figure in words."""

from typing import Any, NamedTuple

from funding import queries
from funding.models import BandRate, Exclusion, FundingYear, InstalmentShare
from funding.rules import rates
from funding.rules.components import COMPONENTS, Component
from funding.rules.eligibility import RULES, Rule
from funding.views.year_words import share_words
from vetportal.rounding import divide_half_up


class BandLine(NamedTuple):
    """A band with its rate, stated or derived; rate and sum are cents, None while the rate is missing."""

    band: BandRate
    rate: int | None
    with_core: int | None


class InstalmentLine(NamedTuple):
    """A payment line in words."""

    instalment: InstalmentShare
    words: str


class RuleLine(NamedTuple):
    """An eligibility rule and whether the version has it in force, with the source it gives."""

    rule: Rule
    is_in_force: bool
    source: str
    stops_materials: bool = True


class ComponentLine(NamedTuple):
    """A component of the version's model, and whether it is paid, with the source that the version gives."""

    component: Component
    is_paid: bool
    source: str


def component_lines(version: FundingYear) -> list[ComponentLine]:
    """Every component of the model, in the order in which they are paid."""
    held = dict(version.components.values_list("code", "source"))
    return [
        ComponentLine(each, each.code in held, held.get(each.code, ""))
        for each in COMPONENTS
        if version.scheme in each.schemes or each.code in held
    ]


def band_lines(version: FundingYear) -> list[BandLine]:
    """The bands in order, each with its rate and its sum with the core share."""
    base = version.base_rate
    core = queries.core_share_of(version).per_enrolment * 100 if version.core_subjects else None
    lines = []
    for band in version.bands.order_by("order"):
        rate = band.stated_rate if version.are_rates_stated else _derived(band, base)
        lines.append(BandLine(band, rate, rate + core if rate and core else None))
    return lines


def _derived(band: BandRate, base: int) -> int | None:
    return rates.band_rate(band.weighting_level, base) if base else None


def instalment_lines(version: FundingYear) -> list[InstalmentLine]:
    """The payment lines in order."""
    return [
        InstalmentLine(each, share_words(each.basis, each.share))
        for each in version.instalments.order_by("order")
    ]


def rule_lines(version: FundingYear) -> list[RuleLine]:
    """Every eligibility rule there is, in the order of the catalogue."""
    held = {each.code: each for each in version.exclusions.all()}
    return [_rule_line(rule, held.get(rule.code)) for rule in RULES]


def _rule_line(rule: Rule, held: Exclusion | None) -> RuleLine:
    if held is None:
        return RuleLine(rule, rule.is_always_in_force, rule.source)
    return RuleLine(rule, True, held.source, held.stops_materials)


def core_steps(version: FundingYear) -> list[dict[str, Any]]:
    """The core share chain as calculation rows; amounts in cents, as everywhere."""
    if not version.core_subjects:
        return []
    share = queries.core_share_of(version)
    costs = (
        ("classroom teaching", version.core_teaching_percent, version.core_teaching_delivery_percent),
        ("non-classroom costs", version.core_other_percent, version.core_other_delivery_percent),
        ("CASES21 expenditure", version.core_cases_percent, version.core_cases_delivery_percent),
    )
    parts = [(name, divide_half_up(cost * part, 100), f"{part}% of {cost}%") for name, cost, part in costs]
    percent = sum(value for _, value, _ in parts)
    sums = " + ".join(f"{value}% for {name} ({words})" for name, value, words in parts)
    net = f"{version.core_net_permille // 10}.{version.core_net_permille % 10}%"
    return [
        {"sentence": "Gross core amount of a student in years 11 and 12", "amount": share.gross * 100},
        {"sentence": f"Net of superannuation: {net}", "amount": share.net * 100},
        {"sentence": f"For program delivery: {sums} = {percent}%", "amount": share.delivery * 100},
        {
            "sentence": f"Divided by {version.core_subjects} subjects: one full-time certificate enrolment",
            "amount": share.per_enrolment * 100,
        },
    ]
