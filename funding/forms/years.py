"""The rules of a year as forms: the figures, and a row for each band, payment line and eligibility rule."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory

from funding.actions.year_record import FIGURES
from funding.forms import figures
from funding.models import FundingYear, InstalmentShare
from funding.rules import bounds
from funding.rules.completeness import BANDS, LINES
from funding.rules.eligibility import RULES


class FigureForm(forms.Form):
    """A form whose required fields may be empty in a draft, so that no browser insists on them."""

    use_required_attribute = False


class DraftForm(FigureForm):
    """The year that a new draft is for."""

    year = figures.whole("Year", help_text="The year that is paid, for example 2020.")

    def clean_year(self) -> int:
        """A year in which the portal could be in use."""
        year = self.cleaned_data["year"]
        if year not in bounds.YEARS:
            raise ValidationError("Enter a year with four digits, for example 2020.", code="year_range")
        return year


class YearForm(FigureForm):
    """Every figure of a draft beside its source. Fields bear the names of FundingYear."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    effective_from = figures.DayField("First day")
    effective_to = figures.DayField("Last day")
    census_date = figures.DayField("Census date")
    census_source = figures.source("Source of the census date")
    minimum_age = figures.whole("Youngest age")
    maximum_age = figures.whole("Oldest age")
    age_source = figures.source("Source of the ages")
    base_rate = figures.dollars("Base rate (band 8), dollars")
    base_rate_source = figures.source("Source of the base rate")
    rural_rate = figures.dollars("Rural rate, dollars", empty=None)
    rural_threshold = figures.fixed("From location index", 4, "0.2000")
    rural_inside_cap = forms.BooleanField(label="Rural weighting counts inside the cap", required=False)
    rural_source = figures.source("Source of rural weighting", 4)
    cap = figures.dollars("Cap, dollars", empty=None)
    cap_source = figures.source("Source of the cap")
    core_gross_dollars = figures.whole("Gross amount, whole dollars")
    core_net_permille = figures.percent("Net of superannuation, %", 1)
    core_teaching_percent = figures.percent("Classroom teaching, % of costs")
    core_teaching_delivery_percent = figures.percent("of it delivery, %")
    core_other_percent = figures.percent("Non-classroom costs, %")
    core_other_delivery_percent = figures.percent("of it delivery, %")
    core_cases_percent = figures.percent("CASES21 expenditure, %")
    core_cases_delivery_percent = figures.percent("of it delivery, %")
    core_subjects = figures.whole("Subjects in a program")
    core_source = figures.source("Source of the core share", 4)

    def clean_seen(self) -> datetime | None:
        """When the draft was last changed before this person opened it, to the microsecond."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        """Amounts that the database cannot hold, or that nobody can have meant, are refused."""
        cleaned = super().clean()
        for name, field in self.fields.items():
            value = cleaned.get(name)
            if isinstance(field, figures.FigureField) and isinstance(value, int):
                self._check_range(name, value)
        low, high = cleaned.get("minimum_age"), cleaned.get("maximum_age")
        if low is not None and high is not None and low > high:
            self.add_error("maximum_age", "The oldest age must not be below the youngest.")
        return cleaned

    def _check_range(self, name: str, value: int) -> None:
        if not 0 <= value <= bounds.most(name):
            self.add_error(name, "This figure is out of range. Check it.")

    def figures(self) -> dict[str, Any]:
        """The figures as funding.actions.years.change takes them."""
        return {name: self.cleaned_data[name] for name in FIGURES if name in self.cleaned_data}


class BandForm(FigureForm):
    """A band."""

    code = forms.ChoiceField(choices=[(code, code) for code in BANDS], widget=forms.HiddenInput)
    weighting_level = figures.fixed("Weighting level", 3, "3.347")
    full_rate_hours = figures.whole("Hours of the full rate")
    source = figures.source("Source")

    def clean_weighting_level(self) -> int:
        """A weighting level is never negative."""
        return _in_range(
            self.cleaned_data["weighting_level"], bounds.WEIGHTING_LEVEL, "At most 100.000, and not negative."
        )

    def clean_full_rate_hours(self) -> int:
        """A year has fewer hours than this."""
        return _in_range(self.cleaned_data["full_rate_hours"], bounds.FULL_RATE_HOURS, "At most 9,999 hours.")


class InstalmentForm(FigureForm):
    """A payment line."""

    line = forms.ChoiceField(choices=InstalmentShare.Line.choices, widget=forms.HiddenInput)
    basis = forms.ChoiceField(label="Share of", choices=InstalmentShare.Basis.choices)
    share = figures.percent("Share, %", 2)
    pay_date = figures.DayField("Paid on", required=False)
    source = figures.source("Source")

    def clean_share(self) -> int:
        """A share of the whole."""
        return _in_range(self.cleaned_data["share"], bounds.SHARE, "Between 0 and 100%.")


class ExclusionForm(FigureForm):
    """An eligibility rule: in force or not, and why."""

    code = forms.ChoiceField(choices=[(rule.code, rule.code) for rule in RULES], widget=forms.HiddenInput)
    is_in_force = forms.BooleanField(label="In force", required=False)
    source = figures.source("Source")


def _in_range(value: int, most: int, sentence: str) -> int:
    if not 0 <= value <= most:
        raise ValidationError(sentence, code="range")
    return value


class OneOfEach(forms.BaseFormSet):
    """Rows that are given: each names its own band, payment line or rule."""

    def clean(self) -> None:
        """Refuse a page that was put together by hand with the same row twice."""
        named = [form.cleaned_data.get(next(iter(form.fields))) for form in self.forms if form.is_valid()]
        if len(named) != len(set(named)):
            raise ValidationError("A row is there twice. Open the page again.", code="doubled")


def _rows(form: type[forms.Form], most: int) -> type[forms.BaseFormSet]:
    return formset_factory(form, formset=OneOfEach, extra=0, max_num=most, absolute_max=most)


BandFormSet = _rows(BandForm, len(BANDS))
InstalmentFormSet = _rows(InstalmentForm, len(LINES))
ExclusionFormSet = _rows(ExclusionForm, len(RULES))


class YearForms:
    """The forms of one draft together."""

    def __init__(self, version: FundingYear, data: Any = None) -> None:
        initial = {name: getattr(version, name) for name in FIGURES} | {
            "seen": version.changed_at.isoformat()
        }
        self.form = YearForm(data, initial=initial)
        self.bands = BandFormSet(data, prefix="bands", initial=_band_rows(version))
        self.instalments = InstalmentFormSet(data, prefix="instalments", initial=_instalment_rows(version))
        self.exclusions = ExclusionFormSet(data, prefix="exclusions", initial=_exclusion_rows(version))

    @property
    def formsets(self) -> list[forms.BaseFormSet]:
        """The rows, in the order of the page."""
        return [self.bands, self.instalments, self.exclusions]

    def is_valid(self) -> bool:
        """Whether all of it can be saved; every form is checked, so that every error is shown at once."""
        valid = [each.is_valid() for each in (self.form, *self.formsets)]
        return all(valid)

    def parts(self) -> dict[str, Any]:
        """What funding.actions.years.change takes."""
        return {
            "figures": self.form.figures(),
            "bands": self.bands.cleaned_data,
            "instalments": self.instalments.cleaned_data,
            "exclusions": [
                {"code": row["code"], "source": row["source"]}
                for row in self.exclusions.cleaned_data
                if row["is_in_force"]
            ],
        }


def _band_rows(version: FundingYear) -> list[dict[str, Any]]:
    held = {row["code"]: row for row in version.bands.values(*BandForm.base_fields)}
    return [held.get(code, {"code": code}) for code in BANDS]


def _instalment_rows(version: FundingYear) -> list[dict[str, Any]]:
    held = {row["line"]: row for row in version.instalments.values(*InstalmentForm.base_fields)}
    return [held.get(line, {"line": line}) for line in LINES]


def _exclusion_rows(version: FundingYear) -> list[dict[str, Any]]:
    held = dict(version.exclusions.values_list("code", "source"))
    return [
        {"code": rule.code, "is_in_force": rule.code in held, "source": held.get(rule.code, "")}
        for rule in RULES
        if not rule.is_always_in_force
    ]
