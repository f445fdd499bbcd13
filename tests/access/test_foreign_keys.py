"""Keys inside a form or query: another school's record is as unknown there as one that does not exist."""

import re

import pytest
from django.urls import reverse

from tests import factories
from tests.access.actors import Actor, signed_in
from tests.access.answers import Answer
from tests.access.conftest import Stage
from tests.access.payloads import Payloads
from tests.access.walk import send

pytestmark = pytest.mark.django_db
NO_KEY = 987_654_321


def _ask(stage: Stage, method: str, name: str, field: str, key: int) -> tuple[Answer, list[str]]:
    """Send an address of the own school with one key put in; what it saved is taken back."""
    actor, code = stage.actor("editor, own school"), stage.world.own.school.code
    path = reverse(name, args=[code])
    if method == "GET":
        return send(actor, "GET", f"{path}?{field}={key}", {}, undo=True)
    data = Payloads(stage.world).of(name, code) | {field: key}
    return send(actor, "POST", path, data, undo=True)


def _keys(stage: Stage, field: str) -> tuple[int, int]:
    """The key of the own school's record, and of the other's."""
    if field == "campus":
        return tuple(place.school.campuses.get().pk for place in (stage.world.own, stage.world.other))
    return stage.world.own.student.pk, stage.world.other.student.pk


@pytest.mark.parametrize(
    ("method", "name", "field"),
    [
        ("POST", "enrolments:student-add", "campus"),
        ("POST", "enrolments:enrol-class", "student"),
        ("GET", "enrolments:qualification-search", "student"),
        ("GET", "enrolments:students", "campus"),
        ("GET", "enrolments:enrolments", "campus"),
    ],
)
def test_another_schools_key_is_answered_like_a_missing_one(
    stage: Stage, method: str, name: str, field: str
) -> None:
    own, foreign = _keys(stage, field)
    accepted, _ = _ask(stage, method, name, field, own)
    refused, written = _ask(stage, method, name, field, foreign)
    missing, _ = _ask(stage, method, name, field, NO_KEY)
    assert _without(refused, foreign) == _without(missing, foreign)
    assert accepted.status in (200, 302)
    assert "numbat" not in refused.text.lower()
    if name == "enrolments:student-add":
        assert (refused.status, written) == (422, [])


def _without(answer: Answer, key: int) -> tuple[int, str, str]:
    """The answer without either of the two keys that were asked for."""
    text = re.sub(rf"\b({key}|{NO_KEY})\b", "(the key)", answer.text)
    return answer._replace(text=text).told_apart_from("/nothing/")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", ["upload", "upload-confirm", "upload-drop", "upload-rejected"])
def test_a_file_is_there_only_for_who_sent_it(stage: Stage, name: str, method: str) -> None:
    place = stage.world.own
    colleague = factories.user("colleague", school=place.school)
    actor = Actor("colleague", signed_in(colleague), colleague, roles={place.school.code: "editor"})
    path = reverse(f"enrolments:{name}", args=[place.school.code, place.upload.pk])
    answer, written = send(actor, method, path, {})
    assert (answer.status, written) == (404, [])
    assert place.upload.filename not in answer.text
