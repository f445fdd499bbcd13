"""A new scenario: changed on one page, worked out beside it, saved under a name."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from enrolments import queries as enrolment_queries
from enrolments.models import EnrolmentYear, School
from funding.actions import scenarios as actions
from funding.actions.refusals import Refused
from funding.forms.scenario_fields import typed
from funding.forms.scenarios import ScenarioForm
from funding.models import FundingScenario
from funding.queries import scenarios
from funding.queries.scenarios import State
from funding.rules import scenario_json
from funding.rules.errors import CannotCalculate
from funding.views.scenario_figures import Shown
from vetportal.access import department
from vetportal.accounts.roles import Permission


@department(Permission.STATE_VIEW)
def scenario_new(request: HttpRequest) -> HttpResponse:
    """The form; posted, what it comes to, or the saved scenario."""
    origin = _origin(request)
    year = _year(request, origin)
    state = actions.standing(year) if year else None
    if state is None:
        return render(request, "funding/scenario_no_rules.html", {"year": year})
    form = _form(request, state, origin)
    if request.method == "POST" and form.is_valid():
        return _answer(request, state, form)
    return _page(request, state, form, status=422 if form.is_bound else 200)


def _answer(request: HttpRequest, state: State, form: ScenarioForm) -> HttpResponse:
    name = " ".join(request.POST.get("name", "").split())
    is_save = request.POST.get("step") == "save"
    if is_save and not 0 < len(name) <= 80:
        return _page(
            request, state, form, refusal="Give the scenario a name of up to 80 letters.", status=422
        )
    try:
        if is_save:
            saved = actions.save(name=name, year=state.year, changes=form.changes, by=request.user)
            messages.success(request, f"The scenario “{saved}” is saved.")
            return redirect("funding:scenario", pk=saved.pk)
        shown = Shown(scenarios.as_json(scenarios.work_out(state, form.changes)))
    except (Refused, ValueError) as refusal:
        return _page(request, state, form, refusal=str(refusal), status=422)
    return _page(request, state, form, shown=shown)


def _form(request: HttpRequest, state: State, origin: FundingScenario | None) -> ScenarioForm:
    regions = School.objects.exclude(region="").order_by("region").values_list("region", flat=True).distinct()
    places = (list(regions), scenarios.frozen_years(state.year.year))
    if request.method == "POST":
        return ScenarioForm(state, *places, request.POST)
    form = ScenarioForm(state, *places)
    if origin:
        form.initial = typed(form, scenario_json.from_json(origin.changes))
    return form


def _page(
    request: HttpRequest, state: State, form: ScenarioForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "state": state,
        "year": state.year,
        "form": form,
        "years": EnrolmentYear.objects.order_by("-year"),
        "name": request.POST.get("name", ""),
        **more,
    }
    if "shown" not in more:
        context |= _standing(state)
    name = "funding/scenario_answer.html" if request.htmx else "funding/scenario_new.html"
    return render(request, name, context, status=status)


def _standing(state: State) -> dict[str, Any]:
    """What stands, beside an empty form; or why it cannot be worked out."""
    try:
        return {"standing": state.side.settlement, "description": state.description}
    except CannotCalculate as problem:
        return {"problem": str(problem)}


def _origin(request: HttpRequest) -> FundingScenario | None:
    """The saved scenario that the form begins with."""
    asked = request.GET.get("from", "")
    if not asked:
        return None
    found = (
        FundingScenario.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 18 else None
    )
    if found is None:
        raise Http404("There is no such scenario.")
    return found


def _year(request: HttpRequest, origin: FundingScenario | None) -> EnrolmentYear | None:
    asked = request.GET.get("year", "") or (str(origin.year) if origin else "")
    if not asked:
        return enrolment_queries.current_year()
    found = EnrolmentYear.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) == 4 else None
    if found is None:
        raise Http404("That year has not been opened. Choose another year.")
    return found
