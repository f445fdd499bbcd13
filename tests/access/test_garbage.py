"""Nonsense in an address, a query or a form is answered in words: never by a failure, never by saving it."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from tests.access import expected, matrix
from tests.access.actors import Actor
from tests.access.conftest import Stage
from tests.access.payloads import Payloads, fields_of
from tests.access.targets import Target, targets
from tests.access.walk import send

pytestmark = pytest.mark.django_db
LIST = matrix.listed()
NONSENSE = ("\x00", "²", "٣", "9" * 30, "9" * 5_000, "-1", "1e5", "é" * 300, "'\"><script>", "{}", "\t\r\n")
# Read by pages that show no form for them.
NAMES = (
    "q",
    "year",
    "page",
    "per_page",
    "sort",
    "status",
    "show",
    "with",
    "format",
    "export",
    "certificate",
    "student",
    "rows",
    "node",
    "more",
    "study",
)
# A page stops at these, before it reads the others.
FIRST = {"year", "certificate", "export", "with"}
ALONE = ("\x00", "²", "9" * 30, "9" * 5_000)
_MOST_FIELDS = 12
ACTORS = ("editor, own school", "principal, own school", "officer", "administrator")


def _doors(stage: Stage, method: str) -> Iterator[tuple[str, Actor, Target]]:
    """Every address that takes the method, with a person who may use it and a record of theirs."""
    for address in matrix.addresses():
        row = LIST[address.name]
        actors = [stage.actor(name) for name in ACTORS]
        for target in targets(address, row, stage.world):
            if method in row.methods and expected.is_held(row, actors[0], target):
                inside = [each for each in actors if expected.door(row, each, target) == expected.IN]
                if inside:
                    yield address.name, inside[0], target
                    break


def test_nonsense_in_a_query(stage: Stage) -> None:
    failures = []
    for name, actor, target in _doors(stage, "GET"):
        path = reverse(name, kwargs=target.kwargs)
        shown = fields_of(actor.client.get(f"{path}?{LIST[name].needs}"))
        names = {*NAMES, *shown}
        queries = [dict.fromkeys(names, text) for text in NONSENSE]
        queries += [dict.fromkeys(names - FIRST, text) for text in ALONE]
        for query in queries:
            response = actor.client.get(path, query)
            if response.status_code >= 500:
                failures.append(f"{name} {str(query)[:80]}")
    assert not failures, "\n".join(failures)


def test_nonsense_in_a_form(stage: Stage) -> None:
    payloads, failures = Payloads(stage.world), []
    for name, actor, target in _doors(stage, "POST"):
        path = reverse(name, kwargs=target.kwargs)
        right = payloads.of(name, target.school)
        forms = [dict.fromkeys((*right, *NAMES, "version", "back", "tick"), text) for text in NONSENSE]
        forms += [right | {each: text} for each in list(right)[:_MOST_FIELDS] for text in ALONE[::2]]
        forms += [{"tick": f"{text}:{text}", "student": text} for text in NONSENSE]
        for form in forms:
            answer, _ = send(actor, "POST", path, form, undo=True)
            if answer.status >= 500:
                failures.append(f"{name} {str(form)[:80]}")
    assert not failures, "\n".join(failures)


def test_nonsense_in_an_address(stage: Stage) -> None:
    failures = []
    for path in _strange_addresses():
        for name in ACTORS:
            answer, _ = send(stage.actor(name), "GET", path, {})
            if answer.status not in (301, 302, 400, 403, 404):
                failures.append(f"{path[:60]} as {name}: {answer.status}")
    assert not failures, "\n".join(failures)


def _strange_addresses() -> Iterator[str]:
    for code in ("%00", "%27%20OR%201=1", "7001%00", "%C3%A9" * 100, "..", "%2e%2e%2f", "7001%20"):
        yield f"/school/{code}/students/"
        yield f"/department/returns/{code}/"
    for key in ("0", "9" * 30, "%00", "-1", "1.5", "%C2%B2"):
        yield f"/school/7001/students/{key}/"
        yield f"/school/7001/enrolments/{key}/"
        yield f"/school/7001/files/{key}/"
        yield f"/department/runs/{key}/"
        yield f"/department/payments/{key}.csv"
        yield f"/years/{key}/"
