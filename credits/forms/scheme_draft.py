"""All forms of a draft together: its figures and lists, its rules, hours left over and limits."""

from typing import Any

from django import forms

from credits.forms.scheme_rows import LimitFormSet, PartFormSet, PoolFormSet, RuleFormSet
from credits.forms.schemes import SchemeForm
from credits.models import CreditScheme
from credits.queries.scheme_sheet import FIGURES, PARTS, fields_of

_SETS = {"rows": RuleFormSet, "pools": PoolFormSet, "limits": LimitFormSet}


class DraftForms:
    """The forms of a draft; unbound they show what is stored."""

    def __init__(self, scheme: CreditScheme, data: Any = None) -> None:
        held = {part: _held(scheme, part) for part in PARTS}
        lists = {part: held[part] for part in ("certificates", "unit_hours")}
        initial = {name: getattr(scheme, name) for name in FIGURES} | lists | {"seen": scheme.revision}
        self.form = SchemeForm(data, initial=initial)
        self.sets: dict[str, PartFormSet] = {
            part: make(data, prefix=part, initial=_numbered(held[part]) if part == "rows" else held[part])
            for part, make in _SETS.items()
        }

    @property
    def formsets(self) -> list[forms.BaseFormSet]:
        """The rows, in the order of the page."""
        return list(self.sets.values())

    def is_valid(self) -> bool:
        """Whether all of it can be saved; every form is checked, so that every error is shown at once."""
        valid = [each.is_valid() for each in (self.form, *self.formsets)]
        return all(valid)

    def parts(self) -> dict[str, list[dict[str, Any]]]:
        """What credits.actions.schemes.change takes."""
        return {**{part: made.rows() for part, made in self.sets.items()}, **self.form.lists()}


def _held(scheme: CreditScheme, part: str) -> list[dict[str, Any]]:
    model, order = PARTS[part]
    names = [field.name for field in fields_of(model)]
    return list(getattr(scheme, part).order_by(order).values(*names))


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "place_number": place} for place, row in enumerate(rows, start=1)]
