"""Which year a school page is about."""

from django.http import Http404, HttpRequest

from enrolments import queries
from enrolments.models import EnrolmentYear


def year_asked(request: HttpRequest) -> EnrolmentYear | None:
    """The year named in the address, or the newest; None before the first year is open."""
    asked = request.GET.get("year", "")
    if not asked:
        return queries.current_year()
    if asked.isdecimal() and len(asked) <= len("2019"):
        found = EnrolmentYear.objects.filter(pk=int(asked)).first()
        if found:
            return found
    raise Http404("There is no such year.")


def open_year() -> EnrolmentYear:
    """The newest year, or Http404 before the first."""
    year = queries.current_year()
    if year is None:
        raise Http404("No year is open yet. The department opens a year by publishing its rules.")
    return year
