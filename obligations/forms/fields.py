"""Fields of the obligations' forms: days, dollars and signed files, each refused in words."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from enrolments.forms.people import read_date
from enrolments.forms.text import LineField
from obligations.actions.agreements import Sent
from obligations.rules import documents
from vetportal import written
from vetportal.files.limits import MEGABYTE
from vetportal.money import dollars


class DayField(LineField):
    """A day as people write it, 6/5/2019; the value is a date, or None where it is empty."""

    def __init__(self, **kwargs) -> None:
        widget = forms.TextInput(attrs={"size": 10, "autocomplete": "off"})
        super().__init__(**{"help_text": "For example 6/5/2019.", "widget": widget, **kwargs})

    def clean(self, value: object) -> date | None:
        """The date. Raises ValidationError for what is no day."""
        text = super().clean(value)
        return read_date(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        """A stored day as people write it; what was typed stays."""
        return f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else value


class DollarsField(LineField):
    """Dollars such as $1,130.32; the value is whole cents, and 0 where it is empty."""

    def __init__(self, **kwargs) -> None:
        widget = forms.TextInput(attrs={"size": 12, "autocomplete": "off", "inputmode": "decimal"})
        super().__init__(**{"widget": widget, **kwargs})

    def clean(self, value: object) -> int:
        """The cents. Raises ValidationError for what cannot be read exactly, or is below nothing."""
        text = super().clean(value)
        if not text:
            return 0
        try:
            cents = written.cents(text)
        except ValueError as error:
            raise ValidationError(str(error), code="amount") from error
        if cents < 0:
            raise ValidationError("An amount cannot be below $0.00. Write it without a sign.", code="amount")
        return cents

    def prepare_value(self, value: Any) -> Any:
        """Cents as people write them; what was typed stays."""
        return dollars(value).removeprefix("$") if isinstance(value, int) and value else value or ""


class SignedFileField(forms.FileField):
    """A PDF, JPG or PNG; the value is what was sent, or None."""

    def __init__(self, **kwargs) -> None:
        super().__init__(
            required=False,
            allow_empty_file=True,  # the rule says in its own words that a file is empty
            widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
            help_text=f"PDF, JPG or PNG, at most {documents.LARGEST // MEGABYTE} MB.",
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Sent | None:
        """What was sent. Raises ValidationError for a file that is not taken."""
        file = super().clean(data, initial)
        if not file:
            return None
        content = file.read(documents.LARGEST + 1)
        try:
            documents.ending_of(content)
        except documents.DocumentRefused as refusal:
            raise ValidationError(str(refusal), code="document") from refusal
        return Sent(file.name, content)
