"""Files of results: send one, read what it would do, say who is meant, take it whole or drop it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from credits import access
from credits.actions import result_uploads as actions
from credits.forms.uploads import ResultFileForm, choices_of, column_guide
from credits.models import ResultUpload
from credits.queries.open_results import open_rows
from credits.result_files.table import TEMPLATE_COLUMNS
from credits.views.results import said
from enrolments import access as schools
from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import School
from enrolments.views.downloads import download
from enrolments.views.years import year_asked, year_to_enter
from vetportal.accounts.roles import Permission
from vetportal.files.limits import SCHOOL_UPLOAD
from vetportal.files.problems import FileRefused

_LISTED = 20
_Status = ResultUpload.Status


@schools.school_page(Permission.RESULT_ENTER)
def result_uploads(request: HttpRequest, school: School) -> HttpResponse:
    """Send a file; below, the files sent before and what goes into each column."""
    return _list_page(request, school, ResultFileForm())


@schools.school_page(Permission.RESULT_ENTER)
def result_upload_add(request: HttpRequest, school: School) -> HttpResponse:
    """Read and check the file that was sent."""
    if request.method != "POST":
        return redirect("credits:result-uploads", school.code)
    form = ResultFileForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        content = sent.read(SCHOOL_UPLOAD.bytes + 1)
        try:
            upload = actions.add(school=school, filename=sent.name, content=content, by=request.user)
        except FileRefused as refusal:
            form.add_error("file", refusal.sentence)
        else:
            return redirect("credits:result-upload", school.code, upload.pk)
    return _list_page(request, school, form, status=422)


def _list_page(
    request: HttpRequest, school: School, form: ResultFileForm, *, status: int = 200
) -> HttpResponse:
    sent = ResultUpload.objects.filter(school=school).defer("content").select_related("sent_by")
    context = {
        "form": form,
        "uploads": sent.order_by("-sent_at", "-pk")[:_LISTED],
        "guide": column_guide(),
        "year": year_asked(request),
    }
    return render(request, "credits/result_uploads.html", context, status=status)


@schools.school_page(Permission.RESULT_ENTER)
def result_upload_template(request: HttpRequest, school: School) -> HttpResponse:
    """A table to fill in: every unit of the year whose outcome is missing, or only the headings."""
    rows = () if request.GET.get("with") == "nothing" else open_rows(school, year_to_enter(request).pk)
    return download(request.GET.get("format", "csv"), TEMPLATE_COLUMNS, rows, name=f"results-{school.code}")


@schools.school_page(Permission.RESULT_ENTER)
def result_upload(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """What a file would do; POST keeps who the provider's clients are, and checks the file again."""
    held = access.result_upload_of(school, pk)
    if request.method != "POST":
        return _page(request, held)
    choices = choices_of(request.POST, held.found)
    try:
        held = actions.match(upload=held, choices=choices, own="own" in request.POST, by=request.user)
    except Refused as refusal:
        return _page(request, access.result_upload_of(school, pk), refusal=str(refusal), status=409)
    return redirect("credits:result-upload", school.code, held.pk)


@schools.school_page(Permission.RESULT_ENTER)
def result_upload_take(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Save everything that the file says."""
    held = access.result_upload_of(school, pk)
    if request.method != "POST" or held.status == _Status.TAKEN:
        return redirect("credits:result-upload", school.code, held.pk)
    try:
        saved = actions.take(upload=held, seen=request.POST.get("seen", ""), by=request.user)
    except Refused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return _page(request, access.result_upload_of(school, pk), refusal=str(refusal), status=status)
    messages.success(request, f"{held.filename}: {said(saved)}")
    return redirect("credits:results", school.code)


@schools.school_page(Permission.RESULT_ENTER)
def result_upload_drop(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Put the file away without taking it."""
    held = access.result_upload_of(school, pk)
    if request.method != "POST":
        return redirect("credits:result-upload", school.code, held.pk)
    held = actions.drop(upload=held, by=request.user)
    if held.status == _Status.DROPPED:
        messages.info(request, f"{held.filename} was dropped. No result was taken from it.")
    return redirect("credits:result-uploads", school.code)


def _page(request: HttpRequest, held: ResultUpload, *, refusal: str = "", status: int = 200) -> HttpResponse:
    found = held.found
    context = {
        "upload": held,
        "found": found,
        "refusal": refusal,
        "is_checked": held.status == _Status.CHECKED,
        "is_ready": not found.get("faults") and not found.get("waiting"),
        "does_something": found.get("new", 0) + found.get("changed", 0) > 0,
        "more_people": max(0, found.get("unmatched", 0) - len(found.get("people", ()))),
    }
    return render(request, "credits/result_upload.html", context, status=status)
