"""Stacking of one student: what is held, what it reaches, what is missing, and how many questions it asks."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from credits.models import CertificateCompletion
from enrolments.models import Qualification, Student, Unit
from pathways.models import MicroCredential, MicroCredentialUnit
from pathways.queries.held import held_units, transfers_without_document
from pathways.queries.targets import targets_for
from pathways.rules.stacking import State, reach
from tests import factories
from tests.journeys import worlds
from tests.journeys.worlds import World
from tests.pathways import stacking_cast as cast
from vetportal import clock

# Session, person, school and roles, student, year, results, held units, targets, exclusions, the notices.
MOST_QUERIES = 32


@pytest.fixture
def world(db, clock) -> World:
    built = worlds.open_school(clock, students=2)
    cast.shipped()
    return built


@pytest.fixture
def student(world) -> Student:
    return world.students[0]


def page(client, world, student, **query):
    client.force_login(world.editor)
    return client.get(reverse("pathways:stacking", args=[world.school.code, student.pk]), query)


def test_units_that_came_before_complete_a_skill_set(client, world, student) -> None:
    cast.hold(student, cast.FOOD, by=world.editor)
    answer = page(client, world, student)
    first = answer.context["lines"][0]
    assert (first.reach.target.code, first.reach.state) == ("SITSS00069", State.COMPLETE)
    text = answer.content.decode()
    assert "2 of 2 units" in text
    assert "core, as SITXFSA005" in text
    assert "30 November 2018" in text


def test_each_target_says_what_counts_what_does_not_and_what_remains(client, world, student) -> None:
    cast.hold(student, (*cast.FOOD, "SITXFSA005", "HLTWHS002"), by=world.editor)
    lines = {line.reach.target.code: line for line in page(client, world, student).context["lines"]}
    cookery = lines["SIT20421"]
    assert (cookery.reach.taken, cookery.reach.asked) == (2, 13)
    assert cookery.remains == "Still asked for: 6 core units; 5 electives."
    reasons = {each.held.code: each.reason for each in cookery.reach.unused}
    assert reasons["SITXFSA005"].startswith("It is equivalent to SITXFSA001, which is held already")
    assert lines["CHC33021"].remains == (
        "Still asked for: 8 core units; 5 electives, at least 3 of group A or B."
    )


def test_a_set_whose_units_are_not_all_known_is_never_said_to_be_held(client, world, student) -> None:
    cast.hold(student, ("CHCCCS015", "HLTWHS002"), by=world.editor)
    answer = page(client, world, student)
    (line,) = [each for each in answer.context["lines"] if each.reach.target.title == "Entry into Care Roles"]
    assert line.reach.state is State.UNKNOWN
    assert "nobody can say here whether it is complete" in line.remains
    assert answer.context["complete"] == 0


def test_sets_that_exclude_each_other_say_so(client, world, student) -> None:
    cast.hold(student, ("HLTINFCOV001",), by=world.editor)
    answer = page(client, world, student)
    assert "Funded only if none of the other infection control sets was completed." in answer.content.decode()
    complete = [line.reach.target.code for line in answer.context["lines"]]
    assert complete == ["HLTSS00065", "HLTSS00066", "HLTSS00067"]


def test_a_set_of_the_group_that_is_done_may_stop_the_funding_of_another(client, world, student) -> None:
    cast.hold(student, ("HLTINF001",), by=world.editor)
    retail = MicroCredential.objects.get(code="HLTSS00065")
    second = Unit.objects.create(code="XYZINF002", title="Invented")
    MicroCredentialUnit.objects.create(micro_credential=retail, unit=second)
    cast.hold(student, ("XYZINF002",), by=world.editor)
    lines = {line.reach.target.code: line for line in page(client, world, student).context["lines"]}
    assert [each.code for each in lines["HLTSS00065"].done] == ["HLTSS00064"]
    assert lines["HLTSS00064"].done == []
    text = page(client, world, student).content.decode()
    assert "All units of HLTSS00064 are held. If that set was completed, this one is not funded." in text


def test_a_certificate_that_was_completed_is_not_called_begun(client, world, student) -> None:
    cast.hold(student, ("SITXFSA005", "HLTINFCOV001"), by=world.editor)
    CertificateCompletion.objects.create(
        student=student,
        qualification=Qualification.objects.get(code="SIT20421"),
        completed_on=date(2018, 12, 7),
        recorded_by=world.editor,
        recorded_at=clock.now(),
    )
    answer = page(client, world, student)
    first = answer.context["lines"][0]
    assert (first.reach.target.code, first.completed_on) == ("SIT20421", date(2018, 12, 7))
    assert "Completed on 7 December 2018, as the provider’s testamur says." in answer.content.decode()


def test_present_study_counts_where_it_is_asked_for(client, world, student) -> None:
    cast.hold(student, ("SITXFSA002",), by=world.editor)
    worlds.enter(world, student)  # SITXFSA001 among others
    without = page(client, world, student).context
    assert (without["achieved"], without["planned"], without["complete"]) == (1, 0, 0)
    assert without["may_have_study"]
    with_study = page(client, world, student, study="1").context
    assert with_study["planned"] == len(worlds.UNITS)
    first = with_study["lines"][0]
    assert (first.reach.target.code, first.reach.state) == ("SITSS00069", State.PLANNED)


def test_a_credit_transfer_is_held_once_its_document_was_accepted(client, world, student) -> None:
    cast.hold(student, ("SITXFSA005",), by=world.editor, outcome="CREDIT_TRANSFER")
    assert held_units(student) == ()
    assert transfers_without_document(student) == ["SITXFSA005"]
    assert "no accepted document stands behind it" in page(client, world, student).content.decode()
    cast.prove(student, "SITXFSA005", by=world.editor)
    assert [each.code for each in held_units(student)] == ["SITXFSA005"]
    assert transfers_without_document(student) == []


@pytest.mark.parametrize("outcome", ["NOT_ACHIEVED", "WITHDRAWN", "CONTINUING"])
def test_what_was_not_achieved_is_not_held(client, world, student, outcome) -> None:
    cast.hold(student, ("SITXFSA005",), by=world.editor, outcome=outcome)
    text = page(client, world, student).content.decode()
    assert "No unit is held yet" in text


def test_units_that_nothing_lists_are_named(client, world, student) -> None:
    cast.hold(student, ("XYZABC001",), by=world.editor)
    text = page(client, world, student).content.decode()
    assert "Nothing lists these units yet" in text
    assert "Held, and listed by nothing here" in text


def test_an_imported_unit_needs_a_certificate_of_the_level(world, student) -> None:
    factories.qualification("FSK10113", level=1, units={"FSKLRG09": 10})
    cast.hold(student, ("CHCCS211B", "FSKLRG09"), by=world.editor)
    held = held_units(student)
    assert {each.code: each.highest_listing for each in held} == {"CHCCS211B": 2, "FSKLRG09": 1}
    (found,) = [each for each in reach(held, targets_for(held)) if each.target.code == "CHC20112"]
    assert [each.code for each in found.unused] == ["IMPORT_LEVEL"]


def test_sixty_units_cost_as_many_queries_as_three(client, world) -> None:
    first, second = world.students
    codes = tuple(Unit.objects.order_by("code").values_list("code", flat=True)[:60])
    assert len(codes) == 60
    cast.hold(first, codes[:3], by=world.editor)
    cast.hold(second, codes, by=world.editor)
    client.force_login(world.editor)
    counted = []
    for who in (first, second):
        url = reverse("pathways:stacking", args=[world.school.code, who.pk])
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(url)
        assert answer.status_code == 200
        counted.append(len(queries))
    assert counted[1] <= counted[0] + 2  # exclusions are read where there are micro-credentials
    assert max(counted) <= MOST_QUERIES, counted


def test_another_schools_student_is_not_found(client, world) -> None:
    other = factories.school("7002")
    client.force_login(world.editor)
    stranger = factories.student(other)
    assert client.get(f"/school/7001/students/{stranger.pk}/stacking/").status_code == 404
    assert client.get(f"/school/7002/students/{stranger.pk}/stacking/").status_code == 404
