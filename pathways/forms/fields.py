"""Fields of the register of mappings: days, amounts and whole numbers as people write them."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from enrolments.forms.people import read_date
from enrolments.forms.text import LineField, plain, refused_character
from vetportal import written
from vetportal.money import credit

_LONGEST_TEXT = 20_000


class DayField(LineField):
    """A day as people write it, 6/5/2019; the value is a date, or None where it is empty."""

    def __init__(self, **kwargs) -> None:
        widget = forms.TextInput(attrs={"size": 10, "autocomplete": "off"})
        super().__init__(**{"widget": widget, **kwargs})

    def clean(self, value: object) -> date | None:
        """The date. Raises ValidationError for what is no day."""
        text = super().clean(value)
        return read_date(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        """A stored day as people write it; what was typed stays."""
        return f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else value


class AmountField(LineField):
    """An amount of credit such as 0.5; the value is in thousandths, and None where it is empty."""

    def __init__(self, **kwargs) -> None:
        widget = forms.TextInput(attrs={"size": 8, "autocomplete": "off", "inputmode": "decimal"})
        super().__init__(**{"widget": widget, **kwargs})

    def clean(self, value: object) -> int | None:
        """Thousandths. Raises ValidationError for what cannot be read exactly, or is below nothing."""
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = written.fixed_point(text, 3, example="0.5")
        except ValueError as error:
            raise ValidationError(str(error), code="amount") from error
        if not 0 <= amount <= 1_000_000_000:
            raise ValidationError("Enter an amount from 0 to 1,000,000.", code="amount")
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Thousandths as people write them; what was typed stays."""
        return credit(value).replace(",", "") if isinstance(value, int) else value


class CountField(LineField):
    """A whole number within limits; None where it is empty."""

    def __init__(self, *, least: int, most: int, **kwargs) -> None:
        self.least, self.most = least, most
        widget = forms.TextInput(attrs={"size": 4, "autocomplete": "off", "inputmode": "numeric"})
        super().__init__(**{"widget": widget, **kwargs})

    def clean(self, value: object) -> int | None:
        """The number. Raises ValidationError for anything else."""
        text = super().clean(value)
        if not text:
            return None
        try:
            number = written.whole_number(text)
        except ValueError as error:
            raise ValidationError(str(error), code="count") from error
        if not self.least <= number <= self.most:
            raise ValidationError(f"Enter a whole number from {self.least} to {self.most}.", code="count")
        return number


class LinesField(forms.CharField):
    """Several lines of text, one thing a line; the value is the lines without empty ones."""

    def __init__(self, *, rows: int = 8, required_as: str = "", **kwargs) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "spellcheck": "true"})
        super().__init__(required=bool(required_as), widget=widget, strip=False, **kwargs)
        self.required_as = required_as

    def clean(self, value: object) -> str:
        """The lines, each trimmed. Raises ValidationError for what cannot be seen, or is far too long."""
        text = "" if value is None else str(value)
        lines = [plain(line.replace("\t", " ")) for line in text.replace("\r", "\n").split("\n")]
        lines = [line for line in lines if line]
        if self.required_as and not lines:
            raise ValidationError(self.required_as, code="lines_required")
        if any(refused_character(line) for line in lines):
            raise ValidationError(
                "A line holds a character that cannot be seen. Delete it, or type the line again.",
                code="control_character",
            )
        joined = "\n".join(lines)
        if len(joined) > _LONGEST_TEXT:
            raise ValidationError(
                f"This has {len(joined)} characters; the portal keeps {_LONGEST_TEXT}. Shorten it.",
                code="text_too_long",
            )
        return joined
