"""The census guard by every path: with entry closed nothing that funding reads changes, and open it does.

Each change is tried twice. Closed it must be refused and leave the row as it was; the control makes the same
change while entry is open, where it must succeed: a guard that refuses everything would prove nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.forms import modelform_factory

from enrolments.models import (
    Campus,
    Enrolment,
    EnrolmentYear,
    EntryExtension,
    HigherLevelApproval,
    Qualification,
    School,
    SchoolReturn,
    Student,
    Unit,
    UnitEnrolment,
    window,
)
from tests import factories
from tests.enrolments import returns_cast
from vetportal import clock as portal_clock

pytestmark = pytest.mark.django_db

OPEN, CLOSED = "2019-05-06T23:59:59.999999", "2019-05-07T00:00"
GUARDED = (
    Enrolment,
    UnitEnrolment,
    Student,
    Campus,
    School,
    Qualification,
    HigherLevelApproval,
    EnrolmentYear,
)


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


def _set(row, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _set_only(row, **values) -> None:
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
    Change("enrolment: save", lambda s: _set(s.entry, delivery="SBAT")),
    Change("enrolment: save of one field", lambda s: _set_only(s.entry, program="VCAL")),
    Change("enrolment: new row", lambda s: _another(s).save()),
    Change("enrolment: create", lambda s: _set(_another(s))),
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
    Change("enrolment: withdrawn by the census", lambda s: _set_only(
        s.entry, withdrawn_date=date(2019, 5, 6))),
    Change("enrolment: moved into the year by save", lambda s: _set(s.later, year_id=2019)),
    Change("enrolment: moved into the year by update", lambda s: Enrolment.objects.filter(
        pk=s.later.pk).update(year_id=2019)),
    Change("enrolment: moved out of the year by save", lambda s: _set(s.entry, year_id=2020)),
    Change("enrolment: moved to another school by update", lambda s: Enrolment.objects.filter(
        pk=s.later.pk).update(year_id=2019, school=s.neighbour)),
    Change("unit: form", lambda s: _form(UnitEnrolment, s.unit, hours=99, is_credit_transfer=True)),
    Change("unit: save", lambda s: _set(s.unit, hours=99)),
    Change("unit: new row", lambda s: UnitEnrolment(enrolment=s.entry, unit=s.spare, hours=9).save()),
    Change("unit: create by relation", lambda s: s.entry.units.create(unit=s.spare, hours=9)),
    Change("unit: update", lambda s: UnitEnrolment.objects.filter(pk=s.unit.pk).update(hours=None)),
    Change("unit: update by relation", lambda s: s.entry.units.update(hours=9)),
    Change("unit: bulk_create", lambda s: UnitEnrolment.objects.bulk_create(
        [UnitEnrolment(enrolment=s.entry, unit=s.spare, hours=9)])),
    Change("unit: bulk_update", lambda s: _in_bulk(s.unit, hours=9)),
    Change("unit: moved in by save", lambda s: _set(s.later.units.first(), enrolment=s.entry, unit=s.spare)),
    Change("unit: moved in by update", lambda s: s.later.units.filter(
        pk=s.later.units.first().pk).update(enrolment=s.entry, unit=s.spare)),
    Change("unit: moved out by save", lambda s: _set(s.unit, enrolment=s.later, unit=s.spare)),
    Change("unit: delete", lambda s: s.unit.delete()),
    Change("unit: queryset delete", lambda s: s.entry.units.all().delete()),
    Change("birth date: form", lambda s: _form(Student, s.student, date_of_birth=date(1999, 1, 1))),
    Change("birth date: save", lambda s: _set(s.student, date_of_birth=date(1999, 1, 1))),
    Change("birth date: save of one field", lambda s: _set_only(s.student, date_of_birth=date(1999, 1, 1))),
    Change("birth date: update", lambda s: Student.objects.filter(
        pk=s.student.pk).update(date_of_birth=date(1999, 1, 1))),
    Change("birth date: bulk_update", lambda s: _in_bulk(s.student, date_of_birth=date(1999, 1, 1))),
    Change("birth date: bulk_create over it", lambda s: _upsert(
        s.student, ["school", "student_number"], date_of_birth=date(1999, 1, 1))),
    Change("location index: form", lambda s: _form(Campus, s.campus, location_index=2500)),
    Change("location index: save", lambda s: _set(s.campus, location_index=2500)),
    Change("location index: update", lambda s: Campus.objects.update(location_index=2500)),
    Change("location index: bulk_update", lambda s: _in_bulk(s.campus, location_index=2500)),
    Change("location index: bulk_create over it", lambda s: _upsert(
        s.campus, ["school", "number"], location_index=2500)),
    Change("sector: save", lambda s: _set(s.school, sector="CATHOLIC")),
    Change("sector: update", lambda s: School.objects.filter(pk=s.school.pk).update(sector="CATHOLIC")),
    Change("level: save", lambda s: _set(s.certificate, level=1)),
    Change("superseded: save", lambda s: _set(s.certificate, superseded_by=s.other)),
    Change("superseded: update", lambda s: Qualification.objects.filter(
        pk=s.certificate.pk).update(superseded_by=s.other)),
    Change("approval: new row", lambda s: _approval(s).save()),
    Change("approval: bulk_create", lambda s: HigherLevelApproval.objects.bulk_create([_approval(s)])),
    Change("approval: delete", lambda s: s.approval.delete()),
    Change("approval: queryset delete", lambda s: HigherLevelApproval.objects.all().delete()),
    Change("census date: save", lambda s: _set(s.year, census_date=date(2019, 8, 1))),
    Change("census date: save of one field", lambda s: _set_only(s.year, census_date=date(2019, 8, 1))),
    Change("census date: update", lambda s: EnrolmentYear.objects.filter(
        pk=2019).update(census_date=date(2019, 8, 1))),
    Change("census date: bulk_update", lambda s: _in_bulk(s.year, census_date=date(2019, 8, 1))),
]  # fmt: skip


@pytest.fixture
def scene(clock) -> SimpleNamespace:
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


def everything() -> list[list[dict]]:
    """Every row that funding reads."""
    return [list(model.objects.order_by("pk").values()) for model in GUARDED]


ids = [change.path for change in CHANGES]


@pytest.mark.parametrize("change", CHANGES, ids=ids)
def test_refused_when_closed(scene, clock, change) -> None:
    before = everything()
    clock(CLOSED)
    with pytest.raises(window.EntryClosed, match="6 May 2019"), transaction.atomic():
        change.make(scene)
    assert everything() == before


@pytest.mark.parametrize("change", CHANGES, ids=ids)
def test_control_the_same_change_succeeds_when_open(scene, clock, change) -> None:
    before = everything()
    clock(OPEN)
    change.make(scene)
    assert everything() != before


@pytest.mark.parametrize("status", ["CERTIFIED", "APPROVED"])
@pytest.mark.parametrize("change", [each for each in CHANGES if each.path.startswith(("enrolment", "unit"))],
                         ids=lambda change: change.path)  # fmt: skip
def test_refused_while_the_return_is_signed(scene, clock, change, status) -> None:
    clock(OPEN)
    principal, officer = factories.user("principal"), factories.officer()
    stamp = portal_clock.now()
    for school in (scene.school, scene.neighbour):
        SchoolReturn.objects.create(
            school=school, year_id=2019, status=status, certified_by=principal, certified_at=stamp,
            decided_by=officer, decided_at=stamp,
        )  # fmt: skip
    before = everything()
    with pytest.raises(window.ReturnSigned, match="read-only"), transaction.atomic():
        change.make(scene)
    assert everything() == before


def _extension(scene, *, granted: bool, until: date = date(2019, 5, 10)) -> EntryExtension:
    stamp = portal_clock.now()
    decided = {"granted_by": factories.officer("granter"), "granted_at": stamp} if granted else {}
    return EntryExtension.objects.create(
        school=scene.school, year_id=2019, until=until, reason="Flood", requested_by=scene.by,
        requested_at=stamp, **decided,
    )  # fmt: skip


def test_a_granted_extension_opens_entry_for_this_school_only(scene, clock) -> None:
    _extension(scene, granted=True)
    clock("2019-05-10T23:59:59")
    scene.entry.save()
    with pytest.raises(window.EntryClosed):
        window.check(((2019, scene.neighbour.pk),))
    clock("2019-05-11T00:00")
    with pytest.raises(window.EntryClosed):
        scene.entry.save()


def test_an_extension_that_was_only_asked_for_opens_nothing(scene, clock) -> None:
    _extension(scene, granted=False)
    clock(CLOSED)
    with pytest.raises(window.EntryClosed):
        scene.entry.save()


def test_an_extension_does_not_reopen_a_frozen_year(scene, clock) -> None:
    _extension(scene, granted=True, until=date(2019, 6, 30))
    stamp = clock(CLOSED)
    scene.year.frozen_at = stamp
    scene.year.save(update_fields=["frozen_at"])
    with pytest.raises(window.EntryClosed):
        scene.entry.save()


def test_after_the_freeze_schools_facts_move_again_but_entries_do_not(scene, clock) -> None:
    """Funding reads the frozen copy, so a new index is for the next year; last year's entries stand."""
    stamp = clock(CLOSED)
    scene.year.frozen_at = stamp
    scene.year.save(update_fields=["frozen_at"])
    _set(scene.campus, location_index=2500)
    _set(scene.student, date_of_birth=date(2002, 2, 2))
    with pytest.raises(window.EntryClosed):
        scene.unit.save()
    with pytest.raises(window.EntryClosed):
        _set(scene.year, census_date=date(2019, 8, 1))


