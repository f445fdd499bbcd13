"""The results of one student: all of them, one more, one changed, one removed."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from credits import access
from credits.actions.result_checks import Finding, ResultChange, document_needed, hours_missing, without_hours
from credits.actions.results import ResultsChanged, ResultsRefused, save_results
from credits.forms.class_grid import clash_said, day_written
from credits.forms.results import OutcomeForm, ResultForm
from credits.models import Outcome, UnitResult
from credits.queries.standing import standing_of
from credits.rules.national_words import meaning_of
from enrolments import access as schools
from enrolments.actions.refusals import Refused
from enrolments.forms.text import plain
from enrolments.lookups import RegisterInMemory
from enrolments.models import School, Student, Unit
from enrolments.views.posted import version
from vetportal.accounts.roles import Permission

_FOUND = 20
_OFFERS = {"not_enrolled", "unit_not_enrolled"}


@schools.school_page(Permission.SCHOOL_VIEW)
def student_results(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Everything that a student achieved or not, of all years."""
    who = schools.student_of(school, pk)
    related = ("unit", "qualification", "evidence")
    found = list(
        UnitResult.objects.filter(student=who)
        .select_related(*related)
        .order_by("-year", "-ended_on", "unit__code")
    )
    silent = without_hours(each.unit for each in found)
    for each in found:
        each.evidence_held = getattr(each, "evidence", None)
        each.lacks_hours = each.unit_id in silent
        each.national_said = meaning_of(each.national_outcome)
    context = {
        "student": who,
        "results": found,
        "may_enter": Permission.RESULT_ENTER in request.school_permissions,
    }
    return render(request, "credits/student_results.html", context)


