"""The workbench: two texts of outcomes side by side, and a person who decides each outcome."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from enrolments.actions.entry_refusals import StaleEntry
from enrolments.actions.refusals import Conflict, Refused
from enrolments.views.posted import version, whole_number
from pathways.actions import awards
from pathways.actions import mapping_evidence as actions
from pathways.forms.workbench import EvidenceForm, OutcomesForm, UnitTextForm
from pathways.models import CreditMapping
from pathways.queries import mappings, workbench
from pathways.rules import mapping_life as life
from pathways.views.mappings import mapping_of, mapping_page
from vetportal.access import department
from vetportal.accounts.roles import Permission

_TO_CORRECT = 422  # what was seen stays what was seen until it is saved
_TEXT_CHANGED = (
    "Somebody changed the text of the source meanwhile, so its lines are numbered anew. Nothing was saved. "
    "Check the numbers that you typed, then save again."
)


@department(Permission.MAPPING_EDIT)
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare, decide, take over from a precedent, enter the texts: each its own form of this page."""
    held = mapping_of(pk)
    if held.status not in life.EDITABLE:
        refusal = "Its evidence is settled: only a draft can be changed."
        return mapping_page(request, held, refusal=refusal, status=409 if request.POST else 200)
    if request.method != "POST":
        return _page(request, held)
    step = _STEPS.get(request.POST.get("step", ""), _decide)
    try:
        return step(request, held)
    except Conflict as refusal:
        return _page(request, mapping_of(pk), typed=True, conflict=str(refusal), status=409)
    except Refused as refusal:
        return mapping_page(request, mapping_of(pk), refusal=str(refusal), status=409)


def _decide(request: HttpRequest, held: CreditMapping) -> HttpResponse:
    texts = workbench.source_texts(held)
    form = _form(request, held, texts)
    if request.POST.get("mark") != workbench.mark(workbench.lines_of(texts)):
        raise Conflict(_TEXT_CHANGED)
    if not form.is_valid():
        return _page(request, held, form=form, status=_TO_CORRECT)
    saved = actions.decide(
        mapping=held,
        version=version(request),
        decisions=form.decisions(),
        hours=form.cleaned_data["hours"] or 0,
        by=request.user,
    )
    messages.success(request, _said(saved))
    return redirect("pathways:mapping-evidence", held.pk)


def _said(saved: CreditMapping) -> str:
    still_open = saved.evidence.filter(judgement="").count()
    if not still_open:
        return "Saved. Every outcome is decided: the mapping can be proposed once its decision is entered."
    return f"Saved. {still_open} outcome{' is' if still_open == 1 else 's are'} still open."


def _ask(request: HttpRequest, held: CreditMapping) -> HttpResponse:
    form = OutcomesForm(request.POST)
    if not form.is_valid():
        return _page(request, held, outcomes=form, status=_TO_CORRECT)
    lines = form.cleaned_data["outcomes"].splitlines()
    actions.ask(mapping=held, version=version(request), outcomes=lines, by=request.user)
    messages.success(request, "The target’s learning outcomes are saved.")
    return redirect("pathways:mapping-evidence", held.pk)


def _refresh(request: HttpRequest, held: CreditMapping) -> HttpResponse:
    lines = held.subject.outcomes.splitlines() if held.subject else ()
    actions.ask(mapping=held, version=version(request), outcomes=lines, by=request.user)
    messages.success(request, "The subject’s present outcomes are here. What is new is open.")
    return redirect("pathways:mapping-evidence", held.pk)


def _take_over(request: HttpRequest, held: CreditMapping) -> HttpResponse:
    number = whole_number(request.POST.get("precedent", ""))
    found = {each.mapping.pk: each.mapping for each in mappings.precedents(held)}
    if number not in found:
        raise Conflict("This precedent is not in force any more. Nothing was taken over.")
    taken = actions.take_over(
        mapping=held, version=version(request), precedent=found[number], by=request.user
    )
    counted = "1 decision was" if taken == 1 else f"{taken} decisions were"
    messages.success(request, f"{counted} taken over from mapping {number}. Check each of them.")
    return redirect("pathways:mapping-evidence", held.pk)


