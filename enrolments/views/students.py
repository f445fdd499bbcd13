"""A school's students: the list, one student, adding and changing."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from enrolments import access, queries
from enrolments.actions import people
from enrolments.actions.entry_refusals import FieldRefused, StaleEntry
from enrolments.filters.students import StudentFilter
from enrolments.forms.people import StudentForm
from enrolments.models import Enrolment, School, Student, window
from enrolments.queries import entry_lists
from enrolments.queries.entry_state import earlier_late_year, entry_state
from enrolments.tables.students import StudentsTable
from enrolments.views.posted import version
from vetportal import clock
from vetportal.accounts.roles import Permission
from vetportal.lists import paged

_DETAILS = ("student_number", "family_name", "given_names", "year_level", "home_group", "is_overseas")


@access.school_page(Permission.SCHOOL_VIEW)
def students(request: HttpRequest, school: School) -> HttpResponse:
    """Every student of the school with what they study this year."""
    year = queries.current_year()
    listed = entry_lists.students_of(school, year.pk if year else 0).select_related("school")
    this_year = Enrolment.objects.filter(year=year).select_related("qualification").order_by("pk")
    listed = listed.prefetch_related(Prefetch("enrolments", this_year, to_attr="this_year"))
    found = StudentFilter(request.GET, listed, school=school)
    table = StudentsTable(found.qs)
    paged(request, table)
    is_filtered = bool(found.form.changed_data)
    return render(
        request,
        "enrolments/students.html",
        {
            "table": table,
            "filter": found,
            "year": year,
            "is_empty": not table.paginator.count and not is_filtered,
            "state": entry_state(school, year, request.school_permissions),
        },
    )


@access.school_page(Permission.SCHOOL_VIEW)
def student(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """One student: all years, and what was done."""
    who = access.student_of(school, pk)
    who.school = school
    enrolments = list(
        queries.with_hours(Enrolment.objects.filter(student=who))
        .select_related("qualification", "provider", "year", "entered_by", "school")
        .order_by("-year_id", "qualification__code")
    )
    year = queries.current_year()
    return render(
        request,
        "enrolments/student.html",
        {
            "student": who,
            "enrolments": enrolments,
            "history": entry_lists.history_of(who, enrolments),
            "year": year,
            "late_year": earlier_late_year(year),
            "state": entry_state(school, year, request.school_permissions),
        },
    )


@access.school_page(Permission.ENROLMENT_EDIT)
def student_add(request: HttpRequest, school: School) -> HttpResponse:
    """Add a student; "Save and enrol" goes on to their first enrolment."""
    form = _form(request, school)
    if request.method == "POST" and form.is_valid():
        try:
            added = people.add_student(school=school, by=request.user, **form.cleaned_data)
        except FieldRefused as refusal:
            form.refuse(refusal.field, refusal.code, str(refusal))
        else:
            messages.success(request, f"{added.name} was added.")
            target = "enrolments:enrolment-add" if "enrol" in request.POST else "enrolments:student"
            return redirect(target, school_code=school.code, pk=added.pk)
    return _form_page(request, form, status=422 if form.errors else 200)


@access.school_page(Permission.ENROLMENT_EDIT)
def student_edit(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Change a student's details; a record that was changed meanwhile is shown beside what was typed."""
    who = access.student_of(school, pk)
    form = _form(request, school, who)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, form, who, status=422 if form.errors else 200)
    try:
        people.change_student(student=who, version=version(request), by=request.user, **form.cleaned_data)
    except FieldRefused as refusal:
        form.refuse(refusal.field, refusal.code, str(refusal))
    except window.EntryClosed as refusal:
        form.refuse(_guarded(form, who), refusal.code, str(refusal))
    except StaleEntry as conflict:
        return _form_page(request, form, conflict.current, conflict=conflict, status=409)
    else:
        messages.success(request, "The details were saved.")
        return redirect("enrolments:student", school_code=school.code, pk=who.pk)
    return _form_page(request, form, who, status=422)


def _guarded(form: StudentForm, who: Student) -> str:
    """The field that a closed census refuses to change."""
    changed = (
        name for name in ("date_of_birth", "is_overseas") if form.cleaned_data[name] != getattr(who, name)
    )
    return next(changed, "campus")


def _form(request: HttpRequest, school: School, who: Student | None = None) -> StudentForm:
    initial = None
    if who:
        initial = {name: getattr(who, name) for name in _DETAILS}
        born = who.date_of_birth
        initial |= {"date_of_birth": f"{born.day}/{born.month}/{born.year}", "campus": who.campus_id}
    return StudentForm(
        request.POST if request.method == "POST" else None,
        today=clock.today(),
        campuses=school.campuses.order_by("number"),
        initial=initial,
    )


def _form_page(
    request: HttpRequest,
    form: StudentForm,
    who: Student | None = None,
    *,
    conflict: StaleEntry | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "student": who, "conflict": conflict}
    return render(request, "enrolments/student_form.html", context, status=status)
