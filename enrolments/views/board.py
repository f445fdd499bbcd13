"""The department's board of returns, and the review of one: approve it, or give it back with a reason."""

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from enrolments import queries
from enrolments.actions import returns as actions
from enrolments.actions.refusals import Refused
from enrolments.filters.returns import BoardFilter
from enrolments.forms.returns import ReturnForm, VersionForm
from enrolments.models import EnrolmentYear, School, SchoolReturn, window
from enrolments.queries import return_board, return_contents
from enrolments.rules import returns as rules
from enrolments.tables.returns import ReturnsTable
from enrolments.views.posted import whole_number
from enrolments.views.returns import refused, standing_context, status_of
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.files.writer import write_csv, write_xlsx
from vetportal.lists import paged

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@department(Permission.STATE_VIEW)
def returns(request: HttpRequest) -> HttpResponse:
    """All schools and where their returns stand."""
    year = queries.current_year()
    if year is None:
        return render(request, "enrolments/returns_board_no_year.html")
    schools = return_board.schools_with_returns(year)
    chosen = BoardFilter(request.GET, queryset=schools, year=year.year)
    if request.GET.get("export"):
        return _export(request.GET["export"], chosen.qs.order_by("name", "code"), year)
    may_approve = request.user.may(Permission.RETURN_APPROVE) and year.frozen_at is None
    table = ReturnsTable(chosen.qs, year=year.year, may_approve=may_approve, order_by="name")
    paged(request, table)
    table.entered = return_board.entered([row.record for row in table.page.object_list], year.year)
    to_approve = sum(row.record.standing == rules.CERTIFIED for row in table.page.object_list)
    if may_approve and not to_approve:
        table.columns.hide("tick")
    counts = return_board.counts_by_standing(schools)
    context = {
        "year": year,
        "filter": chosen,
        "table": table,
        "tabs": _tabs(request, counts),
        "may_approve": may_approve,
        "to_approve": to_approve,
        "missing": _not_certified(counts),
        "missing_government": _not_certified(return_board.counts_by_standing(_government(schools))),
        "waiting": counts[rules.CERTIFIED],
        "export_query": _without(request, "page", "sort", "export").urlencode(),
    }
    return render(request, "enrolments/returns_board.html", context)


def _tabs(request: HttpRequest, counts: dict[str, int]) -> list[dict]:
    """A tab for each standing, with its count; the other filters stay."""
    current = request.GET.get("status", "")
    tabs = [(standing, word, counts[standing]) for standing, word in return_board.STATUSES.items()]
    tabs.insert(0, ("", "All", sum(counts.values())))
    tabs.insert(2, (return_board.NOT_CERTIFIED, "Not certified", _not_certified(counts)))
    return [
        {"word": word, "count": count, "url": _with_status(request, standing), "current": standing == current}
        for standing, word, count in tabs
    ]


def _government(schools: QuerySet[School]) -> QuerySet[School]:
    """The schools whose enrolments are paid for."""
    return schools.filter(sector=School.Sector.GOVERNMENT)


def _not_certified(counts: dict[str, int]) -> int:
    return sum(counts[standing] for standing in return_board.WAITING_FOR_SCHOOLS)


def _with_status(request: HttpRequest, standing: str) -> str:
    query = _without(request, "status", "page")
    if standing:
        query["status"] = standing
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _without(request: HttpRequest, *names: str) -> QueryDict:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return query


def _export(kind: str, schools: QuerySet[School], year: EnrolmentYear) -> HttpResponse:
    """Every school that the filter finds, as CSV or as a workbook."""
    rows = return_board.rows(schools, year.year)
    if kind == "xlsx":
        response = HttpResponse(write_xlsx(return_board.COLUMNS, rows, sheet="Returns"), content_type=_XLSX)
    else:
        kind, pieces = "csv", write_csv(return_board.COLUMNS, rows)
        response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="returns-{year}.{kind}"'
    return response


