"""Which year a page is about, and the years to choose from."""

from typing import NamedTuple

from django.http import Http404, HttpRequest

from enrolments.models import EnrolmentYear


class Chosen(NamedTuple):
    """The year asked for, or the newest; None before the first is opened. Tabs only for several years."""

    year: EnrolmentYear | None
    tabs: list[dict[str, object]]


def chosen(request: HttpRequest) -> Chosen:
    """By `?year=`, else the newest. Raises Http404 for a year that is not opened."""
    opened = list(EnrolmentYear.objects.order_by("-year"))
    request.newest_year = opened[0] if opened else None  # the page's frame takes it from here
    asked = request.GET.get("year", "")
    found = [each for each in opened if not asked or str(each) == asked]
    if asked and not found:
        raise Http404("That year has not been opened. Choose another year.")
    year = found[0] if found else None
    tabs = [{"label": str(each), "url": f"?year={each}", "is_current": each == year} for each in opened]
    return Chosen(year, tabs if len(tabs) > 1 else [])
