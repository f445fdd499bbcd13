"""The department's runs: freeze, calculate, read, release."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from enrolments import queries as enrolment_queries
from funding import queries
from funding.actions import census, runs
from funding.actions.refusals import Refused
from funding.filters import SchoolFilter
from funding.models import FundingRun, RunDecision
from funding.queries import run_facts, run_figures
from funding.rules import components
from funding.rules.errors import CannotCalculate
from funding.tables import RunSchoolsTable
from funding.views import run_charts, run_steps
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.lists import paged
from vetportal.money import dollars


@department(Permission.STATE_VIEW)
def run_list(request: HttpRequest) -> HttpResponse:
    """Every run, newest first, and the next step of the current year."""
    year = enrolment_queries.current_year()
    found = FundingRun.objects.select_related("calculated_by", "corrects").prefetch_related("decisions__by")
    context = {
        "runs": found.order_by("-year", "-calculated_at", "-pk"),
        "steps": run_steps.of_year(year, request.user) if year else [],
        "year": year,
    }
    return render(request, "funding/runs.html", context)


@department(Permission.STATE_VIEW)
def run_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: total against the cap, bands, reasons, schools; and its release."""
    run = get_object_or_404(
        FundingRun.objects.select_related("funding_year", "calculated_by").prefetch_related("decisions__by"),
        pk=pk,
    )
    compared = _compared_with(run)
    narrowed = SchoolFilter(request.GET, run_figures.schools(run, compared))
    table = RunSchoolsTable(narrowed.qs, order_by="name", run=run if compared else None)
    paged(request, table)
    decisions = {decision.what: decision for decision in run.decisions.all()}
    funded, unfunded = run_figures.outcome_counts(run)
    context = {
        "run": run,
        "compared": compared,
        "statement_before": run_facts.statement_before(run),
        "released": decisions.get(RunDecision.What.RELEASED),
        "superseded": decisions.get(RunDecision.What.SUPERSEDED),
        "may_release": request.user.may(Permission.RUN_RELEASE) and not decisions,
        "is_own": run.calculated_by_id == request.user.pk,
        "problems": [] if decisions else runs.hindrances(run),
        "bands": run_figures.bands(run),
        "components": _named(run_figures.components(run)),
        "reasons": run_figures.reasons(run),
        "funded": funded,
        "unfunded": unfunded,
        "charts": run_charts.of_run(run, compared),
        "filter": narrowed,
        "table": table,
    }
    return render(request, "funding/run.html", context)


def _named(cents: dict[str, int]) -> dict[str, int]:
    """Cents by the published name of each component, in the order in which they are read."""
    return {components.COMPONENT_BY_CODE[code].name: cents[code] for code in components.in_order(set(cents))}


def _compared_with(run: FundingRun) -> FundingRun | None:
    """A correction is read beside the run it corrects, a confirmed run beside the indicative one."""
    if run.corrects_id:
        return run.corrects
    if run.kind == FundingRun.Kind.INDICATIVE:
        return None
    return queries.latest_run(run.year, FundingRun.Kind.INDICATIVE, released_only=True)


@department(Permission.CENSUS_FREEZE)
@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    """Freeze the census of the year that the form names."""
    year = _year_of(request)
    try:
        frozen = census.freeze(year=year, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The {year} census is frozen with {frozen.entries:,} enrolments.")
    return redirect("funding:runs")


@department(Permission.RUN_CALCULATE)
@require_POST
def calculate(request: HttpRequest) -> HttpResponse:
    """Calculate the run of the year and kind that the form names."""
    year, kind = _year_of(request), request.POST.get("kind", "")
    if kind not in FundingRun.Kind.values:
        messages.error(request, "Choose an indicative or a confirmed run.")
        return redirect("funding:runs")
    try:
        run = runs.calculate(year=year, kind=kind, by=request.user)
    except (Refused, CannotCalculate) as refusal:
        messages.error(request, str(refusal))
        return redirect("funding:runs")
    messages.success(request, f"The {run} comes to {dollars(run.total)}. Another person releases it.")
    return redirect("funding:run", pk=run.pk)


@department(Permission.RUN_RELEASE)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a run to the schools."""
    run = get_object_or_404(FundingRun, pk=pk)
    try:
        runs.release(run=run, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The {run} is released. Schools see their payments now.")
    return redirect("funding:run", pk=run.pk)


def _year_of(request: HttpRequest) -> int:
    """The year a form names; 0, which no year has, when it names none."""
    text = request.POST.get("year", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0
