"""Writing down the authority's own decision on the level of a unit."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from credits.actions.rework_few import FEW, rework_if_few
from credits.models import LevelRuling, UnitResult
from enrolments.actions.refusals import Refused
from enrolments.models import Unit
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission
from vetportal.audit import trail
from vetportal.money import day


class Ruled(NamedTuple):
    """The ruling; `is_reworked` where the credit records of the students concerned follow it already."""

    ruling: LevelRuling
    is_reworked: bool


@transaction.atomic
def record(
    *,
    unit: Unit,
    level: int,
    reason: str,
    source: str,
    by: User,
    from_date: date | None = None,
    until_date: date | None = None,
) -> Ruled:
    """Write a ruling down; it goes before whatever the register lists. One that began earlier ends with it.

    TASC decides on levels; `source` says where that is written. The records of students with results in the
    unit are worked out anew where they are few, else by the command recompute_credits.
    Raises Refused for somebody who may not, and where another ruling holds for the same days.
    """
    if not by.may(Permission.CREDIT_RULE_DRAFT):
        raise Refused("Only administrators record rulings on units.")
    stamp = clock.now()
    _make_room(unit, from_date, until_date, by, stamp)
    ruling = LevelRuling.objects.create(
        unit=unit,
        level=level,
        reason=reason,
        source=source,
        from_date=from_date,
        until_date=until_date,
        recorded_by=by,
        recorded_at=stamp,
    )
    after = {"unit": unit.code, "level": level, "source": source, **_days(ruling)}
    trail.record(by=by, action="ruling.record", subject=ruling, reason=reason, after=after, at=stamp)
    return Ruled(ruling, rework_if_few(_students_with(unit), stamp=stamp))


def _students_with(unit: Unit) -> QuerySet:
    """The keys of students with results in the unit, one more than can be worked out at once."""
    students = UnitResult.objects.filter(unit=unit).order_by("student_id")
    return students.values_list("student_id", flat=True).distinct()[: FEW + 1]


def _make_room(unit: Unit, first: date | None, last: date | None, by: User, stamp: datetime) -> None:
    """End what held before; raises Refused where it cannot give way."""
    held = LevelRuling.objects.select_for_update(no_key=True).filter(unit=unit).order_by("pk")
    for earlier in held:
        if _overlap(earlier, first, last):
            _end(earlier, first, by, stamp)


def _overlap(held: LevelRuling, first: date | None, last: date | None) -> bool:
    begins, ends = held.from_date or date.min, held.until_date or date.max
    return (first or date.min) <= ends and begins <= (last or date.max)


def _end(held: LevelRuling, first: date | None, by: User, stamp: datetime) -> None:
    """An earlier ruling without an end gives way to one that begins later; any other clash is refused."""
    begins = held.from_date or date.min
    if first is None or begins >= first or held.until_date is not None:
        since = f"from {day(held.from_date)}" if held.from_date else "from the beginning"
        until = f" to {day(held.until_date)}" if held.until_date else ""
        raise Refused(
            f"A ruling of level {held.level} holds {since}{until}. Choose days on which no ruling holds, "
            "or a first day after that one began."
        )
    before = _days(held)
    held.until_date = first - timedelta(days=1)
    held.save(update_fields=["until_date"])
    trail.record(by=by, action="ruling.end", subject=held, before=before, after=_days(held), at=stamp)


def _days(ruling: LevelRuling) -> dict[str, str | None]:
    return {
        name: value.isoformat() if (value := getattr(ruling, name)) else None
        for name in ("from_date", "until_date")
    }
