"""The rows of a draft as formsets: rules, hours left over, limits."""

from typing import Any

from django import forms
from django.forms import formset_factory

from credits.forms import scheme_fields as fields
from credits.models import SchemeLimit, SchemeRow

_MOST_ROWS = 60


class PartForm(fields.DraftForm):
    """One row. An empty one is left out, and one that is ticked is removed."""

    key = "name"
    lines: tuple[tuple[str, ...], ...] = ()  # fields that stand beside each other; without, all of them do
    remove = fields.tick("Remove")

    @property
    def groups(self) -> list[list[forms.BoundField]]:
        """The fields line by line, without the tick that removes the row."""
        lines = self.lines or ([name for name in self.fields if name != "remove"],)
        return [[self[name] for name in line] for line in lines]

    @property
    def place(self) -> str:
        """The row as a list of errors names it."""
        return str(self[self.key].value() or "") or "The new row"

    def is_kept(self) -> bool:
        """Whether the row says anything and is not to be removed."""
        return self.has_changed_or_held() and not self.cleaned_data.get("remove")

    def has_changed_or_held(self) -> bool:
        """Whether it was there before, or somebody typed into it."""
        return bool(self.initial) or self.has_changed()

    def row(self) -> dict[str, Any]:
        """As a row of the model."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("remove", "place_number")
        }


class RuleForm(PartForm):
    """A rule of the scheme."""

    lines = (
        ("place_number", "name", "level_from", "level_to", "commence_from", "commence_to"),
        ("scope", "basis", "step", "value"),
        ("rounding", "parts", "slots", "cap", "cap_of_certificate"),
        ("hours_from", "hours_to", "min_hours", "completed_only", "approved_only"),
        ("pool", "source"),
    )
    place_number = fields.number("Place", 99, help_text="The first that fits counts.")
    name = fields.line("Name", 200)
    level_from = fields.level("From level", 1)
    level_to = fields.level("To level", 6)
    commence_from = fields.year("Begun from")
    commence_to = fields.year("Begun to")
    scope = forms.ChoiceField(label="Counts together", choices=SchemeRow.Scope.choices, initial="UNIT")
    basis = forms.ChoiceField(
        label="What it counts", choices=[("", "Not said yet"), *SchemeRow.Basis.choices], required=False
    )
    step = fields.number("Step", help_text="Whole hours, or percent of the units.")
    value = fields.credits_field("Credit for a step", help_text="Or the fixed credit.")
    rounding = forms.ChoiceField(label="Parts of a step", choices=SchemeRow.Rounding.choices, initial="FLOOR")
    parts = fields.number("Equal parts of a step that count", 100, help_text="2: half a step earns half.")
    slots = fields.listed("Places it fills, in order", help_text="Parted by commas: Unit 1, Unit 2.")
    cap = fields.credits_field("Most credit of it")
    cap_of_certificate = fields.tick("The list of certificates says the most")
    hours_from = fields.number("From hours")
    hours_to = fields.number("To hours")
    min_hours = fields.number("Below so many hours, nothing")
    completed_only = fields.tick("Only once completed")
    approved_only = fields.tick("Only where approved beforehand")
    pool = fields.line("Hours left over go to", 40, size=24)
    source = fields.source()

    def clean_parts(self) -> int:
        """Left empty, a step is one part."""
        return self.cleaned_data["parts"] or 1

    def clean(self) -> dict[str, Any]:
        """What the database cannot keep is refused here; what is only incomplete may wait."""
        cleaned = super().clean()
        if not self.has_changed_or_held() or cleaned.get("remove"):
            return cleaned
        if not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "Name the rule, or tick Remove.")
        if (
            cleaned.get("basis") in ("HOURS", "SHARE")
            and not cleaned.get("step")
            and "step" not in self.errors
        ):
            self.add_error("step", "Enter the hours, or the percent of the units, that earn the credit once.")
        if cleaned.get("level_from", 1) > cleaned.get("level_to", 6):
            self.add_error("level_to", "The second level must not be below the first.")
        return cleaned


class PoolForm(PartForm):
    """Where hours left over come together."""

    name = fields.line("Name", 40, size=24)
    step = fields.number("Hours for a credit")
    value = fields.credits_field("Credit for them")
    cap = fields.credits_field("Most credit")
    slots = fields.listed("Places it fills, in order")
    commence_from = fields.year("Begun from")
    commence_to = fields.year("Begun to")
    source = fields.source()

    def clean(self) -> dict[str, Any]:
        """A pool has a name, a step and a credit."""
        cleaned = super().clean()
        if self.has_changed_or_held() and not cleaned.get("remove"):
            for name, sentence in (
                ("name", "Name it, or tick Remove."),
                ("step", "Enter the hours that earn the credit once."),
                ("value", "Enter what they earn."),
            ):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return cleaned


class LimitForm(PartForm):
    """A limit over several certificates. `maximum` is a credit, or a number of certificates."""

    key = "kind"
    kind = forms.ChoiceField(label="Kind", choices=SchemeLimit.Kind.choices, initial="CREDIT")
    level_from = fields.level("From level", 1)
    level_to = fields.level("To level", 6)
    slot = fields.line("Place", 40, size=16)
    maximum = fields.credits_field("At most")
    source = fields.source()

    @property
    def place(self) -> str:
        """The row as a list of errors names it."""
        return "A limit"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("kind") == SchemeLimit.Kind.CERTIFICATES and "maximum" in self.initial:
            self.initial = {**self.initial, "maximum": self.initial["maximum"] * 1000}

    def clean(self) -> dict[str, Any]:
        """A limit has a maximum, and one of a place names it."""
        cleaned = super().clean()
        if not self.has_changed_or_held() or cleaned.get("remove"):
            return cleaned
        if cleaned.get("maximum") is None and "maximum" not in self.errors:
            self.add_error("maximum", "Enter the most, or tick Remove.")
        if cleaned.get("kind") == SchemeLimit.Kind.SLOT and not cleaned.get("slot"):
            self.add_error("slot", "Name the place whose credit it limits.")
        return cleaned

    def row(self) -> dict[str, Any]:
        """Certificates are counted in whole numbers."""
        row = super().row()
        if row["kind"] == SchemeLimit.Kind.CERTIFICATES:
            row["maximum"] //= 1000
        return row


class PartFormSet(forms.BaseFormSet):
    """Rows of one part."""

    def rows(self) -> list[dict[str, Any]]:
        """What is kept, in the order of the places that were typed."""
        kept = [form for form in self.forms if form.is_kept()]
        return [form.row() for form in sorted(kept, key=_place)]


def _place(form: PartForm) -> int:
    place = form.cleaned_data.get("place_number")
    return 100 if place is None else place


def _set(form: type[PartForm]) -> type[PartFormSet]:
    return formset_factory(form, formset=PartFormSet, extra=1, max_num=_MOST_ROWS, absolute_max=_MOST_ROWS)


RuleFormSet = _set(RuleForm)
PoolFormSet = _set(PoolForm)
LimitFormSet = _set(LimitForm)
