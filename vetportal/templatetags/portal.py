"""Template filters: figures and dates as people read them. What they say is decided in vetportal.money."""

from typing import Any

from django import template

from vetportal import money

register = template.Library()

_OF_ONE_VALUE = (
    money.dollars,
    money.signed_dollars,
    money.whole_dollars,
    money.thousandths,
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
