"""One result of one student, and the evidence of a credit transfer."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from credits.models import Outcome, TransferEvidence
from enrolments.forms.people import read_date
from enrolments.forms.text import EntryForm, LineField, refused_character, shown
from enrolments.lookups import Register, normal
from vetportal.money import day

_FIRST_YEAR = 1990
_CHOOSE = [("", "Choose")]


class DayField(LineField):
    """A date as people write it."""

    def clean(self, value: object) -> date | str:
        text = super().clean(value)
        return read_date(text) if text else text


class TextField(forms.CharField):
    """Several lines of text."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: object) -> str:
        text = "" if value is None else str(value).replace("\r\n", "\n").strip()
        if refused_character(text.replace("\n", " ")):
            raise ValidationError("This holds a character that cannot be seen. Type the text again.")
        return text


class OutcomeForm(EntryForm):
    """How a unit ended, and when."""

    outcome = forms.ChoiceField(
        label="Outcome",
        choices=_CHOOSE + Outcome.choices,
        error_messages={
            "required": "Choose how the unit ended.",
            "invalid_choice": "Choose one of the outcomes of the list.",
        },
    )
    ended_on = DayField(
        label="Date of the result",
        help_text="For example 25/10/2019.",
        required_as=("date_required", "Enter the date of the result, for example 25/10/2019."),
    )


class ResultForm(OutcomeForm):
    """A result of a unit that is found by its code, in a certificate or on its own."""

    unit_code = LineField(
        label="Unit",
        help_text="The national code, for example SITXFSA001.",
        required_as=("unit_required", "Enter the code of the unit, for example SITXFSA001."),
    )
    certificate_code = LineField(
        label="Certificate",
        help_text="Leave it empty for a unit on its own, and for study at another school or state.",
    )
    on_its_own = forms.BooleanField(label="Record it as a unit on its own", required=False)
    year = LineField(label="Year of study", help_text="Leave it empty for the year of the date.")

    field_order = ("unit_code", "certificate_code", "on_its_own", "outcome", "ended_on", "year")

    def __init__(self, data: object = None, *, register: Register, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.register = register

    def clean_unit_code(self) -> str:
        code = self.cleaned_data["unit_code"]
        found = self.register.unit(code)
        if found is None:
            raise ValidationError(
                f"{shown(code)} is not in the register of units. Check the code, or ask the department to "
                "add the unit.",
                code="unit_unknown",
            )
        self.cleaned_data["unit"] = found
        return found.code

    def clean_certificate_code(self) -> str:
        code = self.cleaned_data["certificate_code"]
        found = self.register.qualification(code) if code else None
        if code and found is None:
            raise ValidationError(
                f"{shown(code)} is not in the register of certificates. Check the code, or leave it empty "
                "for a unit on its own.",
                code="certificate_unknown",
            )
        self.cleaned_data["qualification"] = found
        return found.code if found else ""

    def clean_year(self) -> int | None:
        text = self.cleaned_data["year"]
        if not text:
            return None
        year = int(text) if text.isascii() and text.isdigit() and len(text) == len("2019") else 0
        if year < _FIRST_YEAR:
            raise ValidationError(
                f"{shown(text)} is not a year of study. Write four digits, for example 2018.",
                code="year_format",
            )
        return year

    def clean(self) -> dict:
        values = super().clean() or self.cleaned_data
        if values.get("on_its_own"):
            values["qualification"] = None
        return values


class EvidenceForm(EntryForm):
    """What was seen before credit was transferred, and what was decided."""

    issuer_code = LineField(
        label="Code of the issuing RTO",
        help_text="The national provider code on the document, for example 3075.",
        required_as=("issuer_required", "Enter the code of the RTO that issued the document."),
        longest=10,
    )
    issuer_name = LineField(
        label="Name of the issuing RTO",
        required_as=("issuer_required", "Enter the name of the RTO that issued the document."),
        longest=200,
    )
    document = forms.ChoiceField(
        label="Document",
        choices=_CHOOSE + TransferEvidence.Document.choices,
        error_messages={
            "required": "Choose which document was seen.",
            "invalid_choice": "Choose one of the documents of the list.",
        },
    )
    reference = LineField(
        label="Number of the document or transcript",
        required_as=("reference_required", "Enter the number that the document bears."),
        longest=60,
    )
    issued_on = DayField(
        label="Date of issue",
        help_text="For example 14/12/2018.",
        required_as=("date_required", "Enter the date on the document, for example 14/12/2018."),
    )
    unit_as_issued = LineField(
        label="Unit code on the document",
        help_text="As it was issued, also where the register holds a newer code.",
        required_as=("unit_required", "Enter the unit code as it stands on the document."),
        longest=12,
    )
    title_as_issued = LineField(label="Unit title on the document", longest=300)
    basis = forms.ChoiceField(
        label="Basis of the decision",
        choices=_CHOOSE + TransferEvidence.Basis.choices,
        error_messages={
            "required": "Choose why credit is given for this unit.",
            "invalid_choice": "Choose one of the reasons of the list.",
        },
    )
    analysis = TextField(
        label="The provider’s analysis",
        help_text="Needed where the provider judged the units equivalent: what was compared, and who did it.",
        required=False,
    )
    verified_by = LineField(
        label="Who verified the document",
        required_as=("verifier_required", "Enter who checked that the document is genuine."),
        longest=200,
    )
    verified_on = DayField(
        label="Date of the check",
        help_text="For example 4/2/2019.",
        required_as=("date_required", "Enter the day on which the document was checked."),
    )
    decision = forms.ChoiceField(
        label="Decision",
        choices=_CHOOSE + TransferEvidence.Decision.choices,
        error_messages={
            "required": "Choose whether credit is granted.",
            "invalid_choice": "Choose granted or refused.",
        },
    )
    reason = LineField(
        label="Reason", help_text="Needed where credit is refused; the student may ask for it.", longest=300
    )

    def __init__(self, data: object = None, *, today: date, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.today = today

    def clean_unit_as_issued(self) -> str:
        return normal(self.cleaned_data["unit_as_issued"])

    def clean_issued_on(self) -> date:
        return self._not_to_come(self.cleaned_data["issued_on"])

    def clean_verified_on(self) -> date:
        return self._not_to_come(self.cleaned_data["verified_on"])

    def clean(self) -> dict:
        values = super().clean() or self.cleaned_data
        issued, verified = values.get("issued_on"), values.get("verified_on")
        if issued and verified and verified < issued:
            self.refuse(
                "verified_on", "date_order", f"The document was issued on {day(issued)}, after this day."
            )
        if values.get("basis") == TransferEvidence.Basis.ANALYSED and not values.get("analysis"):
            self.refuse("analysis", "analysis_required", "Say what was compared, and who judged it.")
        if values.get("decision") == TransferEvidence.Decision.REFUSED and not values.get("reason"):
            self.refuse("reason", "reason_required", "Say why credit was refused.")
        return values

    def _not_to_come(self, value: date) -> date:
        if value > self.today:
            raise ValidationError(f"{day(value)} is still to come. Check the date.", code="date_in_future")
        return value
