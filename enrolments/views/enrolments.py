"""A school's enrolments: the list with its export, one enrolment, withdrawing and removing."""

from django.contrib import messages
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from enrolments import access, queries
from enrolments.actions import entry
from enrolments.actions.refusals import Conflict
from enrolments.exports import rows_of
from enrolments.filters.students import EnrolmentFilter
from enrolments.forms.withdrawal import WithdrawForm
from enrolments.models import Enrolment, EnrolmentYear, PackagedUnit, School, holds, window
from enrolments.queries import approvals
from enrolments.queries.entry_state import entry_state
from enrolments.tables.students import EnrolmentsTable, missing_of
from enrolments.uploads.enrolment_file import COLUMNS
from enrolments.views.downloads import download
from enrolments.views.posted import version
from enrolments.views.years import year_asked
from vetportal import clock
from vetportal.accounts.roles import Permission
from vetportal.lists import paged


@access.school_page(Permission.SCHOOL_VIEW)
def enrolments(request: HttpRequest, school: School) -> HttpResponse:
    """The school's enrolments of a year: filter, sort, search, totals; `export` gives the filtered ones."""
    year = year_asked(request)
    if year is None:
        state = entry_state(school, None, request.school_permissions)
        return render(request, "enrolments/enrolments.html", {"state": state, "year": None})
    listed = queries.school_enrolments(school, year.pk).select_related("school")
    found = EnrolmentFilter(request.GET, listed, school=school, year=year)
    if request.GET.get("export"):
        name = f"enrolments-{school.code}-{year}"
        return download(request.GET["export"], COLUMNS, rows_of(found.qs), name=name)
    # Once the census is frozen nothing can be mended for its funding.
    table = EnrolmentsTable(found.qs, exclude=("at_risk",) if year.frozen_at else ())
    paged(request, table)
    totals = _totals(found.qs)
    return render(
        request,
        "enrolments/enrolments.html",
        {
            "table": table,
            "filter": found,
            "year": year,
            "is_newest": year == queries.current_year(),
            "years": list(EnrolmentYear.objects.order_by("-year").values_list("year", flat=True)),
            "totals": totals,
            "is_empty": not totals["enrolments"] and not found.form.changed_data,
            "export_query": _export_query(request),
            "state": entry_state(school, year, request.school_permissions),
        },
    )


def _totals(found: QuerySet[Enrolment]) -> dict[str, int]:
    plain = Enrolment.objects.filter(pk__in=found.order_by().values("pk"))
    counted = plain.aggregate(
        late=Count("pk", distinct=True, filter=Q(on_census=False)),
        enrolments=Count("pk", distinct=True),
        students=Count("student", distinct=True),
        hours=Sum("units__hours", filter=Q(units__is_credit_transfer=False)),
    )
    return counted | {"hours": counted["hours"] or 0}


def _export_query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    for name in ("page", "sort", "export"):
        kept.pop(name, None)
    return kept.urlencode()


@access.school_page(Permission.SCHOOL_VIEW)
def enrolment(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """One enrolment with its units, and whether it will be funded."""
    held = access.enrolment_of(school, pk)
    units = list(held.units.select_related("unit").order_by("unit__code"))
    packaged = dict(
        PackagedUnit.objects.filter(qualification=held.qualification).values_list("unit_id", "kind")
    )
    for each in units:
        kind = packaged.get(each.unit_id)
        each.kind = PackagedUnit.Kind(kind).label if kind else "Outside the packaging"
    held.unit_count = len(units)
    held.units_without_hours = sum(each.hours is None and not each.is_credit_transfer for each in units)
    approval = approvals.of_enrolment(held)
    return render(
        request,
        "enrolments/enrolment.html",
        {
            "enrolment": held,
            "student": held.student,
            "units": units,
            "total_hours": sum(each.hours or 0 for each in units if not each.is_credit_transfer),
            "missing": missing_of(held),
            "needs_approval": approvals.needs_approval(held.qualification),
            "approval": approval,
            "other_provider": approvals.names_other_provider(held, approval),
            "state": entry_state(school, held.year, request.school_permissions, held),
        },
    )


@access.school_page(Permission.ENROLMENT_EDIT)
def enrolment_withdraw(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Record the day on which the student left; "reinstate" takes it back."""
    held = access.enrolment_of(school, pk)
    state = entry_state(school, held.year, request.school_permissions, held)
    form = WithdrawForm(
        request.POST if request.method == "POST" and "reinstate" not in request.POST else None,
        year=held.year,
        today=clock.today(),
        only_after_census=not state.may_enter,
    )
    page = {"form": form, "enrolment": held, "student": held.student, "state": state}
    if request.method != "POST" or (form.is_bound and not form.is_valid()):
        status = 422 if form.errors else 200
        return render(request, "enrolments/enrolment_withdraw.html", page, status=status)
    try:
        on = form.cleaned_data["on"] if form.is_bound else None
        entry.withdraw(enrolment=held, version=version(request), on=on, by=request.user)
    except (Conflict, window.EntryClosed) as refusal:
        page |= {"refusal": str(refusal), "enrolment": access.enrolment_of(school, pk)}
        return render(request, "enrolments/enrolment_withdraw.html", page, status=409)
    messages.success(request, "The withdrawal was recorded." if on else "The withdrawal was taken back.")
    return redirect("enrolments:enrolment", school_code=school.code, pk=held.pk)


@access.school_page(Permission.ENROLMENT_EDIT)
def enrolment_remove(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Remove an enrolment entered by mistake, after a question; only while entry is open."""
    held = access.enrolment_of(school, pk)
    state = entry_state(school, held.year, request.school_permissions, held)
    page = {
        "enrolment": held,
        "student": held.student,
        "state": state,
        "units": held.units.count(),
        "reason_to_keep": holds.reason_to_keep([held.pk]) if state.may_enter else "",
    }
    if request.method != "POST":
        return render(request, "enrolments/enrolment_remove.html", page)
    try:
        entry.remove(enrolment=held, version=version(request), by=request.user)
    except (Conflict, window.EntryClosed) as refusal:
        page |= {"refusal": str(refusal)}
        return render(request, "enrolments/enrolment_remove.html", page, status=409)
    messages.success(request, f"{held.qualification.code} of {held.student.name} was removed.")
    return redirect("enrolments:student", school_code=school.code, pk=held.student_id)
