"""The forms of one part of a year: its figures, and its rows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms

from funding.forms import year_rows as rows
from funding.forms.year_sections import REF143, Section
from funding.forms.years import YearForm
from funding.models import FundingYear
from funding.rules.completeness import BANDS, LINES
from funding.rules.components import COMPONENTS
from funding.rules.eligibility import RULES

Row = dict[str, Any]


@dataclass
class RowSet:
    """Rows of one kind on a page. `held` are the rows as they stand, by their key."""

    name: str
    title: str
    formset: forms.BaseFormSet
    held: dict[Any, Row] = field(default_factory=dict)
    empty: Row = field(default_factory=dict)
    heading: str = "Name"

    def rows(self) -> list[Row]:
        """What is kept; figures that the page does not ask for stay as they are."""
        key = self.formset.form.key
        return [self.empty | self.held.get(row[key], {}) | row for row in self.formset.rows()]


class SectionForms:
    """The forms of one part of a draft together."""

    def __init__(self, section: Section, version: FundingYear, data: Any = None) -> None:
        pairs = [pair for pair in section.pairs if _is_asked(pair[0][0], version)]
        only = [name for figures, source in pairs for name in (*figures, *filter(None, [source]))]
        self.section, self.version = section, version
        self.form = YearForm(data, version=version, only=only)
        if version.scheme == REF143 and "base_rate" in self.form.fields:
            self.form.fields["base_rate"].label = "Base rate (weighting level 1.000), dollars"
        self.pairs = [
            ([self.form[name] for name in figures], self.form[source] if source else None)
            for figures, source in pairs
        ]
        makers = (_ROW_SETS[name] for name in section.row_sets)
        self.row_sets = [made for make in makers if (made := make(version, data))]

    @property
    def formsets(self) -> list[forms.BaseFormSet]:
        """The rows, in the order of the page."""
        return [each.formset for each in self.row_sets]

    def is_valid(self) -> bool:
        """Whether all of it can be saved; every form is checked, so that every error is shown at once."""
        valid = [each.is_valid() for each in (self.form, *self.formsets)]
        return all(valid)

    def parts(self) -> dict[str, Any]:
        """What funding.actions.years.change takes."""
        return {"figures": self.form.figures(), "parts": {each.name: each.rows() for each in self.row_sets}}


def _is_asked(figure: str, version: FundingYear) -> bool:
    """A figure that nothing reads in this year is not asked for."""
    if figure == "base_rate":
        return not version.are_rates_stated
    return version.is_capped if figure == "cap" else True


def _components(version: FundingYear, data: Any) -> RowSet:
    held = {row["code"]: row for row in version.components.values("code", "source")}
    initial = [
        {"code": each.code, "is_on": each.code in held, **held.get(each.code, {})} for each in COMPONENTS
    ]
    formset = rows.ComponentFormSet(data, prefix="components", initial=initial)
    return RowSet("components", "Components", formset, heading="Component")


def _bands(version: FundingYear, data: Any) -> RowSet:
    fields = ("code", "weighting_level", "full_rate_hours", "stated_rate", "source")
    held = {row["code"]: row for row in version.bands.order_by("order").values(*fields)}
    if version.scheme == REF143:
        make, initial = rows.NamedBandFormSet, list(held.values())
    else:
        make, initial = rows.BandFormSet, [held.get(code, {"code": code}) for code in BANDS]
    kwargs = {"are_rates_stated": version.are_rates_stated}
    formset = make(data, prefix="bands", initial=initial, form_kwargs=kwargs)
    empty = {"weighting_level": 0, "stated_rate": None}
    return RowSet("bands", "Bands", formset, held, empty, heading="Band")


def _instalments(version: FundingYear, data: Any) -> RowSet:
    fields = ("line", "basis", "share", "pay_date", "source")
    held = {row["line"]: row for row in version.instalments.values(*fields)}
    initial = [held.get(line, {"line": line}) for line in LINES]
    formset = rows.InstalmentFormSet(data, prefix="instalments", initial=initial)
    return RowSet("instalments", "Payment lines", formset, heading="Line")


def _exclusions(version: FundingYear, data: Any) -> RowSet:
    held = {row["code"]: row for row in version.exclusions.values("code", "stops_materials", "source")}
    initial = [
        {"code": rule.code, "is_on": rule.code in held, "stops_materials": True, **held.get(rule.code, {})}
        for rule in RULES
        if not rule.is_always_in_force
    ]
    has_materials = version.components.filter(code="MATERIALS").exists()
    formset = rows.ExclusionFormSet(
        data, prefix="exclusions", initial=initial, form_kwargs={"has_materials": has_materials}
    )
    return RowSet(
        "exclusions",
        "Eligibility rules",
        formset,
        held,
        {"stops_materials": True},
        "Reason, as the school reads it",
    )


def _named(part: str, title: str, make: type[forms.BaseFormSet], order: str, *fields: str) -> Callable:
    def made(version: FundingYear, data: Any) -> RowSet:
        initial = list(getattr(version, part).order_by(order).values(*fields))
        return RowSet(part, title, make(data, prefix=part, initial=initial))

    return made


_stages = _named(
    "learning_stages", "Stages of learning of specialist schools", rows.StageFormSet,
    "stage", "stage", "from_age", "to_age", "gross_dollars", "source",
)  # fmt: skip
_ROW_SETS: dict[str, Callable[[FundingYear, Any], RowSet | None]] = {
    "components": _components,
    "bands": _bands,
    "instalments": _instalments,
    "exclusions": _exclusions,
    "materials_bands": _named(
        "materials_bands", "Materials bands", rows.MaterialsBandFormSet, "order", "code", "amount", "source"
    ),
    "small_scale_steps": _named(
        "small_scale_steps", "Steps", rows.StepFormSet, "up_to_students", "up_to_students", "rate", "source"
    ),
    "learning_stages": lambda version, data: _stages(version, data) if version.scheme == REF143 else None,
}
