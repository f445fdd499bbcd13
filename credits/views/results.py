"""The results of a school's classes: what is entered, what is missing, and the grid of one class."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from credits.actions.result_checks import without_hours
from credits.actions.results import ResultsChanged, ResultsRefused, Saved, save_results
from credits.forms.class_grid import LEGEND, Cell, ClassGrid
from credits.queries import classes, due
from enrolments import access
from enrolments.actions.refusals import Refused
from enrolments.lookups import RegisterInMemory
from enrolments.models import EnrolmentYear, Qualification, School
from enrolments.views.years import year_asked, year_to_enter
from vetportal import clock
from vetportal.accounts.roles import Permission

_STUDENTS_A_PAGE = 60
_DOCUMENTS_SHOWN = 20
_STATES = {
    "NO_UNITS": ("closed", "No units"),
    "NOT_STARTED": ("not-started", "Not started"),
    "INCOMPLETE": ("incomplete", "Incomplete"),
    "CONTINUING": ("ready", "Going on"),
    "COMPLETE": ("done", "Complete"),
}


@access.school_page(Permission.SCHOOL_VIEW)
def results(request: HttpRequest, school: School) -> HttpResponse:
    """Every class of the year, those with missing outcomes first, and the documents that are needed."""
    year = year_asked(request)
    found = classes.classes_of(school, year.pk) if year else []
    found.sort(key=lambda each: not each.missing)
    documents = due.documents_needed(school)
    taught = EnrolmentYear.objects.filter(enrolments__school=school).distinct()
    context = {
        "year": year,
        "years": sorted({year, *taught} - {None}, key=lambda each: each.pk, reverse=True),
        "classes": [(each, *_STATES[each.state]) for each in found],
        "expected": sum(each.expected for each in found),
        "final": sum(each.final for each in found),
        "continuing": sum(each.continuing for each in found),
        "missing": sum(each.missing for each in found),
        "next": next((each for each in found if each.missing), None),
        "documents": documents.select_related("student", "unit", "qualification")[:_DOCUMENTS_SHOWN],
        "document_count": documents.count(),
        "may_enter": Permission.RESULT_ENTER in request.school_permissions,
    }
    return render(request, "credits/results.html", context)


@access.school_page(Permission.SCHOOL_VIEW)
def results_class(request: HttpRequest, school: School) -> HttpResponse:
    """The grid of a class: students by units. Who may not enter results reads it."""
    year, qualification = year_to_enter(request), class_asked(request.GET.get("certificate", ""))
    page = _students(school, qualification, year, request.GET.get("page", "1"))
    grid = _grid(school, qualification, year, page)
    return _class_page(request, grid, year, page)


@access.school_page(Permission.RESULT_ENTER)
def results_save(request: HttpRequest, school: School) -> HttpResponse:
    """Save what was typed into the grid of a class, or show each problem in its cell."""
    if request.method != "POST":
        return redirect("credits:results", school.code)
    year, qualification = year_to_enter(request), class_asked(request.POST.get("certificate", ""))
    address = f"{reverse('credits:results-class', args=[school.code])}?certificate={qualification.code}"
    address = f"{address}&year={year.pk}"
    page = _students(school, qualification, year, request.POST.get("page", "1"))
    grid = _grid(school, qualification, year, page, request.POST)
    changes = grid.changes()
    if grid.problems:
        return _class_page(request, grid, year, page, status=422)
    try:
        saved = save_results(school=school, changes=[each for _, each in changes], by=request.user)
    except ResultsRefused as refusal:
        for place, found in refusal.findings.items():
            changes[place][0].error = " ".join(each.sentence for each in found)
        return _class_page(request, grid, year, page, status=422)
    except ResultsChanged as conflict:
        grid.show_clashes({changes[place][0]: held for place, held in conflict.stored.items()})
        return _class_page(request, grid, year, page, conflict=str(conflict), status=409)
    except Refused as refusal:
        return _class_page(request, grid, year, page, conflict=str(refusal), status=409)
    messages.success(request, said(saved))
    return redirect(f"{address}&page={page.number}")


def said(saved: Saved) -> str:
    """What saving did, in one sentence."""
    counted = ((saved.new, "entered"), (saved.changed, "changed"), (saved.removed, "removed"))
    parts = [f"{number} {word}" for number, word in counted if number]
    if not parts:
        return "Nothing was changed, so nothing was saved."
    total = saved.new + saved.changed + saved.removed
    return f"{'1 result' if total == 1 else f'{total} results'} saved: {', '.join(parts)}."


def class_asked(code: str) -> Qualification:
    """The certificate that an address names; Http404 where the register has none."""
    found = RegisterInMemory.of(qualifications=[code]).qualification(code) if code else None
    if found is None:
        raise Http404("There is no such certificate in the register.")
    return found


def _students(school: School, qualification: Qualification, year: EnrolmentYear, asked: str) -> Page:
    enrolments = classes.enrolments_of(school, qualification, year.pk)
    return Paginator(enrolments, _STUDENTS_A_PAGE).get_page(asked)


def _grid(
    school: School, qualification: Qualification, year: EnrolmentYear, page: Page, data: object = None
) -> ClassGrid:
    roll = classes.roll_of(school, qualification, year.pk, list(page.object_list))
    return ClassGrid(roll, today=clock.today(), data=data)


def _class_page(
    request: HttpRequest,
    grid: ClassGrid,
    year: EnrolmentYear,
    page: Page,
    *,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    units = grid.roll.units
    cells = list(grid.cells)
    silent = without_hours(units)
    context = {
        "grid": grid,
        "qualification": grid.roll.qualification,
        "year": year,
        "page": page,
        "legend": LEGEND,
        "conflict": conflict,
        "without_hours": [each for each in units if each.pk in silent],
        "missing": sum(1 for each in cells if each.stored is None),
        "cell_count": len(cells),
        "changed": sum(1 for each in cells if _is_typed(each)),
        "may_enter": Permission.RESULT_ENTER in request.school_permissions,
    }
    return render(request, "credits/results_class.html", context, status=status)


def _is_typed(cell: Cell) -> bool:
    return cell.text != cell.seen
