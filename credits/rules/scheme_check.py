"""What a scheme still lacks before it can count anything: sentences that say what to enter."""

from collections.abc import Iterator

from credits.rules.scheme_rules import (
    COURSE,
    FLOOR,
    HALF_UP,
    HOURS,
    LOOKUP,
    MOST_CERTIFICATES,
    MOST_CREDIT,
    MOST_IN_SLOT,
    NONE,
    SHARE,
    UNIT,
    WHOLE_CERTIFICATE,
    CertificateRow,
    Limit,
    Pool,
    Row,
    SchemeRules,
)


class IncompleteScheme(ValueError):  # noqa: N818 - the name reads as the sentence it carries
    """A rule of the scheme cannot be worked out. The text names the rule and what to enter."""

    code = "incomplete_scheme"


def check(scheme: SchemeRules) -> None:
    """Raise IncompleteScheme with the first thing that keeps the scheme from being worked out."""
    for lack in lacking(scheme):
        raise IncompleteScheme(f"{scheme.name}, version {scheme.version}: {lack}")


def lacking(scheme: SchemeRules) -> tuple[str, ...]:
    """Everything that keeps the scheme from being worked out, one sentence each, in the order of its rows."""
    return tuple(_all(scheme))


def before_publishing(scheme: SchemeRules) -> tuple[str, ...]:
    """What is lacking, and besides what a published scheme owes its readers: sources, and rows to look up."""
    return lacking(scheme) + tuple(_owed(scheme))


def _owed(scheme: SchemeRules) -> Iterator[str]:
    for number, row in enumerate(scheme.rows, start=1):
        if not row.source:
            yield f"Rule {number}, {row.name}: it names no source. Enter where it is published."
    others: tuple[Pool | Limit | CertificateRow, ...] = (
        *scheme.pools,
        *scheme.limits,
        *scheme.certificates.values(),
    )
    if not all(each.source for each in others):
        yield "A limit, a pool of hours or a certificate names no source. Enter where it is published."
    if any(row.cap_of_certificate for row in scheme.rows) and not scheme.certificates:
        yield "A rule asks for the most that a certificate can earn, and no certificate is entered."
    if any(row.basis == SHARE for row in scheme.rows) and not any(
        each.units for each in scheme.certificates.values()
    ):
        yield "A rule counts shares of the units, and no certificate says how many units it asks for."
    if scheme.indicative_hours is not None and not scheme.indicative_hours:
        yield "It measures by indicative hours of its own, and no unit's are entered."


def _all(scheme: SchemeRules) -> Iterator[str]:
    if not scheme.rows:
        yield "It has no rule. Add at least one."
    if not scheme.counting_outcomes:
        yield "No outcome counts as successful. Choose at least one."
    pools = {pool.name for pool in scheme.pools}
    for number, row in enumerate(scheme.rows, start=1):
        for lack in (*_basis(row), *_shape(row), *_amounts(row), *_ranges(row), *_links(row, pools)):
            yield f"Rule {number}, {row.name or 'without a name'}: {lack}"
    for pool in scheme.pools:
        yield from (f"Hours left over, {pool.name}: {lack}" for lack in _pool(pool))
    for limit in scheme.limits:
        yield from (f"Limit: {lack}" for lack in _limit(limit))


def _basis(row: Row) -> Iterator[str]:
    if row.basis not in (NONE, HOURS, SHARE, LOOKUP):
        yield "it does not say what it counts. Choose nothing, hours, a share of the units or a fixed credit."


def _shape(row: Row) -> Iterator[str]:
    if row.scope not in (UNIT, WHOLE_CERTIFICATE, COURSE):
        yield "it does not say what it counts together. Choose each unit, the certificate or the course."
    if row.rounding not in (FLOOR, HALF_UP):
        yield "it does not say how a part of a step is rounded. Choose full steps only, or halves up."
    if row.scope == UNIT and (row.basis == SHARE or row.cap_of_certificate):
        yield "a unit on its own has no share and no maximum. Count the certificate together."


def _amounts(row: Row) -> Iterator[str]:
    if row.basis in (HOURS, SHARE) and not row.step:
        yield "it has no step. Enter the hours, or the percent of the units, that earn the credit once."
    if row.basis == SHARE and (row.step or 0) > 100:
        yield "a step of a share is at most 100 percent."
    if row.basis in (HOURS, LOOKUP) and not row.value:
        yield "it has no credit. Enter what a step, or the certificate, earns."
    if row.parts < 1 or (row.value or 0) % max(row.parts, 1):
        yield "its credit cannot be divided into the parts of its step. Change the one or the other."


def _ranges(row: Row) -> Iterator[str]:
    if not 1 <= row.level_from <= row.level_to:
        yield "its levels are not in order. Enter the lower one first."
    for first, last, what in (
        (row.hours_from, row.hours_to, "hours"),
        (row.commence_from, row.commence_to, "years"),
    ):
        if first is not None and last is not None and first > last:
            yield f"its {what} are not in order. Enter the smaller figure first."


def _links(row: Row, pools: set[str]) -> Iterator[str]:
    if row.pool and row.pool not in pools:
        yield f"its hours left over go to {row.pool}, which is not in the scheme. Add it, or clear the field."
    if row.pool and row.basis != HOURS:
        yield "only a rule that counts hours has hours left over. Clear the field."


def _pool(pool: Pool) -> Iterator[str]:
    if pool.step < 1:
        yield "it has no step. Enter the hours that earn the credit once."
    if not pool.value:
        yield "it has no credit. Enter what a step earns."


def _limit(limit: Limit) -> Iterator[str]:
    if limit.kind not in (MOST_CREDIT, MOST_CERTIFICATES, MOST_IN_SLOT):
        yield "it does not say what it limits. Choose credit, certificates or a place."
    if limit.kind == MOST_IN_SLOT and not limit.slot:
        yield "it names no place. Enter the place whose credit it limits."
