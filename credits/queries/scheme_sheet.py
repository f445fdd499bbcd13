"""A version of a scheme as plain JSON: to ship it, to export it, to compare it, for the audit record.

What says nothing more than the default of a row is left out, so that the sheet stays readable.
"""

from collections.abc import Mapping
from typing import Any

from django.db import models

from credits.models import (
    CreditScheme,
    SchemeCertificate,
    SchemeHours,
    SchemeLimit,
    SchemePool,
    SchemeRow,
)

FIGURES = (
    "name", "authority", "credit_word", "rank", "commence_from", "commence_to", "hours_measure",
    "hours_sources", "any_hours_source", "level_rule", "certificate_i_exception", "highest_level",
    "on_repeat", "one_unit", "counting_outcomes", "total_cap", "standard_total",
    "standard_at_level", "standard_level",
    "standard_note", "source", "source_date", "note",
)  # fmt: skip
# The rows of a scheme by the name of their relation, and the field that orders them.
PARTS: Mapping[str, tuple[type[models.Model], str]] = {
    "rows": (SchemeRow, "position"),
    "pools": (SchemePool, "pk"),
    "limits": (SchemeLimit, "pk"),
    "certificates": (SchemeCertificate, "qualification_code"),
    "unit_hours": (SchemeHours, "unit_code"),
}
Sheet = dict[str, Any]


def sheet_of(scheme: CreditScheme) -> Sheet:
    """Everything that the version states, as JSON; credits in thousandths."""
    figures = {name: _json(getattr(scheme, name)) for name in FIGURES}
    return {"code": scheme.code, **figures, **{part: rows_of(scheme, part) for part in PARTS}}


def rows_of(scheme: CreditScheme, part: str) -> list[Sheet]:
    """The rows of one part in their order, without what says no more than the default."""
    _, order = PARTS[part]
    return [row_sheet(row) for row in getattr(scheme, part).order_by(order)]


def row_sheet(row: models.Model) -> Sheet:
    """One row without what says no more than the default."""
    return {
        field.name: value
        for field in fields_of(type(row))
        if (value := getattr(row, field.name)) != field.get_default() or field.name in _ALWAYS
    }


_ALWAYS = {"name", "source", "basis", "scope", "kind", "maximum", "level_from", "level_to"}


def fields_of(model: type[models.Model]) -> list[models.Field]:
    """The fields of a row that people state."""
    return [field for field in model._meta.fields if field.name not in ("id", "scheme", "position")]


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
