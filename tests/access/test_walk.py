"""The walk: every address, everybody, every kind of record. Another school's answers like a missing one."""

from collections.abc import Callable

import pytest
from django.shortcuts import get_object_or_404

from enrolments import access
from enrolments.models import Enrolment, EnrolmentUpload, Student
from tests.access import matrix
from tests.access.conftest import Stage
from tests.access.walk import Findings, Walk
from vetportal.accounts.roles import SchoolRole

pytestmark = pytest.mark.django_db
LIST = matrix.listed()
SCHOOL_PAGES = {name for name, row in LIST.items() if row.door == "SCHOOL" and "GET" in row.methods}
# Their own school's name stands on no line of these.
WITHOUT_A_NAME = {"enrolments:upload-template"}


@pytest.fixture(scope="module")
def found(stage: Stage) -> Findings:
    """What one walk through everything has found."""
    return Walk(stage.world, stage.actors).through()


def test_every_address_answers_everybody_as_listed(
    found: Findings, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print(f" {found.requests:,} requests ", end="")
    assert not found.wrong, f"{len(found.wrong)} wrong answers\n" + "\n".join(found.wrong)
    assert found.requests > 5_000


def test_every_page_was_shown_to_somebody_permitted(found: Findings) -> None:
    pages = {name for name, row in LIST.items() if "GET" in row.methods and name != matrix.ADMIN}
    assert sorted(pages - found.shown - {"home"}) == []  # home only leads on


def test_everything_that_saves_has_saved_for_somebody_permitted(found: Findings) -> None:
    """So the same data, refused to the others, would have been saved."""
    doors = ("SCHOOL", "DEPARTMENT")
    saving = {name for name, row in LIST.items() if "POST" in row.methods and row.saves and row.door in doors}
    assert sorted(saving - found.saved) == []


def test_the_own_schools_word_is_read_where_it_stands(found: Findings) -> None:
    """Without it on the pages, the search for the other school's word would prove nothing."""
    assert sorted(SCHOOL_PAGES - found.words - WITHOUT_A_NAME) == []


def _editor_everywhere(*_: object) -> list[str]:
    return [SchoolRole.EDITOR]


def _any_student(_school: object, pk: int) -> Student:
    return get_object_or_404(Student.objects.select_related("campus"), pk=pk)


def _any_enrolment(_school: object, pk: int) -> Enrolment:
    return get_object_or_404(Enrolment.objects.select_related("student", "qualification", "year"), pk=pk)


def _any_upload(_school: object, pk: object, _owner: object) -> EnrolmentUpload:
    return get_object_or_404(EnrolmentUpload.objects.select_related("school", "year"), pk=pk)


@pytest.mark.parametrize(
    ("guard", "without", "page"),
    [
        ("roles_at", _editor_everywhere, "enrolments:students"),
        ("roles_at", _editor_everywhere, "funding:school-today"),
        ("student_of", _any_student, "enrolments:student"),
        ("enrolment_of", _any_enrolment, "enrolments:enrolment"),
        ("upload_of", _any_upload, "enrolments:upload-rejected"),
    ],
)
def test_control_the_walk_finds_the_leak_when_a_guard_is_off(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, guard: str, without: Callable, page: str
) -> None:
    monkeypatch.setattr(access, guard, without)
    found = Walk(stage.world, [stage.actor("editor, own school")]).through([page])
    assert any("shows another school's numbat" in wrong for wrong in found.wrong)
    assert any("differs from that of" in wrong for wrong in found.wrong)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_no_address_takes_another_method(stage: Stage, method: str) -> None:
    walk = Walk(stage.world, [stage.actor("anonymous"), stage.actor("editor, own school")])
    answered = {str(asked): (answer.status, written) for asked, answer, written in walk.with_method(method)}
    assert {asked: got for asked, got in answered.items() if got != (405, [])} == {}
    assert len(answered) > 100
