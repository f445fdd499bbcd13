"""The class grid and the pages of single results, as a coordinator meets them."""

import re
from datetime import date

import pytest
from django.test import Client

from credits.models import UnitResult
from enrolments.models import NominalHours
from tests import factories
from tests.credits.school_class import CERTIFICATE, ENDED, OCTOBER, UNITS, SchoolClass
from vetportal import clock

pytestmark = pytest.mark.django_db
GRID = f"results/class/?certificate={CERTIFICATE}&year=2019"


@pytest.fixture
def world():
    with clock.at(OCTOBER):
        yield SchoolClass()


@pytest.fixture
def client(world: SchoolClass) -> Client:
    return world.client()


def save(world: SchoolClass, client: Client, cells: dict, *, ended_on: str = "25/10/2019", seen: str = ""):
    data = {"certificate": CERTIFICATE, "year": "2019", "ended_on": ended_on, "seen": seen, **cells}
    return client.post(world.page("results/class/save/"), data)


def seen(*results: UnitResult) -> str:
    letters = {"ACHIEVED": "A", "NOT_ACHIEVED": "N", "CREDIT_TRANSFER": "T"}
    return " ".join(
        f"{each.student_id}-{each.unit_id}:{each.version}:{letters[each.outcome]}" for each in results
    )


def test_letters_become_results_with_the_one_date_or_their_own(world, client):
    cells = {world.cell(0, 0): "a", world.cell(1, 0): "N 3/10", world.cell(2, 2): "T 2019-09-12"}
    assert save(world, client, cells).status_code == 302
    stored = UnitResult.objects.order_by("student__student_number").values_list("outcome", "ended_on")
    assert list(stored) == [
        ("ACHIEVED", ENDED),
        ("NOT_ACHIEVED", date(2019, 10, 3)),
        ("CREDIT_TRANSFER", date(2019, 9, 12)),
    ]
    page = client.get(world.page(GRID)).content.decode()
    assert "3 Oct 2019" in page
    assert "Stored results are of" in page
    assert "Documents needed" in page


def test_every_problem_stands_in_its_cell_and_nothing_typed_is_lost(world, client):
    cells = {
        world.cell(0, 0): "x",
        world.cell(1, 0): "A 31/2",
        world.cell(2, 0): "A 3/12",
        world.cell(2, 1): "A",
    }
    answer = save(world, client, cells)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not UnitResult.objects.exists()
    assert "“X” is no outcome" in page
    assert "There is no day “31/2/2019”" in page
    for name, text in cells.items():
        assert f'name="{name}" id="{name}" value="{text.upper()}"' in page
    assert page.count('aria-invalid="true"') == 2
    # Only once all cells can be read is each held against what is stored.
    answer = save(world, client, {world.cell(2, 0): "A 3/12", world.cell(2, 1): "A"})
    assert answer.status_code == 422
    assert "3 December 2019 is still to come" in answer.content.decode()


def test_new_results_need_a_date(world, client):
    answer = save(world, client, {world.cell(0, 0): "A"}, ended_on="")
    assert answer.status_code == 422
    assert "Enter the date of the new results" in answer.content.decode()
    assert save(world, client, {world.cell(0, 0): "A 25/10"}, ended_on="").status_code == 302


def test_what_was_not_touched_is_not_overwritten(world, client):
    """Somebody else changes one cell while this person enters another."""
    save(world, client, {world.cell(0, 0): "N"})
    before = UnitResult.objects.get()
    looked_at = seen(before)
    save(world, client, {world.cell(0, 0): "A"}, seen=looked_at)
    cells = {world.cell(0, 0): "N", world.cell(1, 1): "A"}
    assert save(world, client, cells, seen=looked_at).status_code == 302
    assert set(UnitResult.objects.values_list("outcome", flat=True)) == {"ACHIEVED"}


def test_the_same_cell_changed_by_two_shows_both_values_and_keeps_what_was_typed(world, client):
    save(world, client, {world.cell(0, 0): "N"})
    looked_at = seen(UnitResult.objects.get())
    save(world, client, {world.cell(0, 0): "A"}, seen=looked_at)
    answer = save(world, client, {world.cell(0, 0): "W", world.cell(1, 1): "A"}, seen=looked_at)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "stored now is Achieved, 25 October 2019" in page
    assert "you typed W" in page
    assert 'value="W"' in page
    assert UnitResult.objects.count() == 1
    held = UnitResult.objects.get()
    again = save(world, client, {world.cell(0, 0): "W"}, seen=seen(held))
    assert again.status_code == 302
    assert UnitResult.objects.get().outcome == "WITHDRAWN"


def test_an_emptied_cell_removes_its_result_but_not_one_with_evidence(world, client):
    save(world, client, {world.cell(0, 0): "A", world.cell(1, 0): "T"})
    achieved, transfer = UnitResult.objects.order_by("outcome")
    factories.evidence(transfer, by=world.editor)
    both = seen(achieved, transfer)
    answer = save(world, client, {world.cell(0, 0): "", world.cell(1, 0): ""}, seen=both)
    assert answer.status_code == 422
    assert "Remove it on the page of the result" in answer.content.decode()
    assert UnitResult.objects.count() == 2
    save(world, client, {world.cell(0, 0): "", world.cell(1, 0): "T"}, seen=both)
    assert UnitResult.objects.get() == transfer


