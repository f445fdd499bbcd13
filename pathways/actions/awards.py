"""Writing providers of higher education, their awards and subjects, and what units ask of a student.

`revision` is that of the row which the person looked at, 0 where there was none. Each of these raises
StaleEntry where somebody else has changed it since, and FieldRefused where another row has its code by now.
"""

from django.db import IntegrityError, transaction

from enrolments.actions.entry_refusals import FieldRefused, StaleEntry
from enrolments.models import Unit
from pathways.models import Award, AwardSubject, HigherEducationProvider, UnitOutcomes
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail

Row = HigherEducationProvider | Award | AwardSubject | UnitOutcomes


@transaction.atomic
def save_provider(
    *,
    provider: HigherEducationProvider | None,
    code: str,
    name: str,
    source: str,
    by: User,
    revision: int = 0,
) -> HigherEducationProvider:
    """Enter a provider, or correct what is entered (None: a new one)."""
    values = {"code": code, "name": name, "source": source}
    return _save(provider or HigherEducationProvider(), values, revision, by=by)


@transaction.atomic
def save_award(*, award: Award | None, values: dict[str, object], by: User, revision: int = 0) -> Award:
    """Enter an award, or correct what is entered; `values` are its fields, the size in thousandths."""
    return _save(award or Award(), values, revision, by=by)


@transaction.atomic
def save_subject(
    *, subject: AwardSubject | None, values: dict[str, object], by: User, revision: int = 0
) -> AwardSubject:
    """Enter a subject of an award with its learning outcomes, or correct what is entered."""
    return _save(subject or AwardSubject(), values, revision, by=by)


@transaction.atomic
def save_unit_outcomes(
    *, unit: Unit, outcomes: str, source: str, by: User, revision: int = 0
) -> UnitOutcomes:
    """Enter what a unit asks of a student, one outcome a line."""
    held = UnitOutcomes.objects.filter(unit=unit).first() or UnitOutcomes()
    try:
        return _save(held, {"unit": unit, "outcomes": outcomes, "source": source}, revision, by=by)
    except FieldRefused:
        raise StaleEntry(UnitOutcomes.objects.get(unit=unit)) from None


def _save(row: Row, values: dict[str, object], revision: int, *, by: User) -> Row:
    """Nothing is written or recorded where nothing differs."""
    held = _as_seen(row, revision)
    before = {name: str(getattr(held, name) or "") for name in values} if held.pk else None
    after = {name: str(value or "") for name, value in values.items()}
    if before == after:
        return held
    for name, value in values.items():
        setattr(held, name, value)
    if before:
        held.revision += 1
    held.changed_by, held.changed_at = by, clock.now()
    _store(held)
    action = f"{'change' if before else 'enter'}_{held._meta.model_name}"
    trail.record(by=by, action=action, subject=held, before=before, after=after, at=held.changed_at)
    return held


def _as_seen(row: Row, revision: int) -> Row:
    """The row as it is stored, locked, while it is still the one that the person saw; a new one as it is."""
    if row.pk is None:
        return row
    held = type(row).objects.select_for_update(no_key=True).get(pk=row.pk)
    if held.revision != revision:
        raise StaleEntry(held)
    return held


def _store(row: Row) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise FieldRefused(
            "code",
            "code_taken",
            "Somebody else entered this code while you had the page open. Nothing of yours was saved. Look "
            "at what is in the list now, or use another code.",
        ) from None
