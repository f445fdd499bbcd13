"""Funding as other pages show it: the answer for one enrolment, and what a school's entries are worth."""

from django import template

from enrolments import queries
from enrolments.models import Enrolment, EnrolmentUpload, EnrolmentYear, School
from funding.queries import answers, estimates
from funding.queries import upload_worth as uploads

register = template.Library()


@register.inclusion_tag("funding/answer.html")
def funding_answer(enrolment: Enrolment) -> dict:
    """`{% funding_answer enrolment %}`: will this be funded, how much, and every reason against it."""
    return {"answer": answers.of_enrolment(enrolment), "enrolment": enrolment}


@register.inclusion_tag("funding/school_worth.html")
def school_worth(school: School, year: EnrolmentYear | None = None) -> dict:
    """`{% school_worth school %}`: what the entries of the newest (or given) year would earn."""
    year = year or queries.current_year()
    estimate = estimates.of_school(school, year) if year else None
    return {"school": school, "year": year, "estimate": estimate}


@register.inclusion_tag("funding/upload_worth.html")
def upload_worth(upload: EnrolmentUpload) -> dict:
    """`{% upload_worth upload %}`: what the school's entries would earn before and after a staged file."""
    return {"worth": uploads.worth_of(upload), "upload": upload}