@department(Permission.RETURN_APPROVE)
def approve_many(request: HttpRequest) -> HttpResponse:
    """Approve every ticked return; those that cannot be are named with the reason."""
    back = request.POST.get("back", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "enrolments:returns"
    versions = _versions(request.POST.getlist("tick"))
    if request.method != "POST":
        return redirect("enrolments:returns")
    if not versions:
        messages.warning(request, "No return was ticked. Tick the returns to approve, then approve.")
        return redirect(back)
    outcome = actions.approve_many(versions=versions, by=request.user)
    if outcome.approved:
        found = len(outcome.approved)
        messages.success(request, "1 return approved." if found == 1 else f"{found} returns approved.")
    for each, sentence in outcome.refused:
        messages.warning(request, f"{each.school} was not approved: {sentence}")
    return redirect(back)


def _versions(ticks: list[str]) -> dict[int, int]:
    """Ticks of the form "key:version"; anything else is left out."""
    pairs = (tick.partition(":") for tick in ticks)
    numbers = ((whole_number(key), whole_number(version)) for key, _, version in pairs)
    return {key: version for key, version in numbers if key and version}


@department(Permission.STATE_VIEW)
def review(request: HttpRequest, school_code: str) -> HttpResponse:
    """One school's return as an officer judges it."""
    return _review(request, get_object_or_404(School, code=school_code))


@department(Permission.RETURN_APPROVE)
def approve(request: HttpRequest, school_code: str) -> HttpResponse:
    """Accept the return as it was when the page was read."""
    return _decide(request, school_code, VersionForm, actions.approve, "The return is approved.")


@department(Permission.RETURN_APPROVE)
def return_(request: HttpRequest, school_code: str) -> HttpResponse:
    """Give the return back with a reason."""
    return _decide(request, school_code, ReturnForm, actions.return_, "The return went back to the school.")


def _decide(request: HttpRequest, school_code: str, form_class, action, done: str) -> HttpResponse:
    school = get_object_or_404(School, code=school_code)
    year = queries.current_year()
    held = queries.return_of(school, year.year) if year else None
    if request.method != "POST" or held is None or held.pk is None:
        return redirect("enrolments:return-review", school_code=school.code)
    form = form_class.of(held, request.POST)
    if not form.is_valid():
        return _review(request, school, form=form, status=422)
    try:
        action(school_return=held, by=request.user, **form.cleaned_data)
    except (Refused, window.EntryClosed) as refusal:
        return _review(request, school, form=refused(form, refusal), status=status_of(refusal))
    messages.success(request, done)
    return redirect("enrolments:return-review", school_code=school.code)


def _review(
    request: HttpRequest, school: School, *, form: Form | None = None, status: int = 200
) -> HttpResponse:
    year = queries.current_year()
    if year is None:
        return redirect("enrolments:returns")
    held = queries.return_of(school, year.year)
    may_decide = request.user.may(Permission.RETURN_APPROVE) and year.frozen_at is None
    standing = standing_context(school, year, held)
    context = standing | {
        "lines": return_contents.lines(
            school=school, year=year.year, contents=standing["contents"], changes=standing["changes"]
        ),
        "flags": return_contents.flags(school=school, year=year.year),
        "last_year": return_contents.last_year(school=school, year=year.year),
        "campuses": school.campuses.order_by("number"),
        "form": form,
        "approve_form": VersionForm.of(held),
        "return_form": _return_form(held, form),
        "may_approve": may_decide and rules.may_take(rules.APPROVE, held.status),
        "may_return": may_decide and rules.may_take(rules.RETURN, held.status),
        "may_open_school": request.user.may(Permission.SCHOOL_VIEW),
        "next_waiting": return_board.next_to_approve(year, school),
    }
    return render(request, "enrolments/return_review.html", context, status=status)


def _return_form(held: SchoolReturn, form: Form | None) -> ReturnForm:
    """What was typed stays; after a conflict the form speaks of the return as it is now."""
    if not isinstance(form, ReturnForm):
        return ReturnForm.of(held)
    if form.has_error("reason"):
        return form
    return ReturnForm(initial={"version": held.version, "reason": form.data.get("reason", "")})
