"""Keeping the live state current: what has changed is decided again, by the rules that decide a run.

Triggers mark every change (vetportal.change_marks); here the marks are taken, the facts of just those
enrolments read again and decided, and the cells of their schools summed anew. Whoever reads the live state
calls keep_current first, so nothing that is read is stale; it costs one query where nothing has changed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from enrolments.models import Enrolment, EnrolmentYear
from funding import queries
from funding.actions.live_cells import sum_again
from funding.models import ChangedFact, FundingRun, LiveEntry, LiveYear
from funding.rules import year_rules
from funding.rules.allocation import APPROVAL, bands_by_code, decided, if_approved
from funding.rules.assessing import Assessing
from funding.rules.facts import EnrolmentFacts, YearRules
from vetportal import bulk

_ONE_AT_A_TIME = 2_056_143  # any number that nothing else locks
_WAITING = f"(SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})::text) IS NOT NULL"
_TRYING = f"(SELECT pg_try_advisory_xact_lock({_ONE_AT_A_TIME}))"
_CHUNK = 5_000
_DECIDED = (
    "reasons", "awaits_approval", "band", "funded_hours", "core_rate", "tafe_provider", "materials_band",
    "small_scale_rate",
)  # fmt: skip
_COLUMNS = ("year", *EnrolmentFacts._fields, *_DECIDED)
_Kind = ChangedFact.Kind
_FIELD_OF = {
    _Kind.STUDENT: "student__in",
    _Kind.CAMPUS: "campus__in",
    _Kind.QUALIFICATION: "qualification__in",
    _Kind.PROVIDER: "provider__in",
}


class _Mark(NamedTuple):
    kind: str
    key: int
    year: int | None
    school_id: int | None


def keep_current() -> int:
    """Bring the live state up to date with everything that is committed; the number of decided enrolments."""
    return _follow(waits=True) if ChangedFact.objects.exists() else 0


def follow_save() -> int:
    """As keep_current, but leaves the work to whoever is at it already: for the end of a save."""
    return _follow(waits=False) if ChangedFact.objects.exists() else 0


@transaction.atomic
def _follow(*, waits: bool) -> int:
    marks = _take_marks(waits=waits)
    if not marks:
        return 0
    rebuilt = {mark.key for mark in marks if mark.kind == _Kind.YEAR} | _years_of_other_rules(marks)
    decided = sum(_rebuild(year) for year in sorted(rebuilt))
    schools: set[int] = set()
    single = [mark for mark in marks if mark.kind != _Kind.YEAR]
    if single:
        schools = {mark.school_id for mark in single if mark.school_id is not None}
        decided += _decide_again(single, schools, rebuilt)
    if schools or rebuilt:
        sum_again(Q(school_id__in=schools) | Q(year__in=rebuilt))
    return decided


def _take_marks(*, waits: bool) -> set[_Mark]:
    """Take the marks that are there, one person at a time; empty where somebody is at it and nobody waits.

    The lock is asked for within the statement, and every later statement sees what was committed before it.
    A mark that comes later stays for the next time.
    """
    lock = ""
    if connection.vendor == "postgresql":  # on SQLite the transaction alone is such a lock
        lock = f" WHERE {_WAITING if waits else _TRYING}"
    table = connection.ops.quote_name(ChangedFact._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM {table}{lock} RETURNING kind, "key", "year", school_id')  # noqa: S608 - no values
        return {_Mark(*row) for row in cursor.fetchall()}


def _years_of_other_rules(marks: Collection[_Mark]) -> set[int]:
    """Live years whose rules read otherwise than before: they name certificates by their codes."""
    if not any(mark.kind == _Kind.QUALIFICATION for mark in marks):
        return set()
    return {held.year for held in LiveYear.objects.all() if held.rules != _rules_as_stored(held.year)}


def _rules_as_stored(year: int) -> dict | None:
    version = queries.published_year(year)
    if version is None:
        return None
    return year_rules.to_json(queries.rules_of(version, FundingRun.Kind.CONFIRMED))


def _rebuild(year: int) -> int:
    """Decide a whole year again; a year that is frozen or has no published rules is not live."""
    LiveEntry.objects.filter(year=year).delete()
    LiveYear.objects.filter(year=year).delete()
    stored = _rules_as_stored(year)
    if stored is None or not EnrolmentYear.objects.filter(pk=year, frozen_at=None).exists():
        return 0
    rules = year_rules.from_json(LiveYear.objects.create(year=year, rules=stored).rules)
    enrolments = Enrolment.objects.filter(year_id=year)
    written = 0
    for ids in _chunks(enrolments.order_by("pk").values_list("pk", flat=True)):
        facts = queries.live_facts(enrolments.filter(pk__range=(ids[0], ids[-1])))
        written += bulk.insert_rows(LiveEntry, _COLUMNS, _rows(facts, year, rules))
    return written


def _decide_again(marks: Collection[_Mark], schools: set[int], rebuilt: Collection[int]) -> int:
    """Decide the marked enrolments of live years again but those `rebuilt`; adds their schools."""
    years = LiveYear.objects.exclude(year__in=rebuilt)
    live = {each.year: year_rules.from_json(each.rules) for each in years}
    own = {mark.key for mark in marks if mark.kind == _Kind.ENROLMENT}
    others = [mark for mark in marks if mark.kind != _Kind.ENROLMENT]
    found: set[int] = set()
    for ids in _chunks(own | (_enrolments_of(others, live) if others and live else set())):
        for year, rules in live.items():
            facts = queries.live_facts(Enrolment.objects.filter(pk__in=ids, year_id=year))
            bulk.replace_rows(LiveEntry, _COLUMNS, _rows(facts, year, rules))
            schools.update(row.school_id for row in facts)
            found.update(row.enrolment_id for row in facts)
    for ids in _chunks(own - found):  # removed, or no longer of a live year
        LiveEntry.objects.filter(pk__in=ids).exclude(year__in=rebuilt).delete()
    return len(found)


def _enrolments_of(marks: Iterable[_Mark], live: Collection[int]) -> set[int]:
    """The enrolments that refer to what has changed, as they are committed now."""
    keys: dict[tuple[str, int | None], list[int]] = defaultdict(list)
    for mark in marks:
        keys[mark.kind, mark.year].append(mark.key)
    wanted = Q(pk__in=())
    for (kind, year), values in keys.items():
        of_year = Q() if year is None else Q(year_id=year)
        wanted |= Q(**{_FIELD_OF.get(kind, "school__in"): values}) & of_year
    return set(Enrolment.objects.filter(wanted, year_id__in=list(live)).values_list("pk", flat=True))


def _rows(facts: Iterable[EnrolmentFacts], year: int, rules: YearRules) -> Iterator[tuple]:
    bands, assessing = bands_by_code(rules), Assessing(rules)
    for row in facts:
        outcome = decided(row, assessing.of(row), rules, bands)
        approved = if_approved(row, outcome, rules, bands)
        yield (
            year, *row, " ".join(outcome.reasons), APPROVAL in outcome.reasons, approved.band,
            approved.funded_hours, approved.core_rate, approved.tafe_provider, approved.materials_band,
            approved.small_scale_rate,
        )  # fmt: skip


def _chunks(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk
