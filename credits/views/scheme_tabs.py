"""Which scheme a page shows, as links; it lives in the address."""

from typing import NamedTuple

from django.http import HttpRequest

from credits.models import CreditScheme
from credits.queries.study import SchemeChoice, name_of


class Tab(NamedTuple):
    """One choice of a switch."""

    label: str
    url: str
    is_current: bool


def scheme_tabs(request: HttpRequest, choice: SchemeChoice) -> list[Tab]:
    """The offered schemes; two versions of one name are told apart by their years."""
    kept = request.GET.copy()
    kept.pop("page", None)
    tabs = []
    for each in choice.offered:
        kept["scheme"] = name_of(each)
        tabs.append(Tab(_label(each, choice), f"?{kept.urlencode()}", each == choice.shown))
    return tabs


def _label(scheme: CreditScheme, choice: SchemeChoice) -> str:
    if sum(each.code == scheme.code for each in choice.offered) == 1:
        return scheme.code
    first, last = scheme.commence_from, scheme.commence_to
    if first is None:
        return f"{scheme.code}, begun by {last}" if last else scheme.code
    return f"{scheme.code}, begun {first}–{last}" if last else f"{scheme.code}, begun from {first}"
