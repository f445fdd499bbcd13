"""Enrol a class: one certificate, its units, many students, in three short steps and a summary.

What was chosen travels in the address up to the students, then in hidden fields, so that every step works
without a script and the way back keeps everything.
"""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from enrolments import access
from enrolments.actions import classes
from enrolments.actions.refusals import Refused
from enrolments.forms.entry_page import EnrolmentPageForm, first_values
from enrolments.forms.roster import Roster
from enrolments.forms.units import UnitGrid
from enrolments.lookups import RegisterInMemory
from enrolments.models import Enrolment, EnrolmentYear, Qualification, School, window
from enrolments.queries import entry_lists
from enrolments.queries.entry_state import EntryState, entry_state
from enrolments.views.closed import closed_meanwhile, entry_closed, is_late_unseen
from enrolments.views.posted import kept
from enrolments.views.years import chosen_at, year_to_enter
from vetportal import clock
from vetportal.accounts.roles import Permission
from vetportal.money import whole

_UNITS, _STUDENTS, _CHECK, _SAVE = "units", "students", "check", "save"
_BEFORE_STUDENTS = (
    "year", "certificate", "program", "delivery", "provider_code", "subjects", "unit", "add_unit",
    "add_hours",
)  # fmt: skip
_OF_UNITS = ("hours-", "credit-")


@access.school_page(Permission.ENROLMENT_EDIT)
def enrol_class(request: HttpRequest, school: School) -> HttpResponse:
    """The page of all steps; `step` says which one is asked for."""
    year = year_to_enter(request)
    state = entry_state(school, year, request.school_permissions)
    if not state.may_enter and request.POST.get("step") != _SAVE:
        return entry_closed(request, {"state": state})
    data = request.POST if request.method == "POST" else request.GET
    code = data.get("certificate", "")
    qualification = RegisterInMemory.of(qualifications=[code]).qualification(code) if code else None
    if qualification is None:
        return _choose_certificate(request, school, data, state)
    step = data.get("step", "")
    form = _form(school, year, qualification, data if step else None)
    grid = UnitGrid(qualification=qualification, data=data if step else None)
    page = {"year": year, "qualification": qualification, "form": form, "grid": grid, "formsets": [grid]}
    page |= {"state": state, "choose_year": data.get("year", "")}
    page["state_units"] = kept(data, names=_BEFORE_STUDENTS, prefixes=_OF_UNITS)
    page["units_query"] = urlencode([*page["state_units"], ("step", _UNITS)])
    if step in (_STUDENTS, _CHECK, _SAVE) and _are_units_right(form, grid):
        return _students_steps(request, school, page, data)
    wrong = bool(step) and step != _UNITS
    if not wrong:
        page["form"] = _form(school, year, qualification, None, data if step else None)
    return render(request, "enrolments/class_units.html", page, status=422 if wrong else 200)


def _choose_certificate(
    request: HttpRequest, school: School, data: QueryDict, state: EntryState
) -> HttpResponse:
    text = data.get("q", "").strip()
    found = entry_lists.find_certificates(text, school=school)
    if text and len(found) == 1:
        return redirect(chosen_at(request, found[0].code))
    context = {
        "q": text,
        "certificates": found,
        "unknown": data.get("certificate", ""),
        "choose_url": request.path,
        "choose_year": data.get("year", ""),
        "state": state,
    }
    return render(request, "enrolments/class_certificate.html", context)


def _form(
    school: School,
    year: EnrolmentYear,
    qualification: Qualification,
    data: QueryDict | None,
    typed: QueryDict | None = None,
) -> EnrolmentPageForm:
    values = None
    if data is not None:
        values = data.copy()
        values["certificate_code"] = qualification.code
    initial = first_values(school, qualification)
    if typed is not None:
        initial = {name: typed.get(name, value) for name, value in initial.items()}
    register = RegisterInMemory.of(
        qualifications=[qualification.code], providers=[(data or {}).get("provider_code", "")]
    )
    return EnrolmentPageForm(
        values, school=school, register=register, year=year, today=clock.today(), initial=initial
    )


def _are_units_right(form: EnrolmentPageForm, grid: UnitGrid) -> bool:
    if not all((form.is_valid(), grid.is_valid())):
        return False
    if not grid.ticked:
        sentence = "No unit is ticked yet. Tick the units that the class does this year."
        first = next((f"unit_code-{line.code}" for line in grid.lines), "unit_code-add")
        form.add_error(None, ValidationError(sentence, params={"target": first}))
        return False
    return True


def _students_steps(request: HttpRequest, school: School, page: dict, data: QueryDict) -> HttpResponse:
    roster = Roster(school=school, year=page["year"], qualification=page["qualification"], data=data)
    page |= {"roster": roster}
    step = data["step"]
    if step == _STUDENTS:
        return render(request, "enrolments/class_students.html", page)
    page["problem"] = roster.problem()
    if page["problem"]:
        return render(request, "enrolments/class_students.html", page, status=422)
    if step == _SAVE and request.method == "POST":
        return _save(request, school, page)
    return _summary(request, page)


def _summary(request: HttpRequest, page: dict, *, refusal: str = "", status: int = 200) -> HttpResponse:
    roster, grid = page["roster"], page["grid"]
    chosen = roster.chosen
    new = [each for each in chosen if each.pk not in roster.enrolled_ids]
    return render(
        request,
        "enrolments/class_check.html",
        page
        | {
            "new": new,
            "skipped": [each for each in chosen if each.pk in roster.enrolled_ids],
            "chosen": chosen,
            "program": Enrolment.Program(page["form"].cleaned_data["program"]).label,
            "delivery": Enrolment.Delivery(page["form"].cleaned_data["delivery"]).label,
            "total_hours": grid.total_hours * len(new),
            "warnings": [*page["form"].warnings, *(each for line in grid.ticked for each in line.warnings)],
            "refusal": refusal,
        },
        status=status,
    )


def _save(request: HttpRequest, school: School, page: dict) -> HttpResponse:
    form, qualification = page["form"], page["qualification"]
    if is_late_unseen(request, page["state"]):
        return _summary(request, page, refusal=closed_meanwhile(page["state"]), status=409)
    try:
        done = classes.enrol_class(
            school=school,
            year=page["year"],
            qualification=qualification,
            program=form.cleaned_data["program"],
            delivery=form.cleaned_data["delivery"],
            provider=form.provider,
            subjects=form.cleaned_data["subjects"],
            units=page["grid"].entries(),
            students=page["roster"].chosen,
            by=request.user,
        )
    except (Refused, window.EntryClosed) as refusal:
        return _summary(request, page, refusal=str(refusal), status=409)
    messages.success(request, _said(done, qualification, page["state"]))
    listed = reverse("enrolments:enrolments", args=[school.code])
    return redirect(f"{listed}?year={page['year']}&certificate={qualification.pk}")


def _said(done: classes.ClassEntered, qualification: Qualification, state: EntryState) -> str:
    students = "1 student is" if done.enrolments == 1 else f"{done.enrolments} students are"
    sentence = f"{students} enrolled in {qualification.code}, {whole(done.hours)} hours in all."
    if state.is_late and done.enrolments:
        sentence += " They were recorded late, so they are not on the census."
    if done.skipped:
        names = "; ".join(each.name for each in done.skipped)
        sentence += f" In it already and left as they were: {names}."
    return sentence
