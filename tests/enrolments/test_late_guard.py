"""Late records by every path: after the freeze they may change, and nothing crosses the census.

As in test_window each change that is refused leaves every row as it was, and the changes that must be
possible are the control: a guard that refuses everything would prove nothing.
"""

from types import SimpleNamespace

import pytest
from django.db import transaction

from enrolments.models import Enrolment, EnrolmentYear, SchoolReturn, Unit, UnitEnrolment, window
from funding.actions import census
from funding.models import CensusEntry
from tests import factories
from tests.enrolments import returns_cast
from tests.enrolments.census_changes import CHANGES, set_fields
from tests.enrolments.late_changes import CROSSINGS, LATE, values
from vetportal import clock as portal_clock

pytestmark = pytest.mark.django_db

FROZEN, LATER, LAST, OVER = (
    "2019-06-03T09:00",
    "2019-09-02T10:00",
    "2019-12-31T23:59:59.999999",
    "2020-01-01T00:00",
)


def _path(change) -> str:
    return change.path


@pytest.fixture
def scene(clock) -> SimpleNamespace:
    """A frozen 2019 with one enrolment on the census and one recorded late, and 2020 open beside it."""
    cast = returns_cast.build(entries=1)
    clock("2019-05-01T10:00")
    factories.open_year(2020)
    entry = cast.entries[0]
    certificate = entry.qualification
    by = cast.editor
    extra, another = factories.student(cast.school), factories.student(cast.school)
    built = SimpleNamespace(
        year=cast.year,
        school=cast.school,
        neighbour=factories.school("8999"),
        campus=cast.school.campuses.get(),
        student=entry.student,
        idle=factories.student(cast.school),
        another=factories.student(cast.school),
        certificate=certificate,
        other=factories.qualification("BSB40515", level=4),
        entry=entry,
        unit=entry.units.first(),
        spare=Unit.objects.create(code="SPARE01", title="Spare"),
        by=by,
        later=factories.enrolment(extra, certificate, by=by, hours=[60], year_id=2020),
    )
    clock(FROZEN)
    census.freeze(year=2019, by=None)
    clock(LATER)
    built.late = factories.enrolment(another, certificate, by=by, hours=[60], on_census=False)
    built.late_unit = built.late.units.get()
    return built


def on_the_census() -> list[list[dict]]:
    """Every enrolment on a census and its units, and what funding read of them."""
    entries = Enrolment.objects.of_census()
    return [
        list(entries.order_by("pk").values()),
        list(UnitEnrolment.objects.filter(enrolment__in=entries).order_by("pk").values()),
        list(CensusEntry.objects.order_by("pk").values()),
    ]


def everything() -> list[list[dict]]:
    return [list(model.objects.order_by("pk").values()) for model in (Enrolment, UnitEnrolment)]


@pytest.mark.parametrize("change", LATE, ids=_path)
def test_what_was_recorded_late_can_change_until_the_end_of_the_year(scene, clock, change) -> None:
    census_before, before = on_the_census(), everything()
    clock(LAST)
    change.make(scene)
    assert everything() != before
    assert on_the_census() == census_before


@pytest.mark.parametrize("change", LATE, ids=_path)
def test_it_stands_once_the_year_is_over(scene, clock, change) -> None:
    before = everything()
    clock(OVER)
    with pytest.raises(window.LateClosed, match="31 December 2019"), transaction.atomic():
        change.make(scene)
    assert everything() == before


@pytest.mark.parametrize("change", CROSSINGS, ids=_path)
def test_nothing_crosses_the_census(scene, clock, change) -> None:
    before = everything()
    with pytest.raises(window.EntryClosed), transaction.atomic():
        change.make(scene)
    assert everything() == before


@pytest.mark.parametrize("change", [each for each in CHANGES if each.path.startswith(("enrolment", "unit"))],
                         ids=_path)  # fmt: skip
def test_the_census_stays_as_closed_as_it_was(scene, clock, change) -> None:
    """Every path of test_window again, now that late records are possible beside it."""
    before = everything()
    with pytest.raises(window.EntryClosed, match="6 May 2019"), transaction.atomic():
        change.make(scene)
    assert everything() == before


