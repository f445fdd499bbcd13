"""Which year a school page is about."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from enrolments import queries
from enrolments.models import EnrolmentYear


def year_asked(request: HttpRequest) -> EnrolmentYear | None:
    """The year named in the address, or the newest; None before the first year is open."""
    asked = request.GET.get("year", "")
    return _named(asked) if asked else queries.current_year()


def year_to_enter(request: HttpRequest) -> EnrolmentYear:
    """The year that a page records for: the newest, or an earlier one that the page names (late records)."""
    asked = request.POST.get("year") or request.GET.get("year") or ""
    return _named(asked) if asked else open_year()


def _named(asked: str) -> EnrolmentYear:
    if asked.isdecimal() and len(asked) <= len("2019"):
        found = EnrolmentYear.objects.filter(pk=int(asked)).first()
        if found:
            return found
    raise Http404("There is no such year.")


def chosen_at(request: HttpRequest, certificate: str) -> str:
    """The address of the same page with a certificate chosen, for the year that it named."""
    year = request.GET.get("year")
    return f"{request.path}?{urlencode(({'year': year} if year else {}) | {'certificate': certificate})}"


def open_year() -> EnrolmentYear:
    """The newest year, or Http404 before the first."""
    year = queries.current_year()
    if year is None:
        raise Http404("No year is open yet. The department opens a year by publishing its rules.")
    return year
