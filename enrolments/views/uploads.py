"""Files with enrolments: send one, read what it would do, save it whole or drop it."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from enrolments import access, exports, queries
from enrolments.actions import uploads as actions
from enrolments.actions.refusals import Conflict, Refused
from enrolments.forms.uploads import UploadForm, column_guide
from enrolments.models import EnrolmentUpload, School, window
from enrolments.queries.entry_state import earlier_late_year, entry_state
from enrolments.tables.uploads import UploadRowsTable, UploadsTable, state_of
from enrolments.uploads import check as upload_check
from enrolments.uploads.enrolment_file import COLUMNS, ERRORS_COLUMN, SUBJECTS_COLUMN
from enrolments.uploads.findings import grouped
from enrolments.views.downloads import download
from enrolments.views.years import year_to_enter
from vetportal.access import View
from vetportal.accounts.roles import Permission
from vetportal.files.limits import SCHOOL_UPLOAD
from vetportal.files.problems import FileRefused
from vetportal.lists import paged

_SHOWN_GROUPS = 50
_SHOWS = {"errors": "With errors", "warnings": "To check", "all": "All rows"}


def _recording_refused_files(view: View) -> Callable[..., HttpResponse]:
    """A file sent by somebody whose role does not allow it leaves its trace, too."""

    @wraps(view)
    def watched(request: HttpRequest, school_code: str, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, school_code, *args, **kwargs)
        except PermissionDenied:
            school = School.objects.filter(code=school_code).first()
            if school and "file" in request.FILES:
                content = request.FILES["file"].read(SCHOOL_UPLOAD.bytes + 1)
                actions.record_refusal(
                    school=school, owner=request.user, content=content, code="role_missing"
                )
            raise

    return watched


@_recording_refused_files
@access.school_page(Permission.ENROLMENT_EDIT)
def uploads(request: HttpRequest, school: School) -> HttpResponse:
    """Send a file; below, the files sent before and what goes into each column."""
    if request.method != "POST":
        return _uploads_page(request, school, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            upload = actions.stage(
                school=school,
                year=year_to_enter(request),
                owner=request.user,
                filename=sent.name,
                content=sent.read(SCHOOL_UPLOAD.bytes + 1),
                check=upload_check.check_rows,
            )
        except FileRefused as refusal:
            form.add_error("file", refusal.sentence)
        else:
            return redirect("enrolments:upload", school.code, upload.pk)
    return _uploads_page(request, school, form, status=422)


def _uploads_page(
    request: HttpRequest, school: School, form: UploadForm, *, status: int = 200
) -> HttpResponse:
    newest = queries.current_year()
    year = year_to_enter(request) if newest else None
    context = {
        "form": form,
        "year": year,
        "newest": newest,
        "late_year": earlier_late_year(newest),
        "state": entry_state(school, year, request.school_permissions),
    }
    if year is not None:
        own = EnrolmentUpload.objects.filter(school=school, year=year, owner=request.user)
        table = UploadsTable(own.select_related("school"))
        paged(request, table, rows=10)
        context |= {"table": table, "guide": column_guide(school, year)}
    return render(request, "enrolments/uploads.html", context, status=status)


@access.school_page(Permission.ENROLMENT_EDIT)
def upload_template(request: HttpRequest, school: School) -> HttpResponse:
    """The file to fill in: empty, with the school's students, or with what is entered already."""
    content = request.GET.get("with", "")
    rows = ()
    if content == "students":
        rows = exports.students_of(school)
    elif content == "enrolments":
        rows = exports.rows_of(queries.school_enrolments(school, year_to_enter(request).pk))
    name = f"{content if content in ('students', 'enrolments') else 'template'}-{school.code}"
    return download(request.GET.get("format", "csv"), COLUMNS, rows, name=name)


