"""Longer entry: a school asks, another person in the department grants or refuses."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from enrolments import queries
from enrolments.access import school_page
from enrolments.actions import extensions as actions
from enrolments.actions.refusals import Refused
from enrolments.forms.returns import ExtensionForm, RefuseForm, StateExtensionForm
from enrolments.models import EnrolmentYear, EntryExtension, School, window
from enrolments.views.returns import refused, status_of
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.audit.models import AuditEvent
from vetportal.money import day


@school_page(Permission.EXTENSION_REQUEST)
def extension_request(request: HttpRequest, school: School) -> HttpResponse:
    """A school asks for more time, and sees what became of earlier requests."""
    year = queries.current_year()
    if year is None:
        return redirect("enrolments:return", school_code=school.code)
    form = ExtensionForm(request.POST or None, year=year)
    asked, status = _ask(request, form, year, school=school)
    if asked:
        messages.success(request, f"You asked for entry until {day(asked.until)}. The department decides.")
        return redirect("enrolments:extension-request", school_code=school.code)
    context = {
        "school": school,
        "year": year,
        "form": form,
        "extensions": _of_year(year, school=school),
        "waiting": actions.waiting_of(school, year.year),
    }
    return render(request, "enrolments/extension_request.html", context, status=status)


@department(Permission.STATE_VIEW)
def extensions(request: HttpRequest) -> HttpResponse:
    """Every request of the year: those that wait first."""
    year = queries.current_year()
    if year is None:
        return render(request, "enrolments/returns_board_no_year.html")
    may_decide = request.user.may(Permission.EXTENSION_GRANT) and year.frozen_at is None
    form = StateExtensionForm((may_decide and request.POST) or None, year=year)
    asked, status = _ask(request, form, year)
    if asked:
        messages.success(
            request,
            f"Request for {asked.school} until {day(asked.until)} written down. Another person grants it.",
        )
        return redirect("enrolments:extensions")
    return _list(request, year, form=form, status=status)


@department(Permission.EXTENSION_GRANT)
def extension_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Open entry for the school until the day asked for."""
    extension = get_object_or_404(EntryExtension.objects.select_related("school"), pk=pk)
    if request.method != "POST":
        return redirect("enrolments:extensions")
    try:
        actions.grant(extension=extension, by=request.user)
    except (Refused, window.EntryClosed) as refusal:
        return _refusal(request, extension, str(refusal), status_of(refusal))
    messages.success(request, f"Entry is open for {extension.school} until {day(extension.until)}.")
    return redirect("enrolments:extensions")


@department(Permission.EXTENSION_GRANT)
def extension_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a request with no and a reason."""
    extension = get_object_or_404(EntryExtension.objects.select_related("school"), pk=pk)
    if request.method != "POST":
        return redirect("enrolments:extensions")
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _refusal(request, extension, form.errors["reason"][0], 422)
    try:
        actions.refuse(extension=extension, by=request.user, **form.cleaned_data)
    except (Refused, window.EntryClosed) as refusal:
        return _refusal(request, extension, str(refusal), status_of(refusal))
    messages.success(request, f"The request of {extension.school} is refused.")
    return redirect("enrolments:extensions")


def _ask(
    request: HttpRequest, form: Form, year: EnrolmentYear, **at: School
) -> tuple[EntryExtension | None, int]:
    """The request that was made, or nothing and the status of the page that says why not."""
    if not form.is_bound:
        return None, 200
    if not form.is_valid():
        return None, 422
    try:
        return actions.request(year=year.year, by=request.user, **at, **form.cleaned_data), 200
    except (Refused, window.EntryClosed) as refusal:
        refused(form, refusal)
        return None, status_of(refusal)


def _refusal(request: HttpRequest, extension: EntryExtension, sentence: str, status: int) -> HttpResponse:
    year = extension.year
    form = StateExtensionForm(year=year)
    return _list(request, year, form=form, status=status, refusal=f"{extension.school}: {sentence}")


def _list(
    request: HttpRequest, year: EnrolmentYear, *, form: Form, status: int, refusal: str = ""
) -> HttpResponse:
    requests = _of_year(year)
    context = {
        "year": year,
        "form": form,
        "refusal": refusal,
        "waiting": [each for each in requests if not each.granted_at and not each.refused_at],
        "decided": [each for each in requests if each.granted_at or each.refused_at],
        "may_decide": request.user.may(Permission.EXTENSION_GRANT) and year.frozen_at is None,
    }
    return render(request, "enrolments/extensions.html", context, status=status)


def _of_year(year: EnrolmentYear, **at: School) -> list[EntryExtension]:
    """Requests, newest first; a refused one carries `refusal`, the audit event that says who and why."""
    requests = EntryExtension.objects.filter(year=year, **at).order_by("-requested_at")
    found = list(requests.select_related("school", "requested_by", "granted_by"))
    refusals = AuditEvent.objects.filter(
        subject_type=EntryExtension._meta.label_lower,
        subject_id__in=[str(each.pk) for each in found if each.refused_at],
        action="refuse_extension",
    )
    by_subject = {event.subject_id: event for event in refusals}
    for each in found:
        each.refusal = by_subject.get(str(each.pk))
    return found
