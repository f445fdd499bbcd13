"""A school's own return: what is certified and what it is worth, signing it, reopening it."""

from typing import NamedTuple

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from enrolments import queries
from enrolments.access import school_page
from enrolments.actions import returns as actions
from enrolments.actions.refusals import Conflict, Refused
from enrolments.forms.returns import CertifyForm, VersionForm, declaration
from enrolments.models import EnrolmentYear, School, SchoolReturn, window
from enrolments.queries import return_contents
from enrolments.queries.return_contents import Contents
from enrolments.rules import returns as rules
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission
from vetportal.audit.models import AuditEvent


class Step(NamedTuple):
    """One line of the timeline of a return."""

    tone: str
    word: str
    event: AuditEvent


_STEPS = {
    "certify_return": ("ready", "Certified"),
    "reopen_return": ("incomplete", "Reopened"),
    "approve_return": ("done", "Approved"),
    "return_return": ("problem", "Returned"),
}


def timeline(events: list[AuditEvent]) -> list[Step]:
    """The steps of a return as people read them."""
    steps = []
    for event in events:
        tone, word = _STEPS.get(event.action, ("info", event.action))
        is_nil = event.action == "certify_return" and event.after.get("is_nil")
        steps.append(Step(tone, "Certified as nil" if is_nil else word, event))
    return steps


def standing_context(school: School, year: EnrolmentYear, held: SchoolReturn) -> dict:
    """What the school's page and the department's review both show of a return."""
    contents = return_contents.of(school=school, year=year.year)
    events = return_contents.history(held)
    return {
        "school": school,
        "year": year,
        "held": held,
        "contents": contents,
        "steps": timeline(events),
        "changes": return_contents.changes_since_signed(
            school=school, year=year.year, events=events, contents=contents
        ),
        "is_late": return_contents.is_late(held, year),
        "standing": return_contents.standing(held),
        "is_signed": held.status not in rules.EDITABLE,
    }


@school_page(Permission.SCHOOL_VIEW)
def return_page(request: HttpRequest, school: School) -> HttpResponse:
    """One page that says what is being certified, what it is worth and who did what."""
    year = queries.current_year()
    if year is None:
        return render(request, "enrolments/return_no_year.html", {"school": school})
    return _page(request, school, year)


@school_page(Permission.RETURN_CERTIFY)
def certify(request: HttpRequest, school: School) -> HttpResponse:
    """Sign the return, or that there is nothing to report."""
    year = queries.current_year()
    if request.method != "POST" or year is None:
        return redirect("enrolments:return", school_code=school.code)
    contents = return_contents.of(school=school, year=year.year)
    form = CertifyForm(request.POST, sentence=declaration(school, year, contents))
    if form.is_valid():
        try:
            actions.certify(
                school=school,
                year=year.year,
                is_nil=form.cleaned_data["is_nil"],
                seen=form.cleaned_data["seen"],
                by=request.user,
            )
        except (Refused, window.EntryClosed) as refusal:
            return _page(request, school, year, form=refused(form, refusal), status=status_of(refusal))
        messages.success(request, "The return is certified. The department approves it next.")
        return redirect("enrolments:return", school_code=school.code)
    return _page(request, school, year, form=form, status=422)


@school_page(Permission.RETURN_CERTIFY)
def reopen(request: HttpRequest, school: School) -> HttpResponse:
    """Take the signature back while entry is open."""
    year = queries.current_year()
    if request.method != "POST" or year is None:
        return redirect("enrolments:return", school_code=school.code)
    held = queries.return_of(school, year.year)
    form = VersionForm.of(held, request.POST)
    if held.pk is None or not form.is_valid():
        return redirect("enrolments:return", school_code=school.code)
    try:
        actions.reopen(school_return=held, version=form.cleaned_data["version"], by=request.user)
    except (Refused, window.EntryClosed) as refusal:
        return _page(request, school, year, form=refused(form, refusal), status=status_of(refusal))
    messages.success(request, "The return is open again. Certify it when the entries are right.")
    return redirect("enrolments:return", school_code=school.code)


def refused(form: Form, refusal: Exception) -> Form:
    """The form with the sentence of a refusal on top; what was typed stays."""
    form.add_error(None, str(refusal))
    return form


def status_of(refusal: Exception) -> int:
    """409 where somebody else was faster, otherwise 422."""
    return 409 if isinstance(refusal, Conflict) else 422


def _page(
    request: HttpRequest, school: School, year: EnrolmentYear, *, form: Form | None = None, status: int = 200
) -> HttpResponse:
    held = queries.return_of(school, year.year)
    context = standing_context(school, year, held)
    now = clock.now()
    may_sign = Permission.RETURN_CERTIFY in request.school_permissions and year.frozen_at is None
    context |= {
        "form": form,
        "is_open": window.is_open(year, school.pk, now),
        "is_after_census": clock.today() > year.census_date,
        "extended_to": window.extended_to(year.year, school.pk),
        "may_certify": may_sign and not context["is_signed"],
        "may_reopen": may_sign and context["is_signed"],
        "may_review": request.user.may(Permission.STATE_VIEW),
        "reopen_form": VersionForm.of(held),
    }
    if context["may_certify"]:
        context |= _signing_context(school, year, context["contents"], request.user, form)
    return render(request, "enrolments/return.html", context, status=status)


def _signing_context(
    school: School, year: EnrolmentYear, contents: Contents, by: User, form: Form | None
) -> dict:
    """The form to sign with: fresh figures, an empty tick where they are not those that were read."""
    sentence = declaration(school, year, contents)
    seen = return_contents.mark(school=school, year=year.year)
    initial = {"is_nil": not contents.enrolments, "seen": seen}
    return {
        "own_entries": return_contents.own_entries(school=school, year=year.year, by=by),
        "certify_form": CertifyForm(initial=initial, sentence=sentence),
        "sentence": sentence,
        "tick_missing": bool(form and form.errors.get("confirmed")),
    }
