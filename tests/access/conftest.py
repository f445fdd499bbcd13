"""One world for all tests of a file; nothing of it stays."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from funding.actions import live
from tests import factories
from tests.access import actors
from tests.access.actors import Actor
from tests.access.world import World, build
from vetportal import clock


@dataclass
class Stage:
    """The world, and everybody in front of it."""

    world: World
    actors: list[Actor]

    def actor(self, name: str) -> Actor:
        """One of them by name."""
        return next(each for each in self.actors if each.name == name)


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """The state on 1 May 2019, built once; each test's own changes are taken back after it."""
    refusals = logging.getLogger("django.request")
    refusals.setLevel(logging.ERROR)  # thousands are meant; a failure is still printed
    with django_db_blocker.unblock(), transaction.atomic(), clock.at(factories.OPEN_DAY):
        world = build()
        live.follow_save()  # as after every save, so that only what a request itself saves is followed
        yield Stage(world, actors.cast(world))
        transaction.set_rollback(True)
    refusals.setLevel(logging.NOTSET)
