"""Will this be funded? asked while an enrolment is being typed; nothing is saved."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from enrolments import access, queries
from enrolments.forms.entry import programs_of
from enrolments.forms.units import UnitGrid
from enrolments.lookups import RegisterInMemory, normal
from enrolments.models import (
    Enrolment,
    EnrolmentYear,
    HigherLevelApproval,
    Provider,
    Qualification,
    School,
    SchoolReturn,
    SchoolSize,
    Student,
)
from funding.queries import answers, certificate_facts
from funding.queries.answers import Answer
from funding.rules.facts import EnrolmentFacts
from vetportal.accounts.roles import Permission


@access.school_page(Permission.SCHOOL_VIEW)
@require_POST
def enrolment_preview(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """The answer for a student and the fields of the enrolment page as they stand; a panel, or a page."""
    who, year = access.student_of(school, pk), queries.current_year()
    code = request.POST.get("certificate_code", "")
    qualification = RegisterInMemory.of(qualifications=[code]).qualification(code)
    answer = _answer(request, school, who, year, qualification) if year and qualification else None
    context = {"answer": answer, "student": who, "school": school, "qualification": qualification}
    name = "funding/answer_panel.html" if request.htmx else "funding/answer_page.html"
    return render(request, name, context)


def _answer(
    request: HttpRequest, school: School, who: Student, year: EnrolmentYear, qualification: Qualification
) -> Answer:
    rules = answers.rules_for(year)
    if rules is None:
        return answers.unknown(year)
    grid = UnitGrid(qualification=qualification, data=request.POST)
    facts = _facts(request, school, who, year, qualification, grid)
    return answers.of_facts(facts, rules, nominal_hours=_nominal_hours(grid))


def _facts(
    request: HttpRequest,
    school: School,
    who: Student,
    year: EnrolmentYear,
    qualification: Qualification,
    grid: UnitGrid,
) -> EnrolmentFacts:
    """What is typed, read leniently: the form says what is wrong with it, this says what it would earn."""
    held = Enrolment.objects.filter(student=who, qualification=qualification, year=year).first()
    provider = Provider.objects.filter(code=normal(request.POST.get("provider_code", ""))).first()
    size = SchoolSize.objects.filter(school=school, year=year).first()
    approvals = HigherLevelApproval.objects.filter(school=school, qualification=qualification, year=year)
    signed = SchoolReturn.objects.filter(school=school, year=year, status=SchoolReturn.Status.APPROVED)
    ticked = grid.ticked
    return EnrolmentFacts(
        enrolment_id=held.pk if held else 0,
        school_id=school.pk,
        sector=school.sector,
        location_index=(held.campus if held else who.campus).location_index,
        census_date=year.census_date,
        date_of_birth=who.date_of_birth,
        **certificate_facts(qualification, year.census_date),
        program=_choice(request, "program", programs_of(year.pk), "VCE"),
        delivery=_choice(request, "delivery", Enrolment.Delivery.values, "SCHOOL"),
        has_approval=approvals.exists(),
        is_withdrawn=bool(held and held.withdrawn_date and held.withdrawn_date <= year.census_date),
        return_approved=signed.exists(),
        units=len(ticked),
        units_without_hours=grid.missing_hours,
        hours=grid.total_hours,
        transfer_hours=grid.transfer_hours,
        provider_code=provider.code if provider else "",
        is_tafe_network=bool(provider and provider.is_tafe_network),
        is_specialist=school.is_specialist,
        school_students=size.students if size else None,
        is_overseas=who.is_overseas,
    )


def _choice(request: HttpRequest, name: str, allowed: list[str], not_chosen: str) -> str:
    """A field that is not chosen yet speaks neither for nor against the enrolment."""
    value = request.POST.get(name, "")
    return value if value in allowed else not_chosen


def _nominal_hours(grid: UnitGrid) -> int | None:
    counted = [line for line in grid.ticked if not line.is_credit_transfer]
    if not counted or any(line.nominal is None for line in counted):
        return None
    return sum(line.nominal.hours for line in counted)
