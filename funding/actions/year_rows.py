"""Single rows of a draft: put in, changed, taken out, without touching what others do to other rows."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from funding.actions import years
from funding.actions.refusals import Refused
from funding.models import FundingYear
from vetportal.accounts.models import User

Row = Mapping[str, Any]


def stated_fields(model: type[models.Model]) -> list[str]:
    """The columns of a row that people state."""
    own = {"id", "funding_year_id", "order"}
    return [field.attname for field in model._meta.fields if field.attname not in own]


def mark(row: models.Model) -> str:
    """What a row says, as a text that a page carries, to see later whether somebody changed it."""
    return json.dumps([str(getattr(row, name)) for name in stated_fields(type(row))])


@transaction.atomic
def put(
    *, version: FundingYear, part: str, row: Row, by: User, replaces: int | None = None, seen: str = ""
) -> FundingYear:
    """Put a row into a part of a draft, in place of the row `replaces` (its key) where that is given.

    `seen` is the mark of the row that the person looked at. Raises Refused for a version that is no draft,
    and StaleDraft when that row is no longer as it was seen.
    """
    kept = _others(version, part, replaces, seen)
    return years.change(version=version, by=by, parts={part: [*kept, row]})


@transaction.atomic
def remove(*, version: FundingYear, part: str, pk: int, seen: str, by: User) -> FundingYear:
    """Take a row out of a part of a draft. Raises as put does."""
    return years.change(version=version, by=by, parts={part: _others(version, part, pk, seen)})


def _others(version: FundingYear, part: str, pk: int | None, seen: str) -> list[dict[str, Any]]:
    """The other rows of the part, with the draft held so that none of them changes meanwhile."""
    held = FundingYear.objects.select_for_update(no_key=True).get(pk=version.pk)
    if held.status != FundingYear.Status.DRAFT:
        raise Refused(f"The rules of {held} are published and are never edited. Draft a new version.")
    rows = getattr(held, part)
    if pk is not None:
        row = rows.filter(pk=pk).first()
        if row is None or mark(row) != seen:
            raise years.StaleDraft(
                "Somebody else changed or removed this row after you opened it. Look at it again."
            )
    return list(rows.exclude(pk=pk).order_by("pk").values(*stated_fields(rows.model)))
