"""A school's front page, and its funding line by line."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enrolments import queries as enrolment_queries
from enrolments.access import school_page
from enrolments.models import School
from funding.queries import happenings, owed_on, released
from funding.queries.school_funding import Reading
from funding.rules.components import line_name
from funding.views import school_charts, school_core, state_now
from funding.views.mends import worth_most
from funding.views.next_step import next_step
from funding.views.school_payments import schedule_context
from funding.views.school_standing import Standing
from funding.views.school_tasks import tasks
from funding.views.school_years import frame, may_mend, reading_for, year_of
from vetportal import clock
from vetportal.accounts.roles import Permission

_MENDS_SHOWN = 3
_UNFUNDED_SHOWN = 10


@school_page(Permission.SCHOOL_VIEW)
def today(request: HttpRequest, school: School) -> HttpResponse:
    """What the school must do now: days, tasks, the one next step, and what is at stake."""
    year = request.newest_year = enrolment_queries.current_year()
    if year is None:
        return render(request, "funding/school_no_year.html", {"school": school, "page": "Today"})
    standing = Standing(school, year, request.school_permissions)
    estimate = standing.estimate
    confirmed = standing.schedule.confirmed
    context = {
        "school": school,
        "year": year,
        "standing": standing,
        "tasks": tasks(standing),
        "step": next_step(standing),
        "estimate": estimate,
        "mends": worth_most(standing, _MENDS_SHOWN),
        "chart": school_charts.of_estimate(estimate) if estimate and not confirmed else _confirmed(standing),
        "next_payment": standing.schedule.next_payment(clock.today()),
        "payments": schedule_context(standing.schedule) if confirmed else None,
        "happenings": happenings.recent(school, since=date(year.year, 1, 1)),
        "is_government": school.sector == School.Sector.GOVERNMENT,
    }
    return render(request, "funding/school_today.html", context)


def _confirmed(standing: Standing):
    held, before = standing.schedule.confirmed, standing.schedule.indicative
    if held is None:
        return None
    series = [("Indicative", before.allocations)] if before else []
    return school_charts.fte_by_band(held.rules, [*series, ("Confirmed", held.allocations)])


@school_page(Permission.SCHOOL_VIEW)
def funding(request: HttpRequest, school: School) -> HttpResponse:
    """The lines of a year by component and band: as the entries stand, as indicated, as confirmed."""
    year = year_of(request)
    if year is None:
        return render(request, "funding/school_no_year.html", {"school": school, "page": "Funding"})
    chosen = reading_for(request, school, year)
    reading = chosen.reading
    context = frame(request, school, year, chosen)
    context["is_government"] = school.sector == School.Sector.GOVERNMENT
    if reading:
        context["may_mend"] = may_mend(reading, school, year)
        context |= _figures(reading, chosen.indicative)
        context["at_state_rate"] = None if reading.run else state_now.of_school(school, year)
    return render(request, "funding/school_funding.html", context)


def _figures(reading: Reading, before: released.ReleasedRun | None) -> dict:
    label = "Confirmed" if reading.run else "Now"
    series = [("Indicative", before.allocations), (label, reading.allocations)] if before else None
    series = series or [(reading.kind.capitalize(), reading.allocations)]
    unfunded = sorted(
        (row for row in reading.rows if not row.is_funded), key=lambda row: (-row.would_earn, row.student)
    )
    return {
        "lines": _lines(reading, before),
        "before": before,
        "core": school_core.of_reading(reading),
        "owed_on": owed_on.of_lines(reading.allocations),
        "total_change": reading.total - before.total if before else None,
        "would_earn": sum(row.would_earn for row in unfunded),
        "unfunded": unfunded[:_UNFUNDED_SHOWN],
        "unfunded_count": len(unfunded),
        "charts": [
            school_charts.fte_by_band(reading.rules, series),
            school_charts.dollars_by_band(reading.rules, series),
        ],
    }


def _lines(reading: Reading, before: released.ReleasedRun | None) -> list[dict]:
    """Each line with its change since the indicative run, also those that are no longer there."""
    lines = {each.allocation: each for each in reading.lines}
    if before is None:
        return [{"line": each, "change": None} for each in lines.values()]
    changes = released.changes_since(before, reading.allocations, reading.rules)
    tafes = owed_on.tafe_names(each.line for each in changes)
    return [
        {"line": lines.get(each.after), "change": each, "name": line_name(each.line, tafes)}
        for each in changes
    ]
