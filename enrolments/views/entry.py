"""Entering and changing one student's enrolment with its units."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from enrolments import access
from enrolments.actions import entry
from enrolments.actions.entry_refusals import FieldRefused, StaleEntry
from enrolments.forms.entry_page import EnrolmentPageForm, first_values
from enrolments.forms.units import UnitGrid
from enrolments.lookups import RegisterInMemory
from enrolments.models import Enrolment, Qualification, School, Student, window
from enrolments.queries import entry_lists
from enrolments.queries.entry_state import EntryState, entry_state
from enrolments.views.closed import closed_meanwhile, entry_closed, is_late_unseen
from enrolments.views.posted import version
from enrolments.views.years import chosen_at, year_to_enter
from vetportal import clock
from vetportal.accounts.roles import Permission


@access.school_page(Permission.ENROLMENT_EDIT)
def enrolment_add(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Enrol a student: first the certificate, then program, delivery and units on one page."""
    who, year = access.student_of(school, pk), year_to_enter(request)
    who.school = school
    state = entry_state(school, year, request.school_permissions)
    if not state.may_enter and request.method != "POST":
        return entry_closed(request, {"student": who, "state": state})
    qualification = _chosen(request)
    if qualification is None:
        return _choose_certificate(request, school, who, state)
    form = _form(request, school, year, qualification, first_values(school, qualification))
    grid = UnitGrid(qualification=qualification, data=_posted(request))
    page = {"student": who, "year": year, "qualification": qualification, "form": form, "grid": grid}
    page |= {"formsets": [grid], "state": state}
    if not state.may_enter or is_late_unseen(request, state):
        return _closed_meanwhile(request, page, state)
    if not _is_saved(request, form, grid):
        return _page(request, page)
    try:
        made = entry.enter(student=who, year=year, units=grid.entries(), by=request.user, **_values(form))
    except FieldRefused as refusal:
        form.refuse(refusal.field, refusal.code, str(refusal))
        return _page(request, page | {"existing": refusal.existing})
    except window.EntryClosed as refusal:
        return _page(request, page | {"refusal": str(refusal)}, status=409)
    late = " This was recorded late: it is not on the census." if not made.on_census else ""
    messages.success(request, f"{who.name} is enrolled in {qualification.code}.{late}")
    return redirect("enrolments:enrolment", school_code=school.code, pk=made.pk)


@access.school_page(Permission.ENROLMENT_EDIT)
def enrolment_edit(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Change an enrolment and its units; what somebody else changed meanwhile is shown, not overwritten."""
    held = access.enrolment_of(school, pk)
    state = entry_state(school, held.year, request.school_permissions, held)
    if not state.may_enter and request.method != "POST":
        context = {"student": held.student, "enrolment": held, "state": state}
        return entry_closed(request, context)
    form = _form(request, school, held.year, held.qualification, _initial(held), kept=held.qualification)
    stored = held.units.select_related("unit")
    grid = UnitGrid(qualification=held.qualification, data=_posted(request), stored=stored)
    page = {
        "student": held.student,
        "enrolment": held,
        "year": held.year,
        "qualification": held.qualification,
        "form": form,
        "grid": grid,
        "formsets": [grid],
        "state": state,
        "version": held.version,
    }
    if not state.may_enter:
        return _closed_meanwhile(request, page, state)
    if not _is_saved(request, form, grid):
        return _page(request, page | {"version": request.POST.get("version", held.version)})
    try:
        values = _values(form)
        del values["qualification"]
        entry.change(
            enrolment=held, version=version(request), units=grid.entries(), by=request.user, **values
        )
    except StaleEntry as conflict:
        return _conflict(request, page, conflict)
    except window.EntryClosed as refusal:
        return _page(request, page | {"refusal": str(refusal)}, status=409)
    messages.success(request, "The enrolment was saved.")
    return redirect("enrolments:enrolment", school_code=school.code, pk=held.pk)


def _choose_certificate(
    request: HttpRequest, school: School, who: Student, state: EntryState
) -> HttpResponse:
    text = request.GET.get("q", "").strip()
    found = entry_lists.find_certificates(text, school=school)
    if text and len(found) == 1:
        return redirect(chosen_at(request, found[0].code))
    context = {
        "student": who,
        "q": text,
        "certificates": found,
        "unknown": request.GET.get("certificate", ""),
        "choose_url": request.path,
        "choose_year": request.GET.get("year", ""),
        "state": state,
    }
    return render(request, "enrolments/enrolment_certificate.html", context)


def _chosen(request: HttpRequest) -> Qualification | None:
    code = request.POST.get("certificate_code") or request.GET.get("certificate") or ""
    return RegisterInMemory.of(qualifications=[code]).qualification(code) if code else None


def _posted(request: HttpRequest) -> object:
    return request.POST if request.method == "POST" else None


def _form(
    request: HttpRequest,
    school: School,
    year: object,
    qualification: Qualification,
    initial: dict[str, str],
    **kwargs,
) -> EnrolmentPageForm:
    register = RegisterInMemory.of(
        qualifications=[qualification.code], providers=[request.POST.get("provider_code", "")]
    )
    data = _posted(request)
    if _is_adding(request):
        # One row more was asked for; whether the rest is right, nobody has asked yet.
        data, initial = None, {name: request.POST.get(name, "") for name in initial}
    if data is not None:
        data = data.copy()
        data["certificate_code"] = qualification.code
    today = clock.today()
    return EnrolmentPageForm(
        data, school=school, register=register, year=year, today=today, initial=initial, **kwargs
    )


def _initial(held: Enrolment) -> dict[str, str]:
    return {
        "certificate_code": held.qualification.code,
        "program": held.program,
        "delivery": held.delivery,
        "provider_code": held.provider.code if held.provider else "",
        "subjects": "" if held.subjects is None else str(held.subjects),
    }


def _is_adding(request: HttpRequest) -> bool:
    """Whether "Add unit" was pressed, which only brings the page back with one row more."""
    return request.method == "POST" and "add" in request.POST


def _is_saved(request: HttpRequest, form: EnrolmentPageForm, grid: UnitGrid) -> bool:
    """Whether the page was sent to be saved, and can be."""
    if request.method != "POST" or _is_adding(request):
        return False
    return all((form.is_valid(), grid.is_valid()))


def _values(form: EnrolmentPageForm) -> dict[str, object]:
    named = ("qualification", "program", "delivery", "provider", "subjects")
    return {name: form.cleaned_data[name] for name in named}


def _conflict(request: HttpRequest, page: dict, conflict: StaleEntry) -> HttpResponse:
    """Stored and typed beside each other; saving again then overwrites knowingly."""
    current = conflict.current
    return _page(
        request,
        page
        | {
            "conflict": conflict,
            "current": current,
            "current_units": entry.entries_in(current) if current.pk else [],
            "version": current.version,
        },
        status=409,
    )


def _closed_meanwhile(request: HttpRequest, page: dict, state: EntryState) -> HttpResponse:
    """The page was opened while entry was open and sent after its end: nothing typed on it is lost."""
    return _page(request, page | {"refusal": closed_meanwhile(state)}, status=409)


def _page(request: HttpRequest, page: dict, status: int = 0) -> HttpResponse:
    wrong = request.method == "POST" and not _is_adding(request)
    return render(request, "enrolments/enrolment_form.html", page, status=status or (422 if wrong else 200))