def test_a_viewer_reads_the_grid_and_saves_nothing(world):
    viewer = world.client(world.viewer)
    assert "A VET coordinator of the school enters them" in viewer.get(world.page(GRID)).content.decode()
    assert save(world, viewer, {world.cell(0, 0): "A"}).status_code == 403
    assert not UnitResult.objects.exists()


def test_the_list_of_classes_counts_what_is_missing(world, client):
    save(world, client, {world.cell(0, 0): "A", world.cell(1, 0): "C"})
    page = client.get(world.page("results/")).content.decode()
    assert "Enter 7 outcomes" in page
    (only,) = client.get(world.page("results/")).context["classes"]
    assert (only[0].final, only[0].continuing, only[0].missing) == (1, 1, 7)


@pytest.mark.parametrize("students", [3, 25])
def test_a_class_takes_the_same_number_of_queries_however_large(students, django_assert_max_num_queries):
    with clock.at(OCTOBER):
        world = SchoolClass(students=students, units=15)
        client = world.client()
        client.get(world.page(GRID))
        with django_assert_max_num_queries(16):
            client.get(world.page(GRID))
        with django_assert_max_num_queries(14):
            client.get(world.page("results/"))


def test_a_unit_on_its_own_is_added_with_the_year_of_its_date(world, client):
    who = world.students[0]
    address = world.page(f"students/{who.pk}/results/add/")
    assert UNITS[0] in client.get(f"{address}?q=sit203").content.decode()
    data = {"unit_code": UNITS[0], "outcome": "ACHIEVED", "ended_on": "3/10/2018"}
    assert client.post(address, data).status_code == 302
    held = UnitResult.objects.get()
    assert (held.qualification, held.year) == (None, 2018)
    again = client.post(address, data | {"outcome": "NOT_ACHIEVED"})
    assert again.status_code == 422
    assert "Change that result instead" in again.content.decode()


def test_a_unit_outside_the_enrolment_can_be_taken_on_its_own(world, client):
    who = world.students[0]
    other = factories.qualification("CUA20115").packaged_units.first().unit
    address = world.page(f"students/{who.pk}/results/add/")
    data = {
        "unit_code": other.code,
        "certificate_code": CERTIFICATE,
        "outcome": "ACHIEVED",
        "ended_on": "3/10/2019",
    }
    answer = client.post(address, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Record it as a unit on its own" in page
    assert f'value="{other.code}"' in page
    assert client.post(address, data | {"on_its_own": "on"}).status_code == 302
    assert UnitResult.objects.get().qualification is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"unit_code": "NOSUCH1"}, "not in the register of units"),
        ({"certificate_code": "NOSUCH1"}, "not in the register of certificates"),
        ({"outcome": ""}, "Choose how the unit ended"),
        ({"ended_on": "29/10/2019"}, "still to come"),
        ({"ended_on": "2019"}, "not a date that the portal can read"),
        ({"ended_on": "1/3/2006"}, "turned 10"),
        ({"year": "12"}, "not a year of study"),
        ({"year": "2019", "ended_on": "31/12/2018"}, "before 1 January 2019"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(world, client, typed, sentence):
    address = world.page(f"students/{world.students[0].pk}/results/add/")
    data = {"unit_code": UNITS[0], "outcome": "ACHIEVED", "ended_on": "3/10/2019"}
    answer = client.post(address, data | typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not UnitResult.objects.exists()


def test_a_unit_without_hours_is_kept_and_said(world, client):
    NominalHours.objects.all().delete()
    address = world.page(f"students/{world.students[0].pk}/results/add/")
    data = {"unit_code": UNITS[0], "outcome": "ACHIEVED", "ended_on": "3/10/2019"}
    page = client.post(address, data, follow=True).content.decode()
    assert "credit waits until the department enters the hours" in page
    assert UnitResult.objects.count() == 1


def test_a_result_is_changed_with_its_version_and_removed(world, client):
    held = factories.result(
        world.students[0], world.units[0], world.certificate, by=world.editor, ended_on=ENDED
    )
    address = world.page(f"results/{held.pk}/")
    assert client.post(address, {"version": 1, "outcome": "RPL", "ended_on": "3/10/2019"}).status_code == 302
    stale = client.post(address, {"version": 1, "outcome": "WITHDRAWN", "ended_on": "4/10/2019"})
    page = stale.content.decode()
    assert stale.status_code == 409
    assert "Recognition of prior learning, 3 October 2019" in page
    assert "4/10/2019" in page
    assert client.post(f"{address}remove/", {"version": 1}).status_code == 409
    assert client.post(f"{address}remove/", {"version": 2}).status_code == 302
    assert not UnitResult.objects.exists()


def test_a_found_unit_is_taken_beside_what_was_typed(world):
    address = world.page(f"students/{world.students[0].pk}/results/add/")
    typed = {"outcome": "ACHIEVED", "ended_on": "3/4/2018", "year": "2018", "certificate_code": "NOSUCH"}
    answer = world.client().post(f"{address}?q=SITX", typed | {"unit_code": "", "choose": UNITS[0]})
    page = answer.content.decode()
    assert answer.status_code == 200
    for kept in (UNITS[0], "3/4/2018", "2018", "NOSUCH"):
        assert f'value="{kept}"' in page
    assert re.search(r'value="ACHIEVED"[^>]*(selected|checked)', page)
    assert 'value="SITX"' in page
    assert not UnitResult.objects.filter(student=world.students[0], year=2018).exists()
