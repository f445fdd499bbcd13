"""An enrolment and its units, by the codes that people write."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from enrolments.forms.text import EntryForm, LineField, shown
from enrolments.lookups import Register
from enrolments.models import Enrolment, EnrolmentYear, Provider, Qualification, Unit
from vetportal.money import day

_PROGRAMS = Enrolment.Program
_DELIVERIES = Enrolment.Delivery
_VOCATIONAL_MAJOR_FROM = 2023  # VCE Vocational Major and Victorian Pathways Certificate replace VCAL
_GAPS = re.compile(r"[\s_-]+")
_NUMBER = re.compile(r"(?P<sign>-?)(?P<whole>[0-9]+)(\.(?P<rest>[0-9]*))?")
_MOST_HOURS = 999
_MOST_SUBJECTS = 12


def programs_of(year: int) -> list[str]:
    """The senior certificates of a year."""
    programs = [_PROGRAMS.VCE, _PROGRAMS.VCAL]
    if year >= _VOCATIONAL_MAJOR_FROM:
        programs += [_PROGRAMS.VCE_VM, _PROGRAMS.VPC]
    return [*programs, _PROGRAMS.NONE]


def needs_provider(delivery: str) -> bool:
    """Whether somebody else than the school trains, so that it must be said who."""
    return delivery != _DELIVERIES.SCHOOL


class EnrolmentForm(EntryForm):
    """A student's enrolment in a certificate: `cleaned_data` also has `qualification` and `provider`.

    `kept` is the qualification of an enrolment that exists: it stays allowed after its teach-out date.
    """

    certificate_code = LineField(
        label="Certificate",
        help_text="The national code, for example SIT20316.",
        required_as=("certificate_required", "Enter the code of the certificate, for example SIT20316."),
    )
    program = LineField(label="Senior certificate")
    delivery = LineField(label="Delivery")
    provider_code = LineField(
        label="Provider",
        help_text="The national code of the TAFE, RTO or host school. May stay empty for your own RTO.",
    )
    subjects = LineField(
        label="Subjects in the student’s program",
        help_text=(
            "A whole number from 1 to 12. The VET share of the core funding is one of 5 subjects ($1,225) or "
            "one of 6 ($1,021): SRP Reference 56 (2019). Leave it empty for the usual number."
        ),
    )

    def __init__(
        self,
        data: object = None,
        *,
        register: Register,
        year: EnrolmentYear,
        today: date,
        kept: Qualification | None = None,
        **kwargs,
    ) -> None:
        super().__init__(data, **kwargs)
        self.register, self.year, self.today, self.kept = register, year, today, kept

    def clean_program(self) -> str:
        typed = self.cleaned_data["program"]
        allowed = programs_of(self.year.pk)
        program = _GAPS.sub("-", typed.upper())
        if program in allowed:
            return program
        names = ", ".join(allowed[:-1]) + f" or {allowed[-1]}"
        fault = f"{shown(typed)} is not a senior certificate of {self.year}" if typed else "It is empty"
        raise ValidationError(
            f"{fault}. Choose {names}; NONE is for a student in neither.", code="program_unknown"
        )

    def clean_delivery(self) -> str:
        typed = self.cleaned_data["delivery"]
        delivery = _GAPS.sub("_", typed.upper())
        if delivery in _DELIVERIES.values:
            return delivery
        fault = f"{shown(typed)} is not a kind of delivery" if typed else "It is empty"
        raise ValidationError(
            f"{fault}. Choose one of {', '.join(_DELIVERIES.values)}.", code="delivery_unknown"
        )

    def clean_certificate_code(self) -> str:
        code = self.cleaned_data["certificate_code"]
        found = self.register.qualification(code)
        if found is None:
            raise ValidationError(
                f"{shown(code)} is not in the register of certificates. Check the code, or ask the "
                "department to add it.",
                code="certificate_unknown",
            )
        if found.superseded_by is not None:
            self._check_superseded(found)
        self.cleaned_data["qualification"] = found
        return found.code

    def _check_superseded(self, found: Qualification) -> None:
        successor, last_day = found.superseded_by.code, found.teach_out_date
        is_over = last_day is not None and last_day < self.today
        if is_over and found != self.kept:
            raise ValidationError(
                f"{found.code} was replaced by {successor} and took new enrolments until {day(last_day)}. "
                f"Enter {successor} instead.",
                code="certificate_taught_out",
            )
        until = f" It is accepted until {day(last_day)}." if last_day and not is_over else ""
        self.warn(
            "certificate_code",
            "certificate_superseded",
            f"{found.code} was replaced by {successor}.{until} Check with the provider which of the two is "
            "delivered.",
        )

    def clean_provider_code(self) -> str:
        code = self.cleaned_data["provider_code"]
        provider = self.register.provider(code) if code else None
        if code and provider is None:
            raise ValidationError(
                f"{shown(code)} is not in the register of providers. Check the code, or ask the "
                "department to add it.",
                code="provider_unknown",
            )
        self.cleaned_data["provider"] = provider
        return provider.code if provider else ""

    def clean_subjects(self) -> int | None:
        text = self.cleaned_data["subjects"]
        if not text:
            return None
        found = _NUMBER.fullmatch(text)
        digits = found["whole"].lstrip("0") if found and not (found["rest"] or "").strip("0") else ""
        is_in_range = len(digits) <= len(str(_MOST_SUBJECTS)) and 1 <= int(digits or 0) <= _MOST_SUBJECTS
        if not is_in_range or found["sign"]:
            raise ValidationError(
                f"{shown(text)} is not a number of subjects. Write a whole number from 1 to "
                f"{_MOST_SUBJECTS}, or leave it empty for the usual number.",
                code="subjects_range",
            )
        return int(digits)

    def clean(self) -> dict:
        delivery = self.cleaned_data.get("delivery")
        is_missing = "provider" in self.cleaned_data and self.cleaned_data["provider"] is None
        if delivery and is_missing and needs_provider(delivery):
            self.refuse(
                "provider_code",
                "provider_required",
                f"{_DELIVERIES(delivery).label}: enter the code of the provider that trains the student.",
            )
        return self.cleaned_data

    @property
    def qualification(self) -> Qualification | None:
        """The certificate, once the form is checked and its code is known."""
        return self.cleaned_data.get("qualification")

    @property
    def provider(self) -> Provider | None:
        """The provider, once the form is checked."""
        return self.cleaned_data.get("provider")


def read_hours(text: str) -> int:
    """Whole hours from 0 to 999; "15.0" is 15.

    Raises ValidationError (hours_not_a_number, hours_not_whole, hours_range).
    """
    found = _NUMBER.fullmatch(text)
    if found is None:
        raise ValidationError(
            f"{shown(text)} is not a number. Write the hours as a whole number, for example 15.",
            code="hours_not_a_number",
        )
    if found["rest"] and found["rest"].strip("0"):
        raise ValidationError(
            f"{shown(text)} is not a whole number. Hours are whole: write the hours of this year without a "
            "decimal point.",
            code="hours_not_whole",
        )
    digits = found["whole"].lstrip("0") or "0"
    if len(digits) > len(str(_MOST_HOURS)) or (found["sign"] and digits != "0"):
        raise ValidationError(
            f"{shown(text)} hours is outside 0 to {_MOST_HOURS}. Write the hours of this unit in this year.",
            code="hours_range",
        )
    return int(digits)


class UnitForm(EntryForm):
    """A unit of an enrolment: `cleaned_data` also has `unit`; `hours` is None where still missing.

    `qualification` is None where the certificate itself is not known; then nothing is said about packaging.
    """

    unit_code = LineField(
        label="Unit",
        required_as=("unit_required", "Enter the code of the unit, for example SITXFSA001."),
    )
    hours = LineField(label="Hours")
    is_credit_transfer = forms.BooleanField(label="Credit transfer", required=False)

    def __init__(
        self,
        data: object = None,
        *,
        register: Register,
        qualification: Qualification | None,
        hours_required: bool = False,
        **kwargs,
    ) -> None:
        super().__init__(data, **kwargs)
        self.register, self.qualification, self.hours_required = register, qualification, hours_required

    def clean_unit_code(self) -> str:
        code = self.cleaned_data["unit_code"]
        unit = self.register.unit(code)
        if unit is None:
            raise ValidationError(
                f"{shown(code)} is not in the register of units. Check the code, or ask the department to "
                "add it.",
                code="unit_unknown",
            )
        self.cleaned_data["unit"] = unit
        if self.qualification and not self.register.is_packaged(self.qualification, unit):
            self.warn(
                "unit_code",
                "unit_outside_packaging",
                f"{unit.code} is not in the packaging of {self.qualification.code}. It is kept as an "
                "imported elective; check with the provider that it counts.",
            )
        return unit.code

    def clean_hours(self) -> int | None:
        text = self.cleaned_data["hours"]
        if text:
            return read_hours(text)
        if self.hours_required:
            raise ValidationError(
                "The hours are empty. Write the hours of this unit in this year, for example 15.",
                code="hours_required",
            )
        return None

    def clean(self) -> dict:
        if self.cleaned_data.get("hours") == 0 and not self.cleaned_data.get("is_credit_transfer"):
            self.warn(
                "hours", "hours_zero", "0 hours earn nothing. Check that the unit is not trained this year."
            )
        return self.cleaned_data

    @property
    def unit(self) -> Unit | None:
        """The unit, once the form is checked and its code is known."""
        return self.cleaned_data.get("unit")
