"""Qualifications and micro-credentials as the targets of stacking, read in a few queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Prefetch, QuerySet

from enrolments.models import PackagedUnit, Qualification
from pathways.models import MicroCredential, MicroCredentialUnit, Packaging, PackagingGroup
from pathways.queries.equivalents import heads
from pathways.queries.held import codes_of
from pathways.rules.facts import GridUnit, GroupRule, HeldUnit, Target

QUALIFICATION = "QUALIFICATION"
_GROUPS = Prefetch("packaging__groups", PackagingGroup.objects.order_by("name"))


def qualification_key(code: str) -> str:
    """How a qualification is told apart among targets and on the map."""
    return f"qualification:{code}"


def set_key(pk: int) -> str:
    """How a micro-credential is told apart among targets and on the map."""
    return f"set:{pk}"


def targets_for(held: Iterable[HeldUnit]) -> tuple[Target, ...]:
    """Every qualification and micro-credential that lists a held unit or an equivalent one. Six queries."""
    families = heads()
    codes = codes_of(families, {each.family for each in held})
    if not codes:
        return ()
    listing = PackagedUnit.objects.filter(unit__code__in=codes).order_by().values("qualification")
    including = MicroCredentialUnit.objects.filter(unit__code__in=codes).order_by()
    return (
        *qualification_targets(Qualification.objects.filter(pk__in=listing), families),
        *set_targets(MicroCredential.objects.filter(pk__in=including.values("micro_credential")), families),
    )


def qualification_targets(found: QuerySet[Qualification], families: Mapping[str, str]) -> list[Target]:
    """These qualifications with their grids; one without a packaging rule asks for nobody knows how many."""
    found = found.select_related("packaging").prefetch_related(_GROUPS).order_by("code")
    rows = PackagedUnit.objects.filter(qualification__in=found.order_by().values("pk")).order_by("unit__code")
    grids: dict[int, list[GridUnit]] = defaultdict(list)
    for key, code, title, kind, group in rows.values_list(
        "qualification_id", "unit__code", "unit__title", "kind", "elective_group"
    ):
        is_core = kind == PackagedUnit.Kind.CORE
        grids[key].append(GridUnit(code, title, families.get(code, code), is_core, group))
    return [_qualification(each, tuple(grids[each.pk])) for each in found]


def _qualification(found: Qualification, grid: tuple[GridUnit, ...]) -> Target:
    packaging: Packaging | None = getattr(found, "packaging", None)
    return Target(
        code=found.code,
        title=found.title,
        kind=QUALIFICATION,
        level=found.level,
        core=packaging.core_units if packaging else 0,
        electives=packaging.elective_units if packaging else 0,
        grid=grid,
        groups=tuple(_group(each) for each in packaging.groups.all()) if packaging else (),
        imports=packaging.imported_units if packaging else 0,
        import_level_from=packaging.import_level_from if packaging else None,
        is_grid_complete=packaging.is_grid_complete if packaging else False,
        is_packaging_known=packaging is not None,
        is_superseded=found.superseded_by_id is not None,
        key=qualification_key(found.code),
    )


def _group(group: PackagingGroup) -> GroupRule:
    return GroupRule(group.name, group.least, group.most)


def set_targets(found: QuerySet[MicroCredential], families: Mapping[str, str]) -> list[Target]:
    """These micro-credentials; where not all units are known, nobody knows how many it asks for."""
    rows = MicroCredentialUnit.objects.filter(micro_credential__in=found.order_by().values("pk"))
    grids: dict[int, list[GridUnit]] = defaultdict(list)
    for key, code, title, choice in rows.order_by("unit__code").values_list(
        "micro_credential_id", "unit__code", "unit__title", "choice"
    ):
        grids[key].append(GridUnit(code, title, families.get(code, code), is_core=True, group=choice))
    return [_set(each, tuple(grids[each.pk])) for each in found.order_by("title")]


def _set(found: MicroCredential, grid: tuple[GridUnit, ...]) -> Target:
    choices = {each.group for each in grid if each.group}
    return Target(
        code=found.code or "",
        title=found.title,
        kind=found.kind,
        level=None,
        core=sum(not each.group for each in grid) + len(choices),
        electives=0,
        grid=grid,
        is_grid_complete=found.are_units_complete,
        is_packaging_known=found.are_units_complete,
        is_superseded=found.status == MicroCredential.Status.SUPERSEDED,
        key=set_key(found.pk),
    )
