"""A right that is taken away is gone with the next request, on every page, in the same session."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from enrolments.models import SchoolMembership
from tests.access import expected, matrix
from tests.access.actors import Actor
from tests.access.conftest import Stage
from tests.access.targets import targets
from tests.access.walk import send
from tests.access.world import end_membership
from vetportal.accounts.models import User
from vetportal.accounts.roles import SchoolRole

pytestmark = pytest.mark.django_db
LIST = matrix.listed()
GUARDED = [each for each in matrix.addresses() if LIST[each.name].door in ("SCHOOL", "DEPARTMENT")]


def _pages(stage: Stage, actor: Actor) -> dict[str, str]:
    """The addresses behind a door that lets the person in."""
    pages = {}
    for address in GUARDED:
        row = LIST[address.name]
        target = targets(address, row, stage.world)[0]
        if expected.door(row, actor, target) == expected.IN:
            pages[address.name] = reverse(address.name, kwargs=target.kwargs) + f"?{row.needs}"
    return pages


def _statuses(actor: Actor, pages: dict[str, str]) -> dict[str, int]:
    return {name: send(actor, "GET", path, {})[0].status for name, path in pages.items()}


def _save(user: User, **fields: object) -> None:
    User.objects.filter(pk=user.pk).update(**fields)


def _new_password(user: User) -> None:
    user.set_password("a password that is long enough")
    user.save()


@pytest.mark.parametrize(
    ("take_away", "status"),
    [
        (end_membership, 404),
        (lambda user: SchoolMembership.objects.filter(user=user).delete(), 404),
        (lambda user: _save(user, is_active=False), 302),
        (_new_password, 302),
    ],
    ids=["membership ended", "membership removed", "deactivated", "password changed"],
)
@pytest.mark.parametrize("name", ["editor, own school", "principal, own school"])
def test_every_page_of_the_school_is_gone(
    stage: Stage, name: str, take_away: Callable[[User], object], status: int
) -> None:
    actor = stage.actor(name)
    pages = _pages(stage, actor)
    assert len(pages) > 10
    assert set(_statuses(actor, pages).values()) <= {200, 302, 405}
    take_away(actor.user)
    assert set(_statuses(actor, pages).values()) == {status}


def test_an_editor_who_becomes_a_viewer_only_reads(stage: Stage) -> None:
    actor = stage.actor("editor, own school")
    pages = _pages(stage, actor)
    before = _statuses(actor, pages)
    SchoolMembership.objects.filter(user=actor.user).update(role=SchoolRole.VIEWER)
    after = _statuses(actor, pages)
    assert {name for name, status in after.items() if status == 403} == {
        name for name in pages if "viewer" not in LIST[name].who
    }
    assert {name: after[name] for name in pages if "viewer" in LIST[name].who} == {
        name: before[name] for name in pages if "viewer" in LIST[name].who
    }


@pytest.mark.parametrize("name", ["officer", "manager", "administrator"])
def test_without_the_department_role_nothing_is_left(stage: Stage, name: str) -> None:
    actor = stage.actor(name)
    pages = _pages(stage, actor)
    assert set(_statuses(actor, pages).values()) <= {200, 302, 405}
    _save(actor.user, department_role="")
    after = _statuses(actor, pages)
    refused = {"SCHOOL": 404, "DEPARTMENT": 403}
    assert after == {page: refused[LIST[page].door] for page in pages}
