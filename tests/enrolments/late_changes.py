"""Ways to change what was recorded late, and ways to bring it over the census; tried by test_late_guard."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from django.db.models import F, Value

from enrolments.models import Enrolment, UnitEnrolment
from tests.enrolments.census_changes import set_fields, set_row
from vetportal import clock as portal_clock


@dataclass(frozen=True)
class Change:
    """One way, by its name."""

    path: str
    make: Callable[[SimpleNamespace], object]


def values(s: SimpleNamespace, **more: object) -> dict[str, object]:
    """A new enrolment of the student without any, off the census unless said otherwise."""
    stamp = portal_clock.now()
    return {"student": s.idle, "school": s.school, "campus": s.campus, "year_id": 2019,
            "qualification": s.certificate, "program": "VCE", "delivery": "SCHOOL", "entered_by": s.by,
            "entered_at": stamp, "changed_by": s.by, "changed_at": stamp, "on_census": False,
            **more}  # fmt: skip


def _in_bulk(row, **changed) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    type(row).objects.bulk_update([row], list(changed))


def _said_to_be_late(row) -> object:
    """As somebody would deceive the guard: the row in memory says what the stored one does not."""
    row.on_census = False
    return row


# Possible from the freeze to the end of the year, and at no other time.
LATE = [
    Change("enrolment: save", lambda s: set_row(s.late, delivery="SBAT")),
    Change("enrolment: save of one field", lambda s: set_fields(s.late, program="VCAL")),
    Change("enrolment: new row", lambda s: Enrolment(**values(s)).save()),
    Change("enrolment: create by relation", lambda s: s.idle.enrolments.create(**values(s))),
    Change("enrolment: get_or_create", lambda s: Enrolment.objects.get_or_create(
        student=s.idle, qualification=s.certificate, year_id=2019, defaults=values(s))),
    Change("enrolment: update_or_create", lambda s: Enrolment.objects.update_or_create(
        pk=s.late.pk, defaults={"delivery": "SBAT"})),
    Change("enrolment: update", lambda s: Enrolment.objects.filter(pk=s.late.pk).update(program="VCAL")),
    Change("enrolment: update by relation", lambda s: s.late.student.enrolments.update(program="VCAL")),
    Change("enrolment: bulk_create", lambda s: Enrolment.objects.bulk_create([Enrolment(**values(s))])),
    Change("enrolment: bulk_update", lambda s: _in_bulk(s.late, delivery="SBAT")),
    Change("enrolment: delete", lambda s: s.late.delete()),
    Change("enrolment: queryset delete", lambda s: Enrolment.objects.filter(on_census=False).delete()),
    Change("enrolment: withdrawn before the census", lambda s: set_fields(
        s.late, withdrawn_date=date(2019, 5, 6))),
    Change("unit: save", lambda s: set_row(s.late_unit, hours=99)),
    Change("unit: new row", lambda s: UnitEnrolment(enrolment=s.late, unit=s.spare, hours=9).save()),
    Change("unit: create by relation", lambda s: s.late.units.create(unit=s.spare, hours=9)),
    Change("unit: update", lambda s: UnitEnrolment.objects.filter(pk=s.late_unit.pk).update(hours=None)),
    Change("unit: bulk_create", lambda s: UnitEnrolment.objects.bulk_create(
        [UnitEnrolment(enrolment=s.late, unit=s.spare, hours=9)])),
    Change("unit: bulk_update", lambda s: _in_bulk(s.late_unit, hours=9)),
    Change("unit: delete", lambda s: s.late_unit.delete()),
    Change("unit: queryset delete", lambda s: s.late.units.all().delete()),
]  # fmt: skip

# Never possible: from one side of the census to the other.
CROSSINGS = [
    Change("taken off by save", lambda s: set_row(s.entry, on_census=False)),
    Change("taken off by one field", lambda s: set_fields(s.entry, on_census=False)),
    Change("taken off by an expression", lambda s: set_row(s.entry, on_census=Value(False))),
    Change("taken off by update", lambda s: Enrolment.objects.filter(
        pk=s.entry.pk).update(on_census=False)),
    Change("taken off by relation", lambda s: s.student.enrolments.update(on_census=False)),
    Change("taken off by bulk_update", lambda s: _in_bulk(s.entry, on_census=False)),
    Change("taken off by update_or_create", lambda s: Enrolment.objects.update_or_create(
        pk=s.entry.pk, defaults={"on_census": False})),
    Change("taken off while withdrawing", lambda s: set_fields(
        s.entry, on_census=False, withdrawn_date=date(2019, 9, 1))),
    Change("removed as if late", lambda s: _said_to_be_late(s.entry).delete()),
    Change("written over by a late row", lambda s: set_row(s.late, pk=s.entry.pk)),
    Change("unit changed as if late", lambda s: set_row(
        s.unit, enrolment=_said_to_be_late(s.entry), hours=99)),
    Change("unit removed as if late", lambda s: (
        set_memory(s.unit, enrolment=_said_to_be_late(s.entry)).delete())),
    Change("put on by save", lambda s: set_row(s.late, on_census=True)),
    Change("put on by one field", lambda s: set_fields(s.late, on_census=True)),
    Change("put on by an expression", lambda s: set_row(s.late, on_census=~F("on_census"))),
    Change("put on by update", lambda s: Enrolment.objects.filter(on_census=False).update(on_census=True)),
    Change("put on by bulk_update", lambda s: _in_bulk(s.late, on_census=True)),
    Change("new on the census", lambda s: Enrolment(**values(s, on_census=True)).save()),
    Change("new on the census in bulk", lambda s: Enrolment.objects.bulk_create(
        [Enrolment(**values(s, student=s.another)), Enrolment(**values(s, on_census=True))])),
    Change("new, of an unknown side", lambda s: Enrolment(**values(s, on_census=Value(True))).save()),
    Change("new, as a text", lambda s: Enrolment(**values(s, on_census="True")).save()),
    Change("late into an open year by save", lambda s: set_row(s.late, year_id=2020)),
    Change("late into an open year by update", lambda s: Enrolment.objects.filter(
        pk=s.late.pk).update(year_id=2020)),
    Change("from an open year by save", lambda s: set_row(s.later, year_id=2019)),
    Change("new and late in an open year", lambda s: Enrolment(**values(s, year_id=2020)).save()),
    Change("new and late in an open year in bulk", lambda s: Enrolment.objects.bulk_create(
        [Enrolment(**values(s, year_id=2020))])),
    Change("both sides in one update", lambda s: Enrolment.objects.filter(
        year_id=2019).update(program="VCAL")),
    Change("both sides in one deletion", lambda s: Enrolment.objects.filter(year_id=2019).delete()),
    Change("unit from late by save", lambda s: set_row(s.late_unit, enrolment=s.entry, unit=s.spare)),
    Change("unit from late by update", lambda s: UnitEnrolment.objects.filter(
        pk=s.late_unit.pk).update(enrolment=s.entry, unit=s.spare)),
    Change("unit from late by relation", lambda s: s.entry.units.add(
        s.late.units.create(unit=s.spare, hours=9))),
    Change("unit to late by save", lambda s: set_row(s.unit, enrolment=s.late, unit=s.spare)),
    Change("unit to late by update", lambda s: UnitEnrolment.objects.filter(
        pk=s.unit.pk).update(enrolment=s.late, unit=s.spare)),
    Change("units of both sides in one update", lambda s: UnitEnrolment.objects.filter(
        enrolment__year_id=2019).update(hours=9)),
    Change("units of both sides in one deletion", lambda s: UnitEnrolment.objects.all().delete()),
]  # fmt: skip


def set_memory(row, **changed):
    """The row with other values that are not saved."""
    for name, value in changed.items():
        setattr(row, name, value)
    return row
