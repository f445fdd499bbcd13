"""Opening every address as everybody with every kind of record, and judging each answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse

from tests.access import answers, expected, watch
from tests.access.actors import Actor
from tests.access.answers import Answer
from tests.access.matrix import Address, Row, addresses, listed
from tests.access.payloads import Data, Payloads
from tests.access.targets import NO_SCHOOL, Target, targets
from tests.access.world import World
from vetportal.audit.models import AuditEvent

_RECORD_TABLE = AuditEvent._meta.db_table


class Asked(NamedTuple):
    """One request."""

    row: Row
    actor: Actor
    target: Target
    method: str
    query: str

    def __str__(self) -> str:
        query = f"?{self.query}" if self.query else ""
        return f"{self.method} {self.row.name}{query} as {self.actor.name}, {self.target.label}"


@dataclass
class Findings:
    """What the walk has seen: every wrong answer in words, and what was reached."""

    requests: int = 0
    wrong: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    saved: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    def add(self, asked: Asked, sentence: str) -> None:
        """Note a wrong answer."""
        self.wrong.append(f"{asked}: {sentence}")


class Walk:
    """A walk through the addresses of a world."""

    def __init__(self, world: World, actors: list[Actor]) -> None:
        self.world, self.actors = world, actors
        self.payloads = Payloads(world)
        self.words = {place.school.code: place.word for place in (world.own, world.other)}

    def through(self, rows: Iterable[str] = ()) -> Findings:
        """Open the named addresses, or all of them."""
        findings, chosen, found = Findings(), set(rows), listed()
        before = watch.fingerprint()
        for address in addresses():
            if not chosen or address.name in chosen:
                for actor in self.actors:
                    self._open(findings, address, found[address.name], actor)
                after = watch.fingerprint()
                if after != before:
                    findings.wrong.append(f"{address.name}: tables differ after requests that save nothing")
                before = after
        return findings

    def with_method(self, method: str) -> Iterator[tuple[Asked, Answer, list[str]]]:
        """Open every address with another method."""
        found = listed()
        for address in addresses():
            row = found[address.name]
            target = targets(address, row, self.world)[0]
            for actor in self.actors:
                path = reverse(address.name, kwargs=target.kwargs)
                yield Asked(row, actor, target, method, ""), *send(actor, method, path, {})

    def _open(self, findings: Findings, address: Address, row: Row, actor: Actor) -> None:
        answered: dict[tuple[str, str, str], tuple[Asked, str, Answer]] = {}
        for target in targets(address, row, self.world):
            path = reverse(address.name, kwargs=target.kwargs)
            for method, query in _forms(row):
                asked = Asked(row, actor, target, method, query)
                answer = self._ask(findings, asked, path)
                answered[target.label, method, query] = asked, path, answer
        for asked, path, answer in answered.values():
            twin = _twin(asked)
            if twin:
                _, twin_path, other = answered[twin, asked.method, asked.query]
                if answer.told_apart_from(path) != other.told_apart_from(twin_path):
                    findings.add(asked, f"the answer differs from that of “{twin}”")

    def _ask(self, findings: Findings, asked: Asked, path: str) -> Answer:
        data = self.payloads.of(asked.row.name, asked.target.school) if asked.method == "POST" else {}
        answer, written = send(
            asked.actor, asked.method, f"{path}?{asked.query}", data, undo=_may_save(asked)
        )
        findings.requests += 1
        _judge(findings, asked, answer, written)
        self._look_for_words(findings, asked, answer)
        return answer

    def _look_for_words(self, findings: Findings, asked: Asked, answer: Answer) -> None:
        text = answer.text.lower()
        leaked = [word for word in expected.foreign_words(asked.actor, self.words) if word in text]
        if leaked:
            findings.add(asked, f"shows another school's {leaked[0]}")
        own = self.words.get(asked.target.school, "")
        if own and own in text:
            findings.words.add(asked.row.name)


def _forms(row: Row) -> Iterator[tuple[str, str]]:
    yield "GET", row.needs
    for query in row.also:
        yield "GET", query
    yield "POST", row.needs


def _may_save(asked: Asked) -> bool:
    return (
        asked.method == "POST"
        and "POST" in asked.row.methods
        and expected.door(asked.row, asked.actor, asked.target) == expected.IN
    )


def _twin(asked: Asked) -> str:
    """The target that must be answered in the same way, where school or record is none of the person's."""
    row, actor, target = asked.row, asked.actor, asked.target
    if row.door != "SCHOOL" or target.school == NO_SCHOOL:
        return ""
    if expected.door(row, actor, target) == expected.NOT_FOUND:
        return target.school_twin
    return "" if expected.is_held(row, actor, target) else target.record_twin


def send(actor: Actor, method: str, path: str, data: Data, *, undo: bool = False) -> tuple[Answer, list[str]]:
    """The answer and the tables that were written to; `undo` takes back what was saved."""
    client = actor.client
    cookies = client.cookies.output()
    sid = transaction.savepoint() if undo else None
    with watch.writes() as written:
        response = client.generic(method, path) if method not in ("GET", "POST") else None
        if response is None:
            response = client.get(path) if method == "GET" else client.post(path, data)
        answer = answers.read(response)
    if sid is not None:
        transaction.savepoint_rollback(sid)
    client.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))
    return answer, written


def _judge(findings: Findings, asked: Asked, answer: Answer, written: list[str]) -> None:
    row = asked.row
    allowed = expected.statuses(row, asked.actor, asked.target, asked.method)
    if answer.status not in allowed:
        findings.add(asked, f"answers {answer.status}, not {' or '.join(map(str, sorted(allowed)))}")
    if _may_save(asked):
        if written and asked.target.exists:
            findings.saved.add(row.name)
        return
    changed = [table for table in written if table != _RECORD_TABLE]
    if changed or (written and not _leaves_a_record(asked)):
        findings.add(asked, f"writes to {sorted(set(written))}")
    if asked.method == "GET" and answer.status == 200:
        findings.shown.add(row.name)


def _leaves_a_record(asked: Asked) -> bool:
    """A file that was taken away is recorded, and a file that was sent without the right to."""
    is_refused = expected.door(asked.row, asked.actor, asked.target) == expected.REFUSED
    return asked.row.records or (asked.row.name == "enrolments:uploads" and is_refused)
