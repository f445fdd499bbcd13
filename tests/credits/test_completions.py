"""A certificate is complete when its provider says so: entered for a class, seen by the schemes."""

from datetime import date

import pytest
from django.urls import reverse

from credits.actions import completions
from credits.actions.completions import Completion, save_completions
from credits.models import CertificateCompletion
from credits.queries.facts import results_of
from enrolments.actions.refusals import Conflict, Refused
from tests import factories
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock):
    clock("2019-05-01T10:00")
    school = factories.school("7001")
    factories.open_year(2019)
    qualification = factories.qualification("SIT20316", units={"SITXFSA001": 15})
    editor = factories.user("ed", school=school, school_role="EDITOR")
    student = factories.student(school)
    enrolment = factories.enrolment(student, qualification, by=editor, hours=[15])
    factories.result(student, enrolment.units.get().unit, qualification, by=editor)
    clock("2019-12-02T10:00")
    return school, qualification, student, editor


def save(world, completed_on, *, version=0):
    school, qualification, student, editor = world
    said = [Completion(student, completed_on, version)]
    return save_completions(school=school, qualification=qualification, said=said, by=editor)


def test_a_completion_is_recorded_changed_and_taken_back(world) -> None:
    _, _, student, _ = world
    assert save(world, date(2019, 11, 29)) == 1
    assert save(world, date(2019, 11, 29), version=1) == 0, "saying the same twice writes nothing"
    assert save(world, date(2019, 11, 30), version=1) == 1
    assert CertificateCompletion.objects.get().version == 2
    assert all(each.is_finished for each in results_of([student.pk])[student.pk])
    assert save(world, None, version=2) == 1
    assert not any(each.is_finished for each in results_of([student.pk])[student.pk])
    events = AuditEvent.objects.filter(action="save_completions").order_by("position")
    assert [list(each.after["completed"].values()) for each in events] == [
        ["2019-11-29"],
        ["2019-11-30"],
        [None],
    ]


def test_a_day_to_come_and_somebody_elses_change_are_refused(world) -> None:
    with pytest.raises(Refused, match="13 December 2019 is still to come"):
        save(world, date(2019, 12, 13))
    save(world, date(2019, 11, 29))
    with pytest.raises(Conflict, match="Somebody else changed the completion"):
        save(world, date(2019, 11, 1))
    assert CertificateCompletion.objects.get().completed_on == date(2019, 11, 29)


def test_a_student_of_another_school_is_refused(world) -> None:
    school, qualification, _, editor = world
    other = factories.student(factories.school("7002"))
    with pytest.raises(Refused, match="another school"):
        completions.save_completions(
            school=school, qualification=qualification, said=[Completion(other, date(2019, 11, 1))], by=editor
        )


def test_the_page_keeps_what_was_typed_and_names_the_problem(world, client) -> None:
    school, qualification, student, editor = world
    client.force_login(editor)
    address = reverse("credits:completions", args=[school.code]) + "?certificate=SIT20316&year=2019"
    page = client.get(address)
    assert "1 of 1" in page.content.decode()
    posted = {"certificate": qualification.code, "year": "2019", f"seen-{student.pk}": "0"}
    save_address = reverse("credits:completions-save", args=[school.code])
    refused = client.post(save_address, posted | {f"on-{student.pk}": "31/12/2019"})
    assert refused.status_code == 422
    assert "31 December 2019 is still to come" in refused.content.decode()
    assert 'value="31/12/2019"' in refused.content.decode()
    assert not CertificateCompletion.objects.exists()
    assert client.post(save_address, posted | {f"on-{student.pk}": "29/11/2019"}).status_code == 302
    assert CertificateCompletion.objects.get().completed_on == date(2019, 11, 29)


def test_a_class_of_sixty_takes_few_queries(world, client, django_assert_max_num_queries) -> None:
    school, _, _, editor = world
    client.force_login(editor)
    with django_assert_max_num_queries(15):
        client.get(reverse("credits:completions", args=[school.code]) + "?certificate=SIT20316&year=2019")
