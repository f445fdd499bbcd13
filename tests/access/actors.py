"""Who opens the addresses: everybody who might, with what they are allowed to be."""

from dataclasses import dataclass, field

from django.test import Client

from tests.access.world import World, end_membership
from vetportal.accounts.models import User


@dataclass
class Actor:
    """A person in front of the portal. `roles` are by school code; nobody is signed in without `user`."""

    name: str
    client: Client
    user: User | None = None
    roles: dict[str, str] = field(default_factory=dict)
    department: str = ""

    def roles_at(self, school_code: str) -> set[str]:
        """What the person is at a school, the department's role included."""
        return {self.roles.get(school_code, ""), self.department} - {""}


def cast(world: World) -> list[Actor]:
    """Twelve people and nobody; those who lost their right signed in before they lost it."""
    actors = [Actor("anonymous", Client())]
    for place, where in ((world.own, "own school"), (world.other, "other school")):
        for role, user in place.people.items():
            roles = {place.school.code: role}
            actors.append(Actor(f"{role}, {where}", signed_in(user), user, roles=roles))
    for role, user in world.department.items():
        actors.append(Actor(role, signed_in(user), user, department=role))
    for name, user in world.outsiders.items():
        actors.append(Actor(name, signed_in(user), user))
    _take_away(world.outsiders)
    for actor in actors:
        if actor.name == "deactivated":
            actor.user = None
    return actors


def signed_in(user: User) -> Client:
    """A client in which the person is signed in. A failure of the portal is its answer 500, as in use."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def _take_away(outsiders: dict[str, User]) -> None:
    end_membership(outsiders["membership ended yesterday"])
    deactivated = outsiders["deactivated"]
    deactivated.is_active = False
    deactivated.save()
