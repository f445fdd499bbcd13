"""Which records an address is opened with: one's own, another school's, and one that does not exist."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from tests.access import schemes
from tests.access.matrix import Address, Row
from tests.access.world import Place, World

NO_SCHOOL = "9999"
_NO_KEY = 987_654_321
_NO_UPLOAD = UUID(int=1)
_NO_YEAR = 2031


@dataclass(frozen=True)
class Target:
    """The arguments of an address. `twin` names the target that is answered like this one where the school
    or the record is none of the person's; `exists` says whether the record belongs to the school."""

    label: str
    arguments: tuple[tuple[str, object], ...]
    school: str = ""
    exists: bool = True
    school_twin: str = ""
    record_twin: str = ""

    @property
    def kwargs(self) -> dict[str, object]:
        """As `reverse` takes them."""
        return dict(self.arguments)


def targets(address: Address, row: Row, world: World) -> list[Target]:
    """Everything that the address is opened with."""
    if "school_code" not in address.parameters:
        return list(_state(row, world))
    return list(_with_record(row, world) if row.record else _schools(world))


def _schools(world: World) -> Iterator[Target]:
    for label, place in _places(world):
        code = place.school.code
        yield Target(label, (("school_code", code),), code, school_twin="no school")
    yield Target("no school", (("school_code", NO_SCHOOL),), NO_SCHOOL, exists=False)


def _with_record(row: Row, world: World) -> Iterator[Target]:
    missing = _NO_UPLOAD if row.record == "upload" else _NO_KEY
    for label, place in _places(world):
        code = place.school.code
        for whose, owner in _places(world):
            yield Target(
                f"{label}, {whose} record",
                (("school_code", code), ("pk", key_of(owner, row.record))),
                code,
                exists=label == whose,
                school_twin="no school",
                record_twin=f"{label}, no record",
            )
        yield Target(
            f"{label}, no record",
            (("school_code", code), ("pk", missing)),
            code,
            exists=False,
            school_twin="no school",
        )
    record = key_of(world.other, row.record)
    yield Target("no school", (("school_code", NO_SCHOOL), ("pk", record)), NO_SCHOOL, exists=False)


def _files(record: str, world: World) -> Iterator[Target]:
    """Files of payments: by year, or by what was sent."""
    known: tuple[str, int] = ("year", 2019)
    missing = ("year", _NO_YEAR)
    if record == "remittance file":
        known, missing = ("pk", world.ledger.remittance.pk), ("pk", _NO_KEY)
    for form in ("csv", "xlsx"):
        yield Target(f"as {form}", (known, ("form", form)))
    yield Target("no form", (known, ("form", "pdf")), exists=False)
    yield Target("no record", (missing, ("form", "csv")), exists=False)


def _state(row: Row, world: World) -> Iterator[Target]:
    """Addresses that belong to no school."""
    if row.record in ("payment year", "remittance file"):
        yield from _files(row.record, world)
        return
    if row.record == "year part":
        yield from _year_parts(world)
        return
    if row.record == "scenario file":
        for form in ("csv", "xlsx"):
            yield Target(f"scenario as {form}", (("pk", world.scenario.pk), ("form", form)))
        yield Target("no form", (("pk", world.scenario.pk), ("form", "pdf")), exists=False)
        yield Target("no record", (("pk", _NO_KEY), ("form", "csv")), exists=False)
        return
    if row.record == "unit":
        yield Target("a unit", (("code", schemes.UNIT),))
        yield Target("no record", (("code", "NOWHERE"),), exists=False)
        return
    for label, key in _state_keys(row.record, world):
        yield Target(label, (("pk", key),))
    if row.record:
        yield Target("no record", (("pk", _NO_KEY),), exists=False)
    else:
        yield Target("the page", ())


def _year_parts(world: World) -> Iterator[Target]:
    """A part with figures, one with a list of certificates, and what there is not."""
    version = world.version.pk
    for part in ("rates", "certificates"):
        yield Target(f"draft, {part}", (("pk", version), ("section", part)))
    yield Target("no part", (("pk", version), ("section", "nothing")), exists=False)
    yield Target("no record", (("pk", _NO_KEY), ("section", "rates")), exists=False)


def _state_keys(record: str, world: World) -> list[tuple[str, int]]:
    if record in world.ledger.records:
        return [(record, world.ledger.records[record])]
    if record in world.register.records:
        return [(record, world.register.records[record])]
    if record in world.schemes.records:
        return [(record, world.schemes.records[record])]
    if record in ("extension", "approval"):
        return [(label, key_of(place, record)) for label, place in _places(world)]
    held = {"run": world.run, "year version": world.version, "scenario": world.scenario}
    return [(record, held[record].pk)] if record else []


def key_of(place: Place, record: str) -> object:
    """The key of a school's record of this kind."""
    return getattr(place, record).pk


def _places(world: World) -> list[tuple[str, Place]]:
    return [("own", world.own), ("other", world.other)]
