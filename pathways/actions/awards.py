"""Writing providers of higher education, their awards and subjects, and what units ask of a student."""

from django.db import models, transaction

from enrolments.models import Unit
from pathways.models import Award, AwardSubject, HigherEducationProvider, UnitOutcomes
from vetportal.accounts.models import User
from vetportal.audit import trail


@transaction.atomic
def save_provider(
    *, provider: HigherEducationProvider | None, code: str, name: str, source: str, by: User
) -> HigherEducationProvider:
    """Enter a provider, or correct what is entered (None: a new one)."""
    values = {"code": code, "name": name, "source": source}
    return _save(provider or HigherEducationProvider(), values, by=by)


@transaction.atomic
def save_award(*, award: Award | None, values: dict[str, object], by: User) -> Award:
    """Enter an award, or correct what is entered; `values` are its fields, the size in thousandths."""
    return _save(award or Award(), values, by=by)


@transaction.atomic
def save_subject(*, subject: AwardSubject | None, values: dict[str, object], by: User) -> AwardSubject:
    """Enter a subject of an award with its learning outcomes, or correct what is entered."""
    return _save(subject or AwardSubject(), values, by=by)


@transaction.atomic
def save_unit_outcomes(*, unit: Unit, outcomes: str, source: str, by: User) -> UnitOutcomes:
    """Enter what a unit asks of a student, one outcome a line."""
    held = UnitOutcomes.objects.filter(unit=unit).first()
    return _save(held or UnitOutcomes(), {"unit": unit, "outcomes": outcomes, "source": source}, by=by)


def _save(row: models.Model, values: dict[str, object], *, by: User) -> models.Model:
    """Nothing is written or recorded where nothing differs."""
    before = {name: str(getattr(row, name) or "") for name in values} if row.pk else None
    after = {name: str(value or "") for name, value in values.items()}
    if before == after:
        return row
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    verb = "change" if before else "enter"
    trail.record(by=by, action=f"{verb}_{row._meta.model_name}", subject=row, before=before, after=after)
    return row
