"""A calculation as a file: of a school in a released run or as its entries stand, whole or one line."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from enrolments.access import school_page
from enrolments.models import School
from funding.actions.runs import ENGINE
from funding.models import FundingRun
from funding.queries import trace as traces
from funding.queries.school_funding import Reading
from funding.rules import trace
from funding.rules.trace import Calculated, Scope
from funding.views.school_years import reading_for, year_of
from vetportal.access import department
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission
from vetportal.audit import trail


@school_page(Permission.SCHOOL_VIEW)
def school_trace(request: HttpRequest, school: School) -> HttpResponse:
    """The trace of the reading that the address names; with `component` and so on, of one line.

    Raises Http404 while the rules of the year are not published, and for a line that is not there.
    """
    year = year_of(request)
    reading = reading_for(request, school, year).reading if year else None
    if reading is None:
        raise Http404("The rules of this year are not published, so there is no calculation yet.")
    return _file(_held(reading, school), request, school, f"{reading.year}-{reading.kind}")


def _held(reading: Reading, school: School) -> Calculated:
    if reading.run:
        return traces.of_run(reading.run.run, school)
    if reading.estimate is None:
        raise ValueError("A reading is of a run or of an estimate.")
    return traces.of_estimate(reading.estimate, school, ENGINE)


@department(Permission.STATE_VIEW)
def run_trace(request: HttpRequest, pk: int) -> HttpResponse:
    """The trace of the school that `?school=` names in a run, released or not."""
    run = get_object_or_404(FundingRun.objects.select_related("funding_year"), pk=pk)
    school = get_object_or_404(School, code=request.GET.get("school", ""))
    name = f"{run.year}-{run.kind.lower()}-run-{run.number}"
    return _file(traces.of_run(run, school), request, school, name)


def _file(held: Calculated, request: HttpRequest, school: School, name: str) -> HttpResponse:
    scope = _scope(request.GET)
    if scope and all(Scope.of(line) != scope for line, _ in held.lines):
        raise Http404("This calculation has no such line.")
    plain = trace.document(held, scope)
    _record(request.user, school, plain)
    if scope:
        name += f"-{scope.component}-{scope.band}".lower()
    response = HttpResponse(trace.text(plain), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="trace-{school.code}-{name}.json"'
    return response


def _scope(asked: QueryDict) -> Scope | None:
    if "component" not in asked:
        return None
    rate = asked.get("rate", "")
    if not (rate.isascii() and rate.isdigit() and len(rate) <= 12):
        raise Http404("This calculation has no such line.")
    names = (asked.get(name, "") for name in ("component", "band", "qualification", "provider"))
    return Scope(*names, int(rate))


def _record(user: User, school: School, plain: trace.Json) -> None:
    """The file holds dates of birth, so who took it is kept."""
    after = {name: plain[name] for name in ("run", "scope", "sha256")}
    with transaction.atomic():
        trail.record(by=user, action="export_trace", subject=school, chain=school.code, after=after)
