"""The census guard by every path: with entry closed nothing that funding reads changes, and open it does.

Each change is tried twice. Closed it must be refused and leave the row as it was; the control makes the same
change while entry is open, where it must succeed: a guard that refuses everything would prove nothing.
"""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.db import transaction

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
    UnitEnrolment,
    window,
)
from tests import factories
from tests.enrolments.census_changes import CHANGES, build_scene, set_fields, set_row
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


@pytest.fixture
def scene(clock) -> SimpleNamespace:
    return build_scene(clock)


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
    set_row(scene.campus, location_index=2500)
    set_row(scene.student, date_of_birth=date(2002, 2, 2))
    with pytest.raises(window.EntryClosed):
        scene.unit.save()
    with pytest.raises(window.EntryClosed):
        set_row(scene.year, census_date=date(2019, 8, 1))


def test_a_freeze_is_never_undone(scene, clock) -> None:
    """An undone freeze would let the facts of the department move, to be read once more."""
    stamp = clock(CLOSED)
    set_fields(scene.year, frozen_at=stamp)
    for undo in (
        lambda: set_row(scene.year, frozen_at=None),
        lambda: EnrolmentYear.objects.filter(pk=2019).update(frozen_at=None),
    ):
        with pytest.raises(window.YearFrozen, match="frozen and stays so"):
            undo()
    assert EnrolmentYear.objects.get(pk=2019).frozen_at == stamp


def test_enrolments_and_units_are_never_changed_by_a_conflict(scene) -> None:
    """The rows handed over may say another year than the rows that they would change."""
    scene.entry.year_id = 2020
    for row in (scene.entry, scene.unit):
        with pytest.raises(ValueError, match="never by conflicts"):
            type(row).objects.bulk_create(
                [row], update_conflicts=True, update_fields=["id"], unique_fields=["id"]
            )


def test_names_and_later_withdrawals_can_be_recorded_when_closed(scene, clock) -> None:
    clock(CLOSED)
    set_row(scene.student, given_names="Corrected")
    set_fields(scene.entry, withdrawn_date=date(2019, 5, 7))
    with pytest.raises(window.EntryClosed):
        set_fields(scene.entry, withdrawn_date=date(2019, 5, 6))
    with pytest.raises(window.EntryClosed):
        set_fields(scene.entry, withdrawn_date=date(2019, 9, 1), program="VCAL")


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
        set_row(scene.entry, delivery="SBAT")
    with pytest.raises(window.EntryClosed):
        set_row(scene.entry, delivery="SCHOOL")
