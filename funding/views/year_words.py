"""Figures of a year in words, for its pages and for what differs between two versions."""

from collections.abc import Callable
from datetime import date
from typing import Any

from vetportal import money

_BASIS_WORDS = {"INDICATIVE": "of indicative funding", "CONFIRMED": "of confirmed funding"}
_SCHEMES = {"REF56": "SRP Reference 56 (to 2022)", "REF143": "SRP Reference 143 (from 2023)"}
_LOADINGS = {"SUBSIDY": "the Skills First subsidy", "GAP": "the gap"}
Row = dict[str, Any]


def share_words(basis: str, share: int) -> str:
    """A payment line in words; the share is in basis points."""
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


FIGURES: dict[str, tuple[str, Callable[[Any], str]]] = {
    "scheme": ("Published model", lambda value: _SCHEMES.get(value, value)),
    "are_rates_stated": ("The rate of each band is stated", _yes_no),
    "is_capped": ("Confirmed rates follow from a capped budget", _yes_no),
    "are_transfers_funded": ("Credit transfers have funded hours", _yes_no),
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
    "does_rural_rate_move": ("The rural rate moves with the base rate", _yes_no),
    "rural_source": ("Source of rural weighting", _plain),
    "cap": ("Cap", money.dollars),
    "cap_source": ("Source of the cap", _plain),
    "tafe_loading_percent": ("Rural loading of the TAFE supplement", lambda value: f"{value}%"),
    "tafe_loading_basis": ("The loading goes on", lambda value: _LOADINGS.get(value, value)),
    "tafe_is_pro_rata": ("The TAFE supplement goes by funded hours", _yes_no),
    "tafe_is_paid_in_term_3": ("All of the TAFE supplement is paid in term 3", _yes_no),
    "tafe_source": ("Source of the TAFE supplement", _plain),
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


def _band(row: Row) -> str:
    hours = f"full rate at {row['full_rate_hours']} hours. {row['source']}"
    if row["stated_rate"] is not None:
        return f"{money.dollars(row['stated_rate'])}, {hours}"
    return f"weighting {money.thousandths(row['weighting_level'])}, {hours}"


def _instalment(row: Row) -> str:
    paid = f", paid on {_day(row['pay_date'])}" if row["pay_date"] else ""
    return f"{share_words(row['basis'], row['share'])}{paid}. {row['source']}"


def _exclusion(row: Row) -> str:
    materials = "" if row["stops_materials"] else ", materials are paid"
    return f"in force{materials}. {row['source']}"


def _skills_first(row: Row) -> str:
    until = f"to {_day(row['effective_to'])}" if row["effective_to"] else "while it lasts"
    return (
        f"{money.dollars(row['hourly_subsidy'])} an hour and a maximum exemption of "
        f"{money.dollars(row['maximum_exemption'])}, {until}. {row['source']}"
    )


def _stage(row: Row) -> str:
    return f"ages {row['from_age']} to {row['to_age']}: ${row['gross_dollars']:,}. {row['source']}"


# What the record calls a row: how people call it, and what it says in words.
ROWS: dict[str, tuple[str, Callable[[Row], str]]] = {
    "band": ("Band", _band),
    "instalment": ("Payment line", _instalment),
    "exclusion": ("Rule", _exclusion),
    "certificate": ("Certificate", lambda row: f"band {row['band']}. {row['source']}"),
    "component": ("Component", lambda row: f"paid. {row['source']}"),
    "skills first": ("Skills First rate of", _skills_first),
    "materials band": ("Materials band", lambda row: f"{money.dollars(row['amount'])}. {row['source']}"),
    "materials of": ("Materials of", lambda row: f"materials band {row['band']}. {row['source']}"),
    "small-scale step": (
        "Small-scale step, up to students:",
        lambda row: f"{money.dollars(row['rate'])}. {row['source']}",
    ),
    "stage": ("Stage", _stage),
    "not funded": ("Not funded:", lambda row: f"on the list. {row['source']}"),
}
