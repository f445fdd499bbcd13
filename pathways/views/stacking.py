"""Stacking: what the units that a student holds already reach."""

from datetime import date
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from credits.models import CertificateCompletion
from enrolments.access import school_page, student_of
from enrolments.models import School, Student
from pathways.models import MicroCredential
from pathways.queries.exclusions import Exclusion, exclusions_of
from pathways.queries.held import held_units, transfers_without_document
from pathways.queries.targets import targets_for
from pathways.rules.facts import HeldUnit
from pathways.rules.stacking import Reach, State, reach
from pathways.rules.stacking_words import Standing, remains, standing
from vetportal.accounts.roles import Permission

_A_PAGE = 20
_SET = "set:"


class Line(NamedTuple):
    """One target as the page shows it.

    `completed_on`: the provider's testamur says that the student completed it, whatever is entered here.
    `exclusions` are groups of which one set is funded, `done` the others of them whose units are all held.
    """

    reach: Reach
    standing: Standing
    remains: str
    exclusions: list[Exclusion]
    done: list[MicroCredential]
    completed_on: date | None


@school_page(Permission.SCHOOL_VIEW)
def stacking(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Qualifications and skill sets that the student's units reach, best first, with what remains."""
    student = student_of(school, pk)
    student.school = school
    with_study = request.GET.get("study") == "1"
    held = held_units(student, with_present_study=with_study)
    found = [each for each in reach(held, targets_for(held)) if each.state is not State.NOTHING]
    completed = _completed(student)
    found.sort(key=lambda each: each.target.code not in completed)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page", 1))
    context = _counts(held, found) | {
        "school": school,
        "student": student,
        "with_study": with_study,
        "page": page,
        "lines": _lines(page, found, completed),
        "unlisted": _unlisted(held, found),
        "unproven": transfers_without_document(student),
        "may_have_study": with_study or _studies_now(student),
    }
    return render(request, "pathways/stacking.html", context)


def _counts(held: tuple[HeldUnit, ...], found: list[Reach]) -> dict[str, int]:
    return {
        "achieved": len({each.family for each in held if not each.is_planned}),
        "planned": len({each.family for each in held if each.is_planned}),
        "complete": sum(each.state is State.COMPLETE for each in found),
        "planned_complete": sum(each.state is State.PLANNED for each in found),
        "begun": sum(each.state in (State.PARTLY, State.UNKNOWN) for each in found),
    }


def _completed(student: Student) -> dict[str, date]:
    """Codes of certificates that the student completed, with the day."""
    found = CertificateCompletion.objects.filter(student=student)
    return dict(found.values_list("qualification__code", "completed_on"))


def _lines(page: Page, found: list[Reach], completed: dict[str, date]) -> list[Line]:
    keys = [_set_key(each) for each in page.object_list]
    excluded = exclusions_of(key for key in keys if key)
    complete = {_set_key(each) for each in found if each.state is State.COMPLETE}
    return [
        Line(
            each,
            standing(each),
            remains(each),
            groups,
            _done(groups, complete - {key}),
            completed.get(each.target.code),
        )
        for each, key in zip(page.object_list, keys, strict=True)
        for groups in [excluded.get(key, []) if key else []]
    ]


def _done(groups: list[Exclusion], complete: set[int | None]) -> list[MicroCredential]:
    """The others of the groups whose units are all held."""
    others = {other.pk: other for group in groups for other in group.others if other.pk in complete}
    return list(others.values())


def _set_key(found: Reach) -> int | None:
    key = found.target.key
    return int(key.removeprefix(_SET)) if key.startswith(_SET) else None


def _unlisted(held: tuple[HeldUnit, ...], found: list[Reach]) -> list[HeldUnit]:
    """Held units that no target of the register lists."""
    listed = {unit.family for each in found for unit in each.target.grid}
    return [each for each in held if each.family not in listed]


def _studies_now(student: Student) -> bool:
    return student.enrolments.filter(withdrawn_date=None).exists()
