"""Form fields for what a scheme states: credits, whole numbers, lists, dates; as people write them."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from vetportal import money, written

_MOST_CREDIT = 1_000_000_000  # a million credits: more is a slip of the finger
_MOST_NUMBER = 9_999


class DraftForm(forms.Form):
    """A form whose fields may be empty in a draft, so that no browser insists on them."""

    use_required_attribute = False


class ReadField(forms.CharField):
    """Text that is read exactly; empty is None. What cannot be read is refused in words, never rounded."""

    def __init__(self, read: Callable[[str], Any], write: Callable[[Any], str], **kwargs: Any) -> None:
        super().__init__(required=False, empty_value=None, **kwargs)
        self.read, self.write = read, write

    def clean(self, value: str | None) -> Any:
        """The stored value. Raises ValidationError with what to write instead."""
        text = self.to_python(value)
        if text is None:
            return None
        try:
            return self.read(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A stored value as people write it; what was typed stays as it was typed."""
        return value if isinstance(value, str) or value is None else self.write(value)


def _text(size: int, mode: str = "") -> forms.TextInput:
    attributes = {"size": size, "autocomplete": "off"} | ({"inputmode": mode} if mode else {})
    return forms.TextInput(attrs=attributes)


def _read_credit(text: str) -> int:
    value = written.fixed_point(text, 3, example="1 or 0.5")
    if not 0 <= value <= _MOST_CREDIT:
        raise ValueError("Enter a credit from 0 to 1,000,000.")
    return value


def _write_credit(value: int) -> str:
    return money.credit(value).replace(",", "")


def credits_field(label: str, **kwargs: Any) -> ReadField:
    """Credit such as 0.5; the value is thousandths."""
    return ReadField(_read_credit, _write_credit, label=label, widget=_text(8, "decimal"), **kwargs)


def number(label: str, most: int = _MOST_NUMBER, **kwargs: Any) -> ReadField:
    """A whole number."""

    def read(text: str) -> int:
        value = written.whole_number(text)
        if value > most:
            raise ValueError(f"Enter at most {most:,}.")
        return value

    return ReadField(read, str, label=label, widget=_text(6, "numeric"), **kwargs)


def year(label: str, **kwargs: Any) -> ReadField:
    """A year with four digits."""

    def read(text: str) -> int:
        value = written.whole_number(text)
        if not 1990 <= value <= 2100:
            raise ValueError("Enter a year with four digits, for example 2019.")
        return value

    return ReadField(read, str, label=label, widget=_text(6, "numeric"), **kwargs)


def day(label: str, **kwargs: Any) -> ReadField:
    """A date, shown as 6 May 2019."""
    return ReadField(written.day, money.day, label=label, widget=_text(18), **kwargs)


def listed(label: str, **kwargs: Any) -> ReadField:
    """Words parted by commas; empty is an empty list."""

    class _List(ReadField):
        def clean(self, value: str | None) -> list[str]:
            return super().clean(value) or []

    def read(text: str) -> list[str]:
        words = [word.strip() for word in text.split(",") if word.strip()]
        if any(len(word) > 40 for word in words):
            raise ValueError("Write names of at most 40 characters, parted by commas.")
        return words

    return _List(read, ", ".join, label=label, widget=_text(40), **kwargs)


def line(
    label: str, longest: int, *, size: int = 40, required: bool = False, **kwargs: Any
) -> forms.CharField:
    """A line of text."""
    widget = forms.TextInput(attrs={"size": size, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget, **kwargs)


def source(label: str = "Source", **kwargs: Any) -> forms.CharField:
    """Where it is published. A draft may lack it; publishing needs it."""
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=500, required=False, widget=widget, **kwargs)


def tick(label: str, **kwargs: Any) -> forms.BooleanField:
    """Yes or no."""
    return forms.BooleanField(label=label, required=False, **kwargs)


LEVELS = [
    (1, "Certificate I"),
    (2, "Certificate II"),
    (3, "Certificate III"),
    (4, "Certificate IV"),
    (5, "Diploma"),
    (6, "Advanced diploma"),
]


def level(label: str, initial: int) -> forms.TypedChoiceField:
    """A level of certificates."""
    return forms.TypedChoiceField(label=label, choices=LEVELS, coerce=int, initial=initial)