@access.school_page(Permission.ENROLMENT_EDIT)
def upload(request: HttpRequest, school: School, pk: UUID) -> HttpResponse:
    """The preview of a staged file, or what became of it."""
    return _upload_page(request, school, access.upload_of(school, pk, request.user))


def _upload_page(
    request: HttpRequest, school: School, held: EnrolmentUpload, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "upload": held,
        "year": held.year,
        "tag": state_of(held),
        "refusal": refusal,
        "state": entry_state(school, held.year, request.school_permissions),
        "is_staged": held.status == EnrolmentUpload.Status.STAGED,
    }
    if context["is_staged"]:
        context |= _preview(request, held)
    return render(request, "enrolments/upload.html", context, status=status)


def _preview(request: HttpRequest, held: EnrolmentUpload) -> dict:
    """What was found, and one page of the rows."""
    counts = {"errors": held.error_rows, "warnings": held.warning_rows, "all": held.row_count}
    offered = {kind: word for kind, word in _SHOWS.items() if counts[kind]}
    show = request.GET.get("show", "")
    show = show if show in offered else next(iter(offered), "all")
    rows = held.rows.order_by("number")
    without = () if SUBJECTS_COLUMN in exports.columns_of(held) else (SUBJECTS_COLUMN,)
    table = UploadRowsTable(rows if show == "all" else rows.exclude(**{show: []}), exclude=without)
    paged(request, table)
    tabs = [(kind, word, counts[kind], kind == show) for kind, word in offered.items()]
    errors, warnings = grouped(held, "errors"), grouped(held, "warnings")
    return {
        "errors": errors[:_SHOWN_GROUPS],
        "more_errors": len(errors) - _SHOWN_GROUPS,
        "warnings": warnings[:_SHOWN_GROUPS],
        "more_warnings": len(warnings) - _SHOWN_GROUPS,
        "table": table,
        "tabs": tabs,
    }


@access.school_page(Permission.ENROLMENT_EDIT)
def upload_confirm(request: HttpRequest, school: School, pk: UUID) -> HttpResponse:
    """Save everything that the file says."""
    held = access.upload_of(school, pk, request.user)
    if request.method != "POST" or held.status == EnrolmentUpload.Status.CONFIRMED:
        return redirect("enrolments:upload", school.code, held.pk)
    try:
        actions.confirm(
            upload=held, by=request.user, check=upload_check.check_rows, seen=request.POST.get("seen", "")
        )
    except (Refused, window.EntryClosed) as refusal:
        held.refresh_from_db()
        status = 409 if isinstance(refusal, Conflict) else 422
        return _upload_page(request, school, held, refusal=str(refusal), status=status)
    messages.success(request, f"Everything in {held.filename} is saved.")
    return redirect("enrolments:upload", school.code, held.pk)


@access.school_page(Permission.ENROLMENT_EDIT)
def upload_drop(request: HttpRequest, school: School, pk: UUID) -> HttpResponse:
    """Put the file away without saving it."""
    held = access.upload_of(school, pk, request.user)
    if request.method != "POST":
        return redirect("enrolments:upload", school.code, held.pk)
    held = actions.drop(upload=held, by=request.user)
    if held.status == EnrolmentUpload.Status.DROPPED:
        messages.info(request, f"{held.filename} was dropped. Nothing was saved from it.")
    return redirect("enrolments:uploads", school.code)


@access.school_page(Permission.ENROLMENT_EDIT)
def upload_rejected(request: HttpRequest, school: School, pk: UUID) -> HttpResponse:
    """The rows of a staged file with what is wrong in a last column: those with errors, or all of them."""
    held = access.upload_of(school, pk, request.user)
    is_whole = request.GET.get("rows") == "all"
    rows = exports.marked_rows(held, rejected_only=not is_whole)
    name = f"{'marked' if is_whole else 'errors'}-{school.code}"
    columns = (*exports.columns_of(held), ERRORS_COLUMN)
    return download(request.GET.get("format", "csv"), columns, rows, name=name)
