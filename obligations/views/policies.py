"""A school's VET policy: where it stands, the next step, every revision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from enrolments import access as schools
from enrolments.actions.refusals import Conflict
from enrolments.models import School
from obligations import access
from obligations.actions import policies as actions
from obligations.forms.policies import PolicyForm, first_values
from obligations.models import PolicyRevision
from obligations.rules import policy as rules
from obligations.tables import policy_tag
from obligations.views.downloads import attachment
from obligations.views.sending import sent
from vetportal import clock
from vetportal.accounts.roles import Permission


@schools.school_page(Permission.SCHOOL_VIEW)
def policy(request: HttpRequest, school: School) -> HttpResponse:
    """The three steps with their days, what comes next, and the history."""
    revisions = PolicyRevision.objects.filter(school=school).select_related("file", "changed_by")
    history = list(revisions.defer("file__content").order_by("-number"))
    last = history[0] if history else None
    dates = last.dates if last else rules.Dates()
    context = {
        "school": school,
        "last": last,
        "history": history,
        "steps": rules.steps(dates),
        "next": rules.next_step(dates),
        "tag": policy_tag(rules.state(dates)),
        "source": rules.SOURCE,
        "may_edit": Permission.ENROLMENT_EDIT in request.school_permissions,
    }
    return render(request, "obligations/policy.html", context)


@schools.school_page(Permission.ENROLMENT_EDIT)
def policy_edit(request: HttpRequest, school: School) -> HttpResponse:
    """Enter what was done; each saved change is a new revision."""
    last = actions.latest_of(school)
    form = PolicyForm(today=clock.today(), initial=first_values(last), **sent(request))
    if not form.is_bound or not form.is_valid():
        return _form_page(request, school, form, last, status=422 if form.errors else 200)
    try:
        actions.revise(
            school=school,
            seen=form.cleaned_data["seen"],
            dates=form.dates(),
            by=request.user,
            sent=form.cleaned_data["file"],
            **form.notes(),
        )
    except Conflict as refusal:
        last = actions.latest_of(school)
        form.data = form.data.copy()
        form.data["seen"] = last.number if last else 0  # so that saving again replaces what stands now
        return _form_page(request, school, form, last, conflict=str(refusal), status=409)
    messages.success(request, "The policy is saved.")
    return redirect("obligations:policy", school.code)


def _form_page(
    request: HttpRequest,
    school: School,
    form: PolicyForm,
    last: PolicyRevision | None,
    *,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "school": school,
        "form": form,
        "last": last,
        "conflict": conflict,
        "file_was_chosen": "file" in request.FILES,
    }
    return render(request, "obligations/policy_form.html", context, status=status)


@schools.school_page(Permission.SCHOOL_VIEW)
def policy_file(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """The file of a revision, to save."""
    return attachment(access.revision_of(school, pk).file)
