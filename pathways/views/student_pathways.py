"""Where a student's study leads in higher education."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enrolments import access
from enrolments.models import School
from pathways.queries.study import pathways_of
from pathways.rules import mapping_words
from vetportal.accounts.roles import Permission


@access.school_page(Permission.SCHOOL_VIEW)
def student_pathways(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Pathways that are open now, nearly open, assessed without credit; `with=present` adds present study."""
    student = access.student_of(school, pk)
    with_present = request.GET.get("with") == "present"
    context = {
        "school": school,
        "student": student,
        "with_present": with_present,
        "found": pathways_of(student, with_present_study=with_present),
        "forms": mapping_words.FORMS,
    }
    return render(request, "pathways/student_pathways.html", context)
