"""A school's use of targeted VET funding: what was received, for what it was used, the signature."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from enrolments.access import school_page
from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import EnrolmentYear, School
from obligations.actions import acquittals as actions
from obligations.forms.acquittals import AcquittalForm, CertifyForm, first_values
from obligations.queries import acquittals as queries
from obligations.rules import acquittal as rules
from obligations.views.years import chosen
from vetportal.accounts.roles import Permission


@school_page(Permission.SCHOOL_VIEW)
def acquittal(request: HttpRequest, school: School) -> HttpResponse:
    """What was received and used in a year, and every signed version."""
    year, tabs = chosen(request)
    return _page(request, school, year, tabs=tabs)


def _page(
    request: HttpRequest,
    school: School,
    year: EnrolmentYear | None,
    *,
    tabs: list | None = None,
    form: CertifyForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    may = request.school_permissions
    context = {"school": school, "year": year, "years": tabs or chosen(request).tabs, "source": rules.SOURCE}
    if year is None:
        return render(request, "obligations/acquittal.html", context)
    entered = queries.entered(school, year)
    versions = list(queries.signed(school, year))
    last = versions[0] if versions else None
    is_signed = last is not None and _says_the_same(last, entered)
    seen = {"version": entered.version, "received": entered.balance.received}
    context |= {
        "entered": entered,
        "lines": _named(entered.lines),
        "versions": [(each, _named(queries.lines_of(each))) for each in versions],
        "last": last,
        "is_signed": is_signed,
        "is_government": school.sector == School.Sector.GOVERNMENT,
        "may_edit": Permission.ENROLMENT_EDIT in may,
        "may_certify": Permission.RETURN_CERTIFY in may and entered.draft is not None and not is_signed,
        "sentence": rules.declaration(str(school), year.pk, entered.balance),
        "form": form or CertifyForm(initial=seen),
        "fresh": CertifyForm(initial=seen),
        "refusal": refusal,
    }
    return render(request, "obligations/acquittal.html", context, status=status)


def _named(lines: tuple[tuple[str, int, str], ...]) -> list[tuple[str, int, str]]:
    return [(rules.PURPOSES[purpose], amount, words) for purpose, amount, words in lines]


def _says_the_same(last, entered: queries.Entered) -> bool:
    return last.balance == entered.balance and queries.lines_of(last) == entered.lines


@school_page(Permission.ENROLMENT_EDIT)
def acquittal_edit(request: HttpRequest, school: School) -> HttpResponse:
    """Enter what was used for each purpose; a signed version stays as it is."""
    year, _ = chosen(request)
    if year is None:
        return redirect("obligations:acquittal", school.code)
    entered = queries.entered(school, year)
    data = request.POST if request.method == "POST" else None
    form = AcquittalForm(data, initial=first_values(entered))
    context = {"school": school, "year": year, "entered": entered, "form": form, "source": rules.SOURCE}
    if not form.is_bound or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "obligations/acquittal_form.html", context, status=status)
    try:
        actions.save(
            school=school, year=year, version=form.cleaned_data["version"], uses=form.uses(), by=request.user
        )
    except Conflict as refusal:
        entered = queries.entered(school, year)
        form.data = form.data.copy()
        form.data["version"] = entered.version  # so that saving again replaces what stands now
        context |= {"conflict": str(refusal), "entered": entered, "stored": _named(entered.lines)}
        return render(request, "obligations/acquittal_form.html", context, status=409)
    messages.success(request, "The amounts are saved. The principal certifies them next.")
    return redirect(_address(school, year))


@school_page(Permission.RETURN_CERTIFY)
def acquittal_certify(request: HttpRequest, school: School) -> HttpResponse:
    """The principal signs what is entered."""
    year, _ = chosen(request)
    if request.method != "POST" or year is None:
        return redirect("obligations:acquittal", school.code)
    form = CertifyForm(request.POST)
    if not form.is_valid():
        return _page(request, school, year, form=form, status=422)
    try:
        signed = actions.certify(
            school=school,
            year=year,
            version=form.cleaned_data["version"],
            received=form.cleaned_data["received"],
            by=request.user,
        )
    except Refused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return _page(request, school, year, refusal=str(refusal), status=status)
    messages.success(request, f"Version {signed.version} is certified. The department can read it.")
    return redirect(_address(school, year))


def _address(school: School, year: EnrolmentYear) -> str:
    return f"{reverse('obligations:acquittal', args=[school.code])}?year={year}"
