"""Whether a result can earn at all where a scheme counts certificates: else it leaves its unit to another.

Only what certificates decide is asked here. Hours that are blank, or too few, keep a unit where it is.
"""

from credits.rules.facts import ResultFacts
from credits.rules.interpreter_groups import is_within
from credits.rules.scheme_rules import NONE, SHARE, UNIT, WHOLE_CERTIFICATE, CertificateRow, Row, SchemeRules


class EarningCertificates:
    """Asks the rows of one scheme about many results; it remembers the answers."""

    def __init__(self, scheme: SchemeRules) -> None:
        self._scheme = scheme
        self._asks = any(row.scope != UNIT for row in scheme.rows)
        self._known: dict[tuple[str, int, int, bool], bool] = {}

    def can_earn(self, result: ResultFacts) -> bool:
        """Whether a row may give the result credit; always so where every row counts units by themselves."""
        if not self._asks:
            return True
        taken_in = result.certificate
        key = (
            taken_in.code if taken_in else "",
            taken_in.level if taken_in else 0,
            result.commenced,
            result.is_finished,
        )
        if key not in self._known:
            self._known[key] = any(self._gives(row, result) for row in self._scheme.rows)
        return self._known[key]

    def _gives(self, row: Row, result: ResultFacts) -> bool:
        own = self._scheme.certificates.get(result.certificate.code) if result.certificate else None
        return row.basis != NONE and _is_for(row, result) and _meets(row, own, result)


def _is_for(row: Row, result: ResultFacts) -> bool:
    """Whether the row is about such a certificate; of a unit on its own the level decides later."""
    if not is_within(result.commenced, row.commence_from, row.commence_to):
        return False
    if result.certificate is None or row.scope == UNIT:
        return row.scope != WHOLE_CERTIFICATE
    return row.level_from <= result.certificate.level <= row.level_to


def _meets(row: Row, own: CertificateRow | None, result: ResultFacts) -> bool:
    """Whether the certificate is listed, approved and completed where the row asks for it."""
    is_known = own is not None or not row.cap_of_certificate
    is_sized = row.basis != SHARE or bool(own and own.units)
    is_approved = bool(own and own.is_approved) or not row.approved_only
    return is_known and is_sized and is_approved and (result.is_finished or not row.completed_only)
