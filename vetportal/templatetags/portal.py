"""Template filters: figures and dates as people read them. What they say is decided in vetportal.money."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import template
from django.template import Context
from django.utils.html import format_html

from vetportal import money

register = template.Library()

_OF_ONE_VALUE = (
    money.dollars,
    money.signed_dollars,
    money.whole_dollars,
    money.thousandths,
    money.credit,
    money.index,
    money.whole,
    money.hundredths,
    money.day,
    money.moment,
)


def _known(value: Any) -> Any:
    """A template hands over an empty text where a variable is missing; that is "not known", too."""
    return None if value == "" else value


def _register(write: Any) -> None:
    register.filter(write.__name__, lambda value: write(_known(value)))


for _write in _OF_ONE_VALUE:
    _register(_write)


@register.filter
def fte(hours: Any, full_rate_hours: Any) -> str:
    """`{{ hours|fte:full_rate_hours }}`: full-time enrolments to two places, "0.50"."""
    return money.fte(_known(hours), _known(full_rate_hours))


@register.filter
def strong_opening(text: str) -> str:
    """The first sentence set in bold; the rest as it is."""
    opening, mark, rest = str(text).partition(". ")
    return format_html("<strong>{}{}</strong> {}", opening, mark.strip(), rest)


_TONES = {"success": "done", "warning": "incomplete", "error": "problem"}


@register.filter
def message_tone(level: str) -> str:
    """The tone of a message after an action, from its level."""
    return _TONES.get(level, "info")


class ErrorLine(NamedTuple):
    """One line of an error summary; `target` is the id of the field, empty where the whole form is meant.

    An error of the whole form names one as `ValidationError(…, params={"target": id})`.
    """

    target: str
    label: str
    message: str


@register.simple_tag
def error_lines(form: Any, formsets: Any = None) -> list[ErrorLine]:
    """What is wrong in a form and in its formsets (one or several), in the order of the page."""
    lines = list(_form_lines(form, "")) if form else []
    single = hasattr(formsets, "management_form")
    for formset in [formsets] if single else (formsets or []):
        lines += [ErrorLine("", "", message) for message in formset.non_form_errors()]
        for number, row in enumerate(formset.forms, start=1):
            lines += _form_lines(row, getattr(row, "place", f"Row {number}"))
    return lines


def _form_lines(form: Any, place: str) -> Iterator[ErrorLine]:
    for error in form.non_field_errors().as_data():
        target = (error.params or {}).get("target", "")
        for message in error.messages:
            yield ErrorLine(target, "", f"{place}: {message}" if place else message)
    for field in form:
        for message in field.errors:
            label = ", ".join(part for part in (place, str(field.label)) if part)
            yield ErrorLine(field.auto_id, label, message)


@register.simple_tag(takes_context=True)
def version_seen(context: Context, current: int, conflict: object = None) -> int | str:
    """The version of a record for a form that is shown again: while a mistake is mended the one first seen.

    The newest would let the next save overwrite what somebody else changed meanwhile; only after a conflict,
    where both are shown, it is right.
    """
    sent = context["request"].POST.get("version", "")
    return sent if sent.isascii() and sent.isdigit() and not conflict else current
