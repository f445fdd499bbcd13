"""What a school's Today page says of results: when they become a task, and of how many units and classes."""

import re

import pytest
from django.urls import reverse

from credits.actions.result_checks import ResultChange
from credits.actions.results import save_results
from credits.models import UnitResult
from credits.templatetags.credits_tags import result_tasks
from enrolments.models import Enrolment
from tests import factories
from tests.credits.school_class import ENDED, OCTOBER, SchoolClass
from vetportal import clock as portal_clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock) -> SchoolClass:
    """Three students in three units, after the census."""
    clock("2019-07-22T10:00")
    return SchoolClass()


def today(world: SchoolClass, user=None) -> str:
    page = world.client(user).get(reverse("funding:school-today", args=[world.school.code]))
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def enter(world: SchoolClass, who: int, unit: int, outcome: str = "ACHIEVED", **fields) -> UnitResult:
    who, unit = world.students[who], world.units[unit]
    return factories.result(who, unit, world.certificate, by=world.editor, outcome=outcome, **fields)


def test_up_to_the_census_date_results_are_no_task(world, clock) -> None:
    clock("2019-05-06T23:59")
    assert "Results of 2019" not in today(world)


def test_after_the_census_what_is_to_come_is_said_with_the_end_of_the_year(world) -> None:
    assert (
        "Results of 2019 To come 9 units in 1 class have no outcome yet. Enter each one when the unit has "
        "ended; the year ends on 31 December 2019."
    ) in today(world)
    assert "Results of 2019" in today(world, world.viewer)


def test_a_unit_that_has_ended_for_others_is_a_task(world) -> None:
    enter(world, 0, 0)
    assert (
        "Results of 2019 2 missing 2 units in 1 class have no outcome, though others of the class have "
        "theirs or the student has left. 6 more are still to come."
    ) in today(world)


def test_an_outcome_that_judges_nobody_ends_no_unit(world) -> None:
    for place, outcome in enumerate(("WITHDRAWN", "CREDIT_TRANSFER", "CONTINUING")):
        enter(world, place, 0, outcome)
    assert "Results of 2019 In progress 6 units in 1 class" in today(world)


def test_who_has_left_has_outcomes_to_enter_at_once(world) -> None:
    world.enrolments[0].withdrawn_date = portal_clock.today()
    with portal_clock.at(factories.OPEN_DAY):
        world.enrolments[0].save()
    assert "Results of 2019 3 missing 3 units in 1 class" in today(world)


def test_when_the_year_is_over_everything_is_missing_that_has_no_outcome(world, clock) -> None:
    clock("2019-12-31T23:59")
    assert "Results of 2019 To come" in today(world)
    clock("2020-01-01T00:00")
    enter(world, 0, 0, "CONTINUING")
    assert "8 missing 8 units in 1 class have no outcome, and 2019 is over." in today(world)


def test_a_newer_year_does_not_hide_what_the_last_one_lacks(world, clock) -> None:
    factories.open_year(2020)
    clock("2020-02-10T10:00")
    page = today(world)
    assert "Results of 2019 9 missing" in page
    assert "Results of 2020" not in page
    for who in range(3):
        for unit in range(3):
            enter(world, who, unit)
    assert "Results of 2019" not in today(world)


def test_when_all_is_entered_the_line_says_so(world) -> None:
    for who in range(3):
        for unit in range(3):
            enter(world, who, unit)
    assert "Results of 2019 Done All 9 units taken have an outcome." in today(world)


def test_another_schools_results_and_other_certificates_change_nothing(world) -> None:
    other = SchoolClass(code="7002")
    enter(other, 0, 0)
    factories.result(world.students[0], world.units[0], by=world.editor)  # on its own
    enter(world, 0, 0, year=2018)
    assert "Results of 2019 To come 9 units in 1 class" in today(world)
    assert Enrolment.objects.filter(school=world.school).count() == 3


def test_credit_transfers_without_a_document_are_a_task_and_listed(world) -> None:
    first, second = (enter(world, place, 0, "CREDIT_TRANSFER") for place in (0, 1))
    assert "Documents for credit transfer 2 needed 2 credit transfers have no document" in today(world)
    results = world.client().get(world.page("results/")).content.decode()
    assert f'href="{world.page(f"results/{first.pk}/evidence/")}?from=documents"' in results
    factories.evidence(first, by=world.editor)
    assert "1 credit transfer has no document recorded." in today(world)
    viewer = world.client(world.viewer).get(world.page("results/")).content.decode()
    assert "A VET coordinator of the school records them." in viewer
    assert f"results/{second.pk}/evidence/" not in viewer
    factories.evidence(second, by=world.editor)
    assert "Documents for credit transfer" not in today(world)
    assert "Documents needed" not in world.client().get(world.page("results/")).content.decode()


def test_the_class_list_shows_classes_with_missing_outcomes_first(world) -> None:
    other = factories.qualification("ZZZ20115")
    with portal_clock.at(factories.OPEN_DAY):
        factories.enrolment(world.students[0], other, by=world.editor, hours=[60])
    for who in range(3):
        for unit in range(3):
            enter(world, who, unit)
    page = world.client().get(world.page("results/"))
    assert [each.qualification.code for each, *_ in page.context["classes"]] == ["ZZZ20115", "SIT20316"]
    assert "those with missing outcomes first" in page.content.decode()


def test_what_was_done_lately_is_said_in_words(world) -> None:
    changes = [
        ResultChange(who, world.units[0], world.certificate, 2019, "ACHIEVED", ENDED)
        for who in world.students
    ]
    with portal_clock.at(OCTOBER):
        save_results(school=world.school, changes=changes, by=world.editor)
        assert f"{world.editor} saved results" in today(world)
        assert "save results" not in today(world)


@pytest.mark.parametrize("students", [2, 40])
def test_the_lines_take_three_queries_however_many_students(
    clock, students, django_assert_num_queries
) -> None:
    clock("2019-07-22T10:00")
    world = SchoolClass(students=students)
    enter(world, 0, 0, "CREDIT_TRANSFER")
    with django_assert_num_queries(3):
        assert len(result_tasks(world.school, world.year)["tasks"]) == 2
