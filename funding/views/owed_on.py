"""The TAFE supplement as the department reads it: by TAFE, and as a file by school and certificate."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from funding import exports
from funding.queries import owed_on
from funding.views.payment_files import as_file, check_form
from funding.views.years_paid import chosen_year, years_paid
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.audit import trail


@department(Permission.STATE_VIEW)
def tafes(request: HttpRequest) -> HttpResponse:
    """What schools owe on to each TAFE for a year."""
    years = years_paid()
    year = chosen_year(request, years)
    run = owed_on.run_of(year)
    rows = owed_on.by_tafe(run)
    context = {
        "year": year,
        "years": years,
        "run": run,
        "rows": rows,
        "total": sum(each.cents for each in rows),
        "released": owed_on.released_so_far(year) if rows else 0,
        "may_export": request.user.may(Permission.PAYMENT_EXPORT),
    }
    return render(request, "funding/tafes.html", context)


@department(Permission.PAYMENT_EXPORT)
def export(request: HttpRequest, year: int, form: str) -> HttpResponse:
    """What each school owes on, by TAFE and certificate; who took it is recorded."""
    check_form(form)
    run = owed_on.run_of(year)
    if run is None:
        raise Http404("Nothing has been released for this year.")
    with transaction.atomic():
        trail.record(
            by=request.user, action="export_payments", subject=run, after={"format": form, "owed_on": True}
        )
    return as_file(form, exports.OWED_ON_COLUMNS, exports.owed_on_rows(run), name=f"owed-on-{year}")
