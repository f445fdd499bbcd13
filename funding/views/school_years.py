"""Which year and which reading a school page shows; both live in the address."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from enrolments.models import EnrolmentYear, School, window
from funding.queries.released import ReleasedRun
from funding.queries.school_funding import (
    CONFIRMED,
    INDICATIVE,
    NOW,
    READINGS,
    Reading,
    reading_now,
    reading_of,
    readings,
)
from vetportal import clock


class Tab(NamedTuple):
    """One choice of a switch."""

    label: str
    url: str
    is_current: bool


def year_of(request: HttpRequest) -> EnrolmentYear | None:
    """The year asked for by `?year=`, else the newest; None before the first is opened.

    Raises Http404 for a year that is not opened.
    """
    years = _opened(request)
    asked = request.GET.get("year", "")
    if not asked:
        return years[0] if years else None
    found = [each for each in years if str(each) == asked]
    if not found:
        raise Http404("That year has not been opened. Choose another year.")
    return found[0]


def year_tabs(request: HttpRequest, year: EnrolmentYear) -> list[Tab]:
    """Every opened year, newest first; none where there is only one."""
    tabs = [Tab(str(each), _address(request, year=each), each.year == year.year) for each in _opened(request)]
    return tabs if len(tabs) > 1 else []


def _opened(request: HttpRequest) -> list[EnrolmentYear]:
    """All opened years, newest first, read once for a page; the page's frame takes the newest from here."""
    if not hasattr(request, "opened_years"):
        request.opened_years = list(EnrolmentYear.objects.order_by("-year"))
        request.newest_year = request.opened_years[0] if request.opened_years else None
    return request.opened_years


class Chosen(NamedTuple):
    """The reading that is shown, the choices, and the indicative run to compare it with.

    `reading` is None while the rules of the year are not published.
    """

    reading: Reading | None
    tabs: list[Tab]
    indicative: ReleasedRun | None


def reading_for(request: HttpRequest, school: School, year: EnrolmentYear) -> Chosen:
    """The reading asked for by `?show=`, else the confirmed one, else the present."""
    held = readings(school, year)
    asked = request.GET.get("show", "")
    kind = asked if asked in held else (CONFIRMED if CONFIRMED in held else NOW)
    tabs = [Tab(READINGS[each], _address(request, year=year.year, show=each), each == kind) for each in held]
    run = held[kind]
    reading = reading_of(kind, run) if run else reading_now(school, year)
    indicative = held.get(INDICATIVE) if kind != INDICATIVE else None
    return Chosen(reading, tabs if len(tabs) > 1 else [], indicative)


def frame(request: HttpRequest, school: School, year: EnrolmentYear, chosen: Chosen) -> dict[str, object]:
    """What every page of a reading shows around it: the school, the year, and what else can be chosen."""
    return {
        "school": school,
        "year": year,
        "years": year_tabs(request, year),
        "tabs": chosen.tabs,
        "reading": chosen.reading,
    }


def may_mend(reading: Reading, school: School, year: EnrolmentYear) -> bool:
    """Whether what stands against an enrolment can still be mended: the entries as they stand, while open."""
    return reading.run is None and window.is_open(year, school.pk, clock.now())


def _address(request: HttpRequest, **values: object) -> str:
    return f"{request.path}?{urlencode(values)}"