@pytest.mark.parametrize("change", [each for each in CROSSINGS if each.path.startswith("taken off")],
                         ids=_path)  # fmt: skip
def test_an_enrolment_is_never_taken_off_an_open_census(scene, clock, change) -> None:
    clock("2020-02-03T10:00")
    scene.entry, scene.student = scene.later, scene.later.student
    before = everything()
    with pytest.raises(window.CensusStands, match="decided when it was recorded"), transaction.atomic():
        change.make(scene)
    assert everything() == before


@pytest.mark.parametrize("at", ["2020-05-06T12:00", "2020-05-07T00:00"])
def test_nothing_is_late_before_the_freeze(scene, clock, at) -> None:
    """Neither while entry is open nor between the census and the freeze."""
    clock(at)
    with pytest.raises(window.LateClosed, match="not frozen yet"):
        Enrolment(**values(scene, year_id=2020)).save()
    assert not Enrolment.objects.filter(year_id=2020, on_census=False).exists()


def test_rows_are_never_moved_one_by_one(scene) -> None:
    """Only the database knows where an expression leads, so the guard could not judge it."""
    for row, name, target in (
        (scene.late_unit, "enrolment", scene.entry),
        (scene.late, "year", scene.later.year),
        (scene.late, "school", scene.neighbour),
    ):
        setattr(row, name, target)
        with pytest.raises(ValueError, match="never row by row"), transaction.atomic():
            type(row).objects.bulk_update([row], [name])


def test_a_signed_return_does_not_stand_in_the_way(scene, clock) -> None:
    """What is recorded late is no part of the return."""
    factories.approved_return(scene.school, principal=factories.user("principal"), by=factories.officer())
    with window.recording_window(year=2019, school_id=scene.school.pk) as recording:
        Enrolment(**values(scene)).save()
    assert recording.is_late
    assert SchoolReturn.objects.get().status == "APPROVED"


def test_a_recording_window_opens_nothing_on_the_census(scene) -> None:
    with window.recording_window(year=2019, school_id=scene.school.pk), pytest.raises(window.EntryClosed):
        set_fields(scene.entry, delivery="SBAT")


def test_the_recording_window_is_the_entry_window_before_the_freeze(scene, clock) -> None:
    clock("2020-05-06T23:59")
    with window.recording_window(year=2020, school_id=scene.school.pk) as recording:
        clock("2020-05-07T00:00")
        set_fields(scene.later, delivery="SBAT")
    assert not recording.is_late
    with (
        pytest.raises(window.EntryClosed, match="6 May 2020"),
        window.recording_window(year=2020, school_id=scene.school.pk),
    ):
        pytest.fail("between the census date and the freeze nothing is recorded")


def test_a_decision_taken_in_the_year_holds_for_its_transaction(scene, clock) -> None:
    clock(LAST)
    with window.changing(scene.late) as stamp:
        clock(OVER)
        set_fields(scene.late, delivery="SBAT")
    assert stamp.year == 2019
    with pytest.raises(window.LateClosed), window.changing(scene.late):
        pytest.fail("the year is over")


@pytest.mark.parametrize(
    ("at", "takes"),
    [
        ("2019-12-31T23:59:59.999999+11:00", True),
        ("2020-01-01T00:00:00+11:00", False),
        ("2019-12-31T12:59:59+00:00", True),
        ("2019-12-31T13:00:00+00:00", False),
        ("2019-06-03T09:00:01+10:00", True),
    ],
)
def test_the_year_ends_in_melbourne(scene, clock, at, takes) -> None:
    clock(at)
    assert window.takes_late_records(EnrolmentYear.objects.get(pk=2019), portal_clock.now()) is takes


def test_a_second_freeze_copies_nothing_that_came_late(scene) -> None:
    """The first freeze stands, so what funding reads has no late row and never gets one."""
    before = on_the_census()
    assert census.freeze(year=2019, by=None).entries == 1
    assert on_the_census() == before
    assert not CensusEntry.objects.filter(enrolment_id=scene.late.pk).exists()
