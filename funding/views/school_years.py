"""Which year and which reading a school page shows; both live in the address."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from enrolments import queries
from enrolments.models import EnrolmentYear, School
from funding.school_funding import CONFIRMED, NOW, READINGS, Reading, reading_now, reading_of, readings


class Tab(NamedTuple):
    """One choice of a switch."""

    label: str
    url: str
    is_current: bool


def year_of(request: HttpRequest) -> EnrolmentYear | None:
    """The year asked for by `?year=`, else the newest; None before the first is opened.

    Raises Http404 for a year that is not opened.
    """
    asked = request.GET.get("year", "")
    if not asked:
        return queries.current_year()
    found = EnrolmentYear.objects.filter(pk=int(asked)) if asked.isascii() and asked.isdigit() else None
    year = found.first() if found is not None and len(asked) == 4 else None
    if year is None:
        raise Http404("That year has not been opened. Choose another year.")
    return year


def year_tabs(request: HttpRequest, year: EnrolmentYear) -> list[Tab]:
    """Every opened year, newest first; none where there is only one."""
    years = list(EnrolmentYear.objects.order_by("-year").values_list("year", flat=True))
    tabs = [Tab(str(each), _address(request, year=each), each == year.year) for each in years]
    return tabs if len(tabs) > 1 else []


def reading_for(
    request: HttpRequest, school: School, year: EnrolmentYear
) -> tuple[Reading | None, list[Tab]]:
    """The reading asked for by `?show=`, else the confirmed one or the present; and the choices.

    None while the rules of the year are not published.
    """
    held = readings(school, year)
    asked = request.GET.get("show", "")
    kind = asked if asked in held else (CONFIRMED if CONFIRMED in held else NOW)
    tabs = [Tab(READINGS[each], _address(request, year=year.year, show=each), each == kind) for each in held]
    run = held[kind]
    reading = reading_of(kind, run) if run else reading_now(school, year)
    return reading, tabs if len(tabs) > 1 else []


def _address(request: HttpRequest, **values: object) -> str:
    return f"{request.path}?{urlencode(values)}"