def test_names_and_later_withdrawals_can_be_recorded_when_closed(scene, clock) -> None:
    clock(CLOSED)
    _set(scene.student, given_names="Corrected")
    _set_only(scene.entry, withdrawn_date=date(2019, 5, 7))
    with pytest.raises(window.EntryClosed):
        _set_only(scene.entry, withdrawn_date=date(2019, 5, 6))
    with pytest.raises(window.EntryClosed):
        _set_only(scene.entry, withdrawn_date=date(2019, 9, 1), program="VCAL")


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2019-05-06T00:00+10:00", True),
        ("2019-05-06T23:59:59.999999+10:00", True),
        ("2019-05-06T13:59:59.999999+00:00", True),
        ("2019-05-06T14:00:00+00:00", False),
        ("2019-05-07T00:00:00+10:00", False),
        ("2019-05-06T23:59:59-10:00", False),
        ("2019-05-06T21:59:59+08:00", True),
        ("2019-05-06T22:00:00+08:00", False),
        ("2019-05-05T23:00:00-11:00", True),
        ("2019-04-06T23:30:00+11:00", True),
    ],
)
def test_the_deadline_is_the_end_of_the_day_in_melbourne(scene, clock, at, is_open) -> None:
    """The same instant decides wherever in the world it is written down."""
    clock(at)
    if is_open:
        with window.entry_window(year=2019, school_id=scene.school.pk) as stamp:
            assert stamp == datetime.fromisoformat(at)
        return
    with pytest.raises(window.EntryClosed), window.entry_window(year=2019, school_id=scene.school.pk):
        pytest.fail("the window must not open")


def test_a_decision_taken_in_time_holds_for_its_transaction(scene, clock) -> None:
    """One reading of the clock is both the decision and the stamp, so midnight inside changes nothing."""
    clock(OPEN)
    with window.entry_window(year=2019, school_id=scene.school.pk):
        clock(CLOSED)
        _set(scene.entry, delivery="SBAT")
    with pytest.raises(window.EntryClosed):
        _set(scene.entry, delivery="SCHOOL")
