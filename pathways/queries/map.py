"""The map around one unit, micro-credential, certificate or award: what leads to it and where it leads.

Four kinds of things stand in one order: unit, micro-credential, certificate, award. An award is linked by
mappings that are approved and in force. Equivalent units stand for each other.
"""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from enrolments.models import PackagedUnit, Qualification, Unit
from pathways.models import Award, CreditMapping, MicroCredential, MicroCredentialUnit
from pathways.queries.equivalents import heads
from pathways.queries.held import codes_of
from pathways.queries.map_drawing import AWARD, QUALIFICATION, SET, UNIT, Around, Drawing, Node, key_of
from pathways.rules import mapping_life as life

_GRID = ("unit__code", "unit__title", "kind", "elective_group")


def around(key: str, *, today: date) -> Around | None:
    """Everything that is linked to the thing with this key; None where there is no such thing."""
    kind, _, name = key.partition(":")
    surroundings = {UNIT: _unit, SET: _set, QUALIFICATION: _qualification, AWARD: _award}.get(kind)
    return surroundings(name, today) if surroundings and name else None


def unit_node(code: str, title: str, note: str = "", rank: int = 0) -> Node:
    """A unit on the map."""
    return Node(key_of(UNIT, code), UNIT, code, title, note, rank)


def set_node(found: MicroCredential, note: str = "") -> Node:
    """A micro-credential on the map."""
    title = found.title if found.code else "Micro-credential without a code"
    return Node(key_of(SET, found.pk), SET, found.code or found.title, title, note)


def qualification_node(found: Qualification, note: str = "") -> Node:
    """A certificate on the map; superseded ones come last."""
    is_old = found.superseded_by_id is not None
    words = [word for word in (note, "superseded" if is_old else "") if word]
    return Node(
        key_of(QUALIFICATION, found.code), QUALIFICATION, found.code, found.title, ", ".join(words), is_old
    )


def award_node(found: Award, note: str = "") -> Node:
    """An award on the map, by its provider."""
    return Node(key_of(AWARD, found.pk), AWARD, found.title, found.provider.name, note)


def _unit(code: str, today: date) -> Around | None:
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        return None
    families = heads([code])
    codes = codes_of(families, {families[code]})
    drawing = Drawing(unit_node(unit.code, unit.title))
    for each in _including(codes):
        node = set_node(each.micro_credential, _as(each.unit.code, code, "one of its units"))
        drawing.link(drawing.focus, node)
    listing = PackagedUnit.objects.filter(unit__code__in=codes).select_related("unit", "qualification")
    for each in listing.order_by("qualification__level", "qualification__code"):
        note = _as(each.unit.code, code, _place(each.kind, each.elective_group))
        drawing.link(drawing.focus, qualification_node(each.qualification, note))
    _link_awards(drawing, today, units=codes)
    equivalents = Unit.objects.filter(code__in=codes - {code}).order_by("code")
    return drawing.around(tuple(unit_node(each.code, each.title) for each in equivalents))


def _set(key: str, today: date) -> Around | None:
    found = MicroCredential.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 10 else None
    if found is None:
        return None
    drawing = Drawing(set_node(found))
    families = heads()
    units = found.units.select_related("unit").order_by("choice", "unit__code")
    for each in units:
        note = f"one of choice {each.choice}" if each.choice else "one of its units"
        drawing.link(unit_node(each.unit.code, each.unit.title, note), drawing.focus)
    own = {families.get(each.unit.code, each.unit.code): each.unit.code for each in units}
    rows = PackagedUnit.objects.filter(unit__code__in=codes_of(families, own))
    shared: dict[Qualification, set[str]] = {}
    for each in rows.select_related("qualification", "unit").order_by(
        "qualification__level", "qualification__code"
    ):
        shared.setdefault(each.qualification, set()).add(families.get(each.unit.code, each.unit.code))
    for qualification, hit in shared.items():
        note = f"lists {len(hit)} of {len(own)} units" if len(own) > 1 else "lists its unit"
        drawing.link(drawing.focus, qualification_node(qualification, note))
    _link_awards(drawing, today)
    return drawing.around()


