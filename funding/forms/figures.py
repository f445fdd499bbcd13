"""Form fields for figures as people write them: exact, in the units in which they are stored."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from funding.rules import bounds
from vetportal import written
from vetportal.money import day

_OUT_OF_RANGE = {
    "weighting_level": "At most 100.000, and not negative.",
    "full_rate_hours": "At most 9,999 hours.",
    "share": "Between 0 and 100%.",
}


class FigureField(forms.CharField):
    """A figure typed as text. What cannot be read exactly is refused in words; nothing is rounded.

    A draft may lack any figure, so an empty field is `empty` (stored as 0 or as unknown), which the page
    lists as missing. `required` only says whether the figure may stay unknown for good.
    """

    def __init__(
        self, read: Callable[[str], Any], write: Callable[[Any], str], *, empty: Any = 0, **kwargs
    ) -> None:
        super().__init__(required=kwargs.pop("required", empty is not None), empty_value=None, **kwargs)
        self.read, self.write, self.empty = read, write, empty

    def clean(self, value: str | None) -> Any:
        """The stored value."""
        text = self.to_python(value)
        if text is None:
            return self.empty
        try:
            return self.read(text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        """A stored value as people write it; what was typed stays as it was typed."""
        if isinstance(value, str) or value is None:
            return value
        return "" if value == self.empty and value in (0, None) else self.write(value)


def _fixed(places: int) -> Callable[[int], str]:
    def write(value: int) -> str:
        units, rest = divmod(value, 10**places)
        return f"{units}.{rest:0{places}}"

    return write


def _percent(places: int) -> Callable[[int], str]:
    def write(value: int) -> str:
        return _fixed(places)(value).rstrip("0").rstrip(".")

    return write


def _field(read: Callable, write: Callable, *, size: int, numeric: bool = True, **kwargs) -> FigureField:
    attributes = {"size": size, "autocomplete": "off"} | ({"inputmode": "decimal"} if numeric else {})
    return FigureField(read, write, widget=forms.TextInput(attrs=attributes), **kwargs)


def dollars(label: str, **kwargs) -> FigureField:
    """Dollars such as 337.71; the value is cents."""
    return _field(written.cents, _fixed(2), size=14, label=label, **kwargs)


def fixed(label: str, places: int, example: str, **kwargs) -> FigureField:
    """A decimal figure; the value counts its last place."""

    def read(text: str) -> int:
        return written.fixed_point(text, places, example=example)

    return _field(read, _fixed(places), size=8, label=label, **kwargs)


def percent(label: str, places: int = 0, **kwargs) -> FigureField:
    """Per cent; the value counts its last place: one place is permille, two are basis points."""

    def read(text: str) -> int:
        plain = text.removesuffix("%").strip()
        return written.fixed_point(plain, places, example="25" if places != 1 else "91.5")

    return _field(read, _percent(places) if places else str, size=6, label=label, **kwargs)


def whole(label: str, **kwargs) -> FigureField:
    """A whole number."""
    return _field(written.whole_number, str, size=7, label=label, **kwargs)


class DayField(FigureField):
    """A date, shown as 6 May 2019 and typed like that, as 6/05/2019 or 2019-05-06."""

    def __init__(self, label: str, *, required: bool = True, **kwargs) -> None:
        widget = forms.TextInput(attrs={"size": 18, "autocomplete": "off"})
        super().__init__(
            written.day, day, empty=None, required=required, label=label, widget=widget, **kwargs
        )

    def clean(self, value: str | None) -> date | None:
        """The day. Raises ValidationError when it is needed and missing."""
        found = super().clean(value)
        if found is None and self.required:
            raise ValidationError("Enter a date, for example 6 May 2019.", code="required")
        return found


class SourceField(forms.CharField):
    """The sentence that sets a figure, and where it stands. A draft may lack it; publishing needs it."""

    def clean(self, value: str | None) -> str:
        """The text; empty while the source is missing."""
        text = self.to_python(value)
        self.run_validators(text)
        return text


def source(label: str, rows: int = 2) -> SourceField:
    """A source beside its figure."""
    return SourceField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=2_000)


def check_ranges(form: forms.Form) -> None:
    """Refuse at their fields the figures that nobody can have meant; see funding.rules.bounds."""
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if not isinstance(field, FigureField) or not isinstance(value, int):
            continue
        most = bounds.most(name)
        if not 0 <= value <= most:
            form.add_error(name, _OUT_OF_RANGE.get(name, "This figure is out of range. Check it."))
