"""The form of an approval: who may offer which certificate in which year, and who decided it."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from enrolments.forms.codes import school_of
from enrolments.forms.people import read_date
from enrolments.forms.text import EntryForm, LineField, shown
from enrolments.lookups import normal
from enrolments.models import EnrolmentYear, HigherLevelApproval, Provider, Qualification, School
from vetportal.money import day

_ANY = ("", "Any provider: the approval names none")
_FIRST_YEAR_BEFORE = 5  # a decision may precede the year by the length of an application, never by decades


class DecisionForm(EntryForm):
    """Provider, person and day of a decision: what can be corrected later. `today` bounds the day."""

    provider = forms.ChoiceField(
        label="Provider",
        required=False,
        help_text="The RTO that the approval names. The portal warns where an enrolment names another one.",
    )
    decided_by = LineField(
        label="Decided by",
        help_text="The person or panel at the VCAA, for example VCAA, High Level Qualifications panel.",
        required_as=("decided_by_required", "Enter who decided at the VCAA, as the letter names them."),
        longest=200,
    )
    decided_on = LineField(
        label="Decided on",
        help_text="The day on the letter, for example 20/2/2019.",
        required_as=("date_required", "Enter the day of the decision, for example 20/2/2019."),
    )

    def __init__(self, data: object = None, *, today: date, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        named = [(str(each.pk), f"{each.name} ({each.code})") for each in Provider.objects.order_by("name")]
        self.fields["provider"].choices = [_ANY, *named]
        self.fields["provider"].error_messages["invalid_choice"] = "Choose a provider from the list, or none."
        self.fields["decided_on"].widget.attrs.update(size=10, autocomplete="off")

    def clean_provider(self) -> Provider | None:
        key = self.cleaned_data["provider"]
        return Provider.objects.get(pk=key) if key else None

    def clean_decided_on(self) -> date:
        on = read_date(self.cleaned_data["decided_on"])
        if on > self.today:
            raise ValidationError(
                f"{day(on)} is in the future. Record the approval once it is decided.", code="date_range"
            )
        if on.year < self.today.year - _FIRST_YEAR_BEFORE:
            raise ValidationError(f"{day(on)} is long ago. Check the year.", code="date_range")
        return on

    @staticmethod
    def said_by(approval: HigherLevelApproval) -> dict[str, str]:
        """An approval as the form shows it."""
        on = approval.decided_on
        return {
            "provider": str(approval.provider_id or ""),
            "decided_by": approval.decided_by,
            "decided_on": f"{on.day}/{on.month}/{on.year}",
        }


class ApprovalForm(DecisionForm):
    """A new approval: `cleaned_data` has the rows school, qualification and year."""

    school = LineField(
        label="School code",
        help_text="Four digits, as on the Schools page.",
        required_as=("school_required", "Enter the code of the school. You find it under Schools."),
    )
    certificate = LineField(
        label="Certificate",
        help_text="The national code of a Certificate IV or above, for example BSB40215.",
        required_as=("certificate_required", "Enter the code of the certificate, for example BSB40215."),
    )
    year = forms.ChoiceField(
        label="Year", help_text="Of the enrolments.", error_messages={"required": "Choose the year."}
    )
    field_order = ("school", "certificate", "year", "provider", "decided_by", "decided_on")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        years = EnrolmentYear.objects.order_by("-year").values_list("year", flat=True)
        self.fields["year"].choices = [(str(year), str(year)) for year in years]
        self.fields["year"].error_messages["invalid_choice"] = "Choose one of the years of the list."
        for name, width in (("school", 6), ("certificate", 10)):
            self.fields[name].widget.attrs.update(size=width, autocomplete="off", spellcheck="false")

    def clean_school(self) -> School:
        return school_of(self.cleaned_data["school"])

    def clean_certificate(self) -> str:
        code = normal(self.cleaned_data["certificate"])
        found = Qualification.objects.filter(code=code).first()
        if found is None:
            raise ValidationError(
                f"{shown(code)} is not in the register of certificates. Check the code; an administrator "
                "adds a certificate to the register.",
                code="certificate_unknown",
            )
        self.cleaned_data["qualification"] = found
        return found.code

    def clean_year(self) -> EnrolmentYear:
        return EnrolmentYear.objects.get(pk=self.cleaned_data["year"])


class RemovalForm(EntryForm):
    """Why an approval is removed."""

    reason = LineField(
        label="Why it is removed",
        help_text="The record of changes keeps this sentence.",
        required_as=("reason_required", "Write why this approval is removed."),
        longest=500,
    )
