"""Writing the catalogue of micro-credentials."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import transaction

from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import Unit
from pathways.models import ExclusionGroup, MicroCredential, MicroCredentialUnit
from pathways.rules import critical_information
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail


class IncludedUnit(NamedTuple):
    """A unit of a micro-credential; units that share a choice are alternatives."""

    unit: Unit
    choice: str = ""


@transaction.atomic
def add(
    *,
    facts: Mapping[str, object],
    units: Sequence[IncludedUnit],
    groups: Sequence[ExclusionGroup],
    by: User,
) -> MicroCredential:
    """Enter a micro-credential; `facts` are its fields by name. Raises Refused for what may not be stored."""
    return _write(MicroCredential(), facts, units, groups, by=by)


@transaction.atomic
def change(
    *,
    micro_credential: MicroCredential,
    version: int,
    facts: Mapping[str, object],
    units: Sequence[IncludedUnit],
    groups: Sequence[ExclusionGroup],
    by: User,
) -> MicroCredential:
    """Change a micro-credential. Raises Conflict when it is no longer at `version`, Refused as `add` does."""
    held = MicroCredential.objects.select_for_update().filter(pk=micro_credential.pk).first()
    if held is None or held.version != version:
        raise Conflict(
            "Somebody else changed this micro-credential while you had it open. Nothing of yours was saved. "
            "Compare what is stored now with what you typed, then save again."
        )
    return _write(held, facts, units, groups, by=by)


def _write(
    held: MicroCredential,
    facts: Mapping[str, object],
    units: Sequence[IncludedUnit],
    groups: Sequence[ExclusionGroup],
    *,
    by: User,
) -> MicroCredential:
    for problem in critical_information.problems(facts):
        raise Refused(problem.sentence)
    if facts.get("are_units_complete") and not units:
        raise Refused("Enter its units before you say that all of them are here.")
    before = as_recorded(held, facts) if held.pk else None
    for name, value in facts.items():
        setattr(held, name, value)
    held.version = held.version + 1 if before else 1
    held.changed_by, held.changed_at = by, clock.now()
    held.save()
    _set_units(held, units)
    held.exclusion_groups.set(groups)
    action = "change_micro_credential" if before else "add_micro_credential"
    after = as_recorded(held, facts)
    trail.record(by=by, action=action, subject=held, before=before, after=after, at=held.changed_at)
    return held


def as_recorded(held: MicroCredential, names: Mapping[str, object]) -> dict[str, object]:
    """What the audit record says about a micro-credential."""
    units = held.units.order_by("unit__code").values_list("unit__code", "choice")
    return {name: getattr(held, name) for name in names} | {
        "units": [f"{code} {choice}".strip() for code, choice in units],
        "exclusion_groups": sorted(held.exclusion_groups.values_list("name", flat=True)),
    }


def _set_units(held: MicroCredential, units: Sequence[IncludedUnit]) -> None:
    """Units that stay keep where they are known from."""
    wanted = {each.unit.pk: each.choice for each in units}
    stored = {each.unit_id: each for each in held.units.all()}
    held.units.exclude(unit__in=wanted).delete()
    for unit, choice in wanted.items():
        row = stored.get(unit) or MicroCredentialUnit(micro_credential=held, unit_id=unit)
        if row.pk is None or row.choice != choice:
            row.choice = choice
            row.save()
