"""Loading the schemes that come with the portal.

They are published as they are shipped. Two people stand behind them all the same: whoever wrote the sheet,
with a source at every row and the published examples as tests, and whoever loads it, whom the record names.
A later version of the portal brings a later sheet; it takes the place of the shipped one, and never of one
that an administrator drafted here.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from credits.actions import scheme_rows
from credits.actions.scheme_succession import succeed
from credits.models import CreditScheme
from credits.queries.scheme_sheet import FIGURES, PARTS
from enrolments.actions.refusals import Refused
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission
from vetportal.audit import trail

DATA = Path(__file__).parent.parent / "data"
Sheet = dict[str, Any]


class Shipped(NamedTuple):
    """What became of a shipped scheme, in a sentence; `is_new` where it was put in force just now."""

    code: str
    is_new: bool
    sentence: str


def sheets() -> list[Sheet]:
    """The shipped schemes, file by file."""
    return [
        sheet
        for path in sorted(DATA.glob("*.json"))
        for sheet in json.loads(path.read_text(encoding="utf-8"))
    ]


@transaction.atomic
def load_shipped(*, by: User | None) -> list[Shipped]:
    """Put the shipped schemes in force that are not yet; `by` is None for an operator's command.

    Repeatable: a sheet that was loaded stays as it is, and one that was changed here is not overwritten.
    Raises Refused for somebody who may not publish.
    """
    if by is not None and not by.may(Permission.CREDIT_RULE_PUBLISH):
        raise Refused("Only administrators publish credit schemes.")
    return [_load(sheet, by) for sheet in sheets()]


def _load(sheet: Sheet, by: User | None) -> Shipped:
    code, digest = sheet["code"], _digest(sheet)
    held = CreditScheme.objects.filter(code=code)
    if held.filter(shipped=digest).exists():
        return Shipped(code, False, f"{code}: loaded already, left as it is.")
    if held.filter(status=CreditScheme.Status.DRAFT).exists():
        return Shipped(code, False, f"{code}: there is a draft of it. Publish or drop that, then load again.")
    if held.filter(status=CreditScheme.Status.PUBLISHED, shipped="").exists():
        return Shipped(
            code, False, f"{code}: a version drafted here is in force, so the shipped one is not loaded."
        )
    scheme = _publish(sheet, digest, by)
    return Shipped(code, True, f"{code}: {scheme} is in force.")


def _publish(sheet: Sheet, digest: str, by: User | None) -> CreditScheme:
    stamp = clock.now()
    newest = CreditScheme.objects.filter(code=sheet["code"]).order_by("-version").first()
    scheme = CreditScheme(code=sheet["code"], version=newest.version + 1 if newest else 1, shipped=digest)
    scheme_rows.set_figures(scheme, {name: sheet[name] for name in FIGURES})
    scheme.save(force_insert=True)
    scheme_rows.set_parts(scheme, {part: sheet[part] for part in PARTS})
    succeed(scheme, by=by, stamp=stamp)
    scheme.status = CreditScheme.Status.PUBLISHED
    scheme.published_by, scheme.published_at = by, stamp
    scheme.save()
    trail.record(by=by, action="scheme.load", subject=scheme, after={"shipped": digest}, at=stamp)
    return scheme


def _digest(sheet: Sheet) -> str:
    return hashlib.sha256(json.dumps(sheet, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
