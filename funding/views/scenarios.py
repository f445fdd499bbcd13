"""Saved scenarios: their list, one of them, its file, several side by side."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from enrolments.models import EnrolmentYear
from funding.actions import scenarios as actions
from funding.actions.refusals import Refused
from funding.models import FundingScenario
from funding.scenario_list import COLUMNS, ScenarioFilter, ScenarioSchoolsTable, export_rows
from funding.scenario_table import ScenariosTable
from funding.views.scenario_figures import Shown
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.files import writer
from vetportal.lists import paged

MOST_COMPARED = 3
_FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@department(Permission.STATE_VIEW)
def scenario_list(request: HttpRequest) -> HttpResponse:
    """The newest version of every saved scenario; two or three can be ticked to compare."""
    table = ScenariosTable(_newest(), order_by="-made_at")
    paged(request, table)
    return render(request, "funding/scenarios.html", {"table": table})


def _newest() -> QuerySet[FundingScenario]:
    same = FundingScenario.objects.filter(year=OuterRef("year"), name=OuterRef("name"))
    newest = Subquery(same.order_by("-number").values("pk")[:1])
    return FundingScenario.objects.filter(pk=newest).select_related("made_by")


@department(Permission.STATE_VIEW)
def scenario_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One saved scenario as it was worked out on its day, and whether what it was compared with has moved."""
    return _page(request, _scenario(pk))


def _page(request: HttpRequest, scenario: FundingScenario, *, status: int = 200, **more: str) -> HttpResponse:
    shown = Shown(scenario.result)
    narrowed = ScenarioFilter(request.GET, shown.schools)
    table = ScenarioSchoolsTable(narrowed.rows, order_by="difference")
    paged(request, table)
    versions = FundingScenario.objects.filter(year=scenario.year, name=scenario.name).exclude(pk=scenario.pk)
    context = {
        "scenario": scenario,
        "shown": shown,
        "filter": narrowed,
        "table": table,
        "moved": _moved(scenario),
        "versions": versions.select_related("made_by").order_by("-number"),
        "is_own": scenario.made_by_id == request.user.pk,
        **more,
    }
    return render(request, "funding/scenario.html", context, status=status)


def _scenario(pk: int) -> FundingScenario:
    return get_object_or_404(FundingScenario.objects.select_related("made_by"), pk=pk)


def _moved(scenario: FundingScenario) -> str:
    """What has changed since the scenario was worked out, in words; empty where nothing has."""
    state = actions.standing(EnrolmentYear.objects.get(pk=scenario.year))
    if state is None:
        return ""
    what = []
    if state.facts_sha256 != scenario.facts_sha256:
        what.append("the enrolments")
    if state.rules_sha256 != scenario.rules_sha256:
        what.append("the rules")
    return " and ".join(what)


@department(Permission.STATE_VIEW)
@require_POST
def scenario_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The same changes to what stands now, as a new version."""
    scenario = _scenario(pk)
    try:
        newer = actions.work_out_again(scenario=scenario, by=request.user)
    except (Refused, ValueError) as refusal:
        return _page(request, scenario, status=409, refusal=str(refusal))
    messages.success(request, f"“{newer}” is worked out from what stands now.")
    return redirect("funding:scenario", pk=newer.pk)


@department(Permission.STATE_VIEW)
@require_POST
def scenario_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own scenario away."""
    scenario = _scenario(pk)
    try:
        actions.remove(scenario=scenario, by=request.user)
    except Refused as refusal:
        return _page(request, scenario, status=409, refusal=str(refusal))
    messages.success(request, f"The scenario “{scenario}” is removed.")
    return redirect("funding:scenarios")


@department(Permission.STATE_VIEW)
def scenario_export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The schools of a scenario as a file, as far as the list is narrowed."""
    if form not in _FORMATS:
        raise Http404("A scenario is exported as csv or xlsx.")
    scenario = _scenario(pk)
    rows = export_rows(ScenarioFilter(request.GET, Shown(scenario.result).schools).rows)
    if form == "csv":
        response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            writer.write_csv(COLUMNS, rows)
        )
    else:
        response = HttpResponse(writer.write_xlsx(COLUMNS, rows, sheet=f"Scenario {scenario.year}"))
    response["Content-Type"] = _FORMATS[form]
    response["Content-Disposition"] = f'attachment; filename="scenario-{scenario.pk}.{form}"'
    return response


@department(Permission.STATE_VIEW)
def scenario_compare(request: HttpRequest) -> HttpResponse:
    """Two or three saved scenarios side by side."""
    asked = [int(pk) for pk in request.GET.getlist("with") if pk.isdecimal() and len(pk) < 18]
    found = FundingScenario.objects.filter(pk__in=asked).select_related("made_by").order_by("year", "pk")
    chosen = list(found[: MOST_COMPARED + 1])
    context = {"chosen": chosen, "is_too_many": len(chosen) > MOST_COMPARED, "most": MOST_COMPARED}
    if 2 <= len(chosen) <= MOST_COMPARED:
        context |= _side_by_side(chosen)
    return render(request, "funding/scenario_compare.html", context)


def _side_by_side(chosen: Sequence[FundingScenario]) -> dict:
    shown = [Shown(each.result) for each in chosen]
    marks = {(each.year, each.facts_sha256, each.rules_sha256) for each in chosen}
    parts = []
    for titled in zip(*(each.parts for each in shown), strict=True):
        labels = dict.fromkeys(row.label for part in titled for row in part.rows)
        held = [{row.label: row.difference for row in part.rows} for part in titled]
        rows = [(label, [each.get(label, 0) for each in held]) for label in labels]
        parts.append({"title": titled[0].title, "heading": titled[0].heading, "rows": rows})
    return {
        "pairs": list(zip(chosen, shown, strict=True)),
        "parts": parts,
        "have_other_baselines": len(marks) > 1,
    }
