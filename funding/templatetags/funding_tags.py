"""Funding as other pages show it: the answer for one enrolment, and what a school's entries are worth."""

from django import template
from django.template import Context

from enrolments import queries
from enrolments.models import Enrolment, EnrolmentUpload, EnrolmentYear, School, SchoolReturn, window
from funding.queries import answers, estimates, run_figures
from funding.queries import at_risk as risk_list
from funding.queries import upload_worth as uploads
from funding.queries.base_rates import has_base_rate
from vetportal import clock
from vetportal.accounts.roles import Permission

register = template.Library()
_RISKS_SHOWN = 10  # the rest stands on the page of all enrolments
register.filter("has_base_rate", has_base_rate)


@register.inclusion_tag("funding/answer.html", takes_context=True)
def funding_answer(context: Context, enrolment: Enrolment) -> dict:
    """`{% funding_answer enrolment %}`: will this be funded, how much, and every reason against it."""
    may_record_approval = context["request"].user.may(Permission.APPROVAL_RECORD)
    return {
        "answer": answers.of_enrolment(enrolment),
        "enrolment": enrolment,
        "may_record_approval": may_record_approval,
    }


@register.inclusion_tag("funding/school_worth.html")
def school_worth(school: School, year: EnrolmentYear | None = None) -> dict:
    """`{% school_worth school %}`: what the entries of the newest (or given) year would earn."""
    year = year or queries.current_year()
    estimate = estimates.of_school(school, year) if year else None
    may_mend = year is not None and window.is_open(year, school.pk, clock.now())
    is_paid = school.sector == School.Sector.GOVERNMENT
    return {
        "school": school,
        "year": year,
        "estimate": estimate,
        "may_mend": may_mend,
        "at_risk": risk_list.of_entries(school, estimate, _RISKS_SHOWN) if estimate and is_paid else [],
    }


@register.inclusion_tag("funding/upload_worth.html")
def upload_worth(upload: EnrolmentUpload) -> dict:
    """`{% upload_worth upload %}`: what the school's entries would earn before and after a staged file."""
    return {"worth": uploads.worth_of(upload), "upload": upload}


@register.simple_tag(takes_context=True)
def at_risk(context: Context, enrolment: Enrolment) -> int:
    """`{% at_risk enrolment as cents %}`: what an enrolment that earns nothing would earn if it were mended.

    0 for one that is funded, that nobody can mend, or whose census is frozen. Asked once for a page of one
    school and year; `enrolment.school` is read already.
    """
    request = context["request"]
    if not hasattr(request, "risks"):  # kept on the request: each cell of a table renders on its own
        request.risks = {}
    key = (enrolment.school_id, enrolment.year_id)
    if key not in request.risks:
        request.risks[key] = estimates.risks_of(enrolment.school, enrolment.year_id)
    return request.risks[key].get(enrolment.pk, 0)


@register.simple_tag(takes_context=True)
def at_stake(context: Context, school: School, year: EnrolmentYear) -> int | None:
    """`{% at_stake school year as cents %}`: a school's released indicative funding while nobody approved.

    None (a dash) for an approved return, which nothing threatens, for a school that is not a government one,
    and before the indicative run is released. The amounts of all schools are asked for once a page.
    """
    if school.standing == SchoolReturn.Status.APPROVED or school.sector != School.Sector.GOVERNMENT:
        return None
    request = context["request"]
    if not hasattr(request, "stakes"):  # kept on the request: each cell of a table renders on its own
        request.stakes = run_figures.stakes(year.pk)
    return None if request.stakes is None else request.stakes.get(school.pk, 0)