def _qualification(code: str, today: date) -> Around | None:
    found = Qualification.objects.filter(code=code).first()
    if found is None:
        return None
    drawing = Drawing(qualification_node(found))
    families = heads()
    grid: dict[str, Node] = {}
    for unit, title, kind, group in found.packaged_units.order_by("unit__code").values_list(*_GRID):
        is_core = kind == PackagedUnit.Kind.CORE
        node = unit_node(unit, title, _place(kind, group), 0 if is_core else 1)
        grid[families.get(unit, unit)] = node
        drawing.link(node, drawing.focus, is_firm=is_core)
    sets: dict[MicroCredential, list[Node]] = {}
    for each in _including(codes_of(families, grid)):
        sets.setdefault(each.micro_credential, []).append(grid[families.get(each.unit.code, each.unit.code)])
    for micro_credential, units in sets.items():
        many = "1 unit" if len(units) == 1 else f"{len(units)} units"
        node = set_node(micro_credential, f"shares {many}")
        drawing.link(node, drawing.focus)
        for unit in units:
            drawing.link(unit, node, is_firm=False)
    _link_awards(drawing, today)
    return drawing.around()


def _award(key: str, today: date) -> Around | None:
    awards = Award.objects.select_related("provider")
    found = awards.filter(pk=key).first() if key.isdecimal() and len(key) < 10 else None
    if found is None:
        return None
    drawing = Drawing(award_node(found))
    for mapping in _in_force(Q(award=found), today):
        source = _product(mapping, mapping.get_form_display())
        if source:
            drawing.link(source, drawing.focus)
        for group in mapping.groups.all():
            units = list(group.units.all())
            note = f"{group.least} of {len(units)} asked for"
            for unit in units:
                drawing.link(unit_node(unit.code, unit.title, note), source or drawing.focus)
    return drawing.around()


def _including(codes: Iterable[str]) -> Iterable[MicroCredentialUnit]:
    found = MicroCredentialUnit.objects.filter(unit__code__in=codes)
    return found.select_related("unit", "micro_credential").order_by("micro_credential__title", "unit__code")


def _in_force(which: Q, today: date) -> Iterable[CreditMapping]:
    since = Q(valid_from=None) | Q(valid_from__lte=today)
    until = Q(valid_to=None) | Q(valid_to__gte=today)
    found = CreditMapping.objects.filter(which, since, until, status=life.APPROVED).distinct()
    related = found.select_related("award__provider", "qualification", "micro_credential")
    return related.prefetch_related("groups__units").order_by("award__title", "pk")


def _link_awards(drawing: Drawing, today: date, *, units: Iterable[str] = ()) -> None:
    """Awards of the certificates and micro-credentials that are drawn, and of units asked for alone."""
    codes = [each.code for each in drawing.of(QUALIFICATION)]
    sets = [each.number for each in drawing.of(SET)]
    alone = Q(qualification=None, micro_credential=None, groups__units__code__in=list(units))
    wanted = Q(qualification__code__in=codes) | Q(micro_credential__in=sets) | alone
    for mapping in _in_force(wanted, today):
        source = _product(mapping)
        node = award_node(mapping.award, mapping.get_form_display().lower())
        drawing.link(drawing.known(source) if source else drawing.focus, node)


def _product(mapping: CreditMapping, note: str = "") -> Node | None:
    if mapping.qualification:
        return qualification_node(mapping.qualification, note.lower())
    return set_node(mapping.micro_credential, note.lower()) if mapping.micro_credential else None


def _place(kind: str, group: str) -> str:
    if kind == PackagedUnit.Kind.CORE:
        return f"core, choice {group}" if group else "core"
    return f"elective, group {group}" if group else "elective"


def _as(listed: str, code: str, note: str) -> str:
    """The note, and the equivalent unit that is listed where it is not this one."""
    return note if listed == code else f"{note}, as {listed}"
