"""A version of a year's rules as plain JSON: to compare it, and for the audit record."""

from typing import Any

from django.db import models

from funding.models import FundingYear

# Every figure that a person states, apart from the rows below it.
FIGURES = (
    "effective_from", "effective_to", "census_date", "census_source", "minimum_age", "maximum_age",
    "age_source", "base_rate", "base_rate_source", "rural_rate", "rural_threshold", "rural_inside_cap",
    "rural_source", "cap", "cap_source", "core_gross_dollars", "core_net_permille",
    "core_teaching_percent", "core_teaching_delivery_percent", "core_other_percent",
    "core_other_delivery_percent", "core_cases_percent", "core_cases_delivery_percent", "core_subjects",
    "core_source", "scheme", "are_rates_stated", "is_capped", "tafe_loading_percent", "tafe_loading_basis",
    "tafe_is_pro_rata", "tafe_is_paid_in_term_3", "tafe_source", "does_rural_rate_move",
    "are_transfers_funded",
)  # fmt: skip
BAND = ("weighting_level", "full_rate_hours", "stated_rate", "source")
INSTALMENT = ("basis", "share", "pay_date", "source")
# The rows that belong to a version, by the name of their relation.
PARTS = (
    "bands", "instalments", "exclusions", "qualification_bands", "components", "skills_first_rates",
    "materials_bands", "qualification_materials", "small_scale_steps", "learning_stages",
    "excluded_qualifications",
)  # fmt: skip
EXCLUSION = ("stops_materials", "source")
_CERTIFICATE = ("qualification__code",)
# What the record calls a row, the relation, the fields that name a row, and what it states.
_OTHER_PARTS = (
    ("certificate", "qualification_bands", _CERTIFICATE, ("band", "source")),
    ("component", "components", ("code",), ("source",)),
    (
        "skills first", "skills_first_rates", (*_CERTIFICATE, "effective_from"),
        ("hourly_subsidy", "maximum_exemption", "effective_to", "source"),
    ),
    ("materials band", "materials_bands", ("code",), ("amount", "source")),
    ("materials of", "qualification_materials", _CERTIFICATE, ("band", "source")),
    ("small-scale step", "small_scale_steps", ("up_to_students",), ("rate", "source")),
    ("stage", "learning_stages", ("stage",), ("from_age", "to_age", "gross_dollars", "source")),
    ("not funded", "excluded_qualifications", _CERTIFICATE, ("source",)),
)  # fmt: skip


def snapshot(version: FundingYear) -> dict[str, Any]:
    """All figures as JSON, one entry a figure or a row, keyed so that two versions can be compared."""
    plain = {name: _json(getattr(version, name)) for name in FIGURES}
    plain |= _rows("band", version.bands.order_by("order"), ("code",), BAND)
    plain |= _rows("instalment", version.instalments.order_by("order"), ("line",), INSTALMENT)
    plain |= _rows("exclusion", version.exclusions.order_by("code"), ("code",), EXCLUSION)
    for kind, part, key, fields in _OTHER_PARTS:
        plain |= _rows(kind, getattr(version, part).order_by(*key), key, fields)
    return plain


def _rows(kind: str, rows: models.QuerySet, key: tuple[str, ...], fields: tuple[str, ...]) -> dict[str, Any]:
    return {
        " ".join([kind, *(str(row[name]) for name in key)]): {name: _json(row[name]) for name in fields}
        for row in rows.values(*key, *fields)
    }


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def kind_and_key(name: str) -> tuple[str, str]:
    """The entry of a row, parted into what the record calls it and the row's own name."""
    kinds = ("band", "instalment", "exclusion", *(kind for kind, *_ in _OTHER_PARTS))
    kind = max((each for each in kinds if name.startswith(f"{each} ")), key=len, default="")
    return kind, name.removeprefix(kind).strip()


def changes(before: dict[str, Any], after: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only the entries that differ, as they were and as they are; an entry that is absent is None."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}
