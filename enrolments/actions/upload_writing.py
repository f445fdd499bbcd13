"""Writing a planned file in a handful of statements, inside an open entry window."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from enrolments.actions.refusals import Refused
from enrolments.models import Campus, Enrolment, EnrolmentYear, School, Student, UnitEnrolment
from enrolments.uploads.plan import CHANGED, NEW, Plan, PlannedEnrolment
from vetportal.accounts.models import User
from vetportal.bulk import insert_rows, update_rows


class Written(NamedTuple):
    """What was written, as the audit record keeps it: keys, numbers and codes, no names, no birth dates."""

    before: dict
    after: dict


def write(plan: Plan, *, school: School, year: EnrolmentYear, by: User, stamp: datetime) -> Written:
    """Add the new students and enrolments, change the changed ones. The caller holds the recording window.

    Raises Refused where the school has no campus that a new student could belong to, and where the plan
    would change an enrolment on a frozen census: what is written in bulk meets no guard.
    """
    students = _add_students(plan, school)
    keys = {number: pk for number, (pk, _) in students.items()}
    created = [each for each in plan.enrolments if each.state == NEW]
    changed = [each for each in plan.enrolments if each.state == CHANGED]
    is_late = plan.standing.is_late
    if is_late and any(each.held.on_census for each in changed):
        raise Refused("An enrolment of this file is on the census, which is frozen. Nothing was saved.")
    common = (not is_late, school.pk, year.pk, 1, by.pk, stamp, by.pk, stamp)
    insert_rows(
        Enrolment,
        ("student", "campus", "qualification", "program", "delivery", "provider", "subjects", "on_census",
         "school", "year", "version", "entered_by", "entered_at", "changed_by", "changed_at"),
        ((*students[each.student_number], each.qualification.pk, each.program, each.delivery,
          _provider(each), each.subjects, *common) for each in created),
    )  # fmt: skip
    update_rows(
        Enrolment,
        ("program", "delivery", "provider", "subjects", "version", "changed_by", "changed_at"),
        ((each.program, each.delivery, _provider(each), each.subjects, each.held.version + 1, by.pk, stamp,
          each.held.pk) for each in changed),
    )  # fmt: skip
    enrolment_keys = _enrolment_keys(school, year) if created else {}

    def key_of(each: PlannedEnrolment) -> int:
        return each.held.pk if each.held else enrolment_keys[keys[each.student_number], each.qualification.pk]

    _write_units([*created, *changed], key_of)
    return Written(
        before={"enrolments": {str(each.held.pk): _stored(each) for each in changed}},
        after={
            "students": {str(keys[number]): number for number in plan.new_students},
            "enrolments": {str(key_of(each)): _said(each) for each in (*created, *changed)},
        },
    )


def _add_students(plan: Plan, school: School) -> dict[str, tuple[int, int]]:
    """Every student of the plan: key and campus by number, the new ones added at the main campus."""
    known = {number: (held.pk, held.campus_id) for number, held in plan.standing.students.items()}
    if not plan.new_students:
        return known
    campus = Campus.objects.filter(school=school).order_by("number").first()
    if campus is None:
        raise Refused("Your school has no campus in the portal yet. Ask the department to add it.")
    insert_rows(
        Student,
        ("school", "student_number", "family_name", "given_names", "date_of_birth", "home_group", "campus",
         "version"),
        ((school.pk, each.student_number, each.family_name, each.given_names, each.date_of_birth, "",
          campus.pk, 1) for each in plan.new_students.values()),
    )  # fmt: skip
    added = Student.objects.filter(school=school).values_list("student_number", "pk", "campus_id")
    return known | {number: (pk, campus_id) for number, pk, campus_id in added}


def _enrolment_keys(school: School, year: EnrolmentYear) -> dict[tuple[int, int], int]:
    rows = Enrolment.objects.filter(school=school, year=year).values_list(
        "student_id", "qualification_id", "pk"
    )
    return {(student, qualification): pk for student, qualification, pk in rows}


def _write_units(enrolments: Iterable[PlannedEnrolment], key_of) -> None:
    enrolments = list(enrolments)
    insert_rows(
        UnitEnrolment,
        ("enrolment", "unit", "hours", "is_credit_transfer"),
        ((key_of(each), unit, hours, False) for each in enrolments for unit, hours in each.new_units.items()),
    )
    update_rows(
        UnitEnrolment,
        ("hours",),
        ((hours, pk) for each in enrolments for pk, hours in each.changed_units.items()),
    )


def _provider(each: PlannedEnrolment) -> int | None:
    return each.provider.pk if each.provider else None


def _said(each: PlannedEnrolment) -> list:
    """What the file says about an enrolment, units by their key."""
    return [
        each.student_number,
        each.qualification.code,
        each.program,
        each.delivery,
        each.provider.code if each.provider else "",
        each.subjects,
        {str(unit): hours for unit, hours in each.units.items()},
    ]


def _stored(each: PlannedEnrolment) -> list:
    """What was stored before, in the same order; the provider by its key, units in the file only."""
    held = each.held
    units = {str(unit): held.units[unit].hours for unit in each.units if unit in held.units}
    return [
        each.student_number,
        each.qualification.code,
        held.program,
        held.delivery,
        held.provider_id,
        held.subjects,
        units,
    ]
