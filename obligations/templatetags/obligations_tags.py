"""Obligations as other pages show them: the agreement of one enrolment, what a school lacks."""

from django import template

from enrolments.models import Enrolment, EnrolmentYear, School
from obligations.models import PolicyRevision
from obligations.queries import arrangements
from obligations.rules import policy
from obligations.tables import STANDINGS, policy_tag

register = template.Library()


@register.inclusion_tag("obligations/enrolment_agreement.html")
def enrolment_agreement(enrolment: Enrolment) -> dict:
    """`{% enrolment_agreement enrolment %}`: which agreement it needs, and a warning where none is valid."""
    standing = arrangements.of_enrolment(enrolment)
    tone, word = STANDINGS[standing.word]
    return {"enrolment": enrolment, "standing": standing, "tone": tone, "word": word}


@register.inclusion_tag("obligations/tasks.html")
def obligation_tasks(school: School, year: EnrolmentYear) -> dict:
    """`{% obligation_tasks school year %}`: what a government school lacks, as lines of its task list."""
    if school.sector != School.Sector.GOVERNMENT:
        return {}
    without = [each for each in arrangements.of_school(school, year) if each.standing.is_without]
    last = PolicyRevision.objects.filter(school=school).order_by("-number").first()
    dates = last.dates if last else policy.Dates()
    return {
        "school": school,
        "without": len(without),
        "enrolments": sum(each.enrolments for each in without),
        "next": policy.next_step(dates),
        "policy_tag": policy_tag(policy.state(dates)),
    }
