"""A version's rules as a page shows them: every figure in words, and what differs between two versions."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from funding import queries
from funding.actions import year_record
from funding.models import BandRate, FundingYear, InstalmentShare
from funding.rules import rates
from funding.rules.eligibility import RULE_BY_CODE, RULES, Rule
from vetportal import money
from vetportal.rounding import divide_half_up

_BASIS_WORDS = {"INDICATIVE": "of indicative funding", "CONFIRMED": "of confirmed funding"}


class BandLine(NamedTuple):
    """A band with the rate that follows; rate and sum are cents, None while the base rate is missing."""

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


class Difference(NamedTuple):
    """A figure that differs: its name, as it was and as it is."""

    label: str
    was: str
    now: str


def band_lines(version: FundingYear) -> list[BandLine]:
    """The bands in order, each with its rate and its sum with the core share."""
    base = version.base_rate
    core = queries.core_share_of(version).per_enrolment * 100 if version.core_subjects else None
    lines = []
    for band in version.bands.order_by("order"):
        rate = rates.band_rate(band.weighting_level, base) if base else None
        lines.append(BandLine(band, rate, rate + core if rate and core else None))
    return lines


def instalment_lines(version: FundingYear) -> list[InstalmentLine]:
    """The payment lines in order."""
    return [
        InstalmentLine(each, _share(each.basis, each.share)) for each in version.instalments.order_by("order")
    ]


def rule_lines(version: FundingYear) -> list[RuleLine]:
    """Every eligibility rule there is, in the order of the catalogue."""
    held = dict(version.exclusions.values_list("code", "source"))
    return [
        RuleLine(rule, rule.is_always_in_force or rule.code in held, held.get(rule.code, rule.source))
        for rule in RULES
    ]


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


def _share(basis: str, share: int) -> str:
    if basis == "REMAINDER":
        return "What closes the year, signed"
    return f"{_percent(share, 100)} {_BASIS_WORDS[basis]}"


def _percent(value: int, unit: int) -> str:
    whole, rest = divmod(value, unit)
    return f"{whole}.{rest}%".replace(".0%", "%")


def _plain(value: Any) -> str:
    return money.UNKNOWN if value in (None, "") else str(value)


def _yes_no(value: Any) -> str:
    return "yes" if value else "no"


def _day(value: str | None) -> str:
    return money.day(date.fromisoformat(value)) if value else money.UNKNOWN


_LABELS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "effective_from": ("First day", _day),
    "effective_to": ("Last day", _day),
    "census_date": ("Census date", _day),
    "census_source": ("Source of the census date", _plain),
    "minimum_age": ("Youngest age", _plain),
    "maximum_age": ("Oldest age", _plain),
    "age_source": ("Source of the ages", _plain),
    "base_rate": ("Base rate", money.dollars),
    "base_rate_source": ("Source of the base rate", _plain),
    "rural_rate": ("Rural rate", money.dollars),
    "rural_threshold": ("Rural weighting from location index", money.index),
    "rural_inside_cap": ("Rural weighting inside the cap", _yes_no),
    "rural_source": ("Source of rural weighting", _plain),
    "cap": ("Cap", money.dollars),
    "cap_source": ("Source of the cap", _plain),
    "core_gross_dollars": ("Gross core amount, dollars", _plain),
    "core_net_permille": ("Net of superannuation", lambda value: _percent(value, 10)),
    "core_teaching_percent": ("Classroom teaching, % of costs", _plain),
    "core_teaching_delivery_percent": ("Classroom teaching, % delivery", _plain),
    "core_other_percent": ("Non-classroom costs, % of costs", _plain),
    "core_other_delivery_percent": ("Non-classroom costs, % delivery", _plain),
    "core_cases_percent": ("CASES21 expenditure, % of costs", _plain),
    "core_cases_delivery_percent": ("CASES21 expenditure, % delivery", _plain),
    "core_subjects": ("Subjects in a program", _plain),
    "core_source": ("Source of the core share", _plain),
}


def differences(before: FundingYear, after: FundingYear) -> list[Difference]:
    """What the second version says otherwise than the first."""
    return differences_of(year_record.snapshot(before), year_record.snapshot(after))


def differences_of(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """As `differences`, for two snapshots."""
    was, now = year_record.changes(before, after)
    return [_difference(name, was[name], now[name]) for name in was]


def _difference(name: str, was: Any, now: Any) -> Difference:
    if name in year_record.FIGURES:
        label, write = _LABELS.get(name, (name.replace("_", " ").capitalize(), _plain))
        return Difference(label, write(was), write(now))
    kind, _, key = name.rpartition(" ")
    write = _ROWS.get(kind, _plain_words)
    return Difference(_row_label(kind, key), *(write(each) if each else "not there" for each in (was, now)))


def _row_label(kind: str, key: str) -> str:
    if kind == "exclusion":
        rule = RULE_BY_CODE.get(key)
        return f"Rule: {rule.sentence}" if rule else f"Rule {key}"
    names = {"band": "Band", "instalment": "Payment line", "certificate": "Certificate"}
    return f"{names.get(kind, kind.capitalize())} {key}"


def _plain_words(row: dict[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {_plain(value)}" for name, value in row.items())


def _band_words(row: dict[str, Any]) -> str:
    level, hours = money.thousandths(row["weighting_level"]), row["full_rate_hours"]
    return f"weighting {level}, full rate at {hours} hours. {row['source']}"


def _instalment_words(row: dict[str, Any]) -> str:
    paid = f", paid on {_day(row['pay_date'])}" if row["pay_date"] else ""
    return f"{_share(row['basis'], row['share'])}{paid}. {row['source']}"


_ROWS: dict[str, Callable[[dict[str, Any]], str]] = {
    "band": _band_words,
    "instalment": _instalment_words,
    "exclusion": lambda row: f"in force. {row['source']}",
    "certificate": lambda row: f"band {row['band']}. {row['source']}",
}
