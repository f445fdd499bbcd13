"""A scheme as a form: what a new one is copied from, and the figures of a draft."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from credits.forms import scheme_fields as fields
from credits.forms import scheme_lists
from credits.models import CreditScheme
from credits.queries.scheme_sheet import FIGURES
from credits.rules.outcomes import LABELS


class NewSchemeForm(fields.DraftForm):
    """The code and the name of a new scheme or version, and what it is copied from."""

    copy_of = forms.ModelChoiceField(
        label="Begin with",
        queryset=CreditScheme.objects.none(),
        required=False,
        empty_label="Nothing: a blank scheme",
        help_text="A copy takes all rules, limits and lists with it.",
    )
    code = fields.line(
        "Code", 10, size=12, required=True, help_text="Short, for example TCE. A new version keeps the code."
    )
    name = fields.line("Name of the certificate", 200, required=True)
    authority = fields.line("Authority", 200, required=True, help_text="Who issues the certificate.")
    credit_word = fields.line(
        "One credit is called",
        40,
        size=24,
        required=True,
        help_text="In the singular, for example credit point.",
    )
    source = fields.source("Where its rules are published")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copy_of"].queryset = CreditScheme.objects.order_by("rank", "code", "-version")

    def clean_code(self) -> str:
        """In capitals, letters and digits."""
        code = self.cleaned_data["code"].upper()
        if not (code.isascii() and code.isalnum()):
            raise ValidationError("Use letters and digits only.", code="code")
        return code


class SchemeForm(fields.DraftForm):
    """The figures and lists of a draft; fields bear the names of CreditScheme."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = fields.line("Name of the certificate", 200, required=True)
    authority = fields.line("Authority", 200, required=True)
    credit_word = fields.line("One credit is called", 40, size=24, required=True)
    rank = fields.number("Place in lists", 999, help_text="The lowest is shown first.")
    commence_from = fields.year("For certificates begun from", help_text="Empty: any year.")
    commence_to = fields.year("To", help_text="Empty: open.")
    hours_measure = forms.ChoiceField(label="Hours", choices=CreditScheme.HoursMeasure.choices)
    hours_sources = fields.listed(
        "Sources of hours, the first asked first", help_text="For example VPG, NCVER."
    )
    any_hours_source = fields.tick("Another source may be used where none of them states hours")
    level_rule = forms.ChoiceField(label="Level of a unit on its own", choices=CreditScheme.LevelRule.choices)
    certificate_i_exception = fields.tick("A unit of a Certificate I has its own level where that is higher")
    highest_level = fields.number("Highest level", 6)
    on_repeat = forms.ChoiceField(label="When a unit is repeated", choices=CreditScheme.Repeat.choices)
    one_unit = forms.ChoiceField(label="What counts once", choices=CreditScheme.OneUnit.choices)
    counting_outcomes = forms.MultipleChoiceField(
        label="Outcomes that count",
        choices=[(outcome.value, label) for outcome, label in LABELS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    total_cap = fields.credits_field("Most credit in all", help_text="Empty: no limit.")
    standard_total = fields.credits_field("Credit it asks for in all", help_text="Empty: no such standard.")
    standard_at_level = fields.credits_field("Of it at a level or higher")
    standard_level = fields.number("That level", 6)
    standard_note = fields.line("What else it asks for", 500)
    source = fields.source("Where its rules are published")
    source_date = fields.day("Date of the source, or when it was read")
    note = forms.CharField(
        label="Notes for readers", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    certificates = scheme_lists.certificates()
    unit_hours = scheme_lists.unit_hours()

    def clean(self) -> dict[str, Any]:
        """The years stand in order, and a standard is whole."""
        cleaned = super().clean()
        first, last = cleaned.get("commence_from"), cleaned.get("commence_to")
        if first is not None and last is not None and first > last:
            self.add_error("commence_to", "The last year must not be before the first.")
        whole, part = cleaned.get("standard_total"), cleaned.get("standard_at_level")
        if whole is not None and part is not None and part > whole:
            self.add_error("standard_at_level", "This cannot be more than what is asked for in all.")
        return cleaned

    def clean_rank(self) -> int:
        """Left empty, it stands with the others in the middle."""
        return self.cleaned_data["rank"] or 10

    def clean_highest_level(self) -> int:
        """Left empty, levels are not cut off."""
        return self.cleaned_data["highest_level"] or 6

    def figures(self) -> dict[str, Any]:
        """What credits.actions.schemes.change takes."""
        return {name: self.cleaned_data[name] for name in FIGURES}

    def lists(self) -> dict[str, list[dict[str, Any]]]:
        """The long lists as rows of their parts."""
        return {name: self.cleaned_data[name] for name in ("certificates", "unit_hours")}