@schools.school_page(Permission.RESULT_ENTER)
def result_add(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """A result of a unit on its own, of earlier study, or of a unit in one of the student's certificates."""
    who = schools.student_of(school, pk)
    who.school = school
    data = request.POST if request.method == "POST" else None
    typed = request.POST if request.method == "POST" else request.GET
    register = RegisterInMemory.of(
        units=[plain(typed.get("unit_code"))], qualifications=[plain(typed.get("certificate_code"))]
    )
    if "choose" in request.POST:  # a unit that was found, beside everything that was typed
        chosen = request.POST.dict() | {"unit_code": plain(request.POST["choose"])}
        return _add_page(request, who, ResultForm(register=register, initial=chosen))
    form = ResultForm(data, register=register, initial={"unit_code": typed.get("unit_code", "")})
    if data is None or not form.is_valid():
        return _add_page(request, who, form)
    change = _change_of(who, form)
    try:
        save_results(school=school, changes=[change], by=request.user)
    except ResultsRefused as refusal:
        offers = _refuse(form, refusal.findings[0])
        return _add_page(request, who, form, offers=offers)
    except ResultsChanged as conflict:
        held = next(iter(conflict.stored.values()))
        form.refuse(
            "unit_code",
            "result_exists",
            f"{change.unit.code} has a result for {change.year} already: {clash_said(held)}. Change that "
            "result instead.",
        )
        return _add_page(request, who, form, existing=held)
    _tell(request, change)
    return redirect("credits:student-results", school.code, who.pk)


def _change_of(who: Student, form: ResultForm) -> ResultChange:
    """What the form says; the year is that of the enrolment that holds the unit, else that of the date."""
    values = form.cleaned_data
    unit, qualification, ended = values["unit"], values["qualification"], values["ended_on"]
    year = values["year"]
    if year is None and qualification is not None:
        standing = standing_of(who.school, [who.pk])
        year = standing.year_of(who.pk, qualification.pk, unit.pk, ended.year)
    return ResultChange(who, unit, qualification, year or ended.year, values["outcome"], ended)


def _add_page(
    request: HttpRequest,
    who: Student,
    form: ResultForm,
    *,
    offers: bool = False,
    existing: UnitResult | None = None,
) -> HttpResponse:
    text = plain(request.GET.get("q"))[:100]
    context = {
        "student": who,
        "form": form,
        "q": text,
        "units": _find_units(text),
        "offers": offers or bool(form["on_its_own"].value()),
        "existing": existing,
    }
    return render(request, "credits/result_add.html", context, status=422 if form.errors else 200)


def _find_units(text: str) -> list[Unit]:
    """Units whose code begins with each word, or whose title holds it."""
    words = text.replace("\x00", "").split()[:8]
    found = Unit.objects.order_by("code")
    for word in words:
        found = found.filter(Q(code__istartswith=word) | Q(title__icontains=word))
    return list(found[:_FOUND]) if words else []


@schools.school_page(Permission.RESULT_ENTER)
def result(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Change how a unit ended; what somebody else changed meanwhile is shown, not overwritten."""
    held = access.result_of(school, pk)
    initial = {"outcome": held.outcome, "ended_on": day_written(held.ended_on)}
    form = OutcomeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return _result_page(request, held, form, status=422 if form.errors else 200)
    change = _of_stored(held, form.cleaned_data["outcome"], form.cleaned_data["ended_on"], version(request))
    try:
        save_results(school=school, changes=[change], by=request.user)
    except ResultsRefused as refusal:
        _refuse(form, refusal.findings[0])
        return _result_page(request, held, form, status=422)
    except ResultsChanged as conflict:
        return _result_page(request, access.result_of(school, pk), form, conflict=str(conflict), status=409)
    _tell(request, change)
    return redirect("credits:student-results", school.code, held.student_id)


@schools.school_page(Permission.RESULT_ENTER)
def result_remove(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Remove a result that was entered by mistake; the audit record keeps what it said."""
    held = access.result_of(school, pk)
    if request.method != "POST":
        return render(request, "credits/result_remove.html", _about(held))
    try:
        change = _of_stored(held, "", None, version(request))
        save_results(school=school, changes=[change], by=request.user)
    except Refused as refusal:
        context = _about(access.result_of(school, pk)) | {"refusal": str(refusal)}
        return render(request, "credits/result_remove.html", context, status=409)
    messages.success(request, f"The result of {held.unit.code} was removed.")
    return redirect("credits:student-results", school.code, held.student_id)


def _of_stored(held: UnitResult, outcome: str, ended_on, seen: int) -> ResultChange:
    return ResultChange(
        held.student, held.unit, held.qualification, held.year, outcome, ended_on, seen, held.national_outcome
    )


def _about(held: UnitResult) -> dict:
    return {"student": held.student, "result": held, "evidence": getattr(held, "evidence", None)}


def _result_page(
    request: HttpRequest, held: UnitResult, form: OutcomeForm, *, conflict: str = "", status: int = 200
) -> HttpResponse:
    context = _about(held) | {"form": form, "conflict": conflict, "clash": clash_said(held)}
    return render(request, "credits/result.html", context, status=status)


def _refuse(form: OutcomeForm, findings: list[Finding]) -> bool:
    """Put what was found to its fields; whether it helps to record the unit on its own."""
    for each in findings:
        form.refuse(each.field if each.field in form.fields else "outcome", each.code, each.sentence)
    return any(each.code in _OFFERS for each in findings)


def _tell(request: HttpRequest, change: ResultChange) -> None:
    messages.success(request, f"{change.unit.code}: {Outcome(change.outcome).label.lower()}, saved.")
    if without_hours([change.unit]):
        messages.warning(request, hours_missing(change.unit).sentence)
    if change.outcome == Outcome.CREDIT_TRANSFER:
        held = (
            UnitResult.objects.filter(
                student=change.student, unit=change.unit, qualification=change.qualification, year=change.year
            )
            .select_related("evidence")
            .first()
        )
        if held is not None and getattr(held, "evidence", None) is None:
            messages.warning(request, document_needed(change.student.name, change.unit).sentence)