def _unit_text(request: HttpRequest, held: CreditMapping) -> HttpResponse:
    code = request.POST.get("unit", "")
    units = {each.code: each for each in workbench.source_units(held)}
    if code not in units:
        raise Conflict("This unit is not in the mapping any more. Nothing was saved.")
    form = UnitTextForm(request.POST, auto_id=f"unit-{code}-%s")
    if not form.is_valid():
        return _page(request, held, wrong_unit=(code, form), status=_TO_CORRECT)
    try:
        seen = whole_number(request.POST.get("revision", ""))
        awards.save_unit_outcomes(unit=units[code], revision=seen, by=request.user, **form.cleaned_data)
    except StaleEntry as conflict:
        where = f"{conflict} Both texts of {code} are at the end of this page."
        return _page(request, held, wrong_unit=(code, form), conflict=where, status=409)
    messages.success(request, f"The text of {code} is saved for every mapping that names the unit.")
    return redirect("pathways:mapping-evidence", held.pk)


_STEPS = {"outcomes": _ask, "refresh": _refresh, "take-over": _take_over, "unit": _unit_text}


def _form(request: HttpRequest, held: CreditMapping, texts, *, typed: bool = True) -> EvidenceForm:
    evidence = list(held.evidence.select_related("unit", "taken_over_from").order_by("position"))
    lines = workbench.lines_of(texts)
    data = request.POST if typed and request.POST else None
    return EvidenceForm(data, evidence=evidence, lines=lines, offers=workbench.offers(evidence, lines))


def _page(
    request: HttpRequest,
    held: CreditMapping,
    *,
    form: EvidenceForm | None = None,
    outcomes: OutcomesForm | None = None,
    wrong_unit: tuple[str, UnitTextForm] | None = None,
    typed: bool = False,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    texts = workbench.source_texts(held)
    form = form or _form(request, held, texts, typed=typed and "mark" in request.POST)
    total = len(form.evidence)
    still_open = sum(not each.judgement for each in form.evidence)
    asked = "\n".join(each.outcome for each in form.evidence)
    context = {
        "mapping": held,
        "form": form,
        "shown_errors": outcomes or (wrong_unit and wrong_unit[1]) or form,
        "texts": [(each, _unit_form(each, wrong_unit)) for each in texts],
        "version": version(request) if status == _TO_CORRECT else held.version,
        "seen": whole_number(request.POST.get("revision", "")),
        "mark": workbench.mark(workbench.lines_of(texts)),
        "lines": len(workbench.lines_of(texts)),
        "outcomes": outcomes or _outcomes_form(request, asked, typed=typed),
        "total": total,
        "open": still_open,
        "decided": total - still_open,
        "has_newer_text": workbench.has_newer_text(held),
        "precedents": _precedents(held),
        "conflict": conflict,
    }
    return render(request, "pathways/workbench.html", context, status=status)


def _outcomes_form(request: HttpRequest, asked: str, *, typed: bool) -> OutcomesForm:
    """What was typed, where somebody else was faster; else the outcomes that are stored."""
    if typed and request.POST.get("step") == "outcomes":
        return OutcomesForm(request.POST)
    return OutcomesForm(initial={"outcomes": asked})


def _unit_form(text: workbench.SourceText, wrong: tuple[str, UnitTextForm] | None) -> UnitTextForm:
    if wrong and wrong[0] == text.unit.code:
        return wrong[1]
    initial = {"outcomes": text.outcomes, "source": text.source}
    return UnitTextForm(initial=initial, auto_id=f"unit-{text.unit.code}-%s")


def _precedents(held: CreditMapping) -> list[tuple[mappings.Precedent, int, bool]]:
    """Each with how many open outcomes it decides, and whether it is named already."""
    named = set(held.precedents.values_list("pk", flat=True))
    return [
        (each, workbench.comparable(held, each.mapping), each.mapping.pk in named)
        for each in mappings.precedents(held)[:8]
    ]
