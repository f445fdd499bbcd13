"""The form of a charge to parents. Tuition is no choice of it, and no description of it."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from enrolments.forms.text import EntryForm, LineField
from enrolments.models import Enrolment, EnrolmentYear, School
from obligations.forms.fields import DayField, DollarsField
from obligations.models import ParentCharge
from obligations.rules import charges as rules
from vetportal.money import day


class ChargeForm(EntryForm):
    """One charge for one enrolment of the year."""

    enrolment = forms.TypedChoiceField(
        label="Student and certificate",
        coerce=int,
        error_messages={
            "required": "Choose the student and certificate.",
            "invalid_choice": "Choose an enrolment from the list.",
        },
    )
    kind = forms.CharField(
        label="What for",
        widget=forms.Select(choices=[("", "Choose"), *ParentCharge.Kind.choices]),
        error_messages={"required": "Choose what the charge is for."},
    )
    description = LineField(
        label="Description",
        help_text="What parents were told, for example “Safety boots”.",
        required_as=("description_required", "Say what the charge is for, as parents were told."),
        longest=200,
    )
    amount = DollarsField(
        label="Amount",
        help_text="In dollars, for example 45.00.",
        required_as=("amount_required", "Enter the amount in dollars, for example 45.00."),
    )
    is_voluntary = forms.BooleanField(label="Parents may choose not to pay it", required=False)
    charged_on = DayField(
        label="Day on which parents were asked",
        required_as=("date_required", "Enter the day on which parents were asked to pay."),
    )

    def __init__(self, *args, school: School, year: EnrolmentYear, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.enrolments = {
            each.pk: each
            for each in Enrolment.objects.filter(school=school, year=year)
            .select_related("student", "qualification", "school")
            .order_by("student__family_name", "student__given_names", "qualification__code")
        }
        choices = [(pk, f"{each.student}: {each.qualification}") for pk, each in self.enrolments.items()]
        self.fields["enrolment"].choices = [("", "Choose"), *choices]

    def clean_kind(self) -> str:
        """A kind that the rule knows; tuition is none."""
        return self._free_of_tuition(self.cleaned_data["kind"], "")

    def clean_description(self) -> str:
        """A description of a thing, not of tuition."""
        description = self.cleaned_data["description"]
        self._free_of_tuition(next(iter(rules.KINDS)), description)
        return description

    def clean_amount(self) -> int:
        """At least one cent."""
        if not self.cleaned_data["amount"]:
            raise ValidationError("Enter an amount above $0.00.", code="amount")
        if self.cleaned_data["amount"] > rules.LARGEST:
            raise ValidationError("This is larger than the portal can hold. Check the amount.", code="amount")
        return self.cleaned_data["amount"]

    def clean_charged_on(self) -> date:
        """A day that has come."""
        on = self.cleaned_data["charged_on"]
        if on > self.today:
            raise ValidationError(f"{day(on)} is still to come. Record it once parents were asked.")
        return on

    def charge(self) -> dict[str, object]:
        """The checked charge, as its action takes it."""
        return self.cleaned_data | {"enrolment": self.enrolments[self.cleaned_data["enrolment"]]}

    def _free_of_tuition(self, kind: str, description: str) -> str:
        try:
            rules.refuse_tuition(kind, description)
        except rules.TuitionRefused as refusal:
            raise ValidationError(str(refusal), code="tuition") from refusal
        return kind
