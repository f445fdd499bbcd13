"""Writing what a scheme states into a draft: its figures, and its rows part by part."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from credits.models import CreditScheme
from credits.queries.scheme_sheet import FIGURES, PARTS

Rows = Sequence[Mapping[str, Any]]


def set_figures(scheme: CreditScheme, figures: Mapping[str, Any]) -> None:
    """Set fields of the scheme; raises ValueError for one that is not a figure of a scheme."""
    for name, value in figures.items():
        if name not in FIGURES:
            raise ValueError(f"{name} is no figure of a scheme.")
        setattr(scheme, name, _date(value) if name == "source_date" else value)


def set_parts(scheme: CreditScheme, parts: Mapping[str, Rows]) -> None:
    """Put rows in the place of those that stand; a part that is not given stays as it is."""
    for part, rows in parts.items():
        model, order = PARTS[part]
        getattr(scheme, part).all().delete()
        model.objects.bulk_create(
            model(scheme=scheme, **row, **({"position": place} if order == "position" else {}))
            for place, row in enumerate(rows, start=1)
        )


def _date(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None
