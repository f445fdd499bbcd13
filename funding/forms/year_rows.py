"""The rows of a year as forms: components, bands, steps, stages, payment lines, eligibility rules."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory

from funding.forms import figures
from funding.forms.years import FigureForm
from funding.models import InstalmentShare
from funding.rules.completeness import BANDS, LINES
from funding.rules.components import COMPONENT_BY_CODE, COMPONENTS
from funding.rules.eligibility import RULE_BY_CODE, RULES

_MOST_BANDS = 40
_BLANK_ROWS = 2


class RowForm(FigureForm):
    """One row. `key` names it; a row that people name themselves may be taken out again."""

    key = ""
    anchor_word = ""
    is_named_by_people = False

    @property
    def name(self) -> str:
        """What the row is called now; empty for a new one."""
        return str(self[self.key].value() or "")

    @property
    def anchor(self) -> str:
        """Where the checklist leads."""
        return f"{self.anchor_word}-{self.name}" if self.name else ""

    @property
    def heading(self) -> str:
        """The row in words."""
        return self.name

    @property
    def place(self) -> str:
        """The row as a list of errors names it."""
        return self.shown_heading

    @property
    def shown_heading(self) -> str:
        """The row in words, as a sentence starts."""
        return self.heading[:1].upper() + self.heading[1:]

    @property
    def key_field(self) -> forms.BoundField:
        """The field that names the row: typed, or hidden where the row is given."""
        return self[self.key]

    @property
    def key_label(self) -> str:
        """What the name of a row is called."""
        return str(self.fields[self.key].label)

    @property
    def cells(self) -> list[forms.BoundField]:
        """What is typed, apart from the name of the row."""
        return [field for field in self.visible_fields() if field.name != self.key]

    def clean(self) -> dict[str, Any]:
        """Figures that nobody can have meant are refused, and a row that has no name."""
        cleaned = super().clean()
        figures.check_ranges(self)
        needs_name = self.is_named_by_people and not cleaned.get("remove") and self.key not in self.errors
        if needs_name and cleaned.get(self.key) in (None, "", 0):
            self.add_error(self.key, "Name the row, or tick Remove.")
        return cleaned


class NamedRowForm(RowForm):
    """A row that people add, name and remove."""

    is_named_by_people = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remove"] = forms.BooleanField(label="Remove", required=False)


def _name_of_band(longest: int) -> forms.CharField:
    return forms.CharField(
        label="Name",
        required=False,
        max_length=longest,
        widget=forms.TextInput(attrs={"size": longest + 1, "autocomplete": "off"}),
    )


def _clean_code(text: str) -> str:
    code = text.strip()
    code = code.lower() if code.lower() in BANDS else code.upper()
    if code and not (code.isascii() and code.isalnum()):
        raise ValidationError("Use letters and digits only.", code="band_name")
    return code


class ComponentForm(RowForm):
    """A component: paid or not, and why."""

    key, anchor_word = "code", "component"
    code = forms.ChoiceField(
        choices=[(each.code, each.name) for each in COMPONENTS], widget=forms.HiddenInput
    )
    is_on = forms.BooleanField(label="Paid", required=False)
    source = figures.source("Source")

    @property
    def heading(self) -> str:
        """Its published name and what it is."""
        component = COMPONENT_BY_CODE.get(self.name)
        return f"{component.name}: {component.sentence}" if component else self.name


class _BandFigures(RowForm):
    """What a band states; a year asks for the weighting level or for the rate."""

    key, anchor_word = "code", "band"

    def __init__(self, *args: Any, are_rates_stated: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["weighting_level" if are_rates_stated else "stated_rate"]

    @property
    def heading(self) -> str:
        """The band in words."""
        return f"band {self.name}" if self.name else "a new band"


class BandForm(_BandFigures):
    """One of the nine bands of Reference 56."""

    code = forms.ChoiceField(choices=[(code, code) for code in BANDS], widget=forms.HiddenInput)
    weighting_level = figures.fixed("Weighting level", 3, "3.347")
    stated_rate = figures.dollars("Rate, dollars", empty=None)
    full_rate_hours = figures.whole("Full rate at, hours")
    source = figures.source("Source")


class NamedBandForm(_BandFigures, NamedRowForm):
    """A band that a later year names itself."""

    code = _name_of_band(3)
    weighting_level = figures.fixed("Weighting level", 3, "3.347")
    stated_rate = figures.dollars("Rate, dollars", empty=None)
    full_rate_hours = figures.whole("Full rate at, hours")
    source = figures.source("Source")

    def clean_code(self) -> str:
        """As it is kept."""
        return _clean_code(self.cleaned_data["code"])


class MaterialsBandForm(NamedRowForm):
    """A materials band: dollars for each certificate enrolment."""

    key, anchor_word = "code", "materials"
    code = _name_of_band(6)
    amount = figures.dollars("Amount, dollars")
    source = figures.source("Source")

    @property
    def heading(self) -> str:
        """The band in words."""
        return f"materials band {self.name}" if self.name else "a new materials band"

    def clean_code(self) -> str:
        """As it is kept."""
        return _clean_code(self.cleaned_data["code"])


class StepForm(NamedRowForm):
    """A step of the small-scale adjustment."""

    key, anchor_word = "up_to_students", "step"
    up_to_students = figures.whole("Up to students")
    rate = figures.dollars("Rate, dollars")
    source = figures.source("Source")

    @property
    def heading(self) -> str:
        """The step in words."""
        return f"the step up to {self.name} students" if self.name else "a new step"


class StageForm(NamedRowForm):
    """A stage of learning of specialist schools."""

    key, anchor_word = "stage", "stage"
    stage = figures.whole("Stage")
    from_age = figures.whole("From age")
    to_age = figures.whole("To age")
    gross_dollars = figures.whole("Gross, whole dollars")
    source = figures.source("Source")

    @property
    def heading(self) -> str:
        """The stage in words."""
        return f"stage {self.name}" if self.name else "a new stage"

    def clean(self) -> dict[str, Any]:
        """The ages stand in order."""
        cleaned = super().clean()
        low, high = cleaned.get("from_age"), cleaned.get("to_age")
        if low is not None and high is not None and low > high:
            self.add_error("to_age", "The second age must not be below the first.")
        return cleaned


class InstalmentForm(RowForm):
    """A payment line."""

    key, anchor_word = "line", "line"
    line = forms.ChoiceField(choices=InstalmentShare.Line.choices, widget=forms.HiddenInput)
    basis = forms.ChoiceField(label="Share of", choices=InstalmentShare.Basis.choices)
    share = figures.percent("Share, %", 2)
    pay_date = figures.DayField("Paid on", required=False)
    source = figures.source("Source")


class ExclusionForm(RowForm):
    """An eligibility rule: in force or not, whether it stops materials too, and why."""

    key, anchor_word = "code", "rule"
    code = forms.ChoiceField(choices=[(rule.code, rule.code) for rule in RULES], widget=forms.HiddenInput)
    is_on = forms.BooleanField(label="In force", required=False)
    stops_materials = forms.BooleanField(label="Stops materials, too", required=False)
    source = figures.source("Source")

    def __init__(self, *args: Any, has_materials: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_materials:
            del self.fields["stops_materials"]

    @property
    def heading(self) -> str:
        """The reason as the school reads it."""
        rule = RULE_BY_CODE.get(self.name)
        return rule.sentence if rule else self.name


class OneOfEach(forms.BaseFormSet):
    """Rows of which each names its own band, payment line or rule."""

    def clean(self) -> None:
        """Refuse the same row twice."""
        named = [form.cleaned_data.get(form.key) for form in self.forms if _is_kept(form)]
        doubled = next((each for each in named if named.count(each) > 1), None)
        if doubled is not None:
            raise ValidationError(f"There are two rows called {doubled}. Remove one of them.", code="doubled")

    def rows(self) -> list[dict[str, Any]]:
        """What is kept, as rows of the model."""
        return [
            {name: value for name, value in form.cleaned_data.items() if name not in ("remove", "is_on")}
            for form in self.forms
            if _is_kept(form)
        ]


def _is_kept(form: forms.Form) -> bool:
    if not form.is_valid() or not form.cleaned_data:
        return False
    return not form.cleaned_data.get("remove") and form.cleaned_data.get("is_on", True)


def _set(form: type[RowForm], most: int) -> type[forms.BaseFormSet]:
    extra = _BLANK_ROWS if form.is_named_by_people else 0
    return formset_factory(form, formset=OneOfEach, extra=extra, max_num=most, absolute_max=most)


ComponentFormSet = _set(ComponentForm, len(COMPONENTS))
BandFormSet = _set(BandForm, len(BANDS))
NamedBandFormSet = _set(NamedBandForm, _MOST_BANDS)
MaterialsBandFormSet = _set(MaterialsBandForm, _MOST_BANDS)
StepFormSet = _set(StepForm, _MOST_BANDS)
StageFormSet = _set(StageForm, _MOST_BANDS)
InstalmentFormSet = _set(InstalmentForm, len(LINES))
ExclusionFormSet = _set(ExclusionForm, len(RULES))
