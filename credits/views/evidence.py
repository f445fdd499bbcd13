"""The evidence of a credit transfer: what was seen, what the register says of it, what was decided."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from credits import access
from credits.actions import evidence as actions
from credits.forms.class_grid import day_written
from credits.forms.results import EvidenceForm
from credits.models import Outcome, TransferEvidence, UnitResult
from credits.queries.equivalents import Relation, relation
from enrolments import access as schools
from enrolments.actions.entry_refusals import StaleEntry
from enrolments.actions.refusals import Refused
from enrolments.models import School
from enrolments.views.posted import version
from vetportal import clock
from vetportal.accounts.roles import Permission

_Basis = TransferEvidence.Basis
_DATES = ("issued_on", "verified_on")
_SAID = {
    Relation.SAME: "The document names the same unit, {unit}.",
    Relation.EQUIVALENT: "The register calls {issued} and {unit} equivalent.",
    Relation.REPLACED: (
        "The register says that one of {issued} and {unit} replaced the other, and does not call them "
        "equivalent. Credit then rests on the provider’s own analysis."
    ),
    Relation.NONE: (
        "The register holds {issued} and does not relate it to {unit}. Credit then rests on the provider’s "
        "own analysis."
    ),
    Relation.UNKNOWN: (
        "The register does not hold {issued}. Check the code on the document; if it is right, credit rests "
        "on the provider’s own analysis."
    ),
}


@schools.school_page(Permission.RESULT_ENTER)
def evidence(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Record the document behind a credit transfer, or change what is recorded."""
    held = access.result_of(school, pk)
    stored = getattr(held, "evidence", None)
    form = EvidenceForm(
        request.POST if request.method == "POST" else None, today=clock.today(), initial=_initial(stored)
    )
    if request.method != "POST" or not form.is_valid():
        return _page(request, held, form, status=422 if form.errors else 200)
    values = form.cleaned_data
    found = relation(values["unit_as_issued"], held.unit)
    contradiction = actions.contradiction_of(values["basis"], found)
    if contradiction:
        form.refuse("basis", "basis_contradicts", contradiction)
        return _page(request, held, form, status=422)
    try:
        seen = actions.Document(**values)
        actions.record_evidence(result=held, version=version(request), seen=seen, by=request.user)
    except StaleEntry as conflict:
        return _page(request, access.result_of(school, pk), form, conflict=str(conflict), status=409)
    except Refused as refusal:
        return _page(request, access.result_of(school, pk), form, refusal=str(refusal), status=409)
    messages.success(request, f"The evidence for {held.unit.code} is recorded.")
    doubt = doubt_of(values["basis"], found)
    if doubt:
        messages.warning(request, doubt)
    return redirect(_came_from(request, held))


def _came_from(request: HttpRequest, held: UnitResult) -> str:
    """The list of documents that the person works through, or the student's results."""
    code = held.student.school.code
    if request.GET.get("from") == "documents":
        return f"{reverse('credits:results', args=[code])}?year={held.year}#documents"
    if request.GET.get("from") == "class" and held.qualification:
        page = reverse("credits:results-class", args=[code])
        return f"{page}?certificate={held.qualification.code}&year={held.year}#documents"
    return reverse("credits:student-results", args=[code, held.student_id])


def said_of(issued: str, held: UnitResult) -> tuple[Relation, str]:
    """What the register says of a unit on a document, as a sentence."""
    found = relation(issued, held.unit)
    return found, _SAID[found].format(issued=issued, unit=held.unit.code)


def doubt_of(basis: str, found: Relation) -> str:
    """A sentence where the basis is more than the register asks for; empty where it is not."""
    if basis == _Basis.ANALYSED and found in (Relation.SAME, Relation.EQUIVALENT):
        return (
            "The register settles it already, so the provider’s own analysis is not needed. Check the basis."
        )
    return ""


def _initial(stored: TransferEvidence | None) -> dict[str, object]:
    if stored is None:
        return {}
    values = {name: getattr(stored, name) for name in EvidenceForm.base_fields}
    return values | {name: day_written(values[name]) for name in _DATES}


def _page(
    request: HttpRequest,
    held: UnitResult,
    form: EvidenceForm,
    *,
    conflict: str = "",
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    stored = getattr(held, "evidence", None)
    issued = form["unit_as_issued"].value() or ""
    basis = form["basis"].value() or ""
    found, sentence = said_of(str(issued).strip().upper()[:12], held) if issued else (None, "")
    context = {
        "student": held.student,
        "result": held,
        "stored": stored,
        "form": form,
        "relation": found,
        "register_says": sentence,
        "doubt": doubt_of(basis, found) if found and basis else "",
        "conflict": conflict,
        "refusal": refusal,
        "is_transfer": held.outcome == Outcome.CREDIT_TRANSFER,
        "came_from": _came_from(request, held),
    }
    return render(request, "credits/evidence.html", context, status=status)
