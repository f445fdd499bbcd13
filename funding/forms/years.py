"""The figures of a year as a form, and the year that a new draft is for."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from funding.forms import figures
from funding.models import FundingYear
from funding.rules import bounds


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
    """The figures of a draft that `only` names, and sources. Fields bear the names of FundingYear."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    scheme = forms.ChoiceField(label="Published model", choices=FundingYear.Scheme.choices)
    are_rates_stated = forms.BooleanField(
        label="The rate of each band is stated",
        required=False,
        help_text="Otherwise it follows: weighting level × base rate.",
    )
    are_transfers_funded = forms.BooleanField(
        label="Credit transfers have funded hours",
        required=False,
        help_text="Otherwise only training is paid for, and a credit transfer is not trained again.",
    )
    is_capped = forms.BooleanField(
        label="Confirmed rates follow from a capped budget",
        required=False,
        help_text="Otherwise the rates of the year stand, whatever they come to.",
    )
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
    does_rural_rate_move = forms.BooleanField(
        label="The rural rate moves with the base rate",
        required=False,
        help_text="Otherwise only the rates of the bands move under the cap.",
    )
    rural_source = figures.source("Source of rural weighting", 4)
    cap = figures.dollars("Cap, dollars", empty=None)
    cap_source = figures.source("Source of the cap")
    tafe_loading_percent = figures.percent("Rural loading, %")
    tafe_loading_basis = forms.ChoiceField(
        label="The loading goes on", choices=FundingYear.LoadingBasis.choices
    )
    tafe_is_pro_rata = forms.BooleanField(
        label="The supplement goes by funded hours",
        required=False,
        help_text="Otherwise each enrolment counts in full.",
    )
    tafe_is_paid_in_term_3 = forms.BooleanField(
        label="All of it is paid in term 3",
        required=False,
        help_text="Otherwise it is paid by the payment lines of the year.",
    )
    tafe_source = figures.source("Source of the TAFE supplement", 4)
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

    def __init__(self, data: Any = None, *, version: FundingYear, only: Collection[str]) -> None:
        initial = {name: getattr(version, name) for name in only}
        super().__init__(data, initial=initial | {"seen": version.changed_at.isoformat()})
        self.fields = {name: self.fields[name] for name in ("seen", *only)}

    def clean_seen(self) -> datetime | None:
        """When the draft was last changed before this person opened it, to the microsecond."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        """Amounts that the database cannot hold, or that nobody can have meant, are refused."""
        cleaned = super().clean()
        figures.check_ranges(self)
        low, high = cleaned.get("minimum_age"), cleaned.get("maximum_age")
        if low is not None and high is not None and low > high:
            self.add_error("maximum_age", "The oldest age must not be below the youngest.")
        return cleaned

    def figures(self) -> dict[str, Any]:
        """The figures as funding.actions.years.change takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}
