"""Credit schemes as the pages and the ledger ask for them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from credits.models import (
    CreditScheme,
    SchemeCertificate,
    SchemeHours,
    SchemeLimit,
    SchemePool,
    SchemeRow,
)
from credits.rules.outcomes import Outcome
from credits.rules.scheme_rules import CertificateRow, Limit, Pool, Row, SchemeRules, Standard

_PARTS = ("rows", "pools", "limits", "certificates", "unit_hours")
_SAME = (
    "code", "version", "name", "credit_word", "commence_from", "commence_to", "any_hours_source",
    "level_rule", "certificate_i_exception", "highest_level", "on_repeat", "one_unit", "total_cap",
)  # fmt: skip
_ROW = (
    "name", "basis", "scope", "level_from", "level_to", "step", "value", "rounding", "parts", "hours_from",
    "hours_to", "min_hours", "cap", "cap_of_certificate", "completed_only", "approved_only", "pool",
    "commence_from", "commence_to", "source",
)  # fmt: skip
_POOL = ("name", "step", "value", "cap", "commence_from", "commence_to", "source")
_LIMIT = ("kind", "maximum", "level_from", "level_to", "slot", "source")
_CERTIFICATE = ("maximum", "minimum", "stage", "is_approved", "units", "source")


def published() -> list[CreditScheme]:
    """The published versions with their rows, the first in rank first; of one code the latest years first."""
    found = CreditScheme.objects.filter(status=CreditScheme.Status.PUBLISHED).prefetch_related(*_PARTS)
    return sorted(found, key=lambda each: (each.rank, each.code, -(each.commence_from or 0)))


def for_commencement(code: str, year: int) -> CreditScheme | None:
    """The published version of a scheme for certificates begun in a year; None where there is none."""
    held = [
        each
        for each in published()
        if each.code == code
        and (each.commence_from or year) <= year
        and (each.commence_to is None or year <= each.commence_to)
    ]
    return held[0] if held else None


def versions() -> QuerySet[CreditScheme]:
    """All versions of all schemes with the people who worked on them."""
    return CreditScheme.objects.select_related("drafted_by", "published_by").order_by(
        "rank", "code", "-version"
    )


def rules_of(scheme: CreditScheme) -> SchemeRules:
    """A stored version as the value that the rules read. Prefetch its parts where many are asked for."""
    return SchemeRules(
        **_taken(scheme, _SAME),
        rows=tuple(_row(each) for each in _in_order(scheme.rows.all(), "position")),
        hours_sources=tuple(scheme.hours_sources),
        counting_outcomes=frozenset(Outcome(code) for code in scheme.counting_outcomes),
        standard=_standard(scheme),
        pools=tuple(_pool(each) for each in _in_order(scheme.pools.all(), "pk")),
        limits=tuple(_limit(each) for each in _in_order(scheme.limits.all(), "pk")),
        certificates={each.qualification_code: _certificate(each) for each in scheme.certificates.all()},
        indicative_hours=_indicative_hours(scheme, scheme.unit_hours.all()),
    )


def _in_order(rows: Any, field: str) -> list[Any]:
    return sorted(rows, key=lambda row: getattr(row, field))


def _taken(source: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(source, name) for name in names}


def _row(row: SchemeRow) -> Row:
    return Row(**_taken(row, _ROW), slots=tuple(row.slots))


def _pool(pool: SchemePool) -> Pool:
    return Pool(**_taken(pool, _POOL), slots=tuple(pool.slots))


def _limit(limit: SchemeLimit) -> Limit:
    return Limit(**_taken(limit, _LIMIT))


def _certificate(row: SchemeCertificate) -> CertificateRow:
    return CertificateRow(**_taken(row, _CERTIFICATE))


def _standard(scheme: CreditScheme) -> Standard | None:
    if scheme.standard_total is None:
        return None
    return Standard(
        scheme.standard_total,
        scheme.standard_at_level or 0,
        scheme.standard_level or 1,
        scheme.standard_note,
    )


def _indicative_hours(scheme: CreditScheme, rows: QuerySet[SchemeHours]) -> Mapping[str, int] | None:
    if scheme.hours_measure == CreditScheme.HoursMeasure.NOMINAL:
        return None
    return {row.unit_code: row.hours for row in rows}
