"""Which results are counted together: each unit on its own, or the units of a certificate or a course."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from credits.rules.counted import Counted
from credits.rules.facts import Certificate
from credits.rules.scheme_rules import UNIT, WHOLE_CERTIFICATE, CertificateRow, Row, SchemeRules

ANY_LEVEL = (1, 6)


@dataclass(frozen=True, slots=True)
class Work:
    """Results that are counted together, in the order in which they ended, and the rows that may apply.

    `certificate` is None for units taken on their own. `commenced` is the first year of the certificate.
    `level` is the level the rows are chosen by, `counts_at` the one the credit counts at.
    """

    items: tuple[Counted, ...]
    certificate: Certificate | None
    level: int | None
    counts_at: int | None
    commenced: int
    rows: tuple[Row, ...]
    own: CertificateRow | None

    @property
    def keys(self) -> tuple[int, ...]:
        return tuple(item.result.key for item in self.items)

    @property
    def hours(self) -> int:
        """Whole hours of the units whose hours are known."""
        return sum(item.hours.hours for item in self.items if item.hours)

    @property
    def is_without_hours(self) -> bool:
        """Whether no source states the hours of any of its units."""
        return not any(item.hours for item in self.items)

    @property
    def is_completed(self) -> bool:
        return any(item.result.is_finished for item in self.items)

    @property
    def is_approved(self) -> bool:
        return bool(self.own and self.own.is_approved)


def collect(counted: Iterable[Counted], scheme: SchemeRules) -> list[Work]:
    """The works of a student, in the order in which their certificates were begun and their units ended."""
    items = sorted((item for item in counted if item.counts), key=_ended)
    commenced = _commencements(items)
    groups: dict[tuple[str, ...], list[Counted]] = {}
    for number, item in enumerate(items):
        row = _first_row(item, commenced[_taken_in(item)], scheme)
        groups.setdefault(_group(item, number, row), []).append(item)
    works = [_work(group, commenced[_taken_in(group[0])], scheme) for group in groups.values()]
    return sorted(works, key=lambda work: (work.commenced, _ended(work.items[0])))


def _ended(item: Counted) -> tuple[object, ...]:
    result = item.result
    return (result.ended_on, result.unit, _code(result.certificate), result.key)


def _code(certificate: Certificate | None) -> str:
    return certificate.code if certificate else ""


def _taken_in(item: Counted) -> tuple[str, int]:
    """The certificate, or the single unit, that has one commencement."""
    certificate = item.result.certificate
    return (certificate.code, 0) if certificate else ("", item.result.key)


def _commencements(items: Iterable[Counted]) -> dict[tuple[str, int], int]:
    years: dict[tuple[str, int], int] = {}
    for item in items:
        taken_in = _taken_in(item)
        years[taken_in] = min(item.result.commenced, years.get(taken_in, item.result.commenced))
    return years


def _first_row(item: Counted, commenced: int, scheme: SchemeRules) -> Row | None:
    return next((row for row in scheme.rows if _fits(row, item, commenced, scheme)), None)


def _fits(row: Row, item: Counted, commenced: int, scheme: SchemeRules) -> bool:
    """A version with a standard counts all of a student's study or none; counting decided that."""
    certificate = item.result.certificate
    if row.scope == WHOLE_CERTIFICATE and certificate is None:
        return False
    level = item.level if row.scope == UNIT or certificate is None else certificate.level
    return (
        _is_at_level(row, level)
        and (scheme.standard is not None or is_within(commenced, scheme.commence_from, scheme.commence_to))
        and is_within(commenced, row.commence_from, row.commence_to)
    )


def _is_at_level(row: Row, level: int | None) -> bool:
    """A row for any level also takes a unit that nothing gives a level."""
    if level is None:
        return (row.level_from, row.level_to) == ANY_LEVEL
    return row.level_from <= level <= row.level_to


def is_within(year: int, first: int | None, last: int | None) -> bool:
    """Whether a year lies in a span whose ends may be open."""
    return (first is None or first <= year) and (last is None or year <= last)


def _group(item: Counted, number: int, row: Row | None) -> tuple[str, ...]:
    """Units of one certificate under the same kind of row share a group; others stand alone."""
    if row is None:
        return ("no row", _code(item.result.certificate) or str(number))
    if row.scope == UNIT:
        return ("unit", str(number))
    if item.result.certificate is None:
        return (row.scope, "", str(item.level))
    return (row.scope, item.result.certificate.code)


def _work(items: Sequence[Counted], commenced: int, scheme: SchemeRules) -> Work:
    first = items[0]
    certificate = first.result.certificate
    fitting = [row for row in scheme.rows if _fits(row, first, commenced, scheme)]
    rows = tuple(row for row in fitting if row.scope == fitting[0].scope)
    is_single = not rows or rows[0].scope == UNIT or certificate is None
    level = first.level if is_single or certificate is None else certificate.level
    return Work(
        items=tuple(items),
        certificate=certificate,
        level=level,
        counts_at=None if level is None else min(level, scheme.highest_level),
        commenced=commenced,
        rows=rows,
        own=scheme.certificates.get(_code(certificate)),
    )
