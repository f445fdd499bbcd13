"""The forms of payments: a manual adjustment, and a file of what was paid."""

from django import forms
from django.core.exceptions import ValidationError

from enrolments.forms.codes import school_of
from enrolments.forms.text import EntryForm, LineField
from enrolments.forms.uploads import SentFile
from enrolments.models import School
from funding.forms import figures
from funding.models import Adjustment, SchoolAllocation
from funding.models.payments import LINE_NAMES
from vetportal.files.limits import MEGABYTE, SCHOOL_UPLOAD


class AdjustmentForm(EntryForm):
    """An adjustment of one year; `sent` are the instalments that take nothing more."""

    school = LineField(
        label="School code",
        help_text="Four digits, as on the Schools page.",
        required_as=("school_required", "Enter the code of the school."),
    )
    kind = forms.ChoiceField(label="Type", choices=Adjustment.Kind.choices)
    component = forms.ChoiceField(label="Budget line", choices=SchoolAllocation.Component.choices)
    line = forms.ChoiceField(label="Paid with", error_messages={"required": "Choose an instalment."})
    amount = figures.dollars(
        "Amount, dollars", help_text="With a minus sign where money goes back, for example -120.50."
    )
    reason = LineField(
        label="Reason",
        help_text="The school reads it.",
        required_as=("reason_required", "Write why the payment is adjusted."),
        longest=1_000,
    )

    def __init__(self, data: object = None, *, sent: frozenset[str], **kwargs) -> None:
        super().__init__(data, **kwargs)
        still_open = [(line, name) for line, name in LINE_NAMES if line not in sent]
        self.fields["line"].choices = still_open
        self.fields["line"].error_messages["invalid_choice"] = "Choose an instalment that was not sent."

    def clean_school(self) -> School:
        return school_of(self.cleaned_data["school"])

    def clean_amount(self) -> int:
        cents = self.cleaned_data["amount"]
        if not cents:
            raise ValidationError("Enter an amount other than $0.00.", code="amount_required")
        return cents


class PaidFileForm(forms.Form):
    """A file that came back. What is wrong inside it is said row by row."""

    use_required_attribute = False

    file = SentFile(
        label="File of what was paid",
        help_text=(
            "The payment file with the day paid and the reference filled in: CSV or Excel (.xlsx), at most "
            f"{SCHOOL_UPLOAD.bytes // MEGABYTE} MB."
        ),
        accept=".csv,.xlsx",
    )
