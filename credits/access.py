"""Records of a school that an address names. Another school's answer as if they did not exist."""

from django.http import Http404

from credits.models import ResultUpload, UnitResult
from enrolments.models import School


def result_of(school: School, pk: int) -> UnitResult:
    """A result of one of this school's students, or Http404."""
    related = ("student", "unit", "qualification", "evidence", "changed_by", "entered_by")
    found = UnitResult.objects.filter(student__school=school, pk=pk).select_related(*related).first()
    if found is None:
        raise Http404("There is no such result at this school.")
    found.student.school = school
    return found


def result_upload_of(school: School, pk: int) -> ResultUpload:
    """A file of results of this school, or Http404."""
    found = ResultUpload.objects.filter(school=school, pk=pk).select_related("sent_by", "taken_by").first()
    if found is None:
        raise Http404("There is no such file of results at this school.")
    return found
