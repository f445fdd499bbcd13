"""The forms of a correction: the facts as they should have been frozen, and why."""

from django import forms
from django.core.exceptions import ValidationError

from enrolments.forms.text import EntryForm, LineField, shown
from enrolments.lookups import normal
from enrolments.models import Enrolment, Provider, Qualification
from funding.forms import figures
from funding.queries import certificate_facts
from funding.rules.facts import EnrolmentFacts

_NO_PROVIDER = ("", "None named")


def reason_field() -> LineField:
    """Why it is proposed. One line, because it is read in lists."""
    return LineField(
        label="Reason",
        help_text="What was wrong, and how it is known. The school reads it, too.",
        required_as=("reason_required", "Write why the facts are corrected."),
        longest=1_000,
    )


def _whole(label: str, **kwargs) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=9_999,
        widget=forms.TextInput(attrs={"size": 5, "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Write a whole number, for example 180."},
        **kwargs,
    )


class ReasonForm(EntryForm):
    """Only why: for taking an enrolment out, and for funding one that was recorded late."""

    reason = reason_field()


class CorrectionForm(EntryForm):
    """The facts of one enrolment as the census should have had them."""

    certificate = LineField(
        label="Certificate", required_as=("certificate_required", "Enter the code of the certificate.")
    )
    hours = _whole("Hours, all units together")
    units = _whole("Units")
    units_without_hours = _whole("Units without hours")
    program = forms.ChoiceField(label="Senior certificate", choices=Enrolment.Program.choices)
    subjects = _whole("Subjects in the program", required=False, help_text="Empty for the usual number.")
    delivery = forms.ChoiceField(label="Delivery", choices=Enrolment.Delivery.choices)
    provider = forms.ChoiceField(label="Provider", required=False)
    date_of_birth = figures.DayField("Date of birth")
    withdrawn_on = figures.DayField("Withdrawn on", required=False)
    location_index = figures.fixed("Location index of the campus", 4, "0.2500", empty=None)
    has_approval = forms.BooleanField(
        label="The VCAA approved this certificate for the school", required=False
    )
    return_approved = forms.BooleanField(label="The return of the school is approved", required=False)
    reason = reason_field()

    def __init__(self, data: object = None, *, before: EnrolmentFacts, **kwargs) -> None:
        super().__init__(data, initial=_shown_as(before) | kwargs.pop("initial", {}), **kwargs)
        self.before = before
        named = [(each.code, f"{each.name} ({each.code})") for each in Provider.objects.order_by("name")]
        if before.provider_code and before.provider_code not in dict(named):
            named.append((before.provider_code, before.provider_code))
        self.fields["provider"].choices = [_NO_PROVIDER, *named]

    def clean_certificate(self) -> str:
        code = normal(self.cleaned_data["certificate"])
        found = Qualification.objects.filter(code=code).first()
        if found is None and code != self.before.qualification_code:
            raise ValidationError(
                f"{shown(code)} is not in the register of certificates. Check the code.",
                code="certificate_unknown",
            )
        self.cleaned_data["qualification"] = found
        return code

    def clean(self) -> dict:
        cleaned = super().clean()
        units, without = cleaned.get("units"), cleaned.get("units_without_hours")
        if units is not None and without is not None and without > units:
            self.refuse("units_without_hours", "units", "More units without hours than there are units.")
        return cleaned

    def facts(self) -> EnrolmentFacts:
        """The whole facts with what the form says; call it once the form is valid."""
        said = self.cleaned_data
        withdrawn = said["withdrawn_on"]
        return self.before._replace(
            **self._certificate(),
            **self._provider(),
            **{name: said[name] for name in _PLAIN},
            withdrawn_on=withdrawn,
            is_withdrawn=withdrawn is not None and withdrawn <= self.before.census_date,
        )

    def _certificate(self) -> dict[str, object]:
        """What the register says of another certificate; of the same one the frozen facts stay."""
        found: Qualification | None = self.cleaned_data["qualification"]
        if found is None or found.code == self.before.qualification_code:
            return {}
        return certificate_facts(found, self.before.census_date)

    def _provider(self) -> dict[str, object]:
        code = self.cleaned_data["provider"]
        if code == self.before.provider_code:
            return {}
        found = Provider.objects.filter(code=code).first()
        return {"provider_code": code, "is_tafe_network": bool(found and found.is_tafe_network)}


_PLAIN = (
    "hours",
    "units",
    "units_without_hours",
    "program",
    "subjects",
    "delivery",
    "date_of_birth",
    "location_index",
    "has_approval",
    "return_approved",
)


def _shown_as(facts: EnrolmentFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in _PLAIN} | {
        "certificate": facts.qualification_code,
        "provider": facts.provider_code,
        "withdrawn_on": facts.withdrawn_on,
    }
