"""Records of a school, or Http404: another school's answers as one that does not exist."""

from django.http import Http404

from enrolments.models import School
from obligations.models import Agreement, ParentCharge, PolicyRevision


def agreement_of(school: School, pk: int) -> Agreement:
    """An agreement of this school, or Http404."""
    found = Agreement.objects.filter(school=school, pk=pk)
    agreement = found.select_related("provider__school", "host_school", "changed_by", "school").first()
    if agreement is None:
        raise Http404("There is no such agreement at this school.")
    return agreement


def revision_of(school: School, pk: int) -> PolicyRevision:
    """A revision of this school's VET policy, or Http404."""
    revision = PolicyRevision.objects.filter(school=school, pk=pk).first()
    if revision is None:
        raise Http404("There is no such revision of this school's policy.")
    return revision


def charge_of(school: School, pk: int) -> ParentCharge:
    """A charge to parents of this school's students, or Http404."""
    charges = ParentCharge.objects.filter(enrolment__school=school, pk=pk)
    charge = charges.select_related("enrolment__student", "enrolment__qualification").first()
    if charge is None:
        raise Http404("There is no such charge at this school.")
    return charge
