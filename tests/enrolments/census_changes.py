"""Every way to change what funding reads, by forms, rows, querysets and relations; tried by test_window."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from django.forms import modelform_factory

from enrolments.models import (
    Campus,
    Enrolment,
    EnrolmentYear,
    HigherLevelApproval,
    Qualification,
    School,
    Student,
    Unit,
    UnitEnrolment,
)
from tests import factories
from tests.enrolments import returns_cast
from vetportal import clock as portal_clock


@dataclass(frozen=True)
class Change:
    """One way to change what funding reads."""

    path: str
    make: Callable[[SimpleNamespace], object]


def _form(model, instance, **values) -> None:
    """As a page or the administration site saves: a model form."""
    form = modelform_factory(model, fields=list(values))(values, instance=instance)
    assert form.is_valid(), form.errors
    form.save()


def set_row(row, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def set_fields(row, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def _in_bulk(row, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    type(row).objects.bulk_update([row], list(values))


def _upsert(row, unique: list[str], **values) -> None:
    """INSERT ... ON CONFLICT DO UPDATE: an update that looks like a creation."""
    for name, value in values.items():
        setattr(row, name, value)
    type(row).objects.bulk_create(
        [row], update_conflicts=True, update_fields=list(values), unique_fields=unique
    )


def build_scene(clock: Callable[[str], object]) -> SimpleNamespace:
    """A school with one enrolment of 2019, one of 2020, and a student without any."""
    cast = returns_cast.build(entries=1)
    clock("2019-05-01T10:00")
    factories.open_year(2020)
    entry = cast.entries[0]
    certificate = entry.qualification
    other = factories.qualification("BSB40515", level=4)
    extra = factories.student(cast.school)
    return SimpleNamespace(
        year=cast.year,
        school=cast.school,
        neighbour=factories.school("8999"),
        campus=cast.school.campuses.get(),
        student=entry.student,
        idle=factories.student(cast.school),
        certificate=certificate,
        other=other,
        entry=entry,
        unit=entry.units.first(),
        spare=Unit.objects.create(code="SPARE01", title="Spare"),
        by=cast.editor,
        later=factories.enrolment(extra, certificate, by=cast.editor, hours=[60], year_id=2020),
        approval=HigherLevelApproval.objects.create(
            school=cast.school, qualification=certificate, year_id=2019, decided_by="VCAA",
            decided_on=date(2019, 2, 1),
        ),
    )  # fmt: skip


def _another(s: SimpleNamespace) -> Enrolment:
    stamp = portal_clock.now()
    return Enrolment(
        student=s.idle, school=s.school, campus=s.campus, year_id=2019, qualification=s.certificate,
        program="VCE", delivery="SCHOOL", entered_by=s.by, entered_at=stamp,
        changed_by=s.by, changed_at=stamp,
    )  # fmt: skip


def _approval(s: SimpleNamespace) -> HigherLevelApproval:
    return HigherLevelApproval(
        school=s.school, qualification=s.other, year_id=2019, decided_by="VCAA", decided_on=date(2019, 3, 1)
    )


CHANGES = [
    Change("enrolment: form", lambda s: _form(Enrolment, s.entry, program="VCAL", delivery="SBAT")),
    Change("enrolment: save", lambda s: set_row(s.entry, delivery="SBAT")),
    Change("enrolment: save of one field", lambda s: set_fields(s.entry, program="VCAL")),
    Change("enrolment: new row", lambda s: _another(s).save()),
    Change("enrolment: create", lambda s: set_row(_another(s))),
    Change("enrolment: get_or_create", lambda s: Enrolment.objects.get_or_create(
        student=s.idle, qualification=s.certificate, year_id=2019, defaults={
            "school": s.school, "campus": s.campus, "program": "VCE", "delivery": "SCHOOL",
            "entered_by": s.by, "entered_at": portal_clock.now(),
            "changed_by": s.by, "changed_at": portal_clock.now(),
        })),
    Change("enrolment: update_or_create", lambda s: Enrolment.objects.update_or_create(
        pk=s.entry.pk, defaults={"delivery": "SBAT"})),
    Change("enrolment: update", lambda s: Enrolment.objects.filter(pk=s.entry.pk).update(program="VCAL")),
    Change("enrolment: update by relation", lambda s: s.student.enrolments.update(program="VCAL")),
    Change("enrolment: bulk_create", lambda s: Enrolment.objects.bulk_create([_another(s)])),
    Change("enrolment: bulk_update", lambda s: _in_bulk(s.entry, delivery="SBAT")),
    Change("enrolment: delete", lambda s: s.entry.delete()),
    Change("enrolment: queryset delete", lambda s: Enrolment.objects.filter(pk=s.entry.pk).delete()),
    Change("enrolment: withdrawn by the census", lambda s: set_fields(
        s.entry, withdrawn_date=date(2019, 5, 6))),
    Change("enrolment: moved into the year by save", lambda s: set_row(s.later, year_id=2019)),
    Change("enrolment: moved into the year by update", lambda s: Enrolment.objects.filter(
        pk=s.later.pk).update(year_id=2019)),
    Change("enrolment: moved out of the year by save", lambda s: set_row(s.entry, year_id=2020)),
    Change("enrolment: moved to another school by update", lambda s: Enrolment.objects.filter(
        pk=s.later.pk).update(year_id=2019, school=s.neighbour)),
    Change("enrolment: moved to another student by relation", lambda s: s.idle.enrolments.add(s.entry)),
    Change("enrolment: moved to another campus by relation", lambda s: s.neighbour.campuses.get(
        ).enrolments.add(s.entry)),
    Change("enrolment: moved to another certificate by relation", lambda s: s.other.enrolments.add(s.entry)),
    Change("unit: form", lambda s: _form(UnitEnrolment, s.unit, hours=99, is_credit_transfer=True)),
    Change("unit: save", lambda s: set_row(s.unit, hours=99)),
    Change("unit: new row", lambda s: UnitEnrolment(enrolment=s.entry, unit=s.spare, hours=9).save()),
    Change("unit: create by relation", lambda s: s.entry.units.create(unit=s.spare, hours=9)),
    Change("unit: update", lambda s: UnitEnrolment.objects.filter(pk=s.unit.pk).update(hours=None)),
    Change("unit: update by relation", lambda s: s.entry.units.update(hours=9)),
    Change("unit: bulk_create", lambda s: UnitEnrolment.objects.bulk_create(
        [UnitEnrolment(enrolment=s.entry, unit=s.spare, hours=9)])),
    Change("unit: bulk_update", lambda s: _in_bulk(s.unit, hours=9)),
    Change("unit: moved in by save", lambda s: set_row(
        s.later.units.first(), enrolment=s.entry, unit=s.spare)),
    Change("unit: moved in by update", lambda s: s.later.units.filter(
        pk=s.later.units.first().pk).update(enrolment=s.entry, unit=s.spare)),
    Change("unit: moved out by save", lambda s: set_row(s.unit, enrolment=s.later, unit=s.spare)),
    Change("unit: moved in by relation", lambda s: s.entry.units.add(
        s.later.units.create(unit=s.spare, hours=9))),
    Change("unit: delete", lambda s: s.unit.delete()),
    Change("unit: queryset delete", lambda s: s.entry.units.all().delete()),
    Change("birth date: form", lambda s: _form(Student, s.student, date_of_birth=date(1999, 1, 1))),
    Change("birth date: save", lambda s: set_row(s.student, date_of_birth=date(1999, 1, 1))),
    Change("birth date: save of one field", lambda s: set_fields(s.student, date_of_birth=date(1999, 1, 1))),
    Change("birth date: update", lambda s: Student.objects.filter(
        pk=s.student.pk).update(date_of_birth=date(1999, 1, 1))),
    Change("birth date: bulk_update", lambda s: _in_bulk(s.student, date_of_birth=date(1999, 1, 1))),
    Change("birth date: bulk_create over it", lambda s: _upsert(
        s.student, ["school", "student_number"], date_of_birth=date(1999, 1, 1))),
    Change("student: moved to another school by relation", lambda s: s.neighbour.students.add(s.student)),
    Change("location index: form", lambda s: _form(Campus, s.campus, location_index=2500)),
    Change("location index: save", lambda s: set_row(s.campus, location_index=2500)),
    Change("location index: update", lambda s: Campus.objects.update(location_index=2500)),
    Change("location index: bulk_update", lambda s: _in_bulk(s.campus, location_index=2500)),
    Change("location index: bulk_create over it", lambda s: _upsert(
        s.campus, ["school", "number"], location_index=2500)),
    Change("sector: save", lambda s: set_row(s.school, sector="CATHOLIC")),
    Change("sector: update", lambda s: School.objects.filter(pk=s.school.pk).update(sector="CATHOLIC")),
    Change("level: save", lambda s: set_row(s.certificate, level=1)),
    Change("superseded: save", lambda s: set_row(s.certificate, superseded_by=s.other)),
    Change("superseded: update", lambda s: Qualification.objects.filter(
        pk=s.certificate.pk).update(superseded_by=s.other)),
    Change("superseded: by relation", lambda s: s.other.replaces.add(s.certificate)),
    Change("approval: new row with a key of its own", lambda s: set_row(_approval(s), pk=999_999)),
    Change("approval: moved by relation", lambda s: s.other.approvals.add(s.approval)),
    Change("approval: new row", lambda s: _approval(s).save()),
    Change("approval: bulk_create", lambda s: HigherLevelApproval.objects.bulk_create([_approval(s)])),
    Change("approval: delete", lambda s: s.approval.delete()),
    Change("approval: queryset delete", lambda s: HigherLevelApproval.objects.all().delete()),
    Change("census date: save", lambda s: set_row(s.year, census_date=date(2019, 8, 1))),
    Change("census date: save of one field", lambda s: set_fields(s.year, census_date=date(2019, 8, 1))),
    Change("census date: update", lambda s: EnrolmentYear.objects.filter(
        pk=2019).update(census_date=date(2019, 8, 1))),
    Change("census date: bulk_create over it", lambda s: _upsert(
        s.year, ["year"], census_date=date(2019, 8, 1))),
    Change("census date: bulk_update", lambda s: _in_bulk(s.year, census_date=date(2019, 8, 1))),
]  # fmt: skip
