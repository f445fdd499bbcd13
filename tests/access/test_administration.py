"""The administration site: every address of it, listed or not, is for administrators alone."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.urls import reverse

from tests.access import expected, matrix
from tests.access.actors import Actor
from tests.access.answers import Answer
from tests.access.conftest import Stage
from tests.access.walk import send

pytestmark = pytest.mark.django_db
_ANY = {"app_label": "enrolments", "content_type_id": 1, "url": "nothing"}
_OF_A_MODEL = re.compile(r"admin:(\w+?)_(\w+)_(change|delete|history)")
_PASSWORD = "admin:auth_user_password_change"  # Django names it so whatever the model of people is called
# The three that only lead to the portal's own pages.
LEADS_ON = {"admin:login", "admin:logout", "admin:password_change"}


def _paths() -> Iterator[tuple[str, str]]:
    for address in matrix.admin_addresses():
        if address.name == "admin:":
            yield address.name, "/admin/nothing/"
            continue
        arguments = {name: _ANY.get(name) or _key(address.name) for name in address.parameters}
        yield address.name, reverse(address.name, kwargs=arguments)


def _key(name: str) -> object:
    """The key of a row that is there, of the table that the address is about."""
    named = _OF_A_MODEL.fullmatch("admin:accounts_user_change" if name == _PASSWORD else name)
    held = apps.get_model(named[1], named[2])._base_manager.first() if named else None
    return held.pk if held else 1


def _answers(actor: Actor, method: str) -> dict[str, tuple[Answer, list[str]]]:
    return {name: send(actor, method, path, {}, undo=True) for name, path in _paths()}


def test_the_group_is_for_administrators(stage: Stage) -> None:
    assert matrix.listed()[matrix.ADMIN].who == {"administrator"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_else_enters(stage: Stage, method: str) -> None:
    others = [actor for actor in stage.actors if actor.name != "administrator"]
    assert len(others) > 10
    words = {place.school.code: place.word for place in (stage.world.own, stage.world.other)}
    for actor in others:
        foreign = expected.foreign_words(actor, words)
        for name, (answer, written) in _answers(actor, method).items():
            is_led_away = answer.location.startswith(("/admin/login/", "/sign-in/"))
            assert answer.status == 403 or is_led_away or name in LEADS_ON, (actor.name, name)
            assert not any(word in answer.text.lower() for word in foreign), (actor.name, name)
            assert written == [], (actor.name, name)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_address_fails_for_an_administrator(stage: Stage, method: str) -> None:
    answered = _answers(stage.actor("administrator"), method)
    assert {name: answer.status for name, (answer, _) in answered.items() if answer.status >= 500} == {}
    if method == "GET":
        assert {name: written for name, (_, written) in answered.items() if written} == {}
        lists = {name for name in answered if name.endswith("_changelist")}
        assert {name for name in lists if answered[name][0].status != 200} == set()
