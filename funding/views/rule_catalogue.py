"""The rules: what can speak against an enrolment, for everybody who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from enrolments import access, queries
from enrolments.models import School
from funding.queries import rule_catalogue
from funding.views.school_years import reading_for
from vetportal.access import signed_in
from vetportal.accounts.roles import Permission


@signed_in
def rules(request: HttpRequest) -> HttpResponse:
    """Every eligibility rule, and how many enrolments of one's school (or of the state) it speaks against."""
    school = access.remember_school(request)
    counted = _of_school(request, school) if school else _of_state(request)
    context = counted | {
        "rules": rule_catalogue.listed(counted.get("against", {})),
        "may_read_years": request.user.may(Permission.STATE_VIEW),
    }
    return render(request, "funding/rules.html", context)


def _of_school(request: HttpRequest, school: School) -> dict[str, object]:
    year = queries.current_year()
    reading = reading_for(request, school, year).reading if year else None
    if reading is None:
        return {}
    page = reverse("funding:school-outcomes", args=[school.code])
    return {
        "against": rule_catalogue.count(reading.outcomes),
        "counted_in": f"Enrolments of {school.name} in {year}",
        "list_url": f"{page}?year={year}&show={reading.kind}&reason=",
    }


def _of_state(request: HttpRequest) -> dict[str, object]:
    year = queries.current_year()
    run = rule_catalogue.newest_run(year.year) if year and request.user.may(Permission.STATE_VIEW) else None
    if run is None:
        return {}
    return {
        "against": rule_catalogue.count_in(run),
        "counted_in": f"Enrolments of all schools in the {run}",
        "run_url": f"{reverse('funding:run', args=[run.pk])}#reasons",
    }
