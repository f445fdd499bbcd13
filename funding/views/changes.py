"""What changed since the last statement: of a school, and of the whole state."""

from collections.abc import Sequence
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from enrolments.access import school_page
from enrolments.models import School
from funding.changes_tables import ChangedSchoolsTable, MovedTable
from funding.filters import SchoolFilter
from funding.models import FundingRun
from funding.queries import run_facts, run_figures, waterfall
from funding.queries.school_funding import Reading
from funding.queries.waterfall import Moved, Way
from funding.rules.waterfall_explained import Told
from funding.views.school_years import frame, reading_for, year_of
from vetportal import charts
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.lists import paged

_SHOWN = 5


class Opened(NamedTuple):
    """One step with the first of the enrolments behind it."""

    told: Told
    moved: Sequence[Moved]
    count: int


def chart_of(way: Way, key: str = "") -> charts.WaterfallChart:
    """The drawing of a waterfall: only steps that moved anything."""
    return charts.waterfall(
        title=f"From {way.before.name} to {way.after.name}",
        description="Each step is what one cause changed, in the order of the list below.",
        start=(way.before.label, way.found.before),
        steps=[(step.name, step.cents) for step in way.steps if step.cents],
        end=(way.after.label, way.found.after),
        key=key,
    )


@school_page(Permission.SCHOOL_VIEW)
def school_changes(request: HttpRequest, school: School) -> HttpResponse:
    """From the last statement to the reading that is chosen; `?step=` lists every enrolment of a step."""
    year = year_of(request)
    if year is None:
        return render(request, "funding/school_no_year.html", {"school": school, "page": "What changed"})
    chosen = reading_for(request, school, year)
    way = _way_to(chosen.reading) if chosen.reading else None
    context = frame(request, school, year, chosen) | (_opened(request, way, school) if way else {})
    return render(request, "funding/school_changes.html", context)


def _way_to(reading: Reading) -> Way | None:
    """The waterfall to a reading; None for a school's first statement."""
    if reading.run:
        before = run_facts.statement_before(reading.run.run)
        return waterfall.between_runs(before, reading.run.run, reading.school) if before else None
    before = run_facts.last_statement(reading.year)
    if before is None or reading.estimate is None:
        return None
    now = waterfall.of_estimate(reading.estimate, reading.school)
    return Way(reading.school, waterfall.of_run(before, reading.school), now)


def _opened(request: HttpRequest, way: Way, school: School) -> dict:
    """The steps with the enrolments behind them, and the one step that is listed whole."""
    opened = []
    for told in way.steps:
        moved = way.moved(told.cause)
        opened.append(Opened(told, moved[:_SHOWN], len(moved)))
    asked = next((each.told for each in opened if each.told.cause == request.GET.get("step")), None)
    return {
        "way": way,
        "chart": chart_of(way),
        "steps": opened,
        "table": _table(request, way, asked, school) if asked else None,
    }


def _table(request: HttpRequest, way: Way, asked: Told, school: School) -> MovedTable:
    table = MovedTable(
        way.moved(asked.cause), caption=f"{asked.name}: every enrolment", school_code=school.code
    )
    paged(request, table)
    return table


@department(Permission.STATE_VIEW)
def run_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """From the run before to this one: the whole state, or the school that `?school=` names.

    Raises Http404 for a school that is not there.
    """
    run = get_object_or_404(FundingRun, pk=pk)
    before = run_facts.statement_before(run)
    school = _school_of(request)
    context = {"run": run, "before": before, "school": school}
    if before:
        way = waterfall.between_runs(before, run, school)
        more = _opened(request, way, school) if school else _of_state(request, way, before, run)
        context |= more
    return render(request, "funding/run_changes.html", context)


def _school_of(request: HttpRequest) -> School | None:
    code = request.GET.get("school", "")
    if not code:
        return None
    found = School.objects.filter(code=code).first()
    if found is None:
        raise Http404("There is no such school.")
    return found


def _of_state(request: HttpRequest, way: Way, before: FundingRun, run: FundingRun) -> dict:
    schools = run_figures.schools(run, before)
    narrowed = SchoolFilter(request.GET, run_figures.with_size(schools))
    table = ChangedSchoolsTable(narrowed.qs, order_by="-change", run=run)
    paged(request, table)
    return {
        "way": way,
        "chart": chart_of(way),
        "steps": [Opened(told, (), told.enrolments) for told in way.steps],
        "filter": narrowed,
        "schools": table,
    }
