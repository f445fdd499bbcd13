"""Which year a page of payments shows."""

from django.http import HttpRequest

from enrolments import queries as enrolment_queries
from funding.models import FundingRun, FundingYear
from vetportal import clock


def years_paid() -> list[int]:
    """Years that have runs, newest first."""
    return sorted(set(FundingRun.objects.values_list("year", flat=True)), reverse=True)


def published_years() -> list[int]:
    """Years whose rules were published, newest first."""
    rows = FundingYear.objects.exclude(status=FundingYear.Status.DRAFT)
    return sorted(set(rows.values_list("year", flat=True)), reverse=True)


def chosen_year(request: HttpRequest, years: list[int]) -> int:
    """The year that the address or the form names; else the newest, else this one."""
    asked = request.POST.get("year") or request.GET.get("year", "")
    if asked in map(str, years):
        return int(asked)
    current = enrolment_queries.current_year()
    return years[0] if years else (current.year if current else clock.today().year)
